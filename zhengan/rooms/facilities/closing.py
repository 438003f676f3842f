"""Closing time: whoever is still inside then is reported to his escort and to those who answer for the building."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.identity.models import User
from zhengan.identity.offices import holders
from zhengan.kernel.models import Notification
from zhengan.kernel.notifying import notify
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

ENTRY = "facilities.area_entry"
CLOSING = time(19, 0)
TOLD = ("general_affairs", "it_manager")


@sweep("open_visits", every=timedelta(minutes=5))
def report_open_visits() -> int:
    """Report, once a day after closing time, every stay that has not ended (6.2.2.1); returns how many."""
    now = clock.now().astimezone(clock.TAIPEI)
    if now.time() < CLOSING:
        return 0
    closed_at = datetime.combine(now.date(), CLOSING, tzinfo=clock.TAIPEI)
    told = Notification.objects.filter(register=ENTRY, at__gte=closed_at).values("record_no")
    inside = register(ENTRY).record.objects.live().in_state("inside").exclude(no__in=told)
    found = list(inside.select_related("area", "escort__user"))
    answering = {user for office in TOLD for user in holders(office, on=now.date())}
    for stay in found:
        say = _("Still inside at closing time of %(day)s: %(who)s")
        notify(answering | _escort(stay), say, about=stay, day=now.date(), who=stay)
    return len(found)


def _escort(stay: Any) -> set[User]:
    return {stay.escort.user} if stay.escort is not None and stay.escort.user.is_active else set()
