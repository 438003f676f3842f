"""The facts of a record, forty and more on its page, drawn as text; a template costs too much for each.

What a fact may say stands in `web/components/facts.html`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhengan.faces.web.table import drawn_state, drawn_verdict, escaped


def rows(facts: Iterable[Mapping[str, Any]], *, fold: bool) -> SafeString:
    """Draw the facts; everything that came from a record is escaped."""
    return mark_safe("".join(_row(fact, fold=fold) for fact in facts))  # noqa: S308 (every piece is escaped where it is made)


def _row(fact: Mapping[str, Any], *, fold: bool) -> str:
    long = ' class="long"' if fact.get("long") else ""
    mono = ' class="mono"' if fact.get("mono") else ""
    sub = f'<span class="sub">{escaped(fact["sub"])}</span>' if fact.get("sub") else ""
    content = _content(fact, fold=fold)
    return f"<div{long}>\n<dt>{escaped(fact['title'])}</dt>\n<dd{mono}>{content}{sub}</dd>\n</div>\n"


def _content(fact: Mapping[str, Any], *, fold: bool) -> str:
    if fact.get("verdict"):
        return drawn_verdict(fact["verdict"])
    if state := fact.get("state"):
        return drawn_state(state["word"], state["tone"])
    text = fact.get("text")
    if url := fact.get("url"):
        return f'<a href="{escaped(url)}">{escaped(text)}</a>'
    if text in ("", None):
        return f'<span class="mute">{escaped(_("not filled in"))}</span>'
    lines = linebreaksbr(text) if "\n" in str(text) or "\r" in str(text) else escaped(text)
    if fold and (size := fact.get("size")):
        return f"<details><summary>{escaped(_('Read all %(n)s characters') % {'n': size})}</summary>{lines}</details>"
    return f'<span class="{escaped(fact.get("tone") or "")}">{lines}</span>'
