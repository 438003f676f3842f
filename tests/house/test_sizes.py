"""Files that a person can take in: one thing each, and short."""

from pathlib import Path

import zhengan

PACKAGE = Path(zhengan.__file__).parent
MOST_LINES = 400
MOST_LINES_OF_A_REGISTER = 200
# One file on purpose: it goes to somebody who has nothing but Python.
WHOLE = {"zhengan_verify.py"}


def test_every_file_is_read_in_one_sitting():
    """A register is understood in a minute, any other file in one sitting; what grows past that is two things."""
    long = {}
    for file in PACKAGE.rglob("*.py"):
        most = MOST_LINES_OF_A_REGISTER if file.parent.name == "registers" else MOST_LINES
        count = len(file.read_text(encoding="utf-8").splitlines())
        if count > most and "migrations" not in file.parts and file.name not in WHOLE:
            long[str(file.relative_to(PACKAGE))] = count
    assert not long
