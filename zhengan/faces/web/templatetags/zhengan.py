"""Words, days, sizes and addresses in templates; loaded everywhere without `{% load %}`."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.template.loader_tags import do_include
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhengan.checks.models import STATUSES
from zhengan.faces.web import dates, facts, places, table
from zhengan.faces.web.trail import act_words
from zhengan.kernel.filters import FIND
from zhengan.kernel.register import by_prefix
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

register = template.Library()

ICON = "web/components/icon.html"


class Icon(template.Node):
    """An icon: drawn once for each set of words it is given, because a page shows a hundred."""

    def __init__(self, words: dict[str, FilterExpression]) -> None:
        self.words = words

    def render(self, context: template.Context) -> SafeString:
        """Draw it, or give back what was drawn before."""
        return _icon(tuple((name, str(word.resolve(context))) for name, word in self.words.items()))


@cache
def _icon(words: tuple[tuple[str, str], ...]) -> SafeString:
    return SafeString(render_to_string(ICON, dict(words)))


@register.tag
def include(parser: Parser, token: Token) -> template.Node:
    """Include a component, as Django does; an icon is told apart when the template is read."""
    node: Any = do_include(parser, token)
    return Icon(node.extra_context) if node.template.var == ICON and node.isolated_context else node


@register.filter
def day(value: date | datetime | None) -> str:
    """A day by the reader's way of counting years."""
    return dates.show_date(value)


@register.filter
def act_of(entry: Entry) -> str:
    """What was done, in words, where it was done to no record."""
    return act_words(entry, None)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in Taipei time, by the reader's way of counting years."""
    return dates.show_time(value)


@register.filter
def duration(value: timedelta | None) -> str:
    """A length of time in words."""
    return dates.show_duration(value)


@register.filter
def distance(value: date | None) -> str:
    """How far a day is from today."""
    return dates.show_distance(value, on=clock.today())


@register.filter
def file_size(value: int | None) -> str:
    """A size in B, kB or MB."""
    size = value or 0
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


@register.filter
def short_digest(value: str | None) -> str:
    """The two ends of a digest, enough to compare by eye."""
    return f"{value[:8]}…{value[-4:]}" if value and len(value) > 16 else value or ""


@register.filter
def tone(value: str) -> str:
    """The kernel's tone of a state as the components know it."""
    return places.TONES.get(value, "mute")


@register.filter
def verdict_word(status: str) -> str:
    """The word for a verdict."""
    return str(dict(STATUSES).get(status, status))


@register.filter
def part(asked: QueryDict | None, name: str) -> str:
    """What a query looks for among the options of a filter."""
    return asked.get(f"{name}{FIND}", "") if asked else ""


@register.filter
def in_tongue(row: Any, name: str = "title") -> str:
    """A catalogue row's field in the reader's tongue: `clause|in_tongue:"text"`."""
    english = None if dates.is_chinese() else getattr(row, f"{name}_en", None)
    return str(english or getattr(row, name))


@register.filter
def listed(parts: Any) -> str:
    """Several words as one text, in the way of the reader's tongue."""
    return places.joined(parts)


@register.filter
def mentions(text: str) -> SafeString:
    """Text in which the numbers of records are links."""
    return places.link_numbers(text)


@register.simple_tag
def record_link(no: str, text: str = "") -> SafeString | str:
    """A link to the record of that number, or the number alone where no register owns it."""
    owner = by_prefix(no) if no else None
    if owner is None:
        return text or no
    return format_html('<a href="{}">{}</a>', places.record_url(owner, no), text or no)


@register.simple_tag
def table_body(columns: Any, rows: Any, bulk: Any = None) -> SafeString:
    """The rows of a data table, with select boxes where there are acts on the ticked ones."""
    return table.body(columns, rows, selectable=bool(bulk))


@register.simple_tag
def facts_body(found: Any, fold: Any = None) -> SafeString:
    """The rows of a list of facts."""
    return facts.rows(found, fold=bool(fold))


@register.simple_tag
def options(found: Any) -> SafeString:
    """What a filter offers, as the items of a list."""
    return table.options(found)


@register.simple_tag
def column_boxes(columns: Any) -> SafeString:
    """The columns that a list can show, as boxes to tick."""
    return table.column_boxes(columns)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with changes; None takes a key out."""
    found: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            found.pop(name, None)
        else:
            found[name] = str(value)
    return f"?{found.urlencode()}"


@register.simple_tag
def url_if(name: str, *args: Any) -> str:
    """The address of that name, or nothing while no page has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
