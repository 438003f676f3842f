"""Matching: which record a row of an import means, by its number, by its natural key, or none because it is new."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zhengan.kernel.incoming import Incoming
from zhengan.kernel.register import Register
from zhengan.kernel.sheet_columns import NUMBER
from zhengan.kernel.sheet_tables import Headed, RawRow

CHUNK = 500


class Matcher:
    """Finds the records that the rows of one table mean; `wrong(row, column, message)` is told what is unclear."""

    def __init__(
        self,
        register: Register,
        visible: Any,
        incoming: Incoming,
        table: Headed,
        wrong: Callable[[int, str, str], None],
    ) -> None:
        self.register = register
        self.visible = visible
        self.incoming = incoming
        self.table = table
        self.wrong = wrong

    def marks(self, rows: Sequence[RawRow]) -> dict[str, int]:
        """Row numbers by the number, the mark of one's own, or the single natural key that lines name them by."""
        found: dict[str, int] = {}
        key = self.register.key
        for row in rows:
            names = [row.text(NUMBER)]
            if len(key) == 1:
                names.append(row.text(key[0]))
            for name in names:
                if name:
                    found.setdefault(name, row.number)
        return found

    def records(self, rows: Sequence[RawRow]) -> dict[int, Any]:
        """The record that each row means, None for a new one; rows whose number is wrong are left out and told."""
        numbers = {row.number: row.text(NUMBER) for row in rows if self._is_number(row.text(NUMBER))}
        by_no = {
            one.no: one for some in chunks(sorted(set(numbers.values()))) for one in self.visible.filter(no__in=some)
        }
        by_key = self._by_key([row for row in rows if row.number not in numbers])
        found: dict[int, Any] = {}
        meant: dict[Any, int] = {}
        for row in rows:
            no = numbers.get(row.number)
            record = by_no.get(no) if no else by_key.get(row.number)
            if no and record is None:
                self.wrong(row.number, NUMBER, _("There is no record “%(no)s”.") % {"no": no})
            elif isinstance(record, str):
                self.wrong(row.number, self.register.key[0], record)
            elif record is not None and record.is_void:
                self.wrong(row.number, NUMBER, _("The record is void."))
            elif record is not None and record.pk in meant:
                told = _("Row %(row)d is about the same record.") % {"row": meant[record.pk]}
                self.wrong(row.number, NUMBER if no else self.register.key[0], told)
            else:
                found[row.number] = record
                if record is not None:
                    meant[record.pk] = row.number
        return found

    def _is_number(self, text: str) -> bool:
        return text.upper().startswith(f"{self.register.prefix}-")

    def _by_key(self, rows: Sequence[RawRow]) -> dict[int, Any]:
        """The records that agree with rows in the natural key; a message where several do, or a row stands twice."""
        key = self.register.key
        if not key or not all(self.table.has(name) and name in self.incoming.readers for name in key):
            return {}
        wanted: dict[tuple[Any, ...], int] = {}
        found: dict[int, Any] = {}
        for row in rows:
            try:
                values = tuple(bare(self.incoming.readers[name].clean(row.cells[name])) for name in key)
            except ValidationError:
                continue  # told when the whole row is read
            if values in wanted:
                found[row.number] = _("Row %(row)d is about the same record.") % {"row": wanted[values]}
            elif all(value not in (None, "") for value in values):
                wanted[values] = row.number
        narrowest = max(range(len(key)), key=lambda place: len({values[place] for values in wanted})) if wanted else 0
        several: dict[int, list[Any]] = {}
        for some in chunks(sorted({values[narrowest] for values in wanted}, key=str)):
            for record in self.visible.live().filter(**{f"{key[narrowest]}__in": some}):
                number = wanted.get(tuple(bare(getattr(record, name)) for name in key))
                if number is not None:
                    several.setdefault(number, []).append(record)
        for number, records in several.items():
            open_ones = [one for one in records if one.state not in self.register.flow.final] or records
            told = _("Several records agree with this row; give the number.")
            found[number] = open_ones[0] if len(open_ones) == 1 else told
        return found


def bare(value: Any) -> Any:
    """Return a value as compared: a row stands for its primary key, whatever tongue its text is in."""
    return value.pk if isinstance(value, models.Model) else value


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values in pieces that fit into one statement of either engine."""
    for first in range(0, len(values), CHUNK):
        yield values[first : first + CHUNK]
