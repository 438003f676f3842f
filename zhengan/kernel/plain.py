"""Plain values: what a record says, as JSON with a canonical form (for ledger, submission and API)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from zhengan.kernel.joining import join
from zhengan.kernel.record import Line, Record
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.rows import fetch

if TYPE_CHECKING:
    from zhengan.kernel.register import Register


def plain(value: Any) -> Json:
    """Return a value of a record as JSON: times in UTC, decimals and durations as text, rows as {id, text}."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{int(value.total_seconds())}S"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, models.Model):
        text = f"{value.no} {value}" if isinstance(value, Record) else str(value)
        digest = getattr(value, "sha256", None)
        return {"id": value.pk, "text": text} | ({"sha256": digest} if digest else {})
    return str(value)


def content(record: Record) -> dict[str, Json]:
    """Return what people filled in, by field."""
    return {field.name: plain(getattr(record, field.name)) for field in record.register.fields}


def line_content(row: Line, names: tuple[str, ...]) -> dict[str, Json]:
    """Return one child row, by field."""
    return {name: plain(getattr(row, name)) for name in names}


def lines_content(record: Record) -> dict[str, Json]:
    """Return all child rows of a record, by name of the lines; one query for each kind of line."""
    return lines_contents(record.register, [record])[record.pk]


def lines_contents(register: "Register", records: Sequence[Record]) -> dict[int, dict[str, Json]]:
    """Return all child rows of many records, by primary key and name of the lines; one query for each kind and 500."""
    found: dict[int, dict[str, Json]] = {record.pk: {} for record in records}
    for name, model in register.lines.items():
        fields = register.line_fields(name)
        names = tuple(field.name for field in fields)
        joins = [field.name for field in fields if field.is_relation]
        rows: dict[int, list[Json]] = {record.pk: [] for record in records}
        lines = fetch(model, "record", [record.pk for record in records]) if records else []
        join(lines, joins)
        for row in lines:
            rows[row.record_id].append(line_content(row, names))
        for key, contents in rows.items():
            found[key][name] = contents
    return found
