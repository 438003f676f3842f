"""Checkpoints leave the building: to a folder, to witnesses that cosign them, to a time-stamping service (RFC 3161).

Each is tried for the newest checkpoint; what came back is verified before it is kept. A place that cannot be reached
is an entry with its trouble, and is tried again at the next turn.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request

from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response

from zhengan.ledger import checkpoints, clock
from zhengan.ledger.core import cosignature
from zhengan.ledger.core import note as notes
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import Note, NoteRefused, Signature, VerifierKey
from zhengan.ledger.models import Departure
from zhengan.ledger.staying import opener
from zhengan.ledger.witness import ADD, format_request

log = logging.getLogger(__name__)

TIMEOUT = 10  # seconds
LARGEST = 1 << 20
# A witness whose clock is further away than this is told, not believed.
CLOCKS_APART = timedelta(minutes=10)

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class NotReached(RuntimeError):
    """A place could not be reached, or answered what it should not."""


def send(kind: str, place: str, work: Callable[[bytes, Checkpoint], tuple[bytes, datetime | None]]) -> Departure | None:
    """Send the newest checkpoint to a place it did not reach yet, and enter how that went.

    `work` is given the signed checkpoint and what it says; it returns the receipt, and the time that the receiver
    states. It raises NotReached, OSError or NoteRefused where that fails, which is entered and can be tried again.
    Returns None when the checkpoint was there already.
    """
    signed = checkpoints.sign()
    head = Checkpoint.parse(Note.parse(signed).text)
    if Departure.objects.filter(kind=kind, place=place[:300], size=head.size, trouble="").exists():
        return None
    made = Departure(kind=kind, place=place[:300], size=head.size, note=signed, at=clock.now())
    try:
        made.receipt, made.stated_at = work(signed, head)
    except (NotReached, OSError, NoteRefused) as error:
        log.warning("checkpoint %s did not reach %s: %s", head.size, place[:80], error)
        made.trouble = str(error)[:500]
    Departure.objects.filter(kind=kind, place=place[:300]).exclude(trouble="").delete()
    made.save()
    return made


def drop(folder: Path) -> Departure | None:
    """Write the newest checkpoint into a folder as `checkpoint-<size>.txt`; None when it lies there already."""

    def write(signed: bytes, head: Checkpoint) -> tuple[bytes, datetime | None]:
        path = folder / f"checkpoint-{head.size:012d}.txt"
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(signed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return b"", None

    return send(Departure.Kind.DROP, str(folder), write)


def to_witness(key: VerifierKey, address: str) -> Departure | None:
    """Have a witness cosign the newest checkpoint; None when it has done so already."""

    def ask(signed: bytes, head: Checkpoint) -> tuple[bytes, datetime | None]:
        line = _cosign(key, address, signed, head)
        if line is None:
            raise NotReached("the witness names no size that it saw")
        at = BEGINNING + timedelta(seconds=cosignature.time_of(line))
        if abs(at - clock.now()) > CLOCKS_APART:
            raise NotReached(f"the clock of the witness says {at.isoformat()}")
        return f"{line}\n".encode(), at

    return send(Departure.Kind.WITNESS, str(key), ask)


def stamp(address: str, roots: Path) -> Departure | None:
    """Have a service state when the newest checkpoint was there (RFC 3161); None when it has done so already.

    `roots` is a PEM file with the certificates of the authorities that are believed.
    """

    def ask(signed: bytes, _head: Checkpoint) -> tuple[bytes, datetime | None]:
        request = TimestampRequestBuilder().data(signed).build()
        content = _post(address, request.as_bytes(), "application/timestamp-query")
        try:
            response = decode_timestamp_response(content)
            builder = VerifierBuilder.from_request(request)
            for certificate in load_pem_x509_certificates(roots.read_bytes()):
                builder = builder.add_root_certificate(certificate)
            builder.build().verify(response, hashlib.sha512(signed).digest())
        except (VerificationError, ValueError, OSError) as error:
            raise NotReached(f"the time-stamp does not hold: {error}") from error
        return content, response.tst_info.gen_time

    return send(Departure.Kind.STAMP, address, ask)


def witnesses() -> list[tuple[VerifierKey, str]]:
    """Return the witnesses that are configured, each with its address (`ZHENGAN_LEDGER_WITNESSES`: key=address ...).

    Raises NoteRefused for a key that is none.
    """
    found = []
    for one in settings.LEDGER_WITNESSES.split():
        key, _equals, address = one.rpartition("=")
        found.append((VerifierKey.parse(key), address))
    return found


def witnessed(size: int) -> list[Signature]:
    """Return the cosignatures that came back for the checkpoint of that size."""
    kept = Departure.objects.filter(kind=Departure.Kind.WITNESS, size=size, trouble="").exclude(receipt=b"")
    return [Signature.parse(bytes(one.receipt).decode().removesuffix("\n")) for one in kept.order_by("pk")]


def cosigned(signed: bytes) -> bytes:
    """Return the checkpoint with the cosignatures that came back for it."""
    signed_note = Note.parse(signed)
    return bytes(signed_note.signed_also(*witnessed(Checkpoint.parse(signed_note.text).size)))


# -- inside --------------------------------------------------------------------------------------------------------


def _cosign(key: VerifierKey, address: str, signed: bytes, head: Checkpoint) -> Signature | None:
    """Ask a witness, from the size it saw last (which it names when we are wrong). Raises NotReached, NoteRefused."""
    last = Departure.objects.filter(kind=Departure.Kind.WITNESS, place=str(key)[:300], trouble="").order_by("-size")
    old: int | None = last.values_list("size", flat=True).first() or 0
    for _try in range(2):
        if old is None or old > head.size:
            return None
        proof = checkpoints.consistency(old, head.size)
        try:
            content = _post(f"{address.rstrip('/')}{ADD}", format_request(old, proof, signed), "text/plain")
        except HTTPError as error:
            answer = error.read(LARGEST).decode("utf-8", "replace").strip()
            if error.code != 409 or not answer.isdigit():
                raise NotReached(f"the witness refused ({error.code}): {answer[:200]}") from error
            old = int(answer)
            continue
        lines = [Signature.parse(line) for line in content.decode("utf-8", "replace").splitlines() if line]
        mine = [line for line in lines if (line.name, line.key_id) == (key.name, key.key_id)]
        if not mine:
            raise NotReached("the witness answered without its own signature")
        notes.verified(Note(head.text, tuple(mine[:1])), [key], cosignature.CHECKS)
        return mine[0]
    return None


def _post(address: str, content: bytes, kind: str) -> bytes:
    """Post to an address of the configuration. Raises NotReached, HTTPError."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotReached(f"not an address of the web: {address}")
    request = Request(address, data=content, headers={"Content-Type": kind}, method="POST")  # noqa: S310 (checked above)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read(LARGEST))
    except HTTPError:
        raise
    except (URLError, TimeoutError) as error:
        raise NotReached(f"{address} cannot be reached: {error}") from error
