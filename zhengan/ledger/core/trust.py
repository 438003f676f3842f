"""Trust: whose signatures make a checkpoint believed, decided by the one who verifies and never by what is verified.

Rules kept here:

1. A checkpoint is believed when one of the log's keys signed it and at least k of n named witnesses cosigned it.
2. A log's keys bear its origin as their name; several of them allow a change of key.
3. A witness counts once, whatever names its key goes by, and the log is no witness of itself.
"""

from dataclasses import dataclass
from functools import cached_property

from zhengan.ledger.core import cosignature, note
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import Note, VerifierKey

WITNESS_ALGORITHMS = (note.ED25519_COSIGNATURE, note.MLDSA44_COSIGNATURE)
LOG_ALGORITHMS = (note.ED25519, note.MLDSA44_COSIGNATURE)


class NotBelieved(ValueError):
    """The checkpoint is well formed, but the signatures that it must have are not there."""


class NotSigned(NotBelieved):
    """None of the log's keys signed it."""


class OtherLog(NotBelieved):
    """It is the checkpoint of another log."""


class NotWitnessed(NotBelieved):
    """Too few of the witnesses cosigned it."""


@dataclass(frozen=True)
class Believed:
    """A checkpoint whose signatures were verified."""

    checkpoint: Checkpoint
    note: Note
    log_keys: tuple[VerifierKey, ...]
    witnessed: dict[VerifierKey, int]  # when each witness saw it, in POSIX seconds


@dataclass(frozen=True)
class Trust:
    """The keys of one log, its witnesses, and how many of them must have cosigned."""

    log_keys: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        if len({key.name for key in self.log_keys}) != 1:
            raise ValueError("the keys of one log bear one name")
        if any(key.algorithm not in LOG_ALGORITHMS for key in self.log_keys):
            raise ValueError("a log signs with a key for logs")
        if any(key.algorithm not in WITNESS_ALGORITHMS for key in self.witnesses):
            raise ValueError("a witness cosigns with a key for cosignatures")
        if len({key.public for key in (*self.log_keys, *self.witnesses)}) != len(self.log_keys) + len(self.witnesses):
            raise ValueError("one key stands for two witnesses, or for the log and a witness")
        if not 0 <= self.quorum <= len(self.witnesses):
            raise ValueError(f"{self.quorum} of {len(self.witnesses)} witnesses cannot be")

    @cached_property
    def origin(self) -> str:
        """The log that is trusted to have these keys."""
        return self.log_keys[0].name

    def open(self, content: bytes) -> Believed:
        """Read a checkpoint and believe it, or raise NotBelieved, NoteRefused or CheckpointRefused."""
        signed = Note.parse(content)
        checkpoint = Checkpoint.parse(signed.text)
        if checkpoint.origin != self.origin:
            raise OtherLog(f"the checkpoint is that of {checkpoint.origin!r}, not of {self.origin!r}")
        found = note.verified(signed, (*self.log_keys, *self.witnesses), cosignature.CHECKS)
        by_log = tuple(key for key, _signature in found if key in self.log_keys)
        witnessed = {key: cosignature.time_of(one) for key, one in found if key in self.witnesses}
        if not by_log:
            raise NotSigned(f"no trusted key of {self.origin!r} signed the checkpoint")
        if len(witnessed) < self.quorum:
            raise NotWitnessed(f"{len(witnessed)} of the {self.quorum} witnesses needed cosigned the checkpoint")
        return Believed(checkpoint, signed, by_log, witnessed)
