"""Tables and messages on a terminal, where a Chinese character takes two columns."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

WIDEST = 40


def print_json(value: Any) -> None:
    """Print JSON that people can read as well."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns as wide as what is in them; long texts are cut, line breaks become spaces."""
    cut = [[_cut(" ".join(cell.split())) for cell in row] for row in rows]
    widths = [max(width_of(cell) for cell in column) for column in zip(headings, *cut, strict=True)]
    for row in (headings, ["-" * width for width in widths], *cut):
        print("  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())


def complain(*lines: str) -> None:
    """Print to where errors go."""
    for line in lines:
        sys.stderr.write(f"{line}\n")


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def padded(text: str, width: int) -> str:
    """Fill a text up to a width."""
    return text + " " * max(0, width - width_of(text))


def _cut(text: str) -> str:
    if width_of(text) <= WIDEST:
        return text
    kept = ""
    for letter in text:
        if width_of(kept + letter) > WIDEST - 1:
            break
        kept += letter
    return f"{kept}…"
