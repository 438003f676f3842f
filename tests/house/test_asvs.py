"""docs/asvs.md is complete and says nothing that is not there: ids, levels, paths and tests."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "asvs.md").read_text("utf-8")
ANSWERS = {"met", "not met", "does not apply"}
# Chapters of which level 3 is wanted too: authentication, sessions, authorisation, logging.
DEEPER = {"V6", "V7", "V8", "V16"}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PLACE = re.compile(r"`((?:zhengan|docs|tests|requirements)/[\w/.-]+|[A-Z][A-Z_]+\.md|Makefile)`")


class Row(NamedTuple):
    """A row of the page."""

    id: str
    level: str
    asked: str
    answer: str
    where: str
    tested: str


ROWS = [
    Row(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in PAGE.splitlines()
    if re.match(r"\| V\d", line)
]


def wanted() -> dict[str, str]:
    with (PROJECT / "tests" / "house" / "asvs-5.0.0-ids.csv").open(encoding="utf-8", newline="") as file:
        everything = {one["id"]: one["level"] for one in csv.DictReader(file)}
    assert len(everything) == 345
    return {
        name: level for name, level in everything.items() if level in ("1", "2") or name.partition(".")[0] in DEEPER
    }


def test_every_requirement_has_one_row_of_its_level() -> None:
    assert {row.id: row.level for row in ROWS} == wanted()
    assert len(ROWS) == len(wanted())


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_row_says_what_is_there(row: Row) -> None:
    assert row.asked
    assert row.where
    assert row.answer in ANSWERS
    places, tests = PLACE.findall(row.where), TEST.findall(row.tested)
    if row.answer == "met":
        assert places
        assert tests
    for place in places:
        assert (PROJECT / place).is_file(), place
    for path, name in tests:
        assert re.search(rf"^(?:async )?def {name}\(", (PROJECT / path).read_text("utf-8"), re.MULTILINE), name
    assert row.tested == ", ".join(f"`{path}::{name}`" for path, name in tests)


def test_what_is_not_met_is_told_at_the_top_and_counted() -> None:
    top = PAGE.partition("\n## V1 ")[0]
    assert sorted(re.findall(r"V\d+\.\d+\.\d+", top)) == sorted(row.id for row in ROWS if row.answer == "not met")
    count = Counter(row.answer for row in ROWS)
    assert f"{count['met']} are met, {count['not met']} are not, {count['does not apply']} do not apply." in top
