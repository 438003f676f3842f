"""Plain values: what a record says, as JSON with a canonical form (for ledger, submission and API)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Before:
    """What a record or a child row said before an act: its values, and the rows they meant, as far as known."""

    fields: Sequence[Any]
    values: dict[str, Any]
    rows: dict[str, Any]

    @classmethod
    def of(cls, row: "Record | Line", fields: Sequence[Any]) -> "Before":
        """Remember these fields of a row; nothing is fetched for it."""
        return cls(fields, {field.name: getattr(row, field.attname) for field in fields}, dict(row._state.fields_cache))

    def touched(self, row: "Record | Line") -> list[str]:
        """The fields that say something else now."""
        return [field.name for field in self.fields if self.values[field.name] != getattr(row, field.attname)]

    def difference(self, row: "Record | Line") -> dict[str, Json]:
        """What changed, before and after; rows are fetched only for the fields that did."""
        before: dict[str, Json] = {}
        after: dict[str, Json] = {}
        for name in self.touched(row):
            now = plain(getattr(row, name))
            was = plain(self._meant(row, name))
            if was != now:
                before[name], after[name] = was, now
        return {"before": before, "after": after}

    def _meant(self, row: "Record | Line", name: str) -> Any:
        field: Any = row._meta.get_field(name)
        value = self.values[name]
        if value is None or not field.is_relation:
            return value
        known = self.rows.get(field.cache_name)
        return known if known is not None else field.related_model._base_manager.get(pk=value)


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
