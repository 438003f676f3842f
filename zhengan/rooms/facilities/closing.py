"""Closing time: whoever is still inside then is reported to his escort and to those who answer for the building."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.identity.models import User
from zhengan.identity.offices import holders
from zhengan.kernel.models import Notification
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
    notices = [_notice(stay, user, now.date()) for stay in found for user in _told(stay, answering)]
    Notification.objects.bulk_create(notices)
    return len(found)


def _told(stay: Any, answering: set[User]) -> list[User]:
    escort = {stay.escort.user} if stay.escort is not None and stay.escort.user.is_active else set()
    return sorted(answering | escort, key=lambda user: user.pk)


def _notice(stay: Any, user: User, day: date) -> Notification:
    with translation.override(user.language):
        title = _("Still inside at closing time of %(day)s: %(who)s") % {"day": day, "who": stay}
    return Notification(
        user=user,
        kind=Notification.Kind.ASSIGNED,
        register=ENTRY,
        record_no=stay.no,
        title=title[:200],
        url=f"/{stay.register.path}/{stay.no}/",
        at=clock.now(),
        mail=True,
    )
