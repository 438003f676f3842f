"""Acts on the keys that sign the log: each is an entry, so that the log itself tells when its key changed, and why."""

from django.db import transaction

from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.ledger import keys
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.core.note import VerifierKey


def change(action: str, *, kind: str, reason: str, by: Actor) -> VerifierKey:
    """Make, rotate or replace ("make", "rotate", "replace-lost") a key of a kind; returns the new public key.

    Raises KeyTrouble, FileExistsError (there is a key of this kind already).
    """
    with transaction.atomic():
        old = [str(key) for key in keys.verifiers(retired=False)]
        statement = ""
        if action == "rotate":
            new, signed = keys.rotate(kind)
            statement = bytes(signed).decode()
        elif action == "replace-lost":
            new = keys.replace_lost(kind)
        else:
            new = keys.make(kind)
        body: dict[str, Json] = {
            "key": str(new),
            "before": {"keys": list(old)},
            "statement": statement,
            "reason": reason,
        }
        note(f"key_{action.partition('-')[0]}", by=by, body=body)
    return new
