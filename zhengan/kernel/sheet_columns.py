"""Columns of a spreadsheet: which there are, how they are headed in each tongue, and how a value stands in a cell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.duration import duration_string
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import SEPARATOR, Many
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.incoming import AnyField, as_text, choice_index, read_bool
from zhengan.kernel.masking import COVER, is_personal, masked
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger.clock import TAIPEI

NUMBER, STATE, LINE, OWNER = "no", "state", "id", "record"
# What a cell of Excel can hold; longer texts are cut, and a cut text is never taken for a change.
CELL_HOLDS = 32_000
CUT = " ⋯"
# A text that a spreadsheet would read as a formula, full-width signs included.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
YES, NO = "是", "否"
_YES_NO = {"zh-hant": (YES, NO), "en": ("Yes", "No")}

Cell = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class Column:
    """One column: `field` is None for number, state and the like; what is read only is written out and never read."""

    name: str
    heading: "str | Promise"
    field: "AnyField | None" = None
    read_only: bool = False
    required: bool = False

    def headings(self) -> set[str]:
        """The heading in every tongue, as compared."""
        found = {plain_heading(self.name)}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.add(plain_heading(str(self.heading)))
        return found


@dataclass(frozen=True)
class Sheet:
    """One sheet: of the records (`name` is empty), or of one kind of child rows."""

    name: str
    title: "str | Promise"
    columns: tuple[Column, ...]
    read_only: bool = False

    def titles(self) -> set[str]:
        """The sheet's name in every tongue, as compared."""
        found = {sheet_title(self.name).casefold()} if self.name else set()
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.add(sheet_title(str(self.title)).casefold())
        return found


def sheets_of(register: Register, actor: Actor) -> tuple[Sheet, ...]:
    """Return the sheet of the records and one for each kind of child rows, with what the actor may see."""
    entries = {field.name for field in register.entries}
    columns = [
        Column(NUMBER, _("number")),
        *(_column(field, read_only=field.name not in entries) for field in visible_fields(register, actor)),
        *(
            Column(name, register.record._meta.get_field(name).verbose_name, read_only=True)  # type: ignore[union-attr]
            for name in (STATE, "made_at", "maker", "checked_at", "checker")
        ),
    ]
    sheets = [Sheet("", register.title, tuple(columns))]
    for name, model in register.lines.items():
        read_only = name in register.made_lines
        own = [_column(field, read_only=read_only) for field in register.line_fields(name)]
        fixed = [Column(OWNER, _("number of the record"), required=True), Column(LINE, _("line"))]
        title = model._meta.verbose_name_plural or name
        sheets.append(Sheet(name, title, (*fixed, *own), read_only=read_only))
    return tuple(sheets)


def _column(field: AnyField, *, read_only: bool) -> Column:
    return Column(
        field.name,
        field.verbose_name,
        field=field,
        # A file is bound to the record that it proves; by its digest alone anybody could take it over.
        read_only=read_only or isinstance(field, EvidenceField),
        required=not field.blank and not field.has_default() and not read_only,
    )


# -- out ----------------------------------------------------------------------------------------------------------


def cell_of(value: Any, field: "AnyField | None", language: str, *, bare: bool = False) -> Cell:
    """Return what stands in a cell for a value of a field; what is personal is masked unless it is to stand bare."""
    if value is None or value == ():
        return None
    if not bare and is_personal(field):
        return masked(value)
    if isinstance(value, bool):
        return _YES_NO.get(language, _YES_NO["en"])[0 if value else 1]
    if isinstance(value, (tuple, list)):
        return SEPARATOR.join(_label(part, field, language) for part in value)
    if isinstance(value, datetime):
        return (value.astimezone(TAIPEI) + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=None)
    if isinstance(value, (date, time)):
        return value
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal):
        return float(value) if len(value.as_tuple().digits) <= 15 else format(value, "f")
    if isinstance(value, (int, float)):
        return value if abs(value) < 10**15 else str(value)
    if isinstance(value, models.Model):
        return f"{value.no} {value}" if isinstance(value, Record) else str(value)
    text = _label(str(value), field, language)
    return text if len(text) <= CELL_HOLDS else text[:CELL_HOLDS] + CUT


def _label(code: str, field: "AnyField | None", language: str) -> str:
    if field is None or not field.flatchoices:
        return code
    with translation.override(language):
        return str(dict(field.flatchoices).get(code, code))


def csv_cell(cell: Cell) -> str:
    """Return a cell as it stands in CSV; a text that could be taken for a formula gets a quote in front."""
    if isinstance(cell, str):
        return f"'{cell}" if _FORMULA.match(cell) else cell
    return as_text(cell)


def from_csv(text: str) -> str:
    """Take back what `csv_cell` put in front."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


# -- back ---------------------------------------------------------------------------------------------------------


class Sameness:
    """Whether a cell says what a record says already, in whatever tongue it was written out."""

    def __init__(self, field: AnyField) -> None:
        self.field = field
        self.labels = choice_index(field)

    def __call__(self, raw: Any, value: Any) -> bool:
        """Compare a cell with the present value."""
        return bool(self._same(raw, value))

    def _same(self, raw: Any, value: Any) -> Any:
        if raw in (None, ""):
            return value is False or value in (None, "", ())
        if isinstance(value, bool):
            return _as_bool(raw) is value
        if value in (None, "", ()):
            return False
        if isinstance(value, models.Model):
            text = as_text(raw).strip()
            names: set[str] = {str(value), *([value.no] if isinstance(value, Record) else [])}
            return text in names or text.partition(" ")[0] in names
        if isinstance(self.field, Many):
            return tuple(self._code(part) for part in re.split(r"[|\n]", as_text(raw)) if part.strip()) == value
        if isinstance(value, (int, Decimal, float)):
            return _as_decimal(raw) == Decimal(str(value))
        if isinstance(value, datetime):
            return _to_second(raw) == cell_of(value, self.field, "")
        if isinstance(value, date) and isinstance(raw, datetime):
            return raw.time() == time() and raw.date() == value
        if isinstance(value, (date, time)):
            return raw == value or as_text(raw).strip() == value.isoformat()
        text = _lines(as_text(raw))
        if COVER in text and is_personal(self.field):
            return text == masked(value)
        if text.endswith(CUT) and len(text) >= CELL_HOLDS:
            return str(value).startswith(text.removesuffix(CUT))
        return self._code(text) == _lines(as_text(cell_of(value, None, "")))

    def _code(self, text: str) -> str:
        stripped = text.strip()
        return self.labels.get(stripped.casefold(), stripped)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _as_bool(raw: Any) -> bool | None:
    try:
        return read_bool(raw)
    except Exception:  # noqa: BLE001 (whatever it is, it is not this value)
        return None


def _as_decimal(raw: Any) -> Decimal | None:
    try:
        return Decimal(as_text(raw).strip())
    except InvalidOperation:
        return None


def _to_second(raw: Any) -> datetime | None:
    if isinstance(raw, datetime):
        return (raw + timedelta(microseconds=500_000)).replace(microsecond=0)
    try:
        return datetime.fromisoformat(as_text(raw).strip())
    except ValueError:
        return None


# -- headings -----------------------------------------------------------------------------------------------------


def plain_heading(text: str) -> str:
    """Return a heading as compared: without the mark of a compulsory column, spaces and letter case."""
    return re.sub(r"[\s　*＊]+", " ", text).strip().casefold()


def sheet_title(text: str) -> str:
    """Return a text that Excel takes as the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", capfirst(text)).strip()[:31] or "-"


def assign(
    headings: Sequence[str], columns: Iterable[Column], mapping: Mapping[str, str], remembered: Mapping[str, str]
) -> list[Column | None]:
    """Return the column that each heading means, None for the unknown; a heading that stands twice means two columns.

    `mapping` is what somebody said just now (an empty name leaves the column out), `remembered` what was said before.
    """
    by_name = {column.name: column for column in columns}
    index: dict[str, list[str]] = {}
    for column in by_name.values():
        for heading in column.headings():
            index.setdefault(heading, []).append(column.name)
    said = {plain_heading(heading): name for heading, name in mapping.items()}
    known = {plain_heading(heading): name for heading, name in remembered.items()}
    taken: set[str] = set()
    found: list[Column | None] = []
    for heading in headings:
        text = plain_heading(heading)
        names = [said[text]] if text in said else index.get(text, []) or [known.get(text, "")]
        name = next((one for one in names if one in by_name and one not in taken), "")
        taken.add(name)
        found.append(by_name.get(name))
    return found
