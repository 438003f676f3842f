"""Spreadsheet files: from bytes that anybody may have made to plain tables, within limits; nothing is evaluated."""

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

from zhengan.kernel.errors import NotPossible
from zhengan.kernel.sheet_columns import from_csv

SIZE_AT_MOST = 20 * 1024 * 1024
UNPACKED_AT_MOST = 150 * 1024 * 1024
MEMBERS_AT_MOST = 500
ROWS_AT_MOST = 100_000
COLUMNS_AT_MOST = 300
CELLS_AT_MOST = 5_000_000
_PIECE = 256 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Tried in this order; each refuses what is not written in it. cp950 is Microsoft's Big5.
_ENCODINGS = ("utf-8-sig", "cp950", "big5hkscs")


class Unreadable(NotPossible):
    """The file cannot be read as a spreadsheet."""


@dataclass(frozen=True)
class Table:
    """One sheet: its rows of cells from the first one on, and the places (row, column; from 0) that hold no value."""

    name: str
    rows: list[list[Any]]
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


def tables_of(content: bytes) -> list[Table]:
    """Return the sheets of an .xlsx file, or the one table of a CSV file. Raises Unreadable."""
    if len(content) > SIZE_AT_MOST:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": SIZE_AT_MOST // 1024 // 1024})
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(_OLE):
        raise Unreadable(
            _("This is an old .xls file, or one with a password. Save it as .xlsx without password and try again.")
        )
    return _workbook(content) if content.startswith(b"PK") else [_csv(content)]


# -- .xlsx --------------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> list[Table]:
    broken = _looked_through(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = []
        for place, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(place)
            if sheet.total_height > ROWS_AT_MOST or sheet.total_width > COLUMNS_AT_MOST:
                raise _too_large()
            tables.append(Table(name, sheet.to_python(skip_empty_area=False), broken.get(name, {})))
    except python_calamine.CalamineError as error:
        raise Unreadable(_("This .xlsx file is damaged.")) from error
    if not tables:
        raise Unreadable(_("The file has no sheet."))
    return tables


def _looked_through(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Unpack every member once within the limits, and look where the cells of each sheet lie.

    What the archive says about its sizes may be a lie, and two cells in far corners would be a sheet of billions: both
    are found here, before anything is built from them. Returns the cells without a value, by name of the sheet.
    """
    looks: dict[str, _Look] = {}
    left = UNPACKED_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS_AT_MOST or sum(one.file_size for one in members) > UNPACKED_AT_MOST:
                raise _too_large()
            for member in members:
                look = _Look() if member.filename.lower().endswith((".xml", ".rels")) else None
                with archive.open(member) as file:
                    while piece := file.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise _too_large()
                        if look is not None:
                            look.feed(piece)
                if look is not None:
                    looks[member.filename] = look
    except Unreadable:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise Unreadable(_("This .xlsx file is damaged.")) from error
    return _by_sheet(looks)


def _by_sheet(looks: "dict[str, _Look]") -> dict[str, dict[tuple[int, int], str]]:
    """Follow the workbook's references from the names of the sheets to the members looked through."""
    nothing = _Look()
    targets = looks.get("xl/_rels/workbook.xml.rels", nothing).targets
    found = {}
    for name, reference in looks.get("xl/workbook.xml", nothing).sheets.items():
        target = targets.get(reference, "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member not in looks:
            raise Unreadable(_("This .xlsx file is damaged."))
        found[name] = looks[member].broken
    return found


class _Look:
    """Reads the XML of a sheet as it passes by: how far it reaches, and which cells hold an error or no result."""

    def __init__(self) -> None:
        self.broken: dict[tuple[int, int], str] = {}
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._place: tuple[int, int] | None = None
        self._formula = self._value = False
        self._last_row = self._cells = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece. Raises Unreadable, ExpatError."""
        self._parser.Parse(piece, False)

    def _doctype(self, *_args: Any) -> None:
        raise Unreadable(_("This .xlsx file is damaged."))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row" and attributes.get("r", "").isdigit():
            self._reach(int(attributes["r"]), 1)
        elif name == "c":
            self._cells += 1
            self._formula = self._value = False
            reference = attributes.get("r", "")
            letters = reference.rstrip("0123456789")
            self._place = None
            if reference and reference != letters:
                row, column = int(reference[len(letters) :]), _column_number(letters)
                self._reach(row, column)
                self._place = (row - 1, column - 1)
                if attributes.get("t") == "e":
                    self.broken[self._place] = _("The cell holds an error of Excel.")
            if self._cells > CELLS_AT_MOST:
                raise _too_large()
        elif name == "f":
            self._formula = True
        elif name == "v":
            self._value = True
        elif name == "sheet" and "name" in attributes:
            self.sheets[attributes["name"]] = next((attributes[key] for key in attributes if key.endswith(":id")), "")
        elif name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "c" and self._formula and not self._value and self._place is not None:
            self.broken.setdefault(self._place, _("The cell holds a formula without a stored result."))

    def _reach(self, row: int, column: int) -> None:
        if row > ROWS_AT_MOST or column > COLUMNS_AT_MOST:
            raise _too_large()


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper().replace("$", "")[:4]:
        number = number * 26 + ord(letter) - 64
    return number


def _too_large() -> Unreadable:
    return Unreadable(
        _("The file is too large: at most %(rows)d rows and %(columns)d columns.")
        % {"rows": ROWS_AT_MOST, "columns": COLUMNS_AT_MOST}
    )


# -- CSV ----------------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Table:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([from_csv(cell) for cell in row])
            if len(rows) > ROWS_AT_MOST or len(row) > COLUMNS_AT_MOST:
                raise _too_large()
    except csv.Error as error:
        raise Unreadable(
            _("The file is no proper CSV: %(why)s (row %(row)d).") % {"why": error, "row": len(rows) + 1}
        ) from error
    return Table("", rows)


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or Big5. Raises Unreadable."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("This is neither an .xlsx file nor CSV in UTF-8 or Big5."))
