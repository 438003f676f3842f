"""Templates, read once for each tongue: what depends on the tongue alone is drawn when they are read, not each time.

Fixed words, addresses of static files and icons become text, and text that comes to stand beside text becomes one: half
of what a page would otherwise ask for anew.
"""

from collections.abc import Iterable
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.loaders.cached import Loader as Cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from zhengan.faces.web.templatetags.zhengan import Icon


class Loader(Cached):
    """Reads templates and keeps them, each tongue its own."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """Return the key under which a template is kept."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return the template as it is kept, or read and fold it."""
        kept = self.get_template_cache.get(self.cache_key(template_name, skip))
        if isinstance(kept, Template):
            return kept
        found = super().get_template(template_name, skip)
        fold(found.nodelist)
        return found


def fold(nodes: NodeList) -> None:
    """Draw what is fixed among these nodes and all within them; the nodes are changed in place."""
    folded: list[Node] = []
    for found in nodes:
        node = TextNode(found.render(Context())) if _is_fixed(found) else found
        for inner in _within(node):
            fold(inner)
        if isinstance(node, TextNode) and folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + node.s)
        else:
            folded.append(node)
    nodes[:] = folded


def _within(node: Any) -> Iterable[NodeList]:
    if isinstance(node, IfNode):
        return [inner for _condition, inner in node.conditions_nodelists]
    return [inner for name in node.child_nodelists if isinstance(inner := getattr(node, name, None), NodeList)]


def _is_fixed(node: Any) -> bool:
    """Whether the node says the same on every page in this tongue."""
    if isinstance(node, (LoadNode, CommentNode)):
        return True
    if isinstance(node, TranslateNode):
        return not node.asvar and all(map(_is_literal, (node.filter_expression, node.message_context)))
    if isinstance(node, StaticNode):
        return not node.varname and _is_literal(node.path)
    return isinstance(node, Icon) and all(map(_is_literal, node.words.values()))


def _is_literal(said: "FilterExpression | None") -> bool:
    if said is None:
        return True
    of_variable = isinstance(said.var, Variable) and said.var.lookups is not None
    return not said.filters and not of_variable
