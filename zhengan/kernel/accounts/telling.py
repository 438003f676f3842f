"""Whom an act on an account is told: the person himself always, the security officers where it is an alarm."""

from collections.abc import Callable, Iterable

from django.utils import translation

from zhengan.identity.models import User
from zhengan.identity.offices import holders
from zhengan.kernel.models import Notification
from zhengan.ledger import clock

WATCHERS = ("security_officer", "ciso")


def tell(users: Iterable[User], title: Callable[[], str], *, url: str, alarm: bool = False) -> None:
    """Notice and mail, each in his own tongue."""
    notices = []
    for user in users:
        with translation.override(user.language):
            notices.append(
                Notification(
                    user=user,
                    kind=Notification.Kind.INCIDENT if alarm else Notification.Kind.ACCOUNT,
                    title=title()[:200],
                    url=url,
                    at=clock.now(),
                    mail=True,
                )
            )
    Notification.objects.bulk_create(notices)


def watchers() -> list[User]:
    """Who is told of alarms: the security officers, otherwise nobody."""
    found = {user for office in WATCHERS for user in holders(office, on=clock.today())}
    return sorted(found, key=lambda one: one.pk)
