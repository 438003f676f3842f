"""Checkpoints: the tree's head, signed, after what was signed last has been found to be its beginning."""

import logging

from django.db import transaction

from zhengan.ledger import apart, clock, keys
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.merkle import EMPTY_ROOT, consistency_proof, subtree_root
from zhengan.ledger.core.note import sign as sign_note
from zhengan.ledger.core.tiles import TileMissing, TileRefused
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.leaves import head, tree
from zhengan.ledger.models import Head
from zhengan.ledger.unsigned import Unsigned, in_english

log = logging.getLogger(__name__)


class NotSigned(Unsigned):
    """The head must not be signed: it does not continue what was signed last; says how it differs."""


def sign() -> bytes:
    """Sign the tree as it stands and return the note; the last one, when nothing is new.

    Raises NotSigned when the database is older than, or another than, what was signed last; KeyTrouble.
    """
    try:
        return _sign()
    except (NotSigned, keys.KeyTrouble) as error:
        if head().trouble != error.noted():
            log.warning("no checkpoint: %s", in_english(error))
            Head.objects.filter(pk=1).update(trouble=error.noted())
        raise


def _sign() -> bytes:
    signers = keys.signers()
    origin = keys.origin()
    for _try in range(5):
        current = head()
        former = apart.last(origin)
        if former is not None and bytes(current.note) == former and current.noted_size == current.size:
            return former
        before = _demand_continuation(former, current)
        if former is not None and before.size == current.size:
            _remember(former, before)  # signed, and then a crash before it was noted here
            return former
        now = Checkpoint(origin, current.size, bytes(current.root))
        note = bytes(sign_note(now.text, *signers))
        if apart.swap(origin, old=former, new=note):
            _remember(note, now)
            return note
    raise NotSigned("busy")


def _demand_continuation(former: bytes | None, current: Head) -> Checkpoint:
    """Return the last checkpoint, which must be the beginning of the present tree. Raises NotSigned."""
    if former is None:
        if current.noted_size:
            raise NotSigned("last_gone")
        return Checkpoint(keys.origin(), 0, EMPTY_ROOT)
    try:
        last = Trust(tuple(keys.trusted())).open(former).checkpoint
    except ValueError as error:  # whoever can write there must not have anything signed that he likes
        raise NotSigned("last_not_believed", error=error) from error
    if last.size > current.size:
        raise NotSigned("older", here=current.size, signed=last.size)
    try:
        root = subtree_root(0, last.size, tree(last.size)) if last.size else EMPTY_ROOT
    except (TileMissing, TileRefused) as error:
        raise NotSigned("tile", error=error) from error
    if root != last.root:
        raise NotSigned("rewritten", size=last.size)
    return last


def _remember(note: bytes, checkpoint: Checkpoint) -> None:
    with transaction.atomic():
        Head.objects.filter(pk=1, noted_size__lte=checkpoint.size).update(
            note=note, noted_size=checkpoint.size, signed_at=clock.now(), trouble=""
        )


def consistency(first: int, second: int) -> list[bytes]:
    """Return the proof that the tree of `first` leaves is the beginning of the one of `second` (RFC 6962, 2.1.2)."""
    return consistency_proof(first, second, tree(second))
