"""Proofs that stand alone: one entry, its path to the root, and the signed checkpoint, in one text (C2SP tlog-proof).

Rules kept here:

1. The lines are "c2sp.org/tlog-proof@v1", "extra <base64>" where there is any, "index <number>", the path from the
   leaf's sibling up as base64 hashes, an empty line, and the checkpoint byte by byte as it was signed.
2. Extra data is carried, not proven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from zhengan.ledger.core.checkpoint import CheckpointRefused, parse_decimal
from zhengan.ledger.core.merkle import HASH_SIZE, ProofRefused, leaf_hash, verify_inclusion
from zhengan.ledger.core.note import NoteRefused, from_base64, to_base64
from zhengan.ledger.core.trust import Believed, Trust

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
LONGEST_PATH = 63


def format_path(path: Sequence[bytes]) -> str:
    """Return hashes as lines of base64; also how a consistency proof is written."""
    return "".join(f"{to_base64(one)}\n" for one in path)


def parse_path(text: str) -> tuple[bytes, ...]:
    """Read lines of base64 hashes. Raises ProofRefused."""
    if text and not text.endswith("\n"):
        raise ProofRefused("the last line of the proof has no end")
    lines = text.split("\n")[:-1]
    if len(lines) > LONGEST_PATH:
        raise ProofRefused(f"a proof has at most {LONGEST_PATH} hashes")
    try:
        path = tuple(from_base64(line) for line in lines)
    except NoteRefused as error:
        raise ProofRefused(str(error)) from error
    if any(len(one) != HASH_SIZE for one in path):
        raise ProofRefused(f"a hash of the proof has not {HASH_SIZE} bytes")
    return path


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof that the log has an entry at an index; `checkpoint` is the signed note as it came."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def __bytes__(self) -> bytes:
        extra = "" if self.extra is None else f"extra {to_base64(self.extra)}\n"
        head = f"{HEADER}\n{extra}index {self.index}\n{format_path(self.path)}\n"
        return head.encode("ascii") + self.checkpoint

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read the text of a proof. Raises ProofRefused; the checkpoint is not looked at."""
        head, gap, checkpoint = content.partition(b"\n\n")
        try:
            header, *lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise ProofRefused("the head of the proof is not ASCII") from error
        if header != HEADER or not gap or not lines:
            raise ProofRefused("not a proof of this version")
        try:
            extra = None
            if lines[0].startswith("extra "):
                extra = from_base64(lines.pop(0).removeprefix("extra "))
            if not lines or not lines[0].startswith("index "):
                raise ProofRefused("the proof names no index")
            index = parse_decimal(lines.pop(0).removeprefix("index "))
        except (NoteRefused, CheckpointRefused) as error:
            raise ProofRefused(str(error)) from error
        return cls(index, parse_path("".join(f"{line}\n" for line in lines)), checkpoint, extra)

    def verify(self, entry: bytes, trust: Trust) -> Believed:
        """Check that the entry is in a log that is trusted; returns the checkpoint that shows it.

        Raises ProofRefused, NotBelieved, NoteRefused, CheckpointRefused.
        """
        believed = trust.open(self.checkpoint)
        head = believed.checkpoint
        verify_inclusion(leaf_hash(entry), self.index, head.size, head.root, self.path)
        return believed
