"""The reference pages say what the code says."""

from pathlib import Path

import pytest

from zhengan.faces.cli.reference import pages

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("path", sorted(pages()))
def test_a_page_is_what_the_declarations_give(path):
    assert (REFERENCE / path).exists(), "make it with: make reference"
    assert (REFERENCE / path).read_text(encoding="utf-8") == pages()[path], "make it anew with: make reference"


def test_no_page_is_left_over():
    kept = {file.relative_to(REFERENCE).as_posix() for file in REFERENCE.rglob("*.md")}
    assert kept == set(pages())
