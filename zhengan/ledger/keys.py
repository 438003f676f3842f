"""The log's keys: made here, kept in files that only the owner reads, exchanged with a signed hand-over.

Files in `LEDGER_KEYS`: `origin` (the log's name, one line), `ed25519.pem`, and `mldsa44.pem` where a signature is
wanted that outlives quantum computers (PKCS #8, mode 0600). The private half of a retired key is destroyed; the public
half stays in `LogKey`, with the statement that its predecessor signed.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction

from zhengan.ledger import apart, clock
from zhengan.ledger.core.cosignature import CHECKS, MLDSA44Cosigner
from zhengan.ledger.core.note import (
    ED25519,
    MLDSA44_COSIGNATURE,
    Ed25519Signer,
    Note,
    NoteRefused,
    Signer,
    VerifierKey,
    check_name,
    sign,
    verified,
)
from zhengan.ledger.models import LogKey
from zhengan.ledger.unsigned import Unsigned

ALGORITHMS = {"ed25519": ED25519, "mldsa44": MLDSA44_COSIGNATURE}
KINDS: dict[str, Any] = {"ed25519": Ed25519PrivateKey, "mldsa44": MLDSA44PrivateKey}
HANDOVER = "zhengan key hand-over"


class KeyTrouble(Unsigned):
    """The key is not there, not ours to read, or not what it must be; says which."""


def origin() -> str:
    """Return the name of this log; made on first use (or as `ZHENGAN_LEDGER_ORIGIN` says), then for ever."""
    path = _folder() / "origin"
    if not path.exists():
        name = settings.LEDGER_ORIGIN or f"zhengan-{secrets.token_hex(6)}"
        check_name(name)
        _write(path, f"{name}\n".encode())
    return path.read_text("utf-8").strip()


def signers() -> list[Signer]:
    """Return who signs checkpoints: Ed25519, made on first use, and ML-DSA-44 where there is one.

    Raises KeyTrouble when the key is gone although this log has signed before, or others may read it.
    """
    name = origin()
    for kind in KINDS:
        _settle(kind)
    if not path_of("ed25519").exists():
        if LogKey.objects.filter(retired_at=None).exists():
            raise KeyTrouble("key_gone", path=path_of("ed25519"))
        make("ed25519")
    found: list[Signer] = [Ed25519Signer(name, _load("ed25519"))]
    if not LogKey.objects.filter(verifier__startswith=f"{name}+").exists():
        # Made by a process that was ended before it could enter the key.
        LogKey.objects.get_or_create(verifier=str(found[0].verifier), defaults={"added_at": clock.now()})
    if path_of("mldsa44").exists():
        found.append(MLDSA44Cosigner(name, _load("mldsa44")))
    _list(found)
    return found


def _settle(kind: str) -> None:
    """Finish an exchange of keys whose entry was committed: the new file takes the old one's place."""
    fresh = _fresh(kind)
    if fresh.exists():
        key = _signer(kind, _load_from(fresh, kind)).verifier
        if LogKey.objects.filter(verifier=str(key), retired_at=None).exists():
            fresh.replace(path_of(kind))


def _list(present: list[Signer]) -> None:
    """List the first key of a kind; whoever made its file may have been killed before he could."""
    listed = set(LogKey.objects.values_list("verifier", flat=True))
    kinds = {key.algorithm for key in map(_parsed, listed) if key is not None}
    for key in (one.verifier for one in present):
        if str(key) not in listed and key.algorithm not in kinds:
            LogKey.objects.get_or_create(verifier=str(key), defaults={"added_at": clock.now()})


def _parsed(text: str) -> VerifierKey | None:
    """Read a key of the table; one that cannot be read is for verification to tell."""
    try:
        return VerifierKey.parse(text)
    except NoteRefused:
        return None


def make(kind: str) -> VerifierKey:
    """Make a key of this kind ("ed25519", "mldsa44") where there is none; returns its public half."""
    private = KINDS[kind].generate()
    _write(path_of(kind), _pem(private))
    key = _signer(kind, private).verifier
    LogKey.objects.get_or_create(verifier=str(key), defaults={"added_at": clock.now()})
    return key


def rotate(kind: str = "ed25519") -> tuple[VerifierKey, Note]:
    """Put a new key in the place of the present one; the old one signs the hand-over, then it is destroyed.

    Returns the new public key and the signed statement. Raises KeyTrouble where there is no key to hand over.
    """
    if not path_of(kind).exists():
        raise KeyTrouble("key_none", kind=kind)
    if kind != "ed25519":
        raise KeyTrouble("key_no_handover")
    old, fresh = _signer(kind, _load(kind)), KINDS[kind].generate()
    new = _signer(kind, fresh)
    statement = sign(handover_text(old.verifier, new.verifier), old, new)
    _fresh(kind).unlink(missing_ok=True)  # of an exchange that was never entered
    _write(_fresh(kind), _pem(fresh))
    _enter(new.verifier, replacing=old.verifier, statement=bytes(statement).decode())
    transaction.on_commit(lambda: _settle(kind))  # not before: a key whose hand-over is lost cannot be believed
    return new.verifier, statement


def replace_lost(kind: str = "ed25519") -> VerifierKey:
    """Make a new key after the old one was lost or stolen: nobody can sign the hand-over, and the key says so.

    Whoever verifies must be given the new public key by another way, and told why.
    """
    path_of(kind).unlink(missing_ok=True)
    for one in LogKey.objects.filter(retired_at=None):
        key = _parsed(one.verifier)
        if key is None or key.algorithm == ALGORITHMS[kind]:  # the key of the other kind stands
            LogKey.objects.filter(pk=one.pk).update(retired_at=clock.now(), lost=True)
    key, former = make(kind), apart.last(origin())
    if former is not None:  # what was signed last stays what has to be continued
        apart.swap(origin(), old=former, new=bytes(sign(Note.parse(former).text, *signers())))
    return key


def reopen() -> VerifierKey:
    """Begin to sign under a new name, with a new key: after the database was restored from a backup.

    What was signed after the backup is lost here, so that the old name can never sign again without contradicting
    itself; its public keys are kept, for what was signed before. Whoever verifies must be given the new key and name.
    """
    base, _slash, number = origin().partition("/")
    for kind in KINDS:
        path_of(kind).unlink(missing_ok=True)
    LogKey.objects.filter(retired_at=None).update(retired_at=clock.now())
    (_folder() / "origin").unlink()
    _write(_folder() / "origin", f"{base}/{int(number or 1) + 1}\n".encode())
    return make("ed25519")


def verifiers(*, retired: bool = True) -> list[VerifierKey]:
    """Return the public keys of this log, oldest first; with the retired ones, unless they were lost."""
    found = LogKey.objects.filter(verifier__startswith=f"{origin()}+").order_by("pk")
    return [VerifierKey.parse(one.verifier) for one in found if one.retired_at is None or (retired and not one.lost)]


def trusted() -> list[VerifierKey]:
    """Return the public keys whose signatures are this log's: those of the key files, and those before them.

    A key before is believed only because its successor signed the hand-over; what the database says by itself is not.
    Raises KeyTrouble.
    """
    found = {str(one.verifier): one.verifier for one in signers()}
    for one in LogKey.objects.exclude(statement="").order_by("-pk"):  # newest first
        new = found.get(one.verifier)
        if new is not None and (old := _handed_over(one.statement, new)) is not None:
            found.setdefault(str(old), old)
    return list(found.values())


def _handed_over(statement: str, new: VerifierKey) -> VerifierKey | None:
    """Return the key that this statement, signed by the new one, says was there before; None where it does not."""
    try:
        note = Note.parse(statement.encode())
        old = VerifierKey.parse(note.text.splitlines()[1])
        signed = verified(note, (new,), CHECKS)
    except (ValueError, IndexError):
        return None
    return old if signed and note.text == handover_text(old, new) and old.name == new.name else None


def handover_text(old: VerifierKey, new: VerifierKey) -> str:
    """Return what both keys sign when one takes the place of the other."""
    return f"{HANDOVER}\n{old}\n{new}\n"


def path_of(kind: str) -> Path:
    """Return where the private key of a kind lies."""
    return _folder() / f"{kind}.pem"


def _fresh(kind: str) -> Path:
    """Where the key lies that is to take the place of the present one."""
    return path_of(kind).with_suffix(".new")


def _enter(new: VerifierKey, *, replacing: VerifierKey, statement: str) -> None:
    now = clock.now()
    LogKey.objects.filter(verifier=str(replacing)).update(retired_at=now)
    LogKey.objects.get_or_create(verifier=str(new), defaults={"added_at": now, "statement": statement})


def _signer(kind: str, private: Any) -> Signer:
    return Ed25519Signer(origin(), private) if kind == "ed25519" else MLDSA44Cosigner(origin(), private)


def _load(kind: str) -> Any:
    return _load_from(path_of(kind), kind)


def _load_from(path: Path, kind: str) -> Any:
    if path.stat().st_mode & 0o077:
        raise KeyTrouble("key_open", path=path)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyTrouble("key_unreadable", path=path) from error
    if not isinstance(private, KINDS[kind]):
        raise KeyTrouble("key_other_kind", path=path)
    return private


def _pem(private: Any) -> bytes:
    content: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return content


def _folder() -> Path:
    folder = Path(settings.LEDGER_KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    """Write a new file that only its owner reads; refuses to overwrite."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
