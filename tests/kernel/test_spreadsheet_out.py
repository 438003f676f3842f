"""Exports and templates: nothing in them is ever a formula, nothing hidden is in them, and each is an act."""

import csv
import io
import zipfile
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
import python_calamine

from tests import make
from tests.cast import Cast
from zhengan.kernel import spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.kernel.sheet_columns import CELL_HOLDS, Sameness, cell_of, csv_cell, from_csv, plain_heading, sheet_title
from zhengan.ledger.models import Entry

UNITS = register("organization.unit")
EVIL = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\tx", "＝1+1", "'=1"]


def unit(cast: Cast, code: str, name: str) -> object:
    return make.made("organization.unit", {"code": code, "name": name, "kind": "branch"}, by=cast.actor("hr"))


def exported(cast: Cast, kind: str, **options: object) -> bytes:
    out = spreadsheet.export(
        UNITS, cast.actor("hr"), UNITS.record.objects.order_by("pk"), kind=kind, language="zh-hant", **options
    )
    with out.content as file:
        return file.read()


def test_csv_holds_no_formula_and_opens_in_excel(cast: Cast) -> None:
    for number, text in enumerate(EVIL):
        unit(cast, f"E{number}", text)
    content = exported(cast, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    names = [row[2] for row in rows[-len(EVIL) :]]
    assert not any(name[0] in "=+-@\t\r＝" for name in names)
    preview = spreadsheet.read(UNITS, cast.actor("hr"), content)
    assert (preview.errors, preview.changed) == ([], [])


def test_xlsx_holds_texts_and_no_formula(cast: Cast) -> None:
    for number, text in enumerate(EVIL):
        unit(cast, f"E{number}", text)
    unit(cast, "URL", "https://example.tw")
    content = exported(cast, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any(name.endswith(".rels") and "sheet" in name for name in archive.namelist())
    assert "<f>" not in sheet
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[2].strip() for row in rows[-len(EVIL) - 1 : -1]] == [text.strip() for text in EVIL]


@pytest.mark.parametrize("text", [*EVIL, "''=x", "plain", "'quoted'", ""])
def test_the_quote_in_front_is_taken_back(text: str) -> None:
    assert from_csv(csv_cell(text)) == text


def test_an_export_is_an_act_with_what_was_asked_for(cast: Cast) -> None:
    exported(cast, "xlsx", filters="kind=branch")
    entry = Entry.objects.get(act="export")
    assert (entry.register, entry.actor_id) == ("organization.unit", cast.user("hr").pk)
    assert entry.payload.body == {"count": len(cast.units), "kind": "xlsx", "filter": "kind=branch"}


def test_the_name_tells_what_and_when(cast: Cast) -> None:
    out = spreadsheet.export(UNITS, cast.actor("hr"), UNITS.record.objects.none(), kind="csv", language="en")
    with out.content:
        assert (out.name, out.count) == ("organization-unit-20261120-1000.csv", 0)


def test_the_machine_row_is_hidden_and_headings_follow_the_language(cast: Cast) -> None:
    content = exported(cast, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert 'hidden="1"' in archive.read("xl/worksheets/sheet1.xml").decode()
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["no", "code"]
    assert rows[1][1] == "單位代碼 *"


def test_a_template_has_drop_downs_notes_and_an_explanation(cast: Cast, system: Actor) -> None:
    content = spreadsheet.template(register("organization.training"), cast.actor("hr"), language="zh-hant")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        main = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<dataValidation " in main
        assert any("comments" in name for name in archive.namelist())
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 4
    assert book.sheet_names[-1] == "_lists"
    lists = book.get_sheet_by_name("_lists").to_python()
    assert any(str(cast.employee.no) in str(cell) for row in lists for cell in row)
    headings = book.get_sheet_by_index(0).to_python()[0]
    assert "state" not in headings
    assert "material" not in headings


def test_a_template_with_too_many_candidates_has_no_drop_down_for_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhengan.kernel.sheet_out.CHOICES_AT_MOST", 3)
    content = spreadsheet.template(register("organization.training"), cast.actor("hr"), language="en")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert not any(
        cast.employee.no in str(cell) for row in book.get_sheet_by_name("_lists").to_python() for cell in row
    )


def test_cells() -> None:
    assert cell_of(datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC), None, "en") == datetime(2026, 1, 2, 11, 4, 6)  # noqa: DTZ001
    assert cell_of(timedelta(hours=4), None, "en") == "04:00:00"
    assert cell_of(Decimal("1.50"), None, "en") == 1.5
    assert cell_of(Decimal("12345678901234567.89"), None, "en") == "12345678901234567.89"
    assert cell_of(10**16, None, "en") == str(10**16)
    assert cell_of(True, None, "zh-hant") == "是"
    assert cell_of(time(8, 30), None, "en") == time(8, 30)
    assert cell_of((), None, "en") is None


def test_a_text_too_long_for_a_cell_is_cut_and_no_change() -> None:
    field = UNITS.record._meta.get_field("remark")
    text = "長" * (CELL_HOLDS + 10)
    cell = cell_of(text, field, "en")
    assert isinstance(cell, str)
    assert len(cell) < len(text)
    assert Sameness(field)(cell, text)


def test_sheet_names_and_headings_as_excel_takes_them() -> None:
    assert sheet_title("a/b:c[d]*?'" + "x" * 40) == ("A b c d    " + "x" * 40)[:31]
    assert sheet_title("///") == "-"
    assert plain_heading(" 單位代碼 ＊ ") == "單位代碼"
