"""The threat model names every attack that is tried, and no test that is not there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MODEL = TESTS.parent / "THREAT_MODEL.md"


def named() -> list[str]:
    """The tests of the section "Attacks tried", as `folder/file.py::test`."""
    _before, _heading, section = MODEL.read_text("utf-8").partition("## Attacks tried")
    return re.findall(r"`([a-z_/]+\.py::test_\w+)`", section.partition("\n## ")[0])


def in_file(path: Path) -> set[str]:
    """The tests of a file."""
    found = ast.parse(path.read_text("utf-8")).body
    names = [one.name for one in found if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return {f"{path.relative_to(TESTS).as_posix()}::{name}" for name in names}


def test_every_attack_is_named_once_and_every_name_is_a_test() -> None:
    tried = {name for path in (TESTS / "attacks").rglob("test_*.py") for name in in_file(path)}
    listed = named()
    assert len(listed) == len(set(listed))
    there = {name for file in {one.partition("::")[0] for one in listed} for name in in_file(TESTS / file)}
    assert set(listed) <= there
    assert tried <= set(listed)
    assert len(tried) > 50
