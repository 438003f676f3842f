"""Unsigned: why no checkpoint can be signed, as a code with its particulars, worded in the tongue of the reader."""

import json
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WHY: dict[str, str] = {
    "busy": gettext_noop("others keep signing at the same time"),
    "last_gone": gettext_noop("the last checkpoint is gone from its own place, although this log has signed before"),
    "last_not_believed": gettext_noop("the last checkpoint, kept apart, is not to be believed: %(error)s"),
    "older": gettext_noop(
        "this database has %(here)s entries, but %(signed)s were signed: it is an older copy, or the end was cut off"
    ),
    "tile": gettext_noop("a tile is missing or broken: %(error)s"),
    "rewritten": gettext_noop("the first %(size)s entries are not those that were signed"),
    "key_gone": gettext_noop("the key %(path)s is gone; see the procedure for a lost key"),
    "key_none": gettext_noop("there is no %(kind)s key to hand over"),
    "key_no_handover": gettext_noop("an ML-DSA-44 key signs checkpoints alone, no hand-over: replace it instead"),
    "key_open": gettext_noop("others than the owner may read %(path)s: set its mode to 0600, and exchange the key"),
    "key_unreadable": gettext_noop("%(path)s is no private key"),
    "key_other_kind": gettext_noop("%(path)s is a key of another kind"),
}


class Unsigned(RuntimeError):
    """No checkpoint, for a reason of `WHY`; as text it is worded in the tongue of whoever is told at that moment."""

    def __init__(self, code: str, **particulars: Any) -> None:
        super().__init__(code)
        self.code = code
        self.particulars = {name: str(value) for name, value in particulars.items()}

    def __str__(self) -> str:
        return _(WHY[self.code]) % self.particulars

    def noted(self) -> str:
        """Return the reason as the head keeps it, for `words`."""
        return json.dumps({"code": self.code, "with": self.particulars}, ensure_ascii=False, sort_keys=True)


def words(noted: str) -> str:
    """Return a reason that was noted, in the tongue of whoever reads it now; nothing where none was."""
    try:
        told = json.loads(noted)
        return str(Unsigned(told["code"], **told["with"]))
    except (ValueError, LookupError, TypeError):  # nothing, or what another edition noted in its own way
        return noted


def in_english(error: Unsigned) -> str:
    """Return a reason for the program's own log."""
    with translation.override("en"):
        return str(error)
