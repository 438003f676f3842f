r"""Cosignatures: a witness says that it saw this checkpoint, and when (C2SP tlog-cosignature).

Rules kept here:

1. What a line holds after the key id is the time, as POSIX seconds in eight bytes, then the signature.
2. Ed25519 (0x04) signs "cosignature/v1\ntime <seconds>\n" and the whole text of the checkpoint.
3. ML-DSA-44 (0x06) signs the structure `cosigned_message`: label, name, time, origin, start, end, root. It does not
   cover extension lines, so that a checkpoint with such lines is refused. A log signs its own checkpoints this way
   too, where it has an ML-DSA key; its time may be 0 ("no statement of time").
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from zhengan.ledger.core import note
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import NoteRefused, Signature, VerifierKey

_TIME_SIZE = 8
_LATEST = 1 << 63


def ed25519_message(text: str, at: int) -> bytes:
    """Return what an Ed25519 cosignature signs; `at` is in POSIX seconds. The text must be that of a checkpoint."""
    Checkpoint.parse(text)
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def mldsa44_message(text: str, at: int, *, name: str) -> bytes:
    """Return what an ML-DSA-44 cosignature by the cosigner of that name signs. Raises NoteRefused (rule 3)."""
    checkpoint = Checkpoint.parse(text)
    if checkpoint.extensions:
        raise NoteRefused("ML-DSA-44 does not sign checkpoints with extension lines")
    return b"".join(
        [
            b"subtree/v1\n\0",
            _short(name),
            at.to_bytes(8, "big"),
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        ]
    )


def time_of(signature: Signature) -> int:
    """Return the time that a cosignature states, in POSIX seconds. Raises NoteRefused."""
    return _parts(signature.content)[0]


# -- signing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ed25519Cosigner:
    """Cosigns checkpoints at a stated time (algorithm 0x04)."""

    name: str
    private: Ed25519PrivateKey
    at: int

    @property
    def verifier(self) -> VerifierKey:
        """The public half, as others are given it."""
        return VerifierKey(self.name, note.ED25519_COSIGNATURE, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Cosign the text of a checkpoint. Raises CheckpointRefused for another text."""
        stated = _stated(self.at)
        signed = self.private.sign(ed25519_message(text, self.at))
        return Signature(self.name, self.verifier.key_id, stated + signed)


@dataclass(frozen=True, slots=True)
class MLDSA44Cosigner:
    """Cosigns checkpoints at a stated time with a key that quantum computers do not break (algorithm 0x06)."""

    name: str
    private: MLDSA44PrivateKey
    at: int = 0

    @property
    def verifier(self) -> VerifierKey:
        """The public half, as others are given it."""
        return VerifierKey(self.name, note.MLDSA44_COSIGNATURE, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Cosign the text of a checkpoint. Raises CheckpointRefused for another text."""
        stated = _stated(self.at)
        signed = self.private.sign(mldsa44_message(text, self.at, name=self.name))
        return Signature(self.name, self.verifier.key_id, stated + signed)


# -- verification --------------------------------------------------------------------------------------------------


def check_ed25519(text: str, content: bytes, key: VerifierKey) -> None:
    """Verify an Ed25519 cosignature. Raises NoteRefused, CheckpointRefused."""
    at, signature = _parts(content)
    note.verify_ed25519(key, ed25519_message(text, at), signature)


def check_mldsa44(text: str, content: bytes, key: VerifierKey) -> None:
    """Verify an ML-DSA-44 cosignature. Raises NoteRefused, CheckpointRefused."""
    at, signature = _parts(content)
    message = mldsa44_message(text, at, name=key.name)
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature as error:
        raise NoteRefused(f"the signature of {key.name} does not hold") from error


# How each algorithm is verified on the text of a checkpoint.
CHECKS: Mapping[int, note.Check] = {
    **note.CHECKS,
    note.ED25519_COSIGNATURE: check_ed25519,
    note.MLDSA44_COSIGNATURE: check_mldsa44,
}


def _stated(at: int) -> bytes:
    if not 0 <= at < _LATEST:
        raise NoteRefused(f"not a time: {at}")
    return at.to_bytes(_TIME_SIZE, "big")


def _parts(content: bytes) -> tuple[int, bytes]:
    at = int.from_bytes(content[:_TIME_SIZE], "big")
    if len(content) <= _TIME_SIZE or at >= _LATEST:
        raise NoteRefused("the cosignature states no time")
    return at, content[_TIME_SIZE:]


def _short(text: str) -> bytes:
    """Text of 1 to 255 bytes after its length in one byte."""
    content = text.encode()
    if not 1 <= len(content) <= 255:
        raise NoteRefused(f"{text[:60]!r} has no room in a cosignature")
    return bytes([len(content)]) + content
