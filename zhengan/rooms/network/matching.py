"""Matching: whose a session from outside was, and which approved request allowed it."""

from datetime import date
from typing import Any

from django.db.models import Q

from zhengan.kernel.register import register
from zhengan.ledger import clock

APPROVED = ("approved", "executed", "closed")


def person_of(session: Any) -> Any:
    """The person whose account has the login, if all accounts of that login are one person's."""
    accounts = register("access.account").record.objects.live().filter(login=session.login, person__isnull=False)
    people = {account.person for account in accounts.select_related("person")}
    return people.pop() if len(people) == 1 else None


def grant_of(session: Any) -> Any:
    """The newest approved request of the person for access from outside that was valid when the session began."""
    if session.person is None:
        return None
    day: date = session.started_at.astimezone(clock.TAIPEI).date()
    requests = register("access.access_request").record.objects.live().in_state(*APPROVED)
    valid = requests.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        Q(info_system=session.info_system) | Q(info_system=None),
        kind="remote",
        person=session.person,
        approved_at__lte=session.started_at,
    )
    return valid.order_by("-approved_at").first()
