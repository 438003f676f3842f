"""Acts that write new records, with their numbers, their child rows and what the register adds."""

from collections.abc import Sequence
from typing import Any

from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.lines import insert_lines
from zhengan.kernel.acts.writing import (
    Lines,
    Values,
    act,
    check,
    demand_maker,
    demand_open_lines,
    fill,
    refusal,
    retain,
    tell,
    telling,
)
from zhengan.kernel.models import Counter
from zhengan.kernel.plain import content, plain
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.kernel.state import Rows, joined, rows_of
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json


def create(register: Register, values: Values, *, by: Actor, lines: Lines | None = None) -> Any:
    """Write a new record. Raises Refused, NotPossible, ValidationError (by field)."""
    if not register.may_create(by):
        raise refusal(register, "write")
    demand_open_lines(register, lines, by)
    with act():
        (record,) = insert(register, [(values, lines or {})], by=by, source=Record.Source.MANUAL)
        return record


def create_many(
    register: Register,
    rows: Sequence[tuple[Values, Lines]],
    *,
    by: Actor,
    source: str = Record.Source.IMPORT,
    source_file: str = "",
) -> list[Any]:
    """Write many new records in one act's transaction: all or none. Raises Refused, ValidationError."""
    demand_maker(register, by)
    with act():
        return insert(register, rows, by=by, source=source, source_file=source_file)


def insert(
    register: Register, rows: Sequence[tuple[Values, Lines]], *, by: Actor, source: str, source_file: str = ""
) -> list[Any]:
    """Write new records inside an act, with all that the register adds."""
    model = register.record
    numbers = _numbers(register, len(rows))
    records = []
    written: list[tuple[Values, Lines]] = []
    for (values, given), no in zip(rows, numbers, strict=True):
        record, lines = composed(register, values, given, by=by, source=source, no=no, many=len(rows) > 1)
        record.source_file = source_file
        written.append((values, lines))
        retain(record)
        records.append(record)
    model.objects.put(records, keys=True)
    beside: dict[int, Rows] = {record.pk: {} for record in records}
    for name in register.lines:
        groups = [(record, lines.get(name, ())) for record, (_v, lines) in zip(records, written, strict=True)]
        for row in insert_lines(register, name, groups):
            beside[row.record_id] = joined(beside[row.record_id], rows_of([row]))
    cards.file(register, records)
    tell(
        [
            telling(record, "create", {"after": content(record) | _given(register, lines)}, rows=beside[record.pk])
            for record, (_values, lines) in zip(records, written, strict=True)
        ],
        by=by,
    )
    for record in records:
        register.after(record, "create", by)
    return records


def composed(
    register: Register, values: Values, given: Lines, *, by: Actor, source: str, no: str = "", many: bool
) -> tuple[Any, Lines]:
    """Make a new record, not yet written, and its child rows, with all that the register adds; both are checked."""
    record: Any = register.record(no=no, state=register.flow.initial, maker=by.user, made_at=clock.now(), source=source)
    fill(record, values, by=by)
    register.prepare(record, by)
    if source == Record.Source.IMPORT:
        register.import_row(record, by)
    lines = {**register.first_lines(record, by), **{name: rows for name, rows in given.items() if rows}}
    check(record, lines, many=many)
    return record, lines


def _given(register: Register, lines: Lines) -> dict[str, Json]:
    return {name: [plain(dict(row)) for row in lines.get(name, ())] for name in register.lines}


def _numbers(register: Register, count: int) -> list[str]:
    year = clock.today().year
    counter = Counter.objects.select_for_update().filter(register=register.code, year=year).first()
    if counter is None:
        Counter.objects.get_or_create(register=register.code, year=year)
        counter = Counter.objects.select_for_update().get(register=register.code, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{register.prefix}-{year}-{number:04d}" for number in range(first, first + count)]
