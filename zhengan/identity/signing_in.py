"""Signing in with login and password; rights come from offices, never from this backend."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from zhengan.identity.models import User
from zhengan.ledger import clock
from zhengan.ledger.rows import fetch


class PasswordBackend(ModelBackend):
    """Checks a password against the user of that login; an unknown login costs the same time as a known one."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is open today, and a one-time password has not expired unused (7.1.3.4, 7.3.4)."""
        if not isinstance(user, User) or not user.may_sign_in(on=clock.today()):
            return False
        return user.one_time_until is None or clock.now() < user.one_time_until

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, unless the right to sign in has ended meanwhile (policy 7.1.3.4)."""
        found: list[User] = fetch(User, "id", [user_id])
        return found[0] if found and found[0].may_sign_in(on=clock.today()) else None
