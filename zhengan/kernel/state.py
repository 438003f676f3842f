"""State: what a row says, column by column, as the ledger commits to it; and the same put together from what was told.

An entry commits to the state of its record before and after the act. Its payload tells every column that changed, and
the whole state of each row beside the record that the act wrote (a child row, an attachment, a submission). So all that
the tables say can be made anew from the payloads alone, and compared.

In a payload:  "after"  fields that people fill in, as they read them (a row is {"id", "text"})
               "row"    every other column that changed
               "rows"   {kind: {key: state, or null where the row was taken away}}
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models

from zhengan.kernel.plain import plain
from zhengan.kernel.record import Line, Record
from zhengan.ledger.core.canonical import Json

if TYPE_CHECKING:
    from zhengan.kernel.register import Register

State = dict[str, Json]
Rows = dict[str, Json]


def state(row: models.Model) -> State:
    """Return every column of a row but its key, plain; what a column refers to by digest is left out (`untold`)."""
    return _of(row.__dict__, columns(type(row)))


def _of(values: Mapping[str, Any], names: Iterable[str]) -> State:
    return {
        name: value if type(value := values[name]) in _PLAIN_ALREADY else plain(value)  # most are
        for name in names
    }


_PLAIN_ALREADY = frozenset({str, int, bool, type(None)})


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a state has."""
    untold = getattr(model, "untold", ())
    return tuple(
        field.attname for field in model._meta.concrete_fields if not field.primary_key and field.name not in untold
    )


@dataclass(frozen=True)
class Before:
    """What a record or a child row said before an act: its values, and the rows they meant, as far as known."""

    fields: Sequence[Any]
    values: dict[str, Any]
    rows: dict[str, Any]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, row: "Record | Line", fields: Sequence[Any]) -> "Before":
        """Remember a row, of which these fields are to be told; nothing is fetched for it."""
        return cls(fields, dict(row.__dict__), dict(row._state.fields_cache), columns(type(row)))

    @property
    def state(self) -> State:
        """Every column of the row, as it was."""
        return _of(self.values, self.columns)

    def touched(self, row: "Record | Line") -> list[str]:
        """The fields that say something else now."""
        return [field.name for field in self.fields if self.values[field.attname] != getattr(row, field.attname)]

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
        value = self.values[field.attname]
        if value is None or not field.is_relation:
            return value
        known = self.rows.get(field.cache_name)
        return known if known is not None else field.related_model._base_manager.get(pk=value)


def kind_of(model: type[models.Model]) -> str:
    """Return how rows of a table beside the records are called: child rows as their register does."""
    if issubclass(model, Line):
        belongs_to: Any = model._meta.get_field("record")  # type: ignore[misc]  # every child row has one
        return str(belongs_to.remote_field.related_name)
    return model._meta.label_lower


def rows_of(written: Iterable[models.Model], *, taken: Iterable[models.Model] = ()) -> Rows:
    """Return rows beside a record as a payload tells them; `taken` are those that are there no more."""
    found: dict[str, Any] = {}
    for row in written:
        found.setdefault(kind_of(type(row)), {})[str(row.pk)] = state(row)
    for row in taken:
        found.setdefault(kind_of(type(row)), {})[str(row.pk)] = None
    return found


def joined(*parts: Rows) -> Rows:
    """Return rows told by several parts of one act, together."""
    found: dict[str, Any] = {}
    for part in parts:
        for kind, rows in part.items():
            found.setdefault(kind, {}).update(rows)
    return found


def changed(register: "Register", before: State | None, after: State, told: Mapping[str, Json]) -> State:
    """Return the columns that changed and that `told` (the payload's "after") does not tell."""
    names = {field.attname: field.name for field in register.fields}
    was = {} if before is None else before
    return {
        column: value
        for column, value in after.items()
        if (column not in was or was[column] != value) and names.get(column) not in told
    }


def put_together(register: "Register", said: State, body: Mapping[str, Any]) -> None:
    """Bring a state on by what one payload tells of its record."""
    fields = {field.name: field for field in register.fields}
    for name, value in (body.get("after") or {}).items():
        field = fields.get(name)
        if field is not None:
            said[field.attname] = value["id"] if field.is_relation and value is not None else value
    said.update(body.get("row") or {})


def put_rows_together(rows: dict[str, dict[str, State]], body: Mapping[str, Any]) -> None:
    """Bring the rows beside a record on by what one payload tells of them."""
    for kind, told in (body.get("rows") or {}).items():
        kept = rows.setdefault(kind, {})
        for key, one in told.items():
            if one is None:
                kept.pop(key, None)
            else:
                kept[key] = one
