"""The rows of a sheet: what a cell means, and what is wrong in which row and column; child rows too."""

from datetime import date
from decimal import Decimal

import pytest

from tests import make
from tests.cast import Cast
from tests.sheets import csv_of, errors_of, xlsx_of
from zhengan.kernel import acts, spreadsheet
from zhengan.kernel.register import register

UNITS = register("organization.unit")
PEOPLE = register("organization.person")
TRAININGS = register("organization.training")


def test_dates_as_taiwan_writes_them(cast: Cast) -> None:
    hr = cast.actor("hr")
    written = ["94/3/4", "109.12.21", "民國109年12月21日", "1091221", "2020/12/21", "2020-12-21"]
    rows = [f"N{number},員工,職員,I10,資訊,工程師,一般,{text}" for number, text in enumerate(written)]
    heading = "staff_no,name,kind,unit,unit_function,job_title,grade,joined_on"
    rows = [row.replace("職員", "employee").replace(",資訊,", ",it,").replace("一般", "staff") for row in rows]
    preview = spreadsheet.read(PEOPLE, hr, csv_of(heading, *rows))
    assert errors_of(preview) == []
    days = [row.values["joined_on"] for row in preview.new]
    assert days == [date(2005, 3, 4), *[date(2020, 12, 21)] * 5]


@pytest.mark.parametrize(
    ("text", "meant"), [("是", True), ("否", False), ("Y", True), ("n", False), ("", False), ("1", True)]
)
def test_yes_and_no(cast: Cast, text: str, meant: bool) -> None:
    preview = spreadsheet.read(PEOPLE, cast.actor("hr"), csv_of("staff_no,on_site", f"A101,{text}"))
    changed = preview.changed[0].values["on_site"] if preview.changed else False
    assert changed is meant


def test_cells_of_excel_keep_their_meaning(cast: Cast) -> None:
    hr = cast.actor("hr")
    heading = ["staff_no", "name", "kind", "unit", "unit_function", "job_title", "grade", "joined_on", "on_site"]
    row: list[object] = [1234, "員工", "employee", "I10", "it", "工程師", "staff", 1091221, True]
    preview = spreadsheet.read(PEOPLE, hr, xlsx_of(("x", [heading, row])))
    assert errors_of(preview) == []
    values = preview.new[0].values
    assert (values["staff_no"], values["joined_on"], values["on_site"]) == ("1234", date(2020, 12, 21), True)


def test_wrong_rows_name_row_column_and_reason_and_nothing_is_written(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = csv_of(
        "單位代碼,單位名稱,單位類別,上級單位",
        "B41,好的,分公司,",
        ",沒有代號,分公司,",
        "B43,錯的,月球,",
        "B44,錯的,分公司,UNT-1999-0001",
        "I10,資訊部,總公司,",
    )
    units = UNITS.record.objects.count()
    preview = spreadsheet.read(UNITS, hr, content, language="zh-hant")
    assert [(row, column) for row, column, _message in errors_of(preview)] == [
        (3, "單位代碼"),
        (4, "單位類別"),
        (5, "上級單位"),
    ]
    assert "UNT-1999-0001" in preview.errors[2].message
    assert not preview.can_be_carried_out
    with pytest.raises(spreadsheet.ImportRefused):
        spreadsheet.carry_out(preview, actor=hr)
    assert UNITS.record.objects.count() == units


def test_a_missing_column_is_told_once(cast: Cast) -> None:
    preview = spreadsheet.read(UNITS, cast.actor("hr"), csv_of("code,kind", "B1,branch", "B2,branch"), language="en")
    assert errors_of(preview) == [
        (1, "name of the unit", "The column “name of the unit” is missing; new records need it.")
    ]


def test_rules_of_the_register_are_asked_in_the_dry_run(cast: Cast) -> None:
    preview = spreadsheet.read(PEOPLE, cast.actor("hr"), csv_of("staff_no,left_on", "A203,2001-01-01"), language="en")
    assert errors_of(preview) == [(2, "left_on", "The person left before he joined.")]


def test_what_a_register_prepares_is_taken_back(cast: Cast) -> None:
    hr = cast.actor("hr")
    users = type(hr.user).objects.count()
    heading = "staff_no,name,kind,unit,unit_function,job_title,grade,joined_on"
    preview = spreadsheet.read(PEOPLE, hr, csv_of(heading, "N1,員工,employee,I10,it,工程師,staff,2026-01-01"))
    assert errors_of(preview) == []
    assert type(hr.user).objects.count() == users


def test_the_same_key_twice_and_two_rows_for_one_record(cast: Cast) -> None:
    hr = cast.actor("hr")
    no = cast.units["it"].no
    content = csv_of(
        "no,code,name,kind", ",B51,甲,branch", ",B51,乙,branch", f"{no},I10,丙,branch", f"{no},I10,丁,branch"
    )
    preview = spreadsheet.read(UNITS, hr, content, language="en")
    assert errors_of(preview) == [
        (3, "code", "Row 2 is about the same record."),
        (5, "no", "Row 4 is about the same record."),
    ]


def test_an_unknown_number_and_a_void_record(cast: Cast) -> None:
    hr = cast.actor("hr")
    gone = make.made("organization.unit", {"code": "B60", "name": "舊", "kind": "branch"}, by=hr)
    acts.void(gone, by=hr, reason="錯")
    preview = spreadsheet.read(UNITS, hr, csv_of("no,name", f"{gone.no},新", "UNT-2026-9999,新"), language="en")
    assert errors_of(preview) == [(2, "no", "The record is void."), (3, "no", "There is no record “UNT-2026-9999”.")]


def test_uniqueness_against_other_records(cast: Cast) -> None:
    hr = cast.actor("hr")
    it, audit = cast.units["it"], cast.units["audit"]
    preview = spreadsheet.read(UNITS, hr, csv_of("no,code", f"{it.no},A10", f"{audit.no},Z1"), language="en")
    assert errors_of(preview) == [(2, "code", "Another record has this value already.")]


def test_several_records_with_one_key_need_a_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hr = cast.actor("hr")
    one, other = (make.person(cast, name="同名") for _ in range(2))
    monkeypatch.setattr(type(PEOPLE), "key", ("name",))
    preview = spreadsheet.read(PEOPLE, hr, csv_of("name,grade", "同名,head"), language="en")
    assert errors_of(preview) == [(2, "name", "Several records agree with this row; give the number.")]
    named = spreadsheet.read(PEOPLE, hr, csv_of("no,name,grade", f"{other.no},同名,head"))
    assert [row.record for row in named.changed] == [other]
    acts.move(one, "left", by=hr, values={"left_on": date(2026, 11, 1)})
    left = spreadsheet.read(PEOPLE, hr, csv_of("name,grade", "同名,head"))
    assert [row.record for row in left.changed] == [other]  # who left is not meant


def training_sheets(lines: list[list[object]]) -> bytes:
    return xlsx_of(
        (
            "Training and awareness",
            [
                ["no", "title", "kind", "provider", "held_on", "hours"],
                ["N1", "新課程", "awareness", "資安處", "109.12.21", 2.5],
            ],
        ),
        ("attendees", [["record", "person", "hours"], *lines]),
    )


def test_a_new_record_comes_with_its_lines(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = training_sheets([["N1", cast.employee.no, 2.5], ["N1", "A105", ""]])
    preview = spreadsheet.read(TRAININGS, hr, content, language="zh-hant")
    assert errors_of(preview) == []
    spreadsheet.carry_out(preview, actor=hr)
    course = TRAININGS.record.objects.get(title="新課程")
    assert [(line.person.name, line.hours) for line in course.attendees.all()] == [
        ("曾雅文", Decimal("2.5")),
        ("蔡宗翰", Decimal("2.5")),
    ]


def test_lines_without_a_record_and_wrong_lines_are_told_in_their_sheet(cast: Cast) -> None:
    content = training_sheets([["N2", cast.employee.no, 1], ["N1", "nobody", 1]])
    preview = spreadsheet.read(TRAININGS, cast.actor("hr"), content, language="en")
    assert [(one.sheet, one.row, one.column) for one in preview.errors] == [
        ("attendees", 2, "record"),
        ("attendees", 3, "person"),
    ]


def test_lines_of_a_known_record_are_changed_added_and_never_lost(cast: Cast) -> None:
    hr = cast.actor("hr")
    course = make.training(cast, [cast.employee, cast.operator], state="planned")
    out = spreadsheet.export(TRAININGS, hr, TRAININGS.record.objects.all(), kind="xlsx", language="en")
    with out.content as file:
        unchanged = spreadsheet.read(TRAININGS, hr, file.read())
    assert (unchanged.changed, unchanged.unchanged) == ([], 1)

    first, second = course.attendees.all()
    content = xlsx_of(
        ("Training and awareness", [["no", "title"], [course.no, course.title]]),
        (
            "attendees",
            [
                ["record", "id", "person", "score"],
                [course.no, first.pk, cast.employee.no, 88],
                [course.no, "", cast.auditor.no, 90],
            ],
        ),
    )
    preview = spreadsheet.read(TRAININGS, hr, content)
    assert errors_of(preview) == []
    assert len(preview.changed[0].differences) == 2
    spreadsheet.carry_out(preview, actor=hr)
    lines = list(course.attendees.order_by("pk"))
    assert [(line.person_id, line.score) for line in lines] == [
        (cast.employee.pk, Decimal(88)),
        (cast.operator.pk, None),
        (cast.auditor.pk, Decimal(90)),
    ]
    assert [line.pk for line in lines[:2]] == [first.pk, second.pk]


def test_a_line_of_another_record_cannot_be_taken(cast: Cast) -> None:
    course, other = (make.training(cast, [cast.employee], state="planned") for _ in range(2))
    content = xlsx_of(
        ("Training and awareness", [["no"], [course.no]]),
        ("attendees", [["record", "id", "score"], [course.no, other.attendees.get().pk, 1]]),
    )
    preview = spreadsheet.read(TRAININGS, cast.actor("hr"), content, language="en")
    assert [one.message for one in preview.errors] == ["This line is not part of the record."]
