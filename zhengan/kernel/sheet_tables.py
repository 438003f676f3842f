"""Tables of an import: which table holds the records and which their child rows, and what each column means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zhengan.kernel.incoming import as_text
from zhengan.kernel.sheet_columns import Column, Sheet, assign
from zhengan.kernel.sheet_file import Table, Unreadable

# Somebody's own title lines may stand above the headings.
HEADINGS_WITHIN = 10


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the file: its number there, and the cells of the columns that were understood."""

    number: int
    cells: dict[str, Any]
    broken: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a cell as text."""
        return as_text(self.cells.get(name)).strip()


@dataclass(frozen=True)
class Headed:
    """A table whose headings are understood."""

    sheet: Sheet
    table: Table
    heading_row: int
    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @property
    def title(self) -> str:
        """What people call the sheet; empty for the only one of a CSV file."""
        return self.table.name

    def has(self, name: str) -> bool:
        """Whether there is a column for the field."""
        return any(column is not None and column.name == name for column in self.columns)

    def heading(self, name: str) -> str:
        """Return the heading of a column as it stands in the file, or the one we would give it."""
        for heading, column in zip(self.headings, self.columns, strict=True):
            if column is not None and column.name == name:
                return heading.rstrip(" *")
        return next((str(column.heading) for column in self.sheet.columns if column.name == name), "")

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows that hold anything."""
        for number, row in enumerate(self.table.rows[self.heading_row :], start=self.heading_row + 1):
            cells: dict[str, Any] = {}
            broken: dict[str, str] = {}
            for place, column in enumerate(self.columns):
                if column is None:
                    continue
                cell = row[place] if place < len(row) else ""
                cells[column.name] = cell.strip() if isinstance(cell, str) else cell
                if trouble := self.table.broken.get((number - 1, place)):
                    broken[column.name] = trouble
            if broken or any(cell not in ("", None) for cell in cells.values()):
                yield RawRow(number, cells, broken)


def headed(
    tables: Sequence[Table], sheets: Sequence[Sheet], *, mapping: Mapping[str, str], remembered: Mapping[str, str]
) -> dict[str, Headed]:
    """Return the tables that belong to the sheets, by name of the sheet (empty for the records).

    Tables are found by the names for the machine, else by their title; the records, in the end, by being first.
    Raises Unreadable when nothing can be read as records.
    """
    found: dict[str, Headed] = {}
    left = [table for table in tables if not table.name.startswith("_") and any(map(any, table.rows))]
    for sheet in sheets:
        same = next((table for table in left if _machine_row(table, sheet) is not None), None)
        same = same or next((table for table in left if table.name.strip().casefold() in sheet.titles()), None)
        if same is not None:
            left.remove(same)
            found[sheet.name] = _headed(same, sheet, mapping if not sheet.name else {}, remembered)
    if "" not in found:
        if not left:
            raise Unreadable(_("No sheet with records was found."))
        found[""] = _headed(left[0], sheets[0], mapping, remembered)
    return found


def _headed(table: Table, sheet: Sheet, mapping: Mapping[str, str], remembered: Mapping[str, str]) -> Headed:
    texts = [[as_text(cell).strip() for cell in row] for row in table.rows[:HEADINGS_WITHIN]]
    named = _machine_row(table, sheet)
    if named is not None:
        names = [text.rpartition(".")[2] for text in texts[named]]
        below = texts[named + 1] if named + 1 < len(texts) else []
        by_name = {column.name: column for column in sheet.columns}
        columns = [by_name.get(name) for name in names]
        has_headings = sum(one is not None for one in assign(below, sheet.columns, {}, {})) * 2 >= len(columns)
        shown = [*below, *[""] * (len(names) - len(below))] if has_headings else names
        width = len(columns)
        return Headed(sheet, table, named + 1 + has_headings, tuple(shown[:width]), tuple(columns))
    best, columns = 0, assign(texts[0] if texts else [], sheet.columns, mapping, remembered)
    for place, row in enumerate(texts):
        understood = assign(row, sheet.columns, mapping, remembered)
        if sum(one is not None for one in understood) > sum(one is not None for one in columns):
            best, columns = place, understood
    if not any(columns):
        best = next(place for place, row in enumerate(texts) if any(row)) if any(map(any, texts)) else 0
        columns = assign(texts[best], sheet.columns, mapping, remembered)
    return Headed(sheet, table, best + 1, tuple(texts[best]), tuple(columns))


def _machine_row(table: Table, sheet: Sheet) -> int | None:
    """Return the place of the row with the names for the machine, as our own files have it (hidden)."""
    prefix = f"{sheet.name}." if sheet.name else ""
    known = {f"{prefix}{column.name}" for column in sheet.columns}
    for place, row in enumerate(table.rows[:2]):
        names = {as_text(cell).strip() for cell in row} - {""}
        if names and names <= known and (prefix or len(names) > 1 or len(known) == 1):
            return place
    return None
