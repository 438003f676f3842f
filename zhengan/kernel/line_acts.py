"""Acts on single child rows: adding to a journal, and filling in a row that is there: a receipt, a decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import (
    Values,
    _act,
    _demand_maker,
    _finish,
    _insert_lines,
    _locked,
    clean_line,
    demand_thawed,
    save_many,
    whole_lines,
)
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.plain import Before, plain
from zhengan.ledger.core.canonical import Json


def add_lines(record: Any, name: str, rows: Sequence[Values], *, by: Actor) -> Any:
    """Add child rows to a record, leaving those that are there. Raises Refused, NotPossible, ValidationError."""
    _demand_maker(record.register, by)
    if name in record.register.fills and not by.is_system:
        raise NotPossible(_("These lines are made by the system; they are filled in one by one."))
    with _act():
        record = _locked(record, None)
        demand_thawed(record)
        if record.state in record.flow.final:
            raise NotPossible(_("This record is complete; nothing more can be added."))
        _insert_lines(record.register, name, [(record, rows)])
        record.version += 1
        save_many([record])
        _finish(record, f"add:{name}", by=by, body={"added": [plain(dict(values)) for values in rows]})
        return record


def fill_lines(record: Any, name: str, given: Mapping[int, Values], *, by: Actor, version: int | None = None) -> Any:
    """Fill in child rows by primary key; none is added or removed, and the register says whose they are to fill in.

    Raises Refused, NotPossible (unknown row, frozen), OutOfDate, ValidationError (by field).
    """
    register = record.register
    opened = register.fills.get(name, ())
    with _act():
        record = _locked(record, version)
        demand_thawed(record)
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
        _finish(record, f"fill:{name}", by=by, body={"lines": told})
        return record


def sign(record: Any, *, by: Actor) -> Any:
    """Sign the child row that waits for this person, with the server's time. Raises NotPossible, Refused."""
    found = record.register.to_sign(record, by)
    if found is None:
        raise NotPossible(_("Nothing here waits for your signature."))
    name, row = found
    return fill_lines(record, name, {row.pk: {}}, by=by)
