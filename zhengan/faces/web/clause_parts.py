"""The conditions of a clause's check as its page shows them: numbers, the first rows that break it, what to start."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhengan.catalogue import Clause, Parameters
from zhengan.checks.algebra import Part
from zhengan.checks.declare import check_of
from zhengan.checks.models import ClauseVerdict
from zhengan.faces.web.behind import rows_url
from zhengan.faces.web.dates import is_chinese
from zhengan.faces.web.places import record_url, register_url, with_query
from zhengan.kernel.actor import Actor
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, registers

ROWS_SHOWN = 6


def parts_shown(
    clause: Clause, verdict: ClauseVerdict | None, values: Parameters, actor: Actor, today: date
) -> list[dict[str, Any]]:
    """The conditions of the check with their numbers; the first that fails also with its first rows."""
    if verdict is None or not verdict.parts:
        return []
    check = check_of(clause.id)
    lazy: list[Part] = []
    if check is not None:
        judged = check.judge(today, values)
        lazy = [judged] if isinstance(judged, Part) else list(judged)
    found = []
    shown = False
    for number, kept in enumerate(verdict.parts):
        part = lazy[number] if len(lazy) == len(verdict.parts) else None
        rows: list[dict[str, Any]] = []
        if part is not None and kept["exceptions"] and not shown:
            rows, shown = _rows(part, clause, actor), True
        found.append(
            {
                "status": kept["status"],
                "sentence": kept["zh"] if is_chinese() else kept["en"],
                "population": kept["population"],
                "exceptions": kept["exceptions"],
                "warnings": kept["warnings"],
                "good": kept["population"] - kept["exceptions"],
                "what": _what(part),
                "population_url": rows_url(clause.id, number, population=True) if part is not None else "",
                "exceptions_url": rows_url(clause.id, number) if part is not None else "",
                "rows": rows,
                "more": max(0, kept["exceptions"] - len(rows)) if rows else 0,
                "when_met": _when_met(part, kept)
                if part is not None and kept["status"] != "met" and kept["population"]
                else "",
            }
        )
    return found


def _when_met(part: Part, kept: dict[str, Any]) -> str:
    """What the verdict will say once the condition holds: the condition itself, in the reader's tongue."""
    if kept["status"] == "met" or not kept["population"]:
        return ""
    words: dict[str, Any] = {"population": kept["population"], "exceptions": 0, "warnings": 0} | dict(part.words)
    for name, value in words.items():
        if hasattr(value, "zh") and callable(value.zh):
            words[name] = value.zh() if is_chinese() else value.en()
    return str(part.holds) % words


def _what(part: Part | None) -> str:
    """What is counted: the register's title, or the kind of its lines."""
    if part is None:
        return ""
    model: Any = part.population.model
    if issubclass(model, Record):
        return str(model.register.title)
    return str(model._meta.verbose_name_plural) if issubclass(model, Line) else ""


def _rows(part: Part, clause: Clause, actor: Actor) -> list[dict[str, Any]]:
    """The first exceptions, each with a link, and with what this actor can start for it."""
    model: Any = part.exceptions.model
    rows = part.exceptions
    if issubclass(model, Line):
        owner: Any = model._meta.get_field("record").related_model
        visible = owner.register.visible_to(owner.objects.all(), actor)
        rows = rows.filter(record__in=visible.order_by().values("pk")).select_related("record")
    elif issubclass(model, Record):
        rows = model.register.visible_to(rows, actor)
    elif actor.scope is not None:
        return []
    found = []
    starters = [
        (one, field.name)
        for one in registers_of(clause)
        if one.may_create(actor)
        for field in one.entries
        if field.is_relation and field.related_model is model
    ]
    for row in rows[:ROWS_SHOWN]:
        record: Any = row.record if isinstance(row, Line) else row  # type: ignore[attr-defined]
        if not isinstance(record, Record):
            found.append({"title": str(row), "url": "", "act_url": "", "act": ""})
            continue
        start = starters[0] if starters and isinstance(row, Record) else None
        found.append(
            {
                "title": str(row),
                "no": record.no,
                "url": record_url(record.register, record.no),
                "act_url": with_query(register_url(start[0], "new"), **{start[1]: record.no}) if start else "",
                "act": _("New %(what)s") % {"what": start[0].one} if start else "",
            }
        )
    return found


def registers_of(clause: Clause) -> list[Register]:
    """The registers that exist among those that prove the clause."""
    by_name = {one.name: one for one in registers()}
    return [by_name[name] for name in clause.evidence if name in by_name]
