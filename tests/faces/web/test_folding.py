"""What is drawn when a template is read: the same words as drawn each time, in the tongue of whoever reads."""

import pytest
from django.template import Context, Engine, Template
from django.template.base import TextNode, VariableNode
from django.template.loader import get_template
from django.utils import translation

from zhengan.faces.web.folding import fold

LIBRARIES = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
ENGINE = Engine(libraries=LIBRARIES, builtins=["zhengan.faces.web.templatetags.zhengan"])
WRITTEN = (
    "{% load i18n static %}<b>{% translate 'Search' %}</b> {% comment %}no{% endcomment %}{{ name }}"
    "{% if name %}<i>{% translate 'Policy' context 'page' %}</i>{% else %}{% translate name %}{% endif %}"
    "{% for one in many %}{% translate 'Menu' %}{{ one }}{% empty %}{% static 'zhengan/mark.svg' %}{% endfor %}"
    "{% translate 'Menu' as said %}{{ said }}"
)


def drawn(text: str, *, folded: bool, **context: object) -> tuple[str, Template]:
    template = Template(text, engine=ENGINE)
    if folded:
        fold(template.nodelist)
    return template.render(Context(context)), template


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("context", [{"name": "<x>", "many": [1, 2]}, {"name": "", "many": []}])
def test_a_folded_template_says_what_it_said(language: str, context: dict[str, object]) -> None:
    with translation.override(language):
        plain, _ = drawn(WRITTEN, folded=False, **context)
        said, template = drawn(WRITTEN, folded=True, **context)
    assert said == plain
    assert [type(node) for node in template.nodelist[:2]] == [TextNode, VariableNode]


def test_each_tongue_has_its_own() -> None:
    with translation.override("zh-hant"):
        chinese = get_template("web/components/switches.html").template  # type: ignore[attr-defined]
    with translation.override("en"):
        english = get_template("web/components/switches.html").template  # type: ignore[attr-defined]
        again = get_template("web/components/switches.html").template  # type: ignore[attr-defined]
    assert again is english is not chinese
    assert "Language" in "".join(getattr(node, "s", "") for node in english.nodelist)


def test_a_word_that_is_handed_in_is_translated_when_it_is_drawn() -> None:
    with translation.override("zh-hant"):
        said, _ = drawn("{% load i18n %}{% translate name %}", folded=True, name="Search")
    assert said == translation.gettext_noop("搜尋")
