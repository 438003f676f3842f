"""The command line over the registers: in somebody's name, by the same rules, with an exit code that tells."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests import make
from tests.cast import Cast
from zhengan.faces.cli.acting import language_of
from zhengan.faces.cli.main import run
from zhengan.faces.cli.paper import padded, print_table, width_of
from zhengan.kernel.models import Attachment
from zhengan.kernel.register import register, registers
from zhengan.ledger.models import Entry

OK, FAILED, USAGE, REFUSED = 0, 1, 2, 3


@pytest.fixture(autouse=True)
def _tongue(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("ZHENGAN_USER", raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    language = translation.get_language()
    yield
    translation.activate(language or "zh-hant")


@pytest.fixture
def zhengan(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*words: str, json_out: bool = False) -> Any:
        code = run([str(word) for word in words] + (["--json"] if json_out else []))
        told = capsys.readouterr()
        return (code, json.loads(told.out) if json_out and code == OK else told.out, told.err)

    return command


def test_the_ways_into_a_room(cast: Cast, zhengan: Any) -> None:
    code, out, _err = zhengan("assets")
    assert code == OK
    assert "info-system" in out
    code, _out, err = zhengan("assets", "nothing")
    assert code == USAGE
    assert "info-system" in err


def test_nobody_acts_without_a_name(cast: Cast, zhengan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert zhengan("organization", "unit", "list")[0] == USAGE
    assert zhengan("organization", "unit", "list", "--as", "nobody")[0] == USAGE
    assert zhengan("organization", "unit", "list", "--as", "system")[0] == USAGE
    monkeypatch.setenv("ZHENGAN_USER", "A601")
    assert zhengan("organization", "unit", "list")[0] == OK


def test_list_with_filters_in_columns_that_fit_chinese(cast: Cast, zhengan: Any) -> None:
    code, out, _err = zhengan("organization", "person", "list", "--as", "a601", "--unit", "A10", "--order", "staff_no")
    assert code == OK
    lines = out.splitlines()
    assert any("郭素珍" in line and "A401" in line for line in lines)
    assert lines[-1] == "2 of 2"
    found = zhengan("organization", "person", "list", "--as", "a601", "--q", "系統", "--size", "1", json_out=True)[1]
    assert (found["total"], len(found["results"])) == (2, 1)
    code, _out, err = zhengan("organization", "person", "list", "--as", "a601", "--unit", "moon")
    assert (code, "moon" in err) == (USAGE, True)
    assert zhengan("organization", "person", "list", "--as", "a601", "--size", "0")[0] == USAGE


def test_show_a_record_with_its_lines_and_steps(cast: Cast, zhengan: Any) -> None:
    course = make.training(cast, [cast.employee], state="held")
    code, out, _err = zhengan("organization", "training", "show", course.no, "--as", "a602")
    assert code == OK
    for text in (course.no, "資安宣導", "曾雅文", "confirmed"):
        assert text in out
    assert zhengan("organization", "training", "show", "TRN-1999-0001", "--as", "a602")[0] == USAGE
    found = zhengan("organization", "training", "show", course.no, "--as", "a602", json_out=True)[1]
    assert found["lines"]["attendees"][0]["person"]["no"] == cast.employee.no


def test_add_change_move_and_void(cast: Cast, zhengan: Any, tmp_path: Path) -> None:
    lines = tmp_path / "lines.json"
    lines.write_text(json.dumps({"attendees": [{"person": cast.employee.no}]}), encoding="utf-8")
    material = tmp_path / "講義.txt"
    material.write_text("text", encoding="utf-8")
    remark = tmp_path / "remark.txt"
    remark.write_text("長長的備註", encoding="utf-8")
    code, out, err = zhengan(
        "organization", "training", "add", "--as", "a601", "--set", "title=新課程", "--set", "kind=Awareness",
        "--set", "provider=資安處", "--set", "held-on=109.12.21", "--set", "hours=2", "--set", f"material=@{material}",
        "--set", f"remark=@{remark}", "--lines", str(lines),
    )  # fmt: skip
    assert (code, err) == (OK, "")
    course = register("organization.training").record.objects.get(title="新課程")
    assert course.no in out
    assert (str(course.material), course.remark, course.attendees.count()) == ("講義.txt", "長長的備註", 1)
    assert Entry.objects.get(act="create", record_no=course.no).via == "cli"

    no = course.no
    assert (
        zhengan("organization", "training", "change", no, "--as", "a601", "--set", "hours=3", "--version", "1")[0] == OK
    )
    assert (
        zhengan("organization", "training", "change", no, "--as", "a601", "--set", "hours=4", "--version", "1")[0]
        == FAILED
    )
    assert zhengan("organization", "training", "move", no, "held", "--as", "a601")[0] == OK
    course.refresh_from_db()
    assert (course.hours, course.state) == (3, "held")

    code, _out, err = zhengan("organization", "training", "move", no, "confirmed", "--as", "a601")
    assert code == REFUSED
    assert "Nobody approves his own work" in err
    assert Entry.objects.get(act="refused").record_no == no
    found = zhengan("organization", "training", "move", no, "confirmed", "--as", "a602", json_out=True)[1]
    assert found["state"] == "confirmed"

    assert zhengan("organization", "training", "void", no, "--as", "a601", "--version", "1")[0] == FAILED
    assert zhengan("organization", "training", "void", no, "--as", "a601")[0] == FAILED
    assert zhengan("organization", "training", "void", no, "--as", "a601", "--reason", "錯")[0] == OK
    assert Attachment.objects.count() == 0


def test_wrong_input_is_told_by_field(cast: Cast, zhengan: Any, tmp_path: Path) -> None:
    code, _out, err = zhengan("organization", "unit", "add", "--as", "a601", "--set", "code=B1", "--set", "kind=moon")
    assert code == FAILED
    assert {line.partition(":")[0] for line in err.splitlines()} == {"name", "kind"}
    assert zhengan("organization", "unit", "add", "--as", "a601", "--set", "code")[0] == USAGE
    assert zhengan("organization", "unit", "add", "--as", "a601", "--set", "code=@/nowhere")[0] == FAILED
    assert zhengan("organization", "unit", "add", "--as", "a601", "--set", "code=\udcff")[0] == FAILED
    for content in ("{", "[]"):
        (tmp_path / "x.json").write_text(content)
        assert zhengan("organization", "unit", "add", "--as", "a601", "--lines", str(tmp_path / "x.json"))[0] == USAGE
    with pytest.raises(SystemExit) as error:
        zhengan("organization", "unit", "add", "--moon")
    assert error.value.code == USAGE


def test_refusals(cast: Cast, zhengan: Any, tmp_path: Path) -> None:
    account = make.account(cast, make.info_system(cast))
    unit = cast.units["it"]
    assert zhengan("access", "account", "show", account.no, "--as", "a202")[0] == REFUSED
    assert zhengan("organization", "unit", "add", "--as", "a402", "--set", "code=B1")[0] == REFUSED
    assert zhengan("organization", "unit", "change", unit.no, "--as", "a402", "--set", "name=x")[0] == REFUSED
    assert zhengan("organization", "unit", "template", str(tmp_path / "t.xlsx"), "--as", "a402")[0] == REFUSED
    assert Entry.objects.filter(act="refused").count() == 4


def test_spreadsheets_both_ways(cast: Cast, zhengan: Any, tmp_path: Path) -> None:
    out = tmp_path / "units.xlsx"
    assert zhengan("organization", "unit", "export", str(out), "--as", "a601", "--kind", "headquarters")[0] == OK
    assert zhengan("organization", "unit", "export", str(out), "--as", "a601")[0] == FAILED  # never overwrites
    assert zhengan("organization", "unit", "export", str(tmp_path / "x.pdf"), "--as", "a601")[0] == USAGE
    found = zhengan("organization", "unit", "import", str(out), "--as", "a601", json_out=True)[1]
    assert (found["unchanged"], found["new"], found["changed"]) == (len(cast.units), 0, 0)
    assert zhengan("organization", "unit", "template", str(tmp_path / "t.xlsx"), "--as", "a601")[0] == OK

    sheet = tmp_path / "new.csv"
    sheet.write_text("Dept,name,kind,x\nB90,新,branch,1\nI10,資訊處,,2\n", encoding="utf-8")
    words = ("organization", "unit", "import", str(sheet), "--as", "a601", "--map", "Dept=code")
    code, told, err = zhengan(*words)
    assert (code, err.startswith("row 3")) == (FAILED, True)
    sheet.write_text("Dept,name,kind,x\nB90,新,branch,1\nI10,資訊處,headquarters,2\n", encoding="utf-8")
    code, told, _err = zhengan(*words)
    assert (code, "--carry-out" in told, "資訊部 → 資訊處" in told) == (OK, True, True)
    assert not register("organization.unit").record.objects.filter(code="B90").exists()
    assert zhengan(*words, "--carry-out")[0] == OK
    assert register("organization.unit").record.objects.get(code="B90").name == "新"
    assert zhengan(*words, "--map", "x")[0] == USAGE


def test_vanished_accounts_are_shown_before_they_are_disabled(cast: Cast, zhengan: Any, tmp_path: Path) -> None:
    system = make.info_system(cast)
    make.account(cast, system, login="kept")
    left = make.account(cast, system, login="left")
    sheet = tmp_path / "accounts.csv"
    sheet.write_text(f"info_system,login\n{system.no},kept\n", encoding="utf-8")
    code, out, _err = zhengan("access", "account", "import", str(sheet), "--as", "a104", "--complete")
    assert (code, left.no in out) == (OK, True)


def test_both_languages(cast: Cast, zhengan: Any) -> None:
    english = zhengan("organization", "unit", "list", "--as", "a601")[1]
    chinese = zhengan("organization", "unit", "list", "--as", "a601", "--language", "zh-hant")[1]
    first = zhengan("--language", "zh-hant", "organization", "unit", "list", "--as", "a601")[1]
    assert "unit code" in english
    assert "單位代碼" in chinese
    assert first == chinese
    assert zhengan("--language=en", "organization", "unit", "list", "--as", "a601", "--language=en")[1] == english


@pytest.mark.parametrize("one", registers(), ids=lambda one: one.code)
def test_every_register_explains_itself_and_lists(one: Any, cast: Cast, zhengan: Any) -> None:
    words = (one.room, one.name.replace("_", "-"))
    with pytest.raises(SystemExit) as error:
        zhengan(*words, "--help")
    assert error.value.code == OK
    assert zhengan(*words, "list", "--as", "a003")[0] == OK


def test_the_language_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language_of(None) == "en"
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    assert language_of(None) == "zh-hant"
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert language_of(None) == "zh-hant"
    assert language_of("en") == "en"


def test_columns_of_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert width_of("資安ab") == 6
    assert padded("資", 4) == "資  "
    print_table(["名", "b"], [["資訊", "x\ny"], ["長" * 30, ""]])
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "資訊" + " " * 35 + "  x y"
    assert width_of(lines[3]) == 39
