"""Spreadsheets in: a dry run that says whether each row is new, changed, unchanged or wrong; nothing is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.candidates import Candidates
from zhengan.kernel.errors import Refused
from zhengan.kernel.incoming import Incoming, Reader, read_row
from zhengan.kernel.plain import plain
from zhengan.kernel.record import with_links
from zhengan.kernel.register import Register
from zhengan.kernel.sheet_columns import LINE, OWNER, STATE, Sameness, cell_of
from zhengan.kernel.sheet_match import Matcher, bare, chunks
from zhengan.kernel.sheet_tables import Headed, RawRow
from zhengan.kernel.states import STATES
from zhengan.ledger.core.canonical import Json, digest


@dataclass(frozen=True)
class Difference:
    """What a cell changes: before and after, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """A row that is to be written; `record` is the one it changes, `lines` all its child rows when they change."""

    number: int
    values: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]] | None
    text: str
    record: Any = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class RowError:
    """What is wrong, and where: sheet (empty in CSV), row as the spreadsheet numbers it, heading of the column."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass
class Found:
    """What a dry run found."""

    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    needs_reason: bool = False


class DryRun:
    """One pass over the tables of a file in the name of an actor."""

    def __init__(self, register: Register, actor: Actor, tables: Mapping[str, Headed], *, complete: bool) -> None:
        self.register = register
        self.actor = actor
        self.tables = tables
        self.main = tables[""]
        self.complete = complete
        self.incoming = Incoming(register, actor, candidates=Candidates(actor, past=True))
        self.visible = register.visible_to(register.record.objects.all(), actor).select_related(*register.joins)
        self.same = {name: Sameness(reader.field) for name, reader in self.incoming.readers.items()}
        self.found = Found()
        self._seen: set[int] = set()
        self._states = {code: _in_all_tongues(label) | {code} for code, (label, _tone) in STATES.items()}
        self._other_state = 0

    def carry_out(self) -> Found:
        """Go over all rows."""
        rows = list(self.main.rows())
        if not rows:
            self._wrong(self.main, self.main.heading_row, "", _("There is no row below the headings."))
            return self.found
        matcher = Matcher(self.register, self.visible, self.incoming, self.main, partial(self._wrong, self.main))
        marks = matcher.marks(rows)
        existing = matcher.records(rows)
        self._seen = {record.pk for record in existing.values() if record is not None}
        lines = {name: self._lines_of(name, marks) for name in self.incoming.line_readers if name in self.tables}
        present = self._present_lines(lines, [record for record in existing.values() if record is not None])
        missing_told = False
        for row in rows:
            if row.number not in existing:
                continue
            record = existing[row.number]
            given = {name: groups.get(row.number, []) for name, groups in lines.items()}
            if record is None:
                missing_told = missing_told or self._tell_missing()
                self._new(row, given, missing_told=missing_told)
            else:
                self._old(row, record, given, present)
        self._rehearse()
        self._unique()
        if self.complete and self.register.gone_state:
            self.found.gone = list(self._gone())
        if self._other_state:
            self.found.warnings.append(
                _("States are not imported: %(count)d rows name another state than the record has.")
                % {"count": self._other_state}
            )
        self.found.errors.sort(key=lambda one: (one.sheet != self.main.title, one.sheet, one.row))
        return self.found

    # -- rows -----------------------------------------------------------------------------------------------------

    def _tell_missing(self) -> bool:
        """Say once which compulsory columns new records lack."""
        for column in self.main.sheet.columns:
            if column.required and not self.main.has(column.name):
                told = _("The column “%(name)s” is missing; new records need it.") % {"name": column.heading}
                self._wrong(self.main, self.main.heading_row, column.name, told)
        return True

    def _new(self, row: RawRow, given: Mapping[str, Sequence[RawRow]], *, missing_told: bool) -> None:
        raw = {name: cell for name, cell in row.cells.items() if name in self.incoming.readers}
        values, errors = read_row(self.incoming.readers, raw, new=True)
        if missing_told:
            errors = {name: told for name, told in errors.items() if self.main.has(name)}
        self._tell(self.main, row, errors)
        lines: dict[str, list[dict[str, Any]]] = {}
        for name, rows in given.items():
            lines[name] = [self._line(name, one) for one in rows]
        columns = {column.name: column for column in self.main.sheet.columns}
        told = [_told(values[name], columns.get(name)) for name in self.register.columns if values.get(name)]
        text = " ".join(told)[:120]
        self.found.new.append(Row(row.number, values, lines, text or f"#{row.number}"))

    def _old(self, row: RawRow, record: Any, given: Mapping[str, Sequence[RawRow]], present: "Present") -> None:
        self._watch_state(row, record)
        values, differences = self._changes(self.main, row, record, self.incoming.readers, self.same)
        lines: dict[str, list[dict[str, Any]]] = {}
        for name, rows in given.items():
            changed, told = self._changed_lines(name, rows, present.get((name, record.pk), []))
            if told:
                lines[name] = changed
                differences += told
        if row.broken or not (values or lines):
            self.found.seen += [] if row.broken else [record]
            return
        self.found.changed.append(
            Row(row.number, values, lines or None, str(record), record=record, differences=tuple(differences))
        )

    def _changes(
        self, table: Headed, row: RawRow, current: Any, readers: Mapping[str, Reader], same: Mapping[str, Sameness]
    ) -> tuple[dict[str, Any], list[Difference]]:
        """What the cells change in a record or line: the new values, and the differences for people."""
        values: dict[str, Any] = {}
        differences: list[Difference] = []
        errors: dict[str, list[ValidationError]] = {}
        for column in table.columns:
            if column is None or column.read_only or column.name not in readers or column.name in row.broken:
                continue
            before = getattr(current, column.name)
            if same[column.name](row.cells[column.name], before):
                continue
            try:
                after = readers[column.name].clean(row.cells[column.name])
            except ValidationError as error:
                errors[column.name] = error.error_list
                continue
            if bare(after) != bare(before):
                values[column.name] = after
                differences.append(Difference(table.heading(column.name), _told(before, column), _told(after, column)))
        self._tell(table, row, errors)
        return values, differences

    def _watch_state(self, row: RawRow, record: Any) -> None:
        told = row.text(STATE).casefold()
        self._other_state += bool(told) and told not in {text.casefold() for text in self._states[record.state]}

    # -- child rows -----------------------------------------------------------------------------------------------

    def _lines_of(self, name: str, marks: Mapping[str, int]) -> dict[int, list[RawRow]]:
        """The lines of one kind by the number of the row that they belong to."""
        table = self.tables[name]
        found: dict[int, list[RawRow]] = {}
        for row in table.rows():
            owner = marks.get(row.text(OWNER))
            if owner is None:
                told = _("No row of the records is called “%(mark)s”.") % {"mark": row.text(OWNER)}
                self._wrong(table, row.number, OWNER, told)
            else:
                found.setdefault(owner, []).append(row)
        return found

    def _present_lines(self, lines: Mapping[str, Any], records: Sequence[Any]) -> "Present":
        found: Present = {}
        for name in lines:
            fields = [reader.field for reader in self.incoming.line_readers[name].values()]
            for some in chunks([record.pk for record in records]):
                rows: Any = self.register.lines[name].objects
                for row in with_links(rows.filter(record__in=some), fields):
                    found.setdefault((name, row.record_id), []).append(row)
        return found

    def _line(self, name: str, row: RawRow) -> dict[str, Any]:
        readers = self.incoming.line_readers[name]
        raw = {key: cell for key, cell in row.cells.items() if key in readers}
        values, errors = read_row(readers, raw, new=True)
        self._tell(self.tables[name], row, errors)
        return values

    def _changed_lines(
        self, name: str, rows: Sequence[RawRow], present: Sequence[Any]
    ) -> tuple[list[dict[str, Any]], list[Difference]]:
        """All lines as they are to be, and what differs; a line that the file does not have stays as it is."""
        table, readers = self.tables[name], self.incoming.line_readers[name]
        same = {key: Sameness(reader.field) for key, reader in readers.items()}
        by_id = {str(line.pk): line for line in present}
        kept = {line.pk: {"id": line.pk} | {key: getattr(line, key) for key in readers} for line in present}
        free = [line for line in present if str(line.pk) not in {row.text(LINE) for row in rows}]
        added: list[dict[str, Any]] = []
        differences: list[Difference] = []
        for row in rows:
            line = by_id.get(row.text(LINE))
            if row.text(LINE) and line is None:
                self._wrong(table, row.number, LINE, _("This line is not part of the record."))
            elif line is not None:
                values, told = self._changes(table, row, line, readers, same)
                kept[line.pk] |= values
                differences += [Difference(f"{table.title}: {one.label}", one.before, one.after) for one in told]
            else:
                twin = next((one for one in free if self._is_twin(table, row, one, same)), None)
                if twin is not None:
                    free.remove(twin)
                    continue
                values = self._line(name, row)
                added.append(values)
                differences.append(
                    Difference(table.title, "", " ".join(_told(value, None) for value in values.values()))
                )
        return [*kept.values(), *added], differences

    def _is_twin(self, table: Headed, row: RawRow, line: Any, same: Mapping[str, Sameness]) -> bool:
        columns = [column.name for column in table.columns if column is not None and column.name in same]
        return all(same[name](row.cells[name], getattr(line, name)) for name in columns)

    # -- what only shows when it is tried -------------------------------------------------------------------------

    def _rehearse(self) -> None:
        """Try what would be written, and take over what the acts and the register's own rules object to."""
        wrong = {error.row for error in self.found.errors if error.sheet == self.main.title}
        new = [] if self.main.heading_row in wrong else self.found.new
        tried = [row for row in (*new, *self.found.changed) if row.number not in wrong]
        objections = acts.rehearse(self.register, [(row.record, row.values, row.lines) for row in tried], by=self.actor)
        for row, error in zip(tried, objections, strict=True):
            if isinstance(error, ValidationError):
                told = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
                self._tell(self.main, RawRow(row.number, {}), told)
            elif error is not None:
                self._wrong(self.main, row.number, "", str(error.message))
        open_fields = set(self.register.stays_open)
        self.found.needs_reason = any(
            not row.record.flow.is_editable(row.record.state) and (row.lines or not set(row.values) <= open_fields)
            for row in self.found.changed
        )

    def _unique(self) -> None:
        """Find what must be unique and is not: within the file, and against the other records."""
        for names in self._unique_sets():
            first: dict[tuple[Any, ...], int] = {}
            asked: dict[tuple[Any, ...], Row] = {}
            for row in (*self.found.new, *self.found.changed):
                if not set(names) & set(row.values):
                    continue
                values = tuple(bare(row.values.get(name, getattr(row.record, name, None))) for name in names)
                if None in values or "" in values:
                    continue
                if values in first:
                    told = _("Row %(row)d has the same value, which must be unique.") % {"row": first[values]}
                    self._wrong(self.main, row.number, names[0], told)
                else:
                    first[values] = row.number
                    asked[values] = row
            for some in chunks(sorted({values[0] for values in asked}, key=str)):
                everything = self.register.record.objects.filter(**{f"{names[0]}__in": some})
                for pk, *values in everything.values_list("pk", *names):
                    other = asked.get(tuple(values))
                    if other is not None and getattr(other.record, "pk", None) != pk:
                        told = _("Another record has this value already.")
                        self._wrong(self.main, other.number, names[0], told)

    def _unique_sets(self) -> Iterator[tuple[str, ...]]:
        own = set(self.incoming.readers)
        for one in self.register.entries:
            if one.unique and one.name in own:
                yield (one.name,)
        for constraint in self.register.record._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or constraint.condition is not None:
                continue
            if constraint.fields and set(constraint.fields) <= own:
                yield tuple(constraint.fields)

    def _gone(self) -> Iterable[Any]:
        """The records that the file should have and has not, in a state from which they can go."""
        one = self.register
        states = [move.source for move in one.flow.moves if move.target == one.gone_state]
        records = self.visible.live().in_state(*states)
        if one.gone_within:
            rows = (*self.found.new, *self.found.changed)
            scope = {bare(row.values[one.gone_within]) for row in rows if row.values.get(one.gone_within)}
            for some in chunks(sorted(self._seen)):
                scope |= set(self.visible.filter(pk__in=some).values_list(one.gone_within, flat=True))
            records = records.filter(**{f"{one.gone_within}__in": scope})
        return [record for record in records.order_by("pk") if record.pk not in self._seen]

    # -- errors ---------------------------------------------------------------------------------------------------

    def _tell(self, table: Headed, row: RawRow, errors: Mapping[str, Sequence[ValidationError]]) -> None:
        for name, told in row.broken.items():
            self._wrong(table, row.number, name, told)
        for name, messages in errors.items():
            for error in messages:
                for message in error.messages:
                    self._wrong(table, row.number, name, message)

    def _wrong(self, table: Headed, number: int, column: str, message: str) -> None:
        self.found.errors.append(RowError(table.title, number, table.heading(column) if column else "", message))


Present = dict[tuple[str, int], list[Any]]


def demand_importer(register: Register, actor: Actor) -> None:
    """Raise Refused unless the actor may import into the register."""
    if not register.may_make(actor):
        raise Refused(_("Your offices do not allow this."), register=register.code, act="import")


def digest_of(found: Found, *, register: str, sha256: str) -> str:
    """Return the digest of exactly what an import would do, so that nothing else is carried out."""
    doing: list[Json] = [register, sha256]
    doing += [["new", _canonical(row)] for row in found.new]
    doing += [["changed", row.record.pk, row.record.version, _canonical(row)] for row in found.changed]
    doing += [["gone", record.pk, record.version] for record in found.gone]
    return digest({"doing": doing})


def _canonical(row: Row) -> Json:
    lines = {
        name: [{key: plain(bare(value)) for key, value in line.items()} for line in rows]
        for name, rows in (row.lines or {}).items()
    }
    return {"values": {name: plain(bare(value)) for name, value in row.values.items()}, "lines": plain(lines)}


def _told(value: Any, column: Any) -> str:
    cell = cell_of(value, column.field if column is not None else None, get_language() or "zh-hant")
    return "" if cell is None else str(cell)


def _in_all_tongues(label: Any) -> set[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(label))
    return found
