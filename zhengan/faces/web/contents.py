"""What a record says, for its page and for paper: facts by section, child rows as tables, and where it comes from."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhengan.faces.web import filling, shown
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.places import record_url
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import with_links
from zhengan.kernel.register import Register

# Child rows on one page; a campaign over a thousand accounts has more.
ROWS_AT_MOST = 200
# Tables with more columns take the whole width of the page.
NARROW = 4
COVERED = "••••••"


def contents(
    record: Any, actor: Actor, *, reveal: bool = False, pages: Mapping[str, int] | None = None, all_rows: bool = False
) -> dict[str, Any]:
    """Return `sections`, `empty` (titles of what is not filled in), `lines` and `has_hidden`.

    One query for each kind of child row, and one for what the record numbers in it are called. `pages` says which page
    of child rows is wanted, by the name of the lines.
    """
    one: Register = record.register
    fields = visible_fields(one, actor)
    known = one.revealed_to(actor)
    bare = known if reveal else []
    groups = {name: _rows(record, name, (pages or {}).get(name, 1), all_rows=all_rows) for name in one.lines}
    numbers = [getattr(record, field.name) for field in fields if isinstance(field, Reference)]
    for name, (rows, _more) in groups.items():
        references = [field.name for field in one.line_fields(name) if isinstance(field, Reference)]
        numbers += [getattr(row, reference) for row in rows for reference in references]
    titles = shown.titles_of(numbers, actor)
    parts = _sections(record, fields, titles, bare)
    return {
        "sections": [part for part in parts if part["facts"]],
        "empty": [title for part in parts for title in part["empty"]],
        "has_hidden": bool(known) and not reveal,
        "has_personal": bool(one.personal),
        "lines": [
            _table(record, name, rows, actor, titles, bare, page=(pages or {}).get(name, 1), more=more)
            for name, (rows, more) in groups.items()
        ],
    }


def about(record: Any) -> list[dict[str, Any]]:
    """Who wrote and who approved it, where it came from, how long it is kept."""
    facts: list[dict[str, Any]] = [
        {"title": _("Recorded by"), "text": f"{record.maker.name} {show_time(record.made_at)}"},
    ]
    if record.checker is not None:
        facts.append({"title": _("Approved by"), "text": f"{record.checker.name} {show_time(record.checked_at)}"})
    facts.append({"title": _("Source"), "text": record.get_source_display()})
    if record.source_file:
        facts[-1]["sub"] = f"SHA-256 {record.source_file[:16]}…"
    if record.retain_until:
        facts.append({"title": _("Kept until"), "text": show_date(record.retain_until)})
    return facts


def _sections(
    record: Any, fields: Iterable[Any], titles: Mapping[str, str], bare: Collection[str]
) -> list[dict[str, Any]]:
    """The facts by section; what no section names comes last, the remark at the very end."""
    one: Register = record.register
    visible = {field.name: field for field in fields}
    named = {name for _heading, names in one.sections for name in names}
    rest = [name for name in visible if name not in named and name != "remark"]
    remark = ["remark"] if "remark" not in named and record.remark else []
    found = []
    for heading, names in [*one.sections, ("", [*rest, *remark])]:
        facts = [_fact(record, visible[name], titles, bare) for name in names if name in visible]
        found.append(
            {
                "title": heading,
                "facts": [fact for fact in facts if fact["text"] != ""],
                "empty": [fact["title"] for fact in facts if fact["text"] == ""],
            }
        )
    return found


def _fact(record: Any, field: Any, titles: Mapping[str, str], bare: Collection[str]) -> dict[str, Any]:
    one: Register = record.register
    if field.name in one.confidential and field.name not in bare:
        empty = getattr(record, field.name) in (None, "", ())
        return {"title": shown.capital(field.verbose_name), "text": "" if empty else COVERED, "tone": "mute"}
    url = record_url(one, record.no, "field-file", field.name) if isinstance(field, EvidenceField) else ""
    return shown.fact(record, field, url=url, titles=titles, bare=field.name in bare)


def _rows(record: Any, name: str, page: int, *, all_rows: bool) -> tuple[list[Any], bool]:
    """The child rows of one page, and whether there are more."""
    rows = with_links(getattr(record, name), record.register.line_fields(name))
    if all_rows:
        return list(rows), False
    first = (page - 1) * ROWS_AT_MOST
    found = list(rows[first : first + ROWS_AT_MOST + 1])
    return found[:ROWS_AT_MOST], len(found) > ROWS_AT_MOST


def _table(
    record: Any,
    name: str,
    rows: list[Any],
    actor: Actor,
    titles: Mapping[str, str],
    bare: Collection[str],
    *,
    page: int,
    more: bool,
) -> dict[str, Any]:
    one: Register = record.register
    fields = one.line_fields(name)
    if name in one.fills:
        filled = filling.bound_rows(record, name, rows, actor, titles)
    else:
        clear = [field.name for field in fields if f"{name}.{field.name}" in bare]
        filled = [{"cells": shown.line_cells(row, fields, titles, bare=clear), "mine": False} for row in rows]
    before = (page - 1) * ROWS_AT_MOST
    return {
        "name": name,
        "title": shown.capital(one.lines[name]._meta.verbose_name_plural),
        "columns": [{"title": shown.capital(f.verbose_name), "num": shown.is_number(f)} for f in fields],
        "rows": filled,
        "before": before,
        "count": f"{before + len(rows)}+" if more else before + len(rows),
        "wide": len(fields) > NARROW,
        "fill_url": record_url(one, record.no, "line-act", name) if any(row["mine"] for row in filled) else "",
        "prev_url": f"?lines-{name}={page - 1}" if page > 1 else "",
        "next_url": f"?lines-{name}={page + 1}" if more else "",
    }
