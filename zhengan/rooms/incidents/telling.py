"""Telling: who is told of an incident, and the notices that go to them, in the product and by mail."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.identity.models import User
from zhengan.identity.offices import holders
from zhengan.kernel.models import Notification
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
    notices = []
    for user in sorted(told.it | told.supervisors, key=lambda one: one.pk):
        with translation.override(user.language):
            title = _("Security incident %(no)s: %(what)s") % {"no": incident.no, "what": incident.description}
        notices.append(
            Notification(
                user=user,
                kind=Notification.Kind.INCIDENT,
                register=incident.register.code,
                record_no=incident.no,
                title=title[:200],
                url=f"/{incident.register.path}/{incident.no}/",
                at=clock.now(),
                mail=True,
            )
        )
    Notification.objects.bulk_create(notices)
