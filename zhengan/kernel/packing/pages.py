"""Pages of a pack: plain HTML that any browser opens and prints, without script and with its own style inside."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.template.loader import render_to_string

from zhengan.kernel.models import Submission
from zhengan.kernel.packing import words
from zhengan.kernel.packing.asked import Asked
from zhengan.kernel.packing.taking import SUBMISSIONS, Step, Taken
from zhengan.kernel.plain import plain
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json


def body(taken: Taken) -> str:
    """Return one record as HTML, to stand on a page of its own or on paper with others."""
    register = taken.register
    return render_to_string(
        "kernel/pack/record.html",
        {
            "no": taken.no,
            "anchor": anchor(taken),
            "title": str(taken.row) if taken.row is not None else "",
            "register": words.two(lambda: register.title),
            "state": words.two(lambda: taken.row.state_label) if taken.row is not None else "",
            "voided": words.moment(taken.row.voided_at) if taken.row is not None else "",
            "void_reason": taken.row.void_reason if taken.row is not None else "",
            "facts": _facts(taken),
            "tables": _tables(taken),
            "approvals": _approvals(taken),
            "evidence": [
                {"name": name, "sha256": sha256, "path": f"../evidence/{sha256}"}
                for sha256, name in taken.told.evidence.items()
            ],
            "history": [_line(taken, step) for step in taken.steps],
        },
    )


def anchor(taken: Taken) -> str:
    """Return the name under which a record is found among the pages and on paper."""
    return f"{taken.register.name}-{taken.no}"


def page(content: str) -> str:
    """Return a record's HTML as a page."""
    return render_to_string("kernel/pack/page.html", {"content": content, "home": "../index.html"})


def index(asked: Asked, rows: Iterable[bytes], **more: Any) -> Iterator[bytes]:
    """Yield the first page: what was asked for, the verdict of today, and the list of all records."""
    before, after = render_to_string("kernel/pack/index.html", cover(asked, **more)).split("<!--rows-->")
    yield before.encode()
    yield from rows
    yield after.encode()


def cover(
    asked: Asked, *, records: int, by: str, at: datetime, log: str, pdf: str, missing: list[str]
) -> dict[str, Any]:
    """Return what the first page shows above the list, on screen and on paper."""
    front = asked.front
    return {
        "title": words.two(front.title),
        "text": words.two(front.text),
        "status": words.two(front.status),
        "sentence": words.two(front.sentence),
        "numbers": [(words.two((zh, en)), population, wrong) for zh, en, population, wrong in front.numbers],
        "first": words.day(asked.first),
        "last": words.day(asked.last),
        "today": words.day(clock.today()),
        "records": records,
        "by": by,
        "at": words.moment(at),
        "log": log,
        "pdf": pdf,
        "missing": missing,
    }


def row(taken: Taken) -> bytes:
    """Return one line of the list of records."""
    record = taken.row
    dated = getattr(record, taken.register.dated) if record is not None and taken.register.dated else None
    return render_to_string(
        "kernel/pack/row.html",
        {
            "no": taken.no,
            "path": f"records/{anchor(taken)}.html",
            "register": words.two(lambda: taken.register.one),
            "title": str(record) if record is not None else "",
            "state": words.two(lambda: record.state_label) if record is not None else "",
            "dated": words.moment(dated) if isinstance(dated, datetime) else words.day(dated),
            "evidence": len(taken.told.evidence),
        },
    ).encode()


# -- one record ---------------------------------------------------------------------------------------------------


def _facts(taken: Taken) -> list[dict[str, Any]]:
    """Every field with its label, and who stands behind the record; what says nothing is left out."""
    record = taken.row
    if record is None:
        return []
    stamps = [record._meta.get_field(name) for name in ("maker", "made_at", "checker", "checked_at", "source")]
    stamps.append(record._meta.get_field("retain_until"))
    facts = [
        {"title": words.label(field), "text": words.told(plain(getattr(record, field.name)), field)}
        for field in (*taken.register.fields, *stamps)
    ]
    return [fact for fact in facts if fact["text"]]


def _tables(taken: Taken) -> list[dict[str, Any]]:
    found = []
    for name, rows in taken.lines.items():
        fields = taken.register.line_fields(name)
        if isinstance(rows, list) and rows:
            model = taken.register.lines[name]
            found.append(
                {
                    "title": words.two(partial(_plural, model)),
                    "columns": [words.label(field) for field in fields],
                    "rows": [
                        [words.told(line[field.name], field) for field in fields]
                        for line in rows
                        if isinstance(line, dict)
                    ],
                }
            )
    return found


def _approvals(taken: Taken) -> list[dict[str, Any]]:
    """What was submitted, by whom, and what became of it."""
    keys = [int(key) for key in taken.rows.get(SUBMISSIONS, {})]
    if not keys:
        return []
    found = Submission.objects.filter(pk__in=keys).select_related("submitted_by", "decided_by").order_by("pk")
    return [
        {
            "version": one.version,
            "submitted_by": one.submitted_by.name,
            "submitted_at": words.moment(one.submitted_at),
            "outcome": _outcome(taken, one.outcome),
            "decided_by": one.decided_by.name if one.decided_by is not None else "",
            "decided_at": words.moment(one.decided_at),
            "reason": one.reason,
            "digest": one.digest,
            "path": f"../evidence/{one.digest}",
        }
        for one in found
    ]


def _outcome(taken: Taken, state: str) -> str:
    return words.two(lambda: taken.register.flow.label(state)) if state in taken.register.flow.states else state


# -- its history --------------------------------------------------------------------------------------------------


def _line(taken: Taken, step: Step) -> dict[str, Any]:
    entry, said = step.entry, step.body
    return {
        "index": step.index,
        "at": words.moment(entry.at),
        "happened": words.day(entry.event_on),
        "who": entry.actor_name,
        "act": words.act(entry.act, taken.register),
        "reason": said.get("reason", "") or said.get("text", ""),
        "changes": _changes(taken, entry.act, said),
        "disposed": step.payload.disposed,
    }


def _changes(taken: Taken, act: str, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Before and after, field by field, then child row by child row."""
    register = taken.register
    before, after = said.get("before") or {}, said.get("after") or {}
    fields = {field.name: field for field in register.fields}
    found: list[dict[str, Any]] = [
        {
            "title": words.label(fields[name]),
            "before": words.told(before.get(name), fields[name]),
            "after": words.told(after.get(name), fields[name]),
        }
        for name in fields
        if name in before or name in after
    ]
    for name, model in register.lines.items():
        if name in before or name in after:
            title = words.two(partial(_plural, model))
            was, now = (_rows(taken, name, part.get(name)) for part in (before, after))
            found.append({"title": title, "before": was, "after": now})
    kind, _colon, name = act.partition(":")
    if kind == "add" and name in register.lines:
        title = words.two(partial(_plural, register.lines[name]))
        found.append({"title": title, "before": "", "after": _rows(taken, name, said.get("added"))})
    if kind == "fill" and name in register.lines:
        found += _filled(taken, name, said.get("lines") or [])
    if act == "attach":
        found.append({"title": said.get("name", ""), "before": "", "after": f"SHA-256 {said.get('sha256', '')}"})
    return [one for one in found if one["before"] or one["after"]]


def _filled(taken: Taken, name: str, lines: list[Any]) -> list[dict[str, Any]]:
    fields = {field.name: field for field in taken.register.line_fields(name)}
    return [
        {
            "title": words.two(partial(_cell, line, fields[key])),
            "before": words.told(line.get("before", {}).get(key), fields[key]),
            "after": words.told(value, fields[key]),
        }
        for line in lines
        for key, value in line.get("after", {}).items()
        if key in fields
    ]


def _rows(taken: Taken, name: str, rows: Json) -> str:
    """Child rows of a payload in one text, row by row."""
    fields = {field.name: field for field in taken.register.line_fields(name)}

    def line(one: dict[str, Json]) -> str:
        return " · ".join(filter(None, (words.said(value, fields.get(key)) for key, value in one.items())))

    found = [one for one in (rows if isinstance(rows, list) else ()) if isinstance(one, dict)]
    return words.two(lambda: "；".join(line(one) for one in found))


def _plural(model: Any) -> str:
    return str(model._meta.verbose_name_plural)


def _cell(line: dict[str, Any], field: Any) -> str:
    """What a child row was called that was filled in, and in which of its fields."""
    return f"{line.get('line', '')} {field.verbose_name}".strip()
