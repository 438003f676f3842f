"""Signing in with the directory's password: for whom this product knows already, by the same rules as anybody."""

import logging
from typing import Any

from django.http import HttpRequest

from zhengan.identity.directory import ldap
from zhengan.identity.models import User
from zhengan.identity.signing_in import PasswordBackend
from zhengan.ledger import clock

log = logging.getLogger(__name__)


class DirectoryBackend(PasswordBackend):
    """Asks the directory. It makes no accounts, and knows no rights."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_more: Any
    ) -> User | None:
        """Return the user whose password in the directory this is; `user.member` is who he is there."""
        if not ldap.is_configured() or not username or not password:
            return None
        known = User.objects.called(username).filter(person__isnull=False).first()
        user = self.get_user(known.pk) if known else None
        try:
            # Whom this product does not let in is asked for under a name that nobody has: no one tries passwords of the
            # whole firm through this door, and an unknown login takes as long as a known one.
            member = ldap.proven(user.username if user else "", password)
        except ldap.Away:
            log.exception("the directory cannot be asked")
            return None
        if user is None or member is None:
            return None
        only_one_password(user)
        user.member = member  # type: ignore[attr-defined]
        return user


def only_one_password(user: User) -> None:
    """Whoever is known by a password outside has no other one here; its age is the business of who keeps it."""
    if user.has_usable_password():
        user.set_unusable_password()
    user.must_change_password = False
    user.one_time_until = None
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "one_time_until", "password_changed_at"])
