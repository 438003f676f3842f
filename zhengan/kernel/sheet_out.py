"""Spreadsheets out: the empty template with drop-downs and notes, and the export of what is seen."""

import csv
import io
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any, Literal

import xlsxwriter
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.candidates import Candidates
from zhengan.kernel.fields import Many
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.kernel.revealing import REASON_AT_MOST
from zhengan.kernel.sheet_columns import (
    LINE,
    NUMBER,
    OWNER,
    Cell,
    Column,
    Sheet,
    cell_of,
    csv_cell,
    sheet_title,
    sheets_of,
)
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1000
# Rows of a template that have drop-downs, and rows to choose from in one of them.
ROWS_READY = 2000
CHOICES_AT_MOST = 1000
LISTS = "_lists"
# Texts stay texts: nothing that a record says may become a formula or a link.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Exported:
    """A file to hand out, open at its beginning; `count` records are in it."""

    content: IO[bytes]
    name: str
    content_type: str
    count: int


# -- export -------------------------------------------------------------------------------------------------------


def export(
    register: Register,
    actor: Actor,
    queryset: Any,
    *,
    kind: Literal["xlsx", "csv"],
    language: str,
    filters: str = "",
    reason: str = "",
) -> Exported:
    """Write the records of a query set to a file, and enter the export in the ledger.

    The .xlsx has a sheet for each kind of child rows; CSV holds the records alone. Fields that the actor may not see
    are left out. `filters` is what was asked for, as the ledger is to say it. Personal fields are masked unless a
    `reason` is given, and then shown where the actor may know them.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (handed out open)
    sheets = sheets_of(register, actor)
    bare = register.revealed_to(actor) if reason.strip() else []
    told: dict[str, Json] = {"fields": ", ".join(bare), "reason": reason.strip()[:REASON_AT_MOST]} if bare else {}
    records = queryset.select_related(*register.joins)
    with translation.override(language):
        count = _write_csv(file, sheets[0], records, language, bare) if kind == "csv" else 0
        if kind == "xlsx":
            count = _write_xlsx(file, register, sheets, records, language, bare)
    file.seek(0)
    body: dict[str, Json] = {"count": count, "kind": kind, "filter": filters[:2000], **told}
    acts.note("export", by=actor, register=register.code, body=body)
    stamp = clock.now().astimezone(clock.TAIPEI).strftime("%Y%m%d-%H%M")
    name = f"{register.path.replace('/', '-')}-{stamp}.{kind}"
    return Exported(content=file, name=name, content_type=XLSX if kind == "xlsx" else CSV, count=count)


def _write_csv(file: Any, sheet: Sheet, records: Any, language: str, bare: Collection[str]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([_heading(column) for column in sheet.columns])
    count = 0
    for record in records.iterator(chunk_size=CHUNK):
        writer.writerow([csv_cell(cell) for cell in _cells(record, sheet, language, bare)])
        count += 1
    text.detach()
    return count


def _write_xlsx(
    file: Any, register: Register, sheets: Sequence[Sheet], records: Any, language: str, bare: Collection[str]
) -> int:
    with xlsxwriter.Workbook(file, {**_OPTIONS, "constant_memory": True}) as book:
        formats = _formats(book)
        taken: set[str] = set()
        page = _page(book, sheets[0], formats, taken)
        count = 0
        for record in records.iterator(chunk_size=CHUNK):
            _row(page, count + 2, _cells(record, sheets[0], language, bare), formats)
            count += 1
        for sheet in sheets[1:]:
            page = _page(book, sheet, formats, taken)
            for number, row in enumerate(_lines(register, sheet, records), start=2):
                _row(page, number, _cells(row, sheet, language, bare), formats)
    return count


def _lines(register: Register, sheet: Sheet, records: Any) -> Iterator[Any]:
    """The child rows of the records, in the order of their records."""
    joins = [column.name for column in sheet.columns if column.field is not None and column.field.is_relation]
    rows: Any = register.lines[sheet.name].objects
    rows = rows.filter(record__in=records.order_by().select_related(None).values("pk")).select_related("record", *joins)
    yield from rows.order_by("-record_id", "pk").iterator(chunk_size=CHUNK)


def _cells(row: Any, sheet: Sheet, language: str, bare: Collection[str]) -> Iterator[Cell]:
    """One row; what is personal is masked, unless its name (of child rows `lines.field`) is among the bare ones."""
    for column in sheet.columns:
        if column.name == OWNER:
            yield row.record.no
        elif column.field is None and column.name == "state":
            yield str(row.state_label)
        else:
            name = f"{sheet.name}.{column.name}" if sheet.name else column.name
            yield cell_of(getattr(row, column.name), column.field, language, bare=name in bare)


# -- template -----------------------------------------------------------------------------------------------------


def template(register: Register, actor: Actor, *, language: str) -> bytes:
    """Return an empty .xlsx for new records, with drop-downs, notes and a page that explains it."""
    file = io.BytesIO()
    with translation.override(language), xlsxwriter.Workbook(file, dict(_OPTIONS)) as book:
        formats = _formats(book)
        candidates = Candidates(actor)
        taken: set[str] = set()
        sheets = [_writable(sheet) for sheet in sheets_of(register, actor) if not sheet.read_only]
        pages = [(sheet, _page(book, sheet, formats, taken, notes=True)) for sheet in sheets]
        _explain(book, register, sheets, formats, taken)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        used = 0
        for sheet, page in pages:
            for place, column in enumerate(sheet.columns):
                choices = _choices(column, candidates, language)
                if choices:
                    lists.write_column(0, used, choices)
                    letter = xlsxwriter.utility.xl_col_to_name(used)
                    page.data_validation(2, place, ROWS_READY, place, _drop_down(letter, len(choices)))
                    used += 1
    return file.getvalue()


def _writable(sheet: Sheet) -> Sheet:
    """Leave out what an import does not read."""
    columns = tuple(column for column in sheet.columns if not column.read_only and column.name != LINE)
    return Sheet(sheet.name, sheet.title, columns)


def _choices(column: Column, candidates: Candidates, language: str) -> list[str]:
    """The texts of the drop-down of a column; empty where there is none, or there would be too many."""
    field = column.field
    if field is None or isinstance(field, Many):
        return []
    if field.flatchoices:
        return [str(label) for code, label in field.flatchoices if code not in (None, "")]
    if isinstance(field, models.BooleanField):
        return [str(cell_of(value, field, language)) for value in (True, False)]
    model = field.related_model
    if isinstance(model, type) and issubclass(model, Record):
        return [str(cell_of(row, field, language)) for row in candidates.up_to(CHOICES_AT_MOST, model)]
    return []


def _drop_down(letter: str, count: int) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={LISTS}!${letter}$1:${letter}${count}",
        # A warning alone: both tongues, numbers and codes are understood as well.
        "error_type": "warning",
        "error_title": _("Not in the list")[:32],
        "error_message": _("This is not in the list. The number or the other language are understood as well.")[:255],
    }


def _explain(book: Any, register: Register, sheets: Sequence[Sheet], formats: "Formats", taken: set[str]) -> None:
    """Write the page that explains the template."""
    page = book.add_worksheet(_unique(_("Notes"), taken))
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 26)
    page.set_column(2, 2, 70, formats.wrap)
    page.write_string(0, 0, f"{register.title} ({register.code})", formats.head)
    number = 1
    for line in (str(register.purpose), *_rules(register, has_lines=len(sheets) > 1)):
        page.merge_range(number, 0, number, 2, line, formats.wrap)
        page.set_row(number, 18 * (1 + len(line) // 70))
        number += 1
    for sheet in sheets:
        number += 1
        page.write_row(number, 0, [sheet_title(str(sheet.title)), _("Column"), _("What goes in")], formats.head)
        for column in sheet.columns:
            number += 1
            page.write_row(number, 1, [_heading(column), _note(column)], formats.wrap)
        number += 1


def _rules(register: Register, *, has_lines: bool) -> list[str]:
    rules = [
        _("One row for each record. Columns marked * must be filled in. Nothing is written while one row is wrong."),
        _("Dates: 2020-12-21, 2020/12/21, 109.12.21, 1091221 or 民國109年12月21日. Yes or no: 是, 否, Y, N."),
        _("People, systems and other records: their number, with or without the text behind it."),
        _("Several values in one cell are separated by |."),
        _("An existing record is changed by its number in the first column; leave that empty for a new one."),
    ]
    if register.key:
        names = ", ".join(str(register.record._meta.get_field(name).verbose_name) for name in register.key)  # type: ignore[union-attr]
        rules.append(_("Without a number, a record that agrees in %(names)s is changed.") % {"names": names})
    if has_lines:
        rules.append(
            _(
                "Lines belong to the record whose number they name. For a new record write any mark of your own, "
                "such as N1, as its number and in its lines."
            )
        )
    return rules


# -- how a sheet looks --------------------------------------------------------------------------------------------


class Formats:
    """The few formats that are used."""

    def __init__(self, book: Any) -> None:
        heading = {"bold": True, "border": 1, "text_wrap": True, "valign": "top"}
        self.head = book.add_format({**heading, "bg_color": "#E8EEF4"})
        self.read_only = book.add_format({**heading, "bg_color": "#EEEEEE", "font_color": "#666666"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.clock = book.add_format({"num_format": "hh:mm:ss"})


def _formats(book: Any) -> Formats:
    return Formats(book)


def _page(book: Any, sheet: Sheet, formats: Formats, taken: set[str], *, notes: bool = False) -> Any:
    """Add a sheet with its two heading rows: the names for the machine, hidden, and the headings for people."""
    page = book.add_worksheet(_unique(str(sheet.title), taken))
    page.freeze_panes(2, 1)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _width(column), _column_format(column, formats))
    page.set_row(0, None, None, {"hidden": True})
    page.set_row(1, 32)
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, f"{sheet.name}.{column.name}" if sheet.name else column.name)
    for place, column in enumerate(sheet.columns):
        page.write_string(1, place, _heading(column), formats.read_only if column.read_only else formats.head)
        if notes:
            page.write_comment(1, place, _note(column), {"x_scale": 2, "y_scale": 1.5})
    return page


def _row(page: Any, number: int, cells: Iterable[Cell], formats: Formats) -> None:
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        if isinstance(cell, str):
            page.write_string(number, place, cell)
        elif isinstance(cell, datetime):
            page.write_datetime(number, place, cell, formats.moment)
        elif isinstance(cell, date):
            page.write_datetime(number, place, cell, formats.date)
        elif isinstance(cell, time):
            page.write_datetime(number, place, cell, formats.clock)
        else:
            page.write(number, place, cell)


def _heading(column: Column) -> str:
    return f"{column.heading} *" if column.required else str(column.heading)


def _note(column: Column) -> str:
    """What may stand in a column, for its note."""
    field = column.field
    parts = [_("Must be filled in.")] if column.required else []
    if column.name == NUMBER:
        parts.append(_("Number of an existing record; empty, or a mark of your own such as N1, for a new one."))
    elif column.name == OWNER:
        parts.append(_("Number, or your own mark, of the record that this line belongs to."))
    elif field is not None:
        parts.append(_kind_note(field))
        parts.append(str(field.help_text))
    return " ".join(part for part in parts if part)


def _kind_note(field: Any) -> str:
    if field.flatchoices:
        labels = [str(label) for code, label in field.flatchoices if code not in (None, "")]
        several = _("One or several of: %(choices)s.") if isinstance(field, Many) else _("One of: %(choices)s.")
        return several % {"choices": " | ".join(labels)}
    if isinstance(field, Many):
        return _("Several values are separated by |.")
    if isinstance(field, models.BooleanField):
        return _("Yes or no; empty means no.")
    if field.is_relation:
        return _("Number of: %(what)s.") % {"what": field.related_model._meta.verbose_name}
    if isinstance(field, models.DateTimeField):
        return _("Date and time, such as 2020-12-21 08:30.")
    if isinstance(field, models.DateField):
        return _("Date, such as 2020-12-21 or 109.12.21.")
    if isinstance(field, models.TimeField):
        return _("Time of day, such as 08:30.")
    if isinstance(field, models.DurationField):
        return _("Duration in hours, minutes and seconds, such as 04:00:00.")
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return _("A number.")
    return ""


def _width(column: Column) -> int:
    field = column.field
    if isinstance(field, models.DateTimeField) or column.name.endswith("_at"):
        return 20
    if isinstance(field, models.TextField):
        return 40
    return 24 if field is not None and (field.is_relation or field.flatchoices) else 16


def _column_format(column: Column, formats: Formats) -> Any:
    """Numbers of staff or property keep their leading zeros because the column is text."""
    field = column.field
    if isinstance(field, models.DateTimeField):
        return formats.moment
    if isinstance(field, models.DateField):
        return formats.date
    return formats.text if isinstance(field, (models.CharField, models.TextField)) or field is None else None


def _unique(title: str, taken: set[str]) -> str:
    """Return a sheet name that Excel takes and that no other sheet has."""
    name = sheet_title(title)
    number = 2
    while name.casefold() in taken:
        name = f"{sheet_title(title)[:27]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
