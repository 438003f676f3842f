"""Signing in with login and password; rights come from offices, never from this backend."""

from django.contrib.auth.backends import ModelBackend

from zhengan.identity.models import User
from zhengan.ledger.rows import fetch


class PasswordBackend(ModelBackend):
    """Checks a password against the user of that login; an unknown login costs the same time as a known one."""

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, unless the right to sign in has ended meanwhile (policy 7.1.3.4)."""
        found: list[User] = fetch(User, "id", [user_id])
        return found[0] if found and found[0].is_active else None
