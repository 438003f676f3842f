"""Which offices a person holds on a day, and how appointments feed that table."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from zhengan.identity.models import OfficeHeld, User

ALL_STAFF = "all_staff"
# Whoever holds one of these can open doors to others: he never signs in with a password alone (policy 7.1.2, 8.2.5).
PRIVILEGED = frozenset({"president", "ciso", "security_officer", "it_manager", "system_admin", "network_admin", "hr"})
# Who looks after accounts: one-time passwords, second factors, sessions of others (policy 7.3.3, 7.3.4).
ACCOUNT_OFFICES = ("system_admin", "it_manager", "hr")
# Membership of these, and being staff, is no office that gives rights over others' records.
_BODIES = frozenset({ALL_STAFF, "board", "committee"})


def needs_second_factor(offices: frozenset[str], *, local: bool) -> bool:
    """Whether a password alone is too little for these offices: always for some, from elsewhere for all."""
    return bool(offices & PRIVILEGED) or (not local and bool(offices - _BODIES))


def offices_of(user: User, *, on: date) -> frozenset[str]:
    """Return the role codes that the user holds on that day; every active person is `all_staff`, a program is not.

    Source: catalogue roles; policy 7.1.3.
    """
    if not user.is_active:
        return frozenset()
    held = OfficeHeld.objects.filter(user=user, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gte=on))
    found = frozenset(held.values_list("office", flat=True))
    return found if user.answered_for_by_id is not None else found | {ALL_STAFF}


def holders(office: str, *, on: date) -> Iterable[User]:
    """Return the active users who hold an office on that day (for `all_staff`: everybody active)."""
    if office == ALL_STAFF:
        return User.objects.filter(is_active=True, answered_for_by=None)
    return User.objects.filter(
        Q(offices_held__to_on=None) | Q(offices_held__to_on__gte=on),
        is_active=True,
        offices_held__office=office,
        offices_held__from_on__lte=on,
    ).distinct()


def grant(user: User, office: str, *, from_on: date, to_on: date | None, source: str) -> None:
    """Enter or correct one line of the table; the source record and the office name the line."""
    OfficeHeld.objects.update_or_create(
        user=user, office=office, source=source, defaults={"from_on": from_on, "to_on": to_on}
    )


def keep_to(source: str, *, users: Iterable[User], last_on: date) -> None:
    """End what this record gave to anybody but these users; `last_on` is the others' last day."""
    others = OfficeHeld.objects.filter(source=source).exclude(user__in=users)
    others.filter(Q(to_on=None) | Q(to_on__gt=last_on)).update(to_on=last_on)


def withdraw_from(user: User, *, to_on: date) -> None:
    """End every office the user still holds, whatever record gave it; `to_on` is the last day."""
    OfficeHeld.objects.filter(user=user).filter(Q(to_on=None) | Q(to_on__gt=to_on)).update(to_on=to_on)


def withdraw(source: str, *, to_on: date) -> None:
    """End every office that came from this record; `to_on` is the last day, yesterday to end it this minute."""
    OfficeHeld.objects.filter(source=source).filter(Q(to_on=None) | Q(to_on__gt=to_on)).update(to_on=to_on)
