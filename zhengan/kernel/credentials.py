"""Credentials: what the ledger is told of a password, so that one exchanged around the program is seen.

Told is a digest of the stored hash, which is salted itself: nobody learns from it what to try, nor whether two people
chose the same.
"""

import hashlib
from typing import Any

from zhengan.identity.models import User
from zhengan.kernel.plain import plain
from zhengan.kernel.reconciling import ALONE, Alone
from zhengan.kernel.state import Rows, State
from zhengan.ledger.core.canonical import Json

_KIND = "identity.credential"


def credential(user: User) -> Rows:
    """Return the password of a user as the payload of the act that set it, or took it away, tells it (under "rows")."""
    return {_KIND: {str(user.pk): _state(user) if user.has_usable_password() else None}}


def _state(user: User) -> dict[str, Json]:
    return {
        "password": hashlib.sha256(b"zhengan.credential/1\0" + user.password.encode()).hexdigest(),
        "changed_at": plain(user.password_changed_at),
    }


def _there() -> dict[str, State]:
    """The passwords with which somebody can sign in."""
    return {str(one.pk): _state(one) for one in User.objects.order_by("pk").iterator() if one.has_usable_password()}


def _login(key: str) -> str:
    found: Any = User.objects.filter(pk=key).values_list("username", flat=True).first()
    return found or key


ALONE[_KIND] = Alone(_there, _login)
