"""Acts of an import: what was previewed is carried out, all or nothing; and the rehearsal behind the preview."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.creating import composed, insert
from zhengan.kernel.acts.lines import replace_lines
from zhengan.kernel.acts.writing import (
    Lines,
    Values,
    act,
    changes,
    check,
    chunks,
    demand_fresh,
    demand_maker,
    demand_thawed,
    demand_unsettled,
    fill,
    is_correction,
    save_many,
    tell,
    telling,
)
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.plain import lines_content
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.kernel.state import Before
from zhengan.ledger.append import Telling
from zhengan.ledger.core.canonical import Json


def bring_in(
    register: Register,
    new: Sequence[tuple[Values, Lines]],
    changed: Sequence[tuple[Any, Values, Lines | None]],
    *,
    by: Actor,
    source_file: str,
    gone: Sequence[Any] = (),
    gone_state: str = "",
    reason: str = "",
) -> tuple[int, int, int]:
    """Carry out an import that was previewed: add, change, and move what vanished to `gone_state`. All or nothing.

    `changed` are records with the values, and the child rows when they change; where one is complete already this is
    a correction and needs the reason. Values may be empty: the register then notes that the record was seen again.
    Returns how many were added, changed, gone. Raises Refused, NotPossible, OutOfDate, ValidationError.
    """
    demand_maker(register, by)
    with act():
        if new:
            insert(register, new, by=by, source=Record.Source.IMPORT, source_file=source_file)
        tellings = []
        touched: list[Any] = []
        demand_fresh([*(record for record, _values, _lines in changed), *gone])
        for record, values, lines in changed:
            demand_thawed(record)
            before, source = Before.of(record, record.register.fields), record.state
            former = lines_content(record) if lines is not None else {}
            fill(record, values, by=by)
            register.import_row(record, by)
            if lines is None and record.state == source and not before.touched(record):
                continue
            demand_unsettled(record, source, before, by)
            check(record, lines, many=True)
            rows = replace_lines(record, lines) if lines is not None else None
            record.version += 1
            body: dict[str, Json] = changes(before, record, former, lines) | {"file": source_file}
            if is_correction(record, source, body) and not reason.strip():
                raise NotPossible(_("This record is complete; say why it is being corrected."))
            if reason:
                body["reason"] = reason
            if record.state != source:
                body |= {"from": source, "to": record.state}
            tellings.append(telling(record, "import", body, before=before, rows=rows))
            touched.append(record)
        for record in gone:
            before, source = Before.of(record, record.register.fields), record.state
            record.state = gone_state or register.gone_state
            register.vanish(record)
            record.version += 1
            body = {"from": source, "to": record.state, "file": source_file} | before.difference(record)
            tellings.append(telling(record, f"move:{source}-{record.state}", body, before=before))
            touched.append(record)
        if touched:
            save_many(touched)
            cards.file(register, touched)
            tell(tellings, by=by)
            for record in touched:
                register.after(record, "import", by)
        register.after_import(by)
        tell([Telling(act="import_file", register=register.code, body={"file": source_file, "added": len(new)})], by=by)
        return len(new), len(changed), len(gone)


def rehearse(
    register: Register, rows: Sequence[tuple[Any, Values, Lines | None]], *, by: Actor
) -> list[ValidationError | NotPossible | Refused | None]:
    """Try, row by row, what `bring_in` would write, and take it all back; returns what each row would raise.

    A row is (record or None for a new one, values, child rows or None when they do not change).
    """
    found: list[ValidationError | NotPossible | Refused | None] = []
    for some in chunks(rows):
        # What a register prepares may be written beside the record (a person's account): hence the roll-back.
        with act():
            for record, values, lines in some:
                found.append(_objection(register, record, values, lines, by=by))
            transaction.set_rollback(True)
    return found


def _objection(
    register: Register, record: Any, values: Values, lines: Lines | None, *, by: Actor
) -> ValidationError | NotPossible | Refused | None:
    try:
        if record is None:
            composed(register, values, lines or {}, by=by, source=Record.Source.IMPORT, many=True)
            return None
        demand_thawed(record)
        tried = copy(record)
        before = Before.of(tried, register.fields)
        fill(tried, values, by=by)
        register.import_row(tried, by)
        demand_unsettled(tried, record.state, before, by)
        check(tried, lines, many=True)
    except (ValidationError, NotPossible, Refused) as error:
        return error
    return None
