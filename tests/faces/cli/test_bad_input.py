"""Bad input on the command line: told in the chosen tongue with row and column, exit code 1 or 2, nothing written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

import zhengan
from tests import make
from tests.cast import Cast
from tests.faces.bad import BAD, Bad
from zhengan.faces.cli.main import run
from zhengan.kernel import acts
from zhengan.ledger.models import Entry

FAILED, USAGE = 1, 2


@pytest.fixture(autouse=True)
def _tongue() -> Any:
    language = translation.get_language()
    yield
    translation.activate(language or "zh-hant")


def said(capsys: pytest.CaptureFixture[str], language: str, *words: str) -> tuple[int, str]:
    """The exit code of a command, and what it said on the error output."""
    code = run(["--language", language, *words, "--as", "a601"])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_sheet_is_told_and_writes_nothing(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: Bad, language: str
) -> None:
    before = Entry.objects.count()
    sheet = tmp_path / "人員.xlsx"
    sheet.write_bytes(bad.content)
    code, err = said(capsys, language, "organization", "person", "import", str(sheet), "--carry-out")
    assert code == FAILED
    assert (bad.zh if language == "zh-hant" else bad.en) in err
    if bad.row:
        assert (f"第 {bad.row} 列" if language == "zh-hant" else f"row {bad.row}") in err
    assert bad.column in err
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("job-title=" + "長" * 300,), "目前為 300 個字", "it has 300"),
        (("joined-on=115/2/30",), "不是日期", "is no date"),
        (("nonsense=1",), "未知欄位", "Unknown field"),
        (("unit=Z99",), "查無「Z99」", "“Z99” is not known"),
    ],
    ids=["too long", "no such day", "unknown field", "unknown record"],
)
@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_bad_value_is_told_by_field(
    cast: Cast, capsys: pytest.CaptureFixture[str], words: tuple[str], zh: str, en: str, language: str
) -> None:
    code, err = said(capsys, language, "organization", "person", "change", cast.employee.no, "--set", *words)
    assert code == FAILED
    assert err.startswith(words[0].partition("=")[0].replace("-", "_"))
    assert (zh if language == "zh-hant" else en) in err


def test_the_second_of_two_is_told_what_the_first_changed(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    course = make.training(cast, [cast.employee], state="planned")
    acts.change(course, {"title": "先改"}, by=cast.actor("other_hr"))
    words = ("organization", "training", "change", course.no, "--set", "title=後改", "--version", str(course.version))
    code, err = said(capsys, "en", *words)
    assert code == FAILED
    assert "title: 資安宣導 → 先改" in err
    assert "Somebody changed this record" in err
    course.refresh_from_db()
    assert course.title == "先改"


@pytest.mark.parametrize("words", [("check",), ("organization", "unit", "list"), ("serve",)])
def test_a_wrong_policy_file_is_named_with_its_line_and_nothing_is_done(tmp_path: Path, words: tuple[str, ...]) -> None:
    package = tmp_path / "zhengan"
    shutil.copytree(Path(zhengan.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    (file, *_) = sorted((package / "catalogue" / "data").rglob("clauses/*.yaml"))
    file.write_text(file.read_text("utf-8").replace("owner: ", "owner: nobody_", 1), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from zhengan.faces.cli import main; sys.exit(main())", *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "ZHENGAN_HOME": str(tmp_path / "home")},
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == FAILED
    assert "政策的檔案有 1 處錯誤" in done.stderr
    assert "The files of the policy are wrong in 1 place;" in done.stderr
    assert f"{file.name}:" in done.stderr
    assert "owner" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "zhengan.sqlite3").exists()
