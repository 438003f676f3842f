"""The door of the tests cannot be passed by accident: it counts, and fails when nothing was tested."""

from pathlib import Path
from typing import Any

import pytest

from tests import run


def measured(*, lines: int, of: int) -> dict[str, Any]:
    """A file as coverage reports it, without branches."""
    summary = {"covered_lines": lines, "covered_branches": 0, "num_statements": of, "num_branches": 0}
    summary["percent_covered"] = 100 * lines // of
    return {"summary": summary, "missing_lines": list(range(lines, of)), "missing_branches": []}


@pytest.mark.parametrize(
    ("lines", "floor", "held"), [(100, 100, True), (99, 100, False), (95, 95, True), (94, 95, False)]
)
def test_a_coverage_floor_holds_to_the_line(
    lines: int, floor: float, held: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = run.Tally()
    run.hold(tally, "here", floor, {"zhengan/x.py": measured(lines=lines, of=100)})
    assert (tally.passed, tally.failed) == (held, not held)
    assert ("zhengan/x.py: " in capsys.readouterr().out) is not held


def test_a_coverage_floor_of_a_folder_that_is_not_there_fails() -> None:
    tally = run.Tally()
    run.hold(tally, "renamed", 0, {})
    assert tally.broken == ["coverage: renamed"]


@pytest.fixture
def one_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite of its own, away from this one."""
    monkeypatch.setattr(run, "CACHE", tmp_path)
    return tmp_path / "test_one.py"


@pytest.mark.parametrize(
    ("body", "passed", "failed"),
    [
        ("def test_a(): pass\ndef test_b(): pass", 2, 0),
        ("def test_a(): assert False\ndef test_b(): pass", 1, 1),
        ("import pytest\n@pytest.mark.skip\ndef test_a(): pass\ndef test_b(): pass", 1, 0),
        ("import os\ndef test_a(): os._exit(0)", 0, 1),
        ("import no_such_module", 0, 1),
    ],
    ids=["all pass", "one fails", "one is skipped", "dies with a good exit code", "cannot be read"],
)
def test_a_suite_is_counted_by_its_report(one_test: Path, body: str, passed: int, failed: int) -> None:
    one_test.write_text(body)
    tally = run.Tally()
    runner = ["-m", "pytest", "-q", "-c/dev/null", "-pno:django", "-pno:cacheprovider"]
    run.suite(tally, "mine", runner, [str(one_test)], {"PATH": ""})
    assert (tally.passed, tally.failed) == (passed, failed)


def test_a_whole_suite_without_tests_fails(one_test: Path) -> None:
    one_test.write_text("")
    tally = run.Tally()
    run.suite(tally, "mine", ["-m", "pytest", "-q", "-c/dev/null", "-pno:django", str(one_test)], [], {"PATH": ""})
    assert tally.failed == 1


def test_a_run_that_tested_nothing_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["run.py", "--only", "sqlite", "--", "-k", "nothing"])
    monkeypatch.setattr(run, "suite", lambda *_: None)
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    assert run.main() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"
