"""Signing in with login and password; rights come from offices, never from this backend."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from zhengan.identity.models import User
from zhengan.ledger import clock


class PasswordBackend(ModelBackend):
    """Checks a password against the user of that login; an unknown login costs the same time as a known one."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is open today, and a one-time password has not expired unused (7.1.3.4, 7.3.4)."""
        if not isinstance(user, User) or not user.is_active:
            return False
        today = clock.today()
        if (user.from_on and today < user.from_on) or (user.until_on and today > user.until_on):
            return False
        return user.one_time_until is None or clock.now() < user.one_time_until

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, unless the right to sign in has ended meanwhile (policy 7.1.3.4)."""
        today = clock.today()
        within = (Q(from_on=None) | Q(from_on__lte=today)) & (Q(until_on=None) | Q(until_on__gte=today))
        return User.objects.filter(within, pk=user_id, is_active=True).first()
