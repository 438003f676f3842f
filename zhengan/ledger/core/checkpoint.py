"""Checkpoints: what a log says of itself at one size, as the text of a signed note (C2SP tlog-checkpoint).

Rules kept here:

1. The lines are origin, size, root hash in base64, then extension lines, which this log does not write; none is empty.
2. The size is a decimal without leading zeros; the root is 32 bytes; the empty tree has the root of RFC 6962.
"""

import re
from dataclasses import dataclass
from typing import Self

from zhengan.ledger.core.merkle import EMPTY_ROOT, HASH_SIZE
from zhengan.ledger.core.note import from_base64, to_base64

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES = 3  # origin, size, root


class CheckpointRefused(ValueError):
    """The text is not that of a checkpoint, or says what cannot be."""


def parse_decimal(text: str) -> int:
    """Read a number below 2**63 without sign or leading zeros. Raises CheckpointRefused."""
    if not _DECIMAL.fullmatch(text) or int(text) >= 1 << 63:
        raise CheckpointRefused(f"not a number: {text[:60]!r}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: who, how many leaves, which root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(not line or any(sign < " " for sign in line) for line in (self.origin, *self.extensions)):
            raise CheckpointRefused("a line of the checkpoint is empty or has a control character")
        if not 0 <= self.size < 1 << 63:
            raise CheckpointRefused(f"a log cannot have {self.size} entries")
        if len(self.root) != HASH_SIZE or (not self.size and self.root != EMPTY_ROOT):
            raise CheckpointRefused("the root is not one that a tree of this size can have")

    @property
    def text(self) -> str:
        """The text of the note."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a note. Raises CheckpointRefused, NoteRefused (for base64)."""
        lines = text.split("\n")
        if len(lines) <= _LINES or lines.pop():
            raise CheckpointRefused("a checkpoint has three lines or more, each with its line end")
        origin, size, root, *extensions = lines
        return cls(origin, parse_decimal(size), from_base64(root), tuple(extensions))
