"""Imports: a dry run that writes nothing and says what is wrong where; then the act writes exactly what was shown."""

import io
import time
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.base import ContentFile

from tests import make
from tests.cast import Cast
from zhengan.kernel import acts, spreadsheet
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.kernel.models import Card, ForeignHeading
from zhengan.kernel.register import register
from zhengan.kernel.sheet_file import SIZE_AT_MOST, Unreadable
from zhengan.ledger.models import Entry

UNITS = register("organization.unit")
PEOPLE = register("organization.person")
TRAININGS = register("organization.training")
ACCOUNTS = register("access.account")


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


# -- new, changed, unchanged ---------------------------------------------------------------------------------------


def test_new_units_in_chinese_headings(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = csv_of(
        "單位代碼,單位名稱,單位類別,上級單位", "B21,士林分公司,分公司,UNT-2026-0005", "B22,板橋分公司,branch,"
    )
    before = Entry.objects.count()

    preview = spreadsheet.read(UNITS, hr, content, language="zh-hant")

    assert errors_of(preview) == []
    assert [row.values["name"] for row in preview.new] == ["士林分公司", "板橋分公司"]
    assert preview.new[0].values["parent"] == cast.units["brokerage"]
    assert Entry.objects.count() == before  # a dry run is no act

    assert spreadsheet.carry_out(preview, actor=hr, digest=preview.digest) == (2, 0, 0)
    made = UNITS.record.objects.get(code="B21")
    assert (made.source, made.source_file, made.maker) == ("import", preview.sha256, hr.user)
    assert Card.objects.filter(no=made.no).exists()
    assert Entry.objects.filter(act="import_file", register="organization.unit").count() == 1


def test_the_natural_key_finds_what_is_there(cast: Cast) -> None:
    hr = cast.actor("hr")
    preview = spreadsheet.read(UNITS, hr, csv_of("code,name", "I10,資訊處", "S10,資訊安全處"))
    assert (len(preview.new), len(preview.changed), preview.unchanged) == (0, 1, 1)
    (row,) = preview.changed
    assert [(one.before, one.after) for one in row.differences] == [("資訊部", "資訊處")]
    spreadsheet.carry_out(preview, actor=hr)
    changed = UNITS.record.objects.get(code="I10")
    assert (changed.name, changed.version) == ("資訊處", 2)
    assert UNITS.record.objects.get(code="S10").version == 1


def test_columns_that_are_not_in_the_file_stay(cast: Cast) -> None:
    hr = cast.actor("hr")
    spreadsheet.carry_out(spreadsheet.read(PEOPLE, hr, csv_of("staff_no,job_title", "A203,營業襄理")), actor=hr)
    person = PEOPLE.record.objects.get(staff_no="A203")
    assert (person.job_title, person.name, person.email) == ("營業襄理", "曾雅文", "a203@broker.example")


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


# -- wrong rows ----------------------------------------------------------------------------------------------------


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


# -- who may, and what is shown ------------------------------------------------------------------------------------


def test_only_makers_import(cast: Cast) -> None:
    with pytest.raises(Refused):
        spreadsheet.read(UNITS, cast.actor("auditor"), csv_of("code", "B1"))
    with pytest.raises(Refused):
        spreadsheet.keep_file(UNITS, cast.actor("employee"), ContentFile(b"code", name="x.csv"))


def test_confidential_fields_are_unknown_columns_to_others(cast: Cast) -> None:
    findings = register("assurance.finding")
    make.finding(cast)
    hidden = next(iter(findings.confidential))
    maker = next(
        name
        for name in cast.names
        if cast.actor(name).holds(*findings.makers) and not cast.actor(name).holds(*findings.confidential[hidden])
    )
    out = spreadsheet.export(findings, cast.actor(maker), findings.record.objects.all(), kind="csv", language="en")
    with out.content as file:
        heading = file.read().decode("utf-8-sig").splitlines()[0]
    assert str(findings.record._meta.get_field(hidden).verbose_name) not in heading
    preview = spreadsheet.read(findings, cast.actor(maker), csv_of(f"no,{hidden}", "FND-2026-0001,x"))
    assert preview.ignored == [hidden]


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


def test_between_two_requests_the_file_is_kept_and_the_digest_says_what_was_seen(cast: Cast) -> None:
    hr = cast.actor("hr")
    kept = spreadsheet.keep_file(UNITS, hr, ContentFile(csv_of("code,name", "I10,資訊處"), name="units.csv"))
    seen = spreadsheet.preview_from_evidence(UNITS, hr, kept)
    acts.change(cast.units["it"], {"kind": "branch"}, by=hr)
    now = spreadsheet.preview_from_evidence(UNITS, hr, kept)
    with pytest.raises(OutOfDate):
        spreadsheet.carry_out(now, actor=hr, digest=seen.digest)
    with pytest.raises(OutOfDate):
        spreadsheet.carry_out(seen, actor=hr, digest=seen.digest)
    assert spreadsheet.carry_out(now, actor=hr, digest=now.digest).changed == 1
    assert "imported before" not in "".join(now.warnings)
    with pytest.raises(Unreadable):
        spreadsheet.preview_from_evidence(UNITS, hr, "0" * 64)


def test_the_same_file_twice_is_told(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = csv_of("code,name,kind", "B80,甲,branch")
    spreadsheet.carry_out(spreadsheet.read(UNITS, hr, content), actor=hr)
    again = spreadsheet.read(UNITS, hr, content, language="en")
    assert again.warnings == ["This file was imported before."]
    assert again.unchanged == 1


def test_a_state_in_the_file_is_not_imported_but_told(cast: Cast) -> None:
    preview = spreadsheet.read(UNITS, cast.actor("hr"), csv_of("code,state", "I10,retired"), language="en")
    assert preview.warnings == ["States are not imported: 1 rows name another state than the record has."]
    assert preview.unchanged == 1


# -- frozen and complete records -----------------------------------------------------------------------------------


def test_a_complete_record_is_corrected_with_a_reason_only(cast: Cast) -> None:
    asset = make.asset(cast)
    by = cast.actor("system_admin")
    preview = spreadsheet.read(register("assets.asset"), by, csv_of("no,brand", f"{asset.no},Acme"))
    assert preview.needs_reason
    with pytest.raises(NotPossible):
        spreadsheet.carry_out(preview, actor=by)
    spreadsheet.carry_out(
        spreadsheet.read(register("assets.asset"), by, csv_of("no,brand", f"{asset.no},Acme")),
        actor=by,
        reason="型號抄錯",
    )
    asset.refresh_from_db()
    assert asset.brand == "Acme"


def test_what_stays_open_needs_no_reason(cast: Cast) -> None:
    asset = make.asset(cast)
    content = csv_of("no,last_verified_on", f"{asset.no},2026-11-01")
    assert not spreadsheet.read(register("assets.asset"), cast.actor("system_admin"), content).needs_reason


def test_a_frozen_record_is_not_changed(cast: Cast) -> None:
    change = make.change_request(cast, make.info_system(cast), state="submitted")
    preview = spreadsheet.read(
        change.register, cast.actor("developer"), csv_of("no,remark", f"{change.no},改了"), language="en"
    )
    assert [error.message for error in preview.errors] == [
        "The record waits for approval and is frozen until it is decided or sent back."
    ]


# -- child rows ----------------------------------------------------------------------------------------------------


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


# -- what vanished -------------------------------------------------------------------------------------------------


def test_accounts_that_their_system_no_longer_has_are_disabled(cast: Cast) -> None:
    by = cast.actor("system_admin")
    system, other = make.info_system(cast), make.info_system(cast)
    kept = make.account(cast, system, login="kept")
    left = make.account(cast, system, login="left")
    elsewhere = make.account(cast, other, login="elsewhere")
    content = csv_of(
        "info_system,login,kind,auth_method",
        f"{system.no},kept,personal,password",
        f"{system.no},new,personal,password",
    )
    partial = spreadsheet.read(ACCOUNTS, by, content)
    assert partial.gone == []
    assert partial.may_be_complete
    whole = spreadsheet.read(ACCOUNTS, by, content, complete=True)
    assert errors_of(whole) == []
    assert whole.gone == [left]
    assert spreadsheet.carry_out(whole, actor=by) == (1, len(whole.changed), 1)
    for one, state in ((kept, "active"), (left, "disabled"), (elsewhere, "active")):
        one.refresh_from_db()
        assert one.state == state


def test_unchanged_accounts_are_noted_as_seen_again(cast: Cast) -> None:
    from datetime import timedelta

    from zhengan.ledger import clock

    by = cast.actor("system_admin")
    account = make.account(cast, make.info_system(cast))
    with clock.standing_at(clock.now() + timedelta(days=30)):
        preview = spreadsheet.read(
            ACCOUNTS, by, csv_of("info_system,login", f"{account.info_system.no},{account.login}")
        )
        assert preview.unchanged == 1
        spreadsheet.carry_out(preview, actor=by)
        account.refresh_from_db()
        assert account.imported_at == clock.now()


# -- files that are no spreadsheets --------------------------------------------------------------------------------


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
    started = time.perf_counter()
    preview = spreadsheet.read(ACCOUNTS, by, csv_of(heading, *rows), language="zh-hant")
    read = time.perf_counter() - started
    assert len(preview.new) == 6000, preview.errors[:3]
    spreadsheet.carry_out(preview, actor=by)
    assert read < 12
    assert ACCOUNTS.record.objects.count() == 6000


# -- tables as they come -------------------------------------------------------------------------------------------


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


def test_a_formula_without_result_is_told(cast: Cast) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("x")
        page.write_row(0, 0, ["code", "name"])
        page.write_row(1, 0, ["I10"])
        page.write_formula(1, 1, '=A1&"x"', None, "MARK")
    bare = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(bare, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                content = content.replace(b"<v>MARK</v>", b"").replace(b' t="str"', b"")
            target.writestr(member, content)
    preview = spreadsheet.read(UNITS, cast.actor("hr"), bare.getvalue(), language="en")
    assert errors_of(preview) == [(2, "name", "The cell holds a formula without a stored result.")]


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


@pytest.mark.parametrize("more", [[], ["B2,乙,branch"]], ids=["one", "many"])
def test_what_somebody_else_took_meanwhile_is_told(cast: Cast, more: list[str]) -> None:
    hr = cast.actor("hr")
    preview = spreadsheet.read(UNITS, hr, csv_of("code,name,kind", "B1,甲,branch", *more))
    make.made("organization.unit", {"code": "B1", "name": "先", "kind": "branch"}, by=hr)
    with pytest.raises(spreadsheet.ImportRefused):
        spreadsheet.carry_out(preview, actor=hr)
    assert not UNITS.record.objects.filter(code="B2").exists()
    assert UNITS.record.objects.filter(code="B1").count() == 1


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
