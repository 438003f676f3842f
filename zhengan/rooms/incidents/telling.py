"""Telling: who is told of an incident, and the notices that go to them, in the product and by mail."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.identity.models import User
from zhengan.identity.offices import holders
from zhengan.kernel.models import Notification
from zhengan.kernel.notifying import notify
from zhengan.ledger import clock


@dataclass(frozen=True)
class Recipients:
    """The users who are told: those who act, and those who answer for it."""

    it: frozenset[User]
    supervisors: frozenset[User]


def recipients(incident: Any) -> Recipients:
    """Return who is told: system administrators and security officers, the head of IT and the reporter's supervisor."""
    today = clock.today()
    it = {user for office in ("system_admin", "security_officer") for user in holders(office, on=today)}
    supervisors = set(holders("it_manager", on=today))
    reporter = incident.reported_by
    if reporter is not None and reporter.supervisor is not None and reporter.supervisor.user.is_active:
        supervisors.add(reporter.supervisor.user)
    return Recipients(frozenset(it), frozenset(supervisors))


def tell(incident: Any) -> None:
    """Write the notices; the mail goes out with the next round of the sweep."""
    told = recipients(incident)
    notify(
        told.it | told.supervisors,
        _("Security incident %(no)s: %(what)s"),
        about=incident,
        kind=Notification.Kind.INCIDENT,
        no=incident.no,
        what=incident.description,
    )
