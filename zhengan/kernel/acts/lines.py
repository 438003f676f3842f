"""Acts on child rows: adding to a journal, filling in a row that is there (a receipt, a decision), signing one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import (
    Lines,
    Values,
    act,
    demand_maker,
    demand_thawed,
    finish,
    kept,
    locked,
    save_many,
)
from zhengan.kernel.cleaning import clean
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.plain import plain
from zhengan.kernel.register import Register
from zhengan.kernel.state import Before, Rows, joined, rows_of
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.rows import fetch


def add_lines(record: Any, name: str, rows: Sequence[Values], *, by: Actor) -> Any:
    """Add child rows to a record, leaving those that are there. Raises Refused, NotPossible, ValidationError."""
    demand_maker(record.register, by)
    if name in record.register.made_lines and not by.is_system:
        raise NotPossible(_("These lines are made by the system; they are filled in one by one."))
    with act():
        record = locked(record, None)
        demand_thawed(record)
        if record.state in record.flow.final:
            raise NotPossible(_("This record is complete; nothing more can be added."))
        before = Before.of(record, ())
        made = insert_lines(record.register, name, [(record, rows)])
        record.version += 1
        save_many([record])
        body: dict[str, Json] = {"added": [plain(dict(values)) for values in rows]}
        finish(record, f"add:{name}", by=by, body=body, before=before, rows=rows_of(made))
        return record


def fill_lines(record: Any, name: str, given: Mapping[int, Values], *, by: Actor, version: int | None = None) -> Any:
    """Fill in child rows by primary key; none is added or removed, and the register says whose they are to fill in.

    Raises Refused, NotPossible (unknown row, frozen), OutOfDate, ValidationError (by field).
    """
    register = record.register
    opened = register.fills.get(name, ())
    with act():
        record = locked(record, version)
        demand_thawed(record)
        former = Before.of(record, ())
        rows = {row.pk: row for row in whole_lines(record, name, given)}
        shown = register.line_fields(name)
        told: list[Json] = []
        for key, values in given.items():
            if key not in rows:
                raise NotPossible(_("This line is not part of the record."))
            if not by.is_system and (unknown := values.keys() - set(opened)):
                raise ValidationError({field: _("This cannot be filled in here.") for field in sorted(unknown)})
            row = rows[key]
            if not by.is_system and (objection := register.why_not_fill(record, row, by)):
                raise Refused(objection, register=register.code, record_no=record.no, act=f"fill:{name}")
            before = Before.of(row, shown)
            written = values if by.is_system else register.filling(record, row, values, by)
            for field, value in written.items():
                setattr(row, field, value)
            clean_line(row)
            line: dict[str, Json] = {"id": key, "line": str(row)}
            told.append(line | before.difference(row))
        save_many(list(rows.values()))
        register.filled(record)
        record.version += 1
        save_many([record])
        finish(record, f"fill:{name}", by=by, body={"lines": told}, before=former, rows=rows_of(rows.values()))
        return record


def sign(record: Any, *, by: Actor) -> Any:
    """Sign the child row that waits for this person, with the server's time. Raises NotPossible, Refused."""
    found = record.register.to_sign(record, by)
    if found is None:
        raise NotPossible(_("Nothing here waits for your signature."))
    name, row = found
    return fill_lines(record, name, {row.pk: {}}, by=by)


def insert_lines(register: Register, name: str, groups: Iterable[tuple[Any, Sequence[Values]]]) -> list[Any]:
    """Write child rows of many records, in their order; returns them."""
    model: Any = register.lines[name]
    rows = [model(record=record, **kept(values)) for record, given in groups for values in given]
    for row in rows:
        clean_line(row)
    if rows:
        model.objects.put(rows, keys=True)
    return rows


def whole_lines(record: Any, name: str, keys: Collection[int] | None = None) -> list[Any]:
    """Return the child rows, or those with these keys."""
    model = record.register.lines[name]
    if keys is None:
        return fetch(model, "record", [record.pk])
    return [row for row in fetch(model, "id", list(keys)) if row.record_id == record.pk]


def clean_line(row: Any) -> None:
    """Check a child row field by field."""
    clean(row, skip=("record",))


def replace_lines(record: Any, lines: Lines) -> Rows:
    """Bring the child rows to what is given; a row with `id` is changed in place, so that it keeps its identity.

    Returns the rows as the ledger is told of them.
    """
    told: Rows = {}
    for name, given in lines.items():
        existing = {row.pk: row for row in whole_lines(record, name)}
        stays: dict[Any, Any] = {}
        fresh: list[Values] = []
        for values in given:
            rest = {key: value for key, value in values.items() if key != "id"}
            row = existing.get(values.get("id"))
            if row is None:
                fresh.append(rest)
                continue
            for key, value in kept(rest).items():
                setattr(row, key, value)
            clean_line(row)
            stays[row.pk] = row
        save_many(list(stays.values()))
        gone = [row for key, row in existing.items() if key not in stays]
        told = joined(told, rows_of(stays.values(), taken=gone))
        for row in gone:
            row.delete()
        told = joined(told, rows_of(insert_lines(record.register, name, [(record, fresh)])))
    return told
