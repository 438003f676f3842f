"""What a list shows by the hundred, drawn as text: cells, options, columns; a template costs too much for each.

What rows and cells may say stands in `web/components/table.html`, what options may say in `filters.html` beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Column = Mapping[str, Any]
Cell = Mapping[str, Any]

NOTHING = '<span class="mute">–</span>'


def body(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], *, selectable: bool) -> SafeString:
    """Draw the rows; everything that came from a record is escaped."""
    starts = [_start(column) for column in columns]
    drawn = []
    for row in rows:
        drawn.append(_row_start(row, selectable=selectable))
        for (classes, rest), cell in zip(starts, row["cells"], strict=True):
            mono = " mono" if cell.get("mono") else ""
            drawn.append(f'<td class="{classes}{mono}"{rest}>{_cell(cell)}</td>')
        drawn.append("</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308 (every piece is escaped where it is made)


def options(found: Iterable[Mapping[str, Any]]) -> SafeString:
    """Draw what a filter offers: {title, url, active, count}."""
    return mark_safe("".join(_option(one) for one in found))  # noqa: S308 (every piece is escaped where it is made)


def _option(one: Mapping[str, Any]) -> str:
    current = ' aria-current="true"' if one["active"] else ""
    count = one.get("count")
    number = "" if count is None else f'<span class="n">{escaped(count)}</span>'
    return f'<li><a href="{escaped(one["url"])}"{current}>{escaped(one["title"])}{number}</a></li>\n'


def column_boxes(columns: Iterable[Mapping[str, Any]]) -> SafeString:
    """Draw the boxes of the column chooser: {key, title, shown, fixed}."""
    return mark_safe("".join(_box(one) for one in columns))  # noqa: S308 (every piece is escaped where it is made)


def _box(one: Mapping[str, Any]) -> str:
    state = f"{' checked' if one['shown'] else ''}{' disabled' if one.get('fixed') else ''}"
    box = f'<input type="checkbox" name="cols" value="{escaped(one["key"])}"{state}>'
    return f'<label class="check">{box}{escaped(one["title"])}</label>\n'


def escaped(text: object) -> str:
    """Escape what is not markup already, as templates do; Django's own asks each time whether the text is lazy."""
    return text if isinstance(text, SafeString) else escape(str(text))


def _start(column: Column) -> tuple[str, str]:
    """The classes of a column's cells, and their other attributes."""
    classes = f"{'num ' if column.get('num') else ''}{'key ' if column.get('main') else ''}r{column.get('rank') or 1}"
    return classes, f' data-label="{escaped(column["title"])}"{" hidden" if column.get("hidden") else ""}'


def _row_start(row: Mapping[str, Any], *, selectable: bool) -> str:
    tone = f" t-{escaped(row['tone'])}" if row.get("tone") else ""
    current = ' aria-current="true"' if row.get("current") else ""
    start = f'<tr class="{"voided" if row.get("voided") else ""}{tone}"{current}>'
    if not selectable:
        return start
    label = escaped(row.get("title") or row["id"])
    box = f'<input type="checkbox" name="row" value="{escaped(row["id"])}" aria-label="{label}">'
    return f'{start}<td class="sel">{box}</td>'


def _cell(cell: Cell) -> str:
    """One cell; `note` and `sub` follow whatever it is."""
    drawn = _content(cell)
    if note := cell.get("note"):
        drawn += f' <span class="{escaped(cell.get("tone") or "mute")} small nowrap">{escaped(note)}</span>'
    if sub := cell.get("sub"):
        drawn += f'<span class="sub">{escaped(sub)}</span>'
    return drawn


def _content(cell: Cell) -> str:
    kind, text = cell.get("kind"), cell.get("text")
    if kind == "state":
        return drawn_state(str(text), cell.get("tone", ""))
    if kind == "verdict":
        return drawn_verdict(cell["status"])
    if kind == "tick":
        return _tick(get_language() or "") if cell["on"] else NOTHING
    if text in ("", None):
        return NOTHING
    if kind == "person":
        return escaped(text)
    if url := cell.get("url"):
        return f'<a href="{escaped(url)}">{escaped(text)}</a>'
    if tone := cell.get("tone"):
        return f'<span class="{escaped(tone)} strong">{escaped(text)}</span>'
    return escaped(text)


@cache
def drawn_state(word: str, tone: str) -> str:
    """The chip of a state."""
    return render_to_string("web/components/state.html", {"word": word, "tone": tone})


def drawn_verdict(status: str) -> str:
    """The chip of a verdict."""
    return _verdict(status, get_language() or "")


@cache
def _verdict(status: str, language: str) -> str:
    del language  # it is what the cache goes by, as the word in the chip does
    return render_to_string("web/components/verdict.html", {"status": status})


@cache
def _tick(language: str) -> str:
    del language
    icon = render_to_string("web/components/icon.html", {"name": "check", "size": "sm"})
    return f'{icon}<span class="vh">{escaped(_("yes"))}</span>'
