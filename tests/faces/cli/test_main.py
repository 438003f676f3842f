"""The commands that are no register: how they are found, what they say, and their exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from openapi_spec_validator import validate

from tests.cast import Cast
from zhengan import __version__
from zhengan.faces.cli.main import run
from zhengan.identity.models import User
from zhengan.identity.offices import offices_of
from zhengan.kernel.models import Card, TradingDay
from zhengan.kernel.register import registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


@pytest.fixture(autouse=True)
def _tongue() -> Any:
    language = translation.get_language()
    yield
    translation.activate(language or "zh-hant")


def test_help_and_version_are_fast() -> None:
    before = os.times()
    told = subprocess.run([sys.executable, "-c", "from zhengan.faces.cli import main; main()", "--help"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    after = os.times()
    taken = after.children_user + after.children_system - before.children_user - before.children_system
    for word in ("init", "check", "backup", "calendar", "ledger", "ROOM REGISTER", "organization"):
        assert word in told.stdout
    assert taken < 2  # of processor time; 0.5 s is usual
    shown = subprocess.run([sys.executable, "-c", "from zhengan.faces.cli import main; main()", "--version"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    assert shown.stdout.strip() == f"zhengan {__version__}"


@pytest.mark.parametrize("words", [[], ["moon"], ["check", "--moon"], ["--language", "fr", "check"], ["calendar"]])
def test_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        run(words)
    assert error.value.code == 2


def test_the_check_and_its_exit_codes(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--on", "tomorrow"]) == 2
    assert run(["check", "--clause", "99.9"]) == 2
    capsys.readouterr()
    assert run(["check", "--json"]) in (0, 1)
    rows = json.loads(capsys.readouterr().out)
    assert run(["check", "--summary"]) == int(any(row["status"] == "not_met" for row in rows))
    assert run(["check", "--clause", "7.1.3.6"]) in (0, 1)


def test_init_makes_an_installation_in_which_two_people_can_begin(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "en", "init", "--admin", "--president", "P1=王大明"]) == 0
    told = capsys.readouterr().out
    assert "王大明" in told
    president, hr = User.objects.get(username="p1"), User.objects.get(username="a002")
    assert "president" in offices_of(president, on=clock.today())
    assert "hr" in offices_of(hr, on=clock.today())
    (line,) = (line for line in told.splitlines() if line.startswith("a002"))
    assert hr.check_password(line.split()[-1])
    assert hr.must_change_password
    assert Entry.objects.filter(act="found").count() == 2
    assert run(["init", "--admin"]) == 1  # never again
    assert run(["init"]) == 0


def test_the_calendar_is_imported_in_somebodys_name(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHENGAN_USER", raising=False)
    file = tmp_path / "2026.csv"
    file.write_text("date,note\n2026-01-01,開國紀念日\n", encoding="utf-8")
    assert run(["calendar", "import", str(file)]) == 2
    assert run(["calendar", "import", str(file), "--as", "a203"]) == 3
    assert run(["calendar", "import", str(file), "--as", "a102", "--listed-only"]) == 0
    assert TradingDay.objects.count() == 1
    assert run(["calendar", "import", str(file), "--as", "a102"]) == 0
    assert TradingDay.objects.count() == 365
    file.write_text("nonsense", encoding="utf-8")
    assert run(["calendar", "import", str(file), "--as", "a102"]) == 1
    assert run(["calendar", "import", str(tmp_path / "none.csv"), "--as", "a102"]) == 1


def test_the_index_is_made_anew(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    count = Card.objects.count()
    Card.objects.all().delete()
    assert run(["reindex"]) == 0
    assert Card.objects.count() == count
    assert str(count) in capsys.readouterr().out


def test_the_description_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "en", "openapi"]) == 0
    found = json.loads(capsys.readouterr().out)
    validate(found)
    assert len([path for path in found["paths"] if path.endswith("/{no}/")]) == len(registers())


def test_oscal(cast: Cast, tmp_path: Path) -> None:
    assert run(["oscal", "export", str(tmp_path / "out")]) == 0
    assert set(json.loads((tmp_path / "out/catalog.json").read_text("utf-8"))) == {"catalog"}
    assert (tmp_path / "out/component-definition.json").exists()


def test_the_last_entries_of_the_ledger(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "list", "--json", "--size", "2"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == [row.pk for row in Entry.objects.order_by("-pk")[:2]]
    assert run(["ledger", "list", "--no", cast.hr.no]) == 0
    assert cast.hr.no in capsys.readouterr().out


def test_tables_are_brought_up_to_date(db: None) -> None:
    assert run(["migrate"]) == 0
