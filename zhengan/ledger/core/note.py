"""Signed notes: a text and the signature lines under it (C2SP signed-note).

Rules kept here:

1. A note is UTF-8 text without control characters but line ends; the last empty line parts text from signatures.
2. A signature line is "— <key name> <base64 of key id and signature>". A key name is not empty and has neither
   space nor plus.
3. The key id is SHA-256(name || 0x0A || algorithm || public key)[:4]; a verifier key is written
   "<name>+<key id in hex>+<base64 of algorithm and public key>".
4. Signatures by unknown keys are kept and ignored; one bad signature by a known key refuses the whole note.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06
KEY_SIZES = {ED25519: 32, ED25519_COSIGNATURE: 32, MLDSA44_COSIGNATURE: 1312}

LARGEST_NOTE = 1 << 20
MOST_SIGNATURES = 100

_DASH = "\N{EM DASH} "
_ID_SIZE = 4


class NoteRefused(ValueError):
    """The note, key or signature is not what it must be."""


def from_base64(text: str) -> bytes:
    """Decode standard base64 with padding, in its one canonical form (RFC 4648, section 4). Raises NoteRefused."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteRefused(f"not base64: {text[:60]!r}") from error
    if to_base64(content) != text:
        raise NoteRefused(f"not canonical base64: {text[:60]!r}")
    return content


def to_base64(content: bytes) -> str:
    """Encode in standard base64 with padding."""
    return base64.b64encode(content).decode("ascii")


def check_name(name: str) -> None:
    """Refuse a text that cannot be a key name. Raises NoteRefused."""
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        raise NoteRefused(f"not a key name: {name!r}")


# -- keys and signatures -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name and what it is used for (one of KEY_SIZES)."""

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.algorithm not in KEY_SIZES:
            raise NoteRefused(f"unknown signature algorithm {self.algorithm:#04x}")
        if len(self.public) != KEY_SIZES[self.algorithm]:
            raise NoteRefused(f"a key for {self.algorithm:#04x} has {KEY_SIZES[self.algorithm]} bytes")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand in a signature line."""
        named = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return hashlib.sha256(named).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.algorithm]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key; the id written in it must be its own. Raises NoteRefused."""
        name, key_id, key = (*text.split("+", 2), "", "")[:3]
        content = from_base64(key)
        if not content:
            raise NoteRefused(f"not a verifier key: {text[:60]!r}")
        found = cls(name, content[0], content[1:])
        if found.key_id.hex() != key_id:
            raise NoteRefused(f"the key has the id {found.key_id.hex()}, not {key_id[:60]!r}")
        return found


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line; `content` is all that follows the key id."""

    name: str
    key_id: bytes
    content: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.content)}"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a signature line, without its line end. Raises NoteRefused."""
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space:
            raise NoteRefused(f"not a signature line: {line[:60]!r}")
        check_name(name)
        content = from_base64(encoded)
        if len(content) <= _ID_SIZE:
            raise NoteRefused(f"the signature of {name} is empty")
        return cls(name, content[:_ID_SIZE], content[_ID_SIZE:])


# -- notes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line end, and the signatures under it; nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n"):
            raise NoteRefused("the text of a note ends with a line end")
        if any(sign < " " and sign != "\n" for sign in self.text):
            raise NoteRefused("the note has a control character")
        if not 1 <= len(self.signatures) <= MOST_SIGNATURES:
            raise NoteRefused(f"a note has 1 to {MOST_SIGNATURES} signatures, not {len(self.signatures)}")

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)).encode()

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read a signed note. Raises NoteRefused."""
        if len(content) > LARGEST_NOTE:
            raise NoteRefused(f"the note has more than {LARGEST_NOTE} bytes")
        try:
            whole = content.decode()
        except UnicodeDecodeError as error:
            raise NoteRefused("the note is not UTF-8") from error
        text, gap, lines = whole.rpartition("\n\n")
        if not gap or not lines.endswith("\n"):
            raise NoteRefused("the note has no signatures after an empty line")
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines[:-1].split("\n")))

    def signed_also(self, *signatures: Signature) -> Self:
        """Return the note with more signatures; one that is there already is not added again."""
        more = tuple(one for one in dict.fromkeys(signatures) if one not in self.signatures)
        return type(self)(self.text, self.signatures + more)


class Signer(Protocol):
    """Holds a private key under a name."""

    @property
    def verifier(self) -> VerifierKey:
        """The public half, as others are given it."""

    def sign(self, text: str) -> Signature:
        """Sign the text of a note."""


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Signs the text of a note as it is (algorithm 0x01)."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half, as others are given it."""
        return VerifierKey(self.name, ED25519, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Sign the text of a note."""
        return Signature(self.name, self.verifier.key_id, self.private.sign(text.encode()))


def sign(text: str, *signers: Signer) -> Note:
    """Return the text as a note signed by all signers. Raises NoteRefused for a text that cannot be a note."""
    return Note(text, tuple(signer.sign(text) for signer in signers))


# -- verification --------------------------------------------------------------------------------------------------

# Verifies what a signature line holds after the key id, or raises NoteRefused.
Check = Callable[[str, bytes, VerifierKey], None]


def check_ed25519(text: str, content: bytes, key: VerifierKey) -> None:
    """Verify a plain signature of the text (algorithm 0x01). Raises NoteRefused."""
    verify_ed25519(key, text.encode(), content)


def verify_ed25519(key: VerifierKey, message: bytes, signature: bytes) -> None:
    """Verify an Ed25519 signature of a message. Raises NoteRefused."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature as error:
        raise NoteRefused(f"the signature of {key.name} does not hold") from error


CHECKS: Mapping[int, Check] = {ED25519: check_ed25519}


def verified(
    note: Note, keys: Iterable[VerifierKey], checks: Mapping[int, Check] = CHECKS
) -> list[tuple[VerifierKey, Signature]]:
    """Verify the signatures of known keys; return who signed, in the order of the lines (none is no error here).

    Raises NoteRefused when one of them does not hold (rule 4) or two known keys cannot be told apart.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise NoteRefused(f"two keys are called {key.name}+{key.key_id.hex()}")
    found = []
    for signature in note.signatures:
        # Popped: only the first line of a key counts, as in the reference implementation.
        signed_by = known.pop((signature.name, signature.key_id), None)
        if signed_by is not None:
            checks[signed_by.algorithm](note.text, signature.content, signed_by)
            found.append((signed_by, signature))
    return found
