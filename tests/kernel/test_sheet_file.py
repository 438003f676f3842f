"""Sheets as they come: in any encoding, with titles above, damaged or made to deceive; a message, never a crash."""

import io
import time

import pytest
import xlsxwriter

from tests import make
from tests.cast import Cast
from tests.sheets import csv_of, deceiving, errors_of, far_corner, unstored_formula, xlsx_of
from zhengan.kernel import spreadsheet
from zhengan.kernel.models import ForeignHeading
from zhengan.kernel.register import register
from zhengan.kernel.sheet_file import SIZE_AT_MOST, Unreadable

UNITS = register("organization.unit")
TRAININGS = register("organization.training")
ACCOUNTS = register("access.account")


def test_big5_from_an_old_system(cast: Cast) -> None:
    hr = cast.actor("hr")
    preview = spreadsheet.read(
        UNITS, hr, csv_of("單位代碼,單位名稱,單位類別", "B31,埔里分公司,分公司", encoding="cp950")
    )
    assert errors_of(preview) == []
    assert preview.new[0].values["name"] == "埔里分公司"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_and_tabs(cast: Cast, encoding: str) -> None:
    content = csv_of("code\tname\tkind", "B31\t甲\tbranch", encoding=encoding)
    assert len(spreadsheet.read(UNITS, cast.actor("hr"), content).new) == 1


def test_errors_of_excel_and_formulas_without_result_are_told(cast: Cast) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("x")
        page.write_row(0, 0, ["code", "name"])
        page.write_row(1, 0, ["I10"])
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    preview = spreadsheet.read(UNITS, cast.actor("hr"), file.getvalue(), language="en")
    assert errors_of(preview) == [(2, "name", "The cell holds an error of Excel.")]
    assert preview.changed == []


def test_a_formula_without_result_is_told(cast: Cast) -> None:
    content = unstored_formula(["code", "name"], ["I10"], '=A1&"x"')
    preview = spreadsheet.read(UNITS, cast.actor("hr"), content, language="en")
    assert errors_of(preview) == [(2, "name", "The cell holds a formula without a stored result.")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"PK\x03\x04 no zip",
        b"\x00\x01\x02\xff\xfe",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600,
        b'code,name\n"unclosed',
        b"x" * (SIZE_AT_MOST + 1),
        deceiving(xl__worksheets__sheet1_xml=b"<worksheet>" + b" " * 160_000_000 + b"</worksheet>"),
        deceiving(xl__worksheets__sheet1_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'),
        deceiving(xl__worksheets__sheet1_xml=b"<worksheet><c r='A1'"),
        deceiving(other_xml=b"<x/>"),
        far_corner(),
    ],
    ids=["empty", "blank", "no-zip", "bytes", "old-xls", "csv", "large", "bomb", "doctype", "xml", "no-book", "corner"],
)
def test_files_that_cannot_be_read_are_refused_with_a_message(cast: Cast, content: bytes) -> None:
    with pytest.raises(Unreadable) as error:
        spreadsheet.read(UNITS, cast.actor("hr"), content)
    assert str(error.value.message)


def test_too_many_rows_members_or_columns(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hr = cast.actor("hr")
    for name, content in (
        ("ROWS_AT_MOST", csv_of("code", *["x"] * 5)),
        ("COLUMNS_AT_MOST", csv_of("code,name,kind,x")),
        ("ROWS_AT_MOST", xlsx_of(("x", [["code"]] * 6))),
        ("CELLS_AT_MOST", xlsx_of(("x", [["code", "name"]] * 6))),
        ("MEMBERS_AT_MOST", xlsx_of(("x", [["code"]]))),
        ("UNPACKED_AT_MOST", xlsx_of(("x", [["code"]]))),
    ):
        with monkeypatch.context() as limits:
            limits.setattr(f"zhengan.kernel.sheet_file.{name}", 3)
            with pytest.raises(Unreadable):
                spreadsheet.read(UNITS, hr, content)


def test_six_thousand_rows_take_seconds(cast: Cast) -> None:
    by = cast.actor("system_admin")
    system = make.info_system(cast)
    heading = "系統,帳號,使用者,類型,啟用,管理權限,驗證方式,多因子,角色權限,建立日,最近登入日,密碼變更日"
    people = list(cast.people.values())
    rows = [
        f"{system.no},user{number:05d},{people[number % len(people)].no},個人,是,否,密碼,否,read|write,"
        f"109.12.21,2026/11/{number % 19 + 1},1150601"
        for number in range(6000)
    ]
    started = time.process_time()
    preview = spreadsheet.read(ACCOUNTS, by, csv_of(heading, *rows), language="zh-hant")
    read = time.process_time() - started
    assert len(preview.new) == 6000, preview.errors[:3]
    spreadsheet.carry_out(preview, actor=by)
    assert read < 12
    assert ACCOUNTS.record.objects.count() == 6000


def test_title_lines_above_the_headings_and_empty_rows_between(cast: Cast) -> None:
    content = csv_of("單位清冊", "製表：人資", "code,name,kind", "", "B1,甲,branch", ",,", "B2,,branch")
    preview = spreadsheet.read(UNITS, cast.actor("hr"), content, language="en")
    assert len(preview.new) == 2
    assert [(row, column) for row, column, _message in errors_of(preview)] == [(7, "name")]


def test_nothing_known_in_the_headings_is_told_column_by_column(cast: Cast) -> None:
    preview = spreadsheet.read(UNITS, cast.actor("hr"), csv_of("a,b", "1,2"))
    assert preview.ignored == ["a", "b"]
    assert not preview.can_be_carried_out


def test_an_empty_workbook_and_one_with_lines_alone(cast: Cast) -> None:
    for content in (xlsx_of(("x", [])), xlsx_of(("attendees", [["record", "person"], ["N1", "x"]]))):
        with pytest.raises(Unreadable):
            spreadsheet.read(TRAININGS, cast.actor("hr"), content)


def test_names_for_the_machine_alone_will_do(cast: Cast) -> None:
    preview = spreadsheet.read(
        UNITS, cast.actor("hr"), xlsx_of(("x", [["code", "name", "kind"], ["B1", "甲", "branch"]]))
    )
    assert [row.number for row in preview.new] == [2]


def test_headings_of_others_can_be_mapped_and_are_remembered(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = csv_of("Dept ID,Dept,kind,Extra", "B70,甲,branch,x")
    preview = spreadsheet.read(UNITS, hr, content)
    assert preview.ignored == ["Dept ID", "Dept", "Extra"]
    assert "code" in dict(preview.choices)
    mapped = spreadsheet.read(UNITS, hr, content, mapping={"Dept ID": "code", "Dept": "name", "Extra": ""})
    assert errors_of(mapped) == []
    spreadsheet.carry_out(mapped, actor=hr)
    assert ForeignHeading.objects.count() == 2
    again = spreadsheet.read(UNITS, hr, csv_of("Dept ID,Dept", "B70,乙"))
    assert [row.record.code for row in again.changed] == ["B70"]
