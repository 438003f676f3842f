"""Spreadsheets for tests: good ones, and such as deceive."""

import io
import zipfile

import xlsxwriter

from zhengan.kernel import spreadsheet


def csv_of(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(rows).encode(encoding)


def xlsx_of(*sheets: tuple[str, list[list[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return file.getvalue()


def errors_of(preview: spreadsheet.Preview) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.message) for one in preview.errors]


def deceiving(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def far_corner() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("x")
        page.write(0, 0, "code")
        page.write(1_048_575, 16_383, "far")
    return file.getvalue()


def unstored_formula(heading: list[str], row: list[str], formula: str) -> bytes:
    """A book whose last cell holds a formula that nobody has worked out."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("x")
        page.write_row(0, 0, heading)
        page.write_row(1, 0, row)
        page.write_formula(1, len(row), formula, None, "MARK")
    bare = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(bare, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                content = content.replace(b"<v>MARK</v>", b"").replace(b' t="str"', b"")
            target.writestr(member, content)
    return bare.getvalue()
