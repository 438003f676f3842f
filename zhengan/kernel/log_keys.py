"""Acts on the keys that sign the log: each is an entry, so that the log itself tells when its key changed, and why."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.errors import NotPossible
from zhengan.ledger import apart, keys
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.core.note import VerifierKey
from zhengan.ledger.models import Head


def reopen(*, reason: str, by: Actor) -> VerifierKey:
    """Go on under a new name after a restored backup, telling the ledger why and what was signed last before.

    Raises NotPossible without a reason.
    """
    if not reason.strip():
        raise NotPossible(_("Say why the log goes on under a new name."))
    with transaction.atomic():
        former = apart.last(keys.origin())
        new = keys.reopen()
        Head.objects.filter(pk=1).update(note=b"", noted_size=0, trouble="")
        body: dict[str, Json] = {"key": str(new), "former": (former or b"").decode(), "reason": reason.strip()}
        note("key_reopen", by=by, body=body)
    return new


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
