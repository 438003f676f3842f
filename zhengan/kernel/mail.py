"""Mail: notices that go out by SMTP, with a delivery log; what cannot be delivered is tried again, and shows."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.kernel.models import Notification
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

log = logging.getLogger(__name__)

A_ROUND = 50
# After a failure the next try is 15 s later, then twice as long each time, at most an hour; it is never given up.
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)


@sweep("mail", every=timedelta(seconds=2))
def deliver() -> int:
    """Send what waits, oldest first; returns how many were delivered.

    Without an SMTP server configured nothing is attempted and the notices stay waiting, visibly.
    A delivery is logged after the server took it: a crash in between may send twice, never zero times.
    """
    if not settings.EMAIL_HOST:
        return 0
    due = Q(next_try_at=None) | Q(next_try_at__lte=clock.now())
    waiting = list(
        Notification.objects.filter(due, mail=True, delivered_at=None)
        .exclude(user__email="")
        .select_related("user")
        .order_by("pk")[:A_ROUND]
    )
    if not waiting:
        return 0
    delivered = 0
    try:
        with get_connection() as connection:
            for notice in waiting:
                delivered += _send(notice, connection)
    except OSError as error:  # the server is away; SMTP errors are OSErrors
        log.warning("the mail server cannot be reached: %s", error)
        for notice in waiting:
            if notice.delivered_at is None:
                _later(notice, error)
    return delivered


def _send(notice: Notification, connection: Any) -> int:
    try:
        _message(notice, connection).send()
    except OSError as error:
        log.warning("mail %s to user %s failed: %s", notice.pk, notice.user_id, error)
        _later(notice, error)
        return 0
    notice.delivered_at = clock.now()
    notice.trouble = ""
    notice.save(update_fields=["delivered_at", "trouble"])
    return 1


def _later(notice: Notification, error: OSError) -> None:
    wait = min(FIRST_WAIT * 2 ** min(notice.tries, 10), LONGEST_WAIT)
    notice.tries += 1
    notice.next_try_at = clock.now() + wait
    notice.trouble = str(error)[:500]
    notice.save(update_fields=["tries", "next_try_at", "trouble"])


def undelivered() -> int:
    """Return how many notices have waited for more than ten minutes: shown to the officers, for mail fails silently."""
    late = clock.now() - timedelta(minutes=10)
    return Notification.objects.filter(Q(mail=True, delivered_at=None) & Q(at__lt=late)).count()


def _message(notice: Notification, connection: Any) -> EmailMessage:
    with translation.override(notice.user.language):
        lines = [
            notice.title,
            "",
            *((notice.body, "") if notice.body else ()),
            f"{settings.PUBLIC_URL}{notice.url}",
            "",
            _("This message was sent by Zhengan. The record itself is in the system."),
        ]
        # A header must stay one line, whatever the title of a record holds.
        subject = f"[{notice.get_kind_display()}] {notice.title}".replace("\r", " ").replace("\n", " ")
        return EmailMessage(
            subject=subject,
            body="\n".join(lines),
            to=[notice.user.email],
            connection=connection,
            headers={"X-Zhengan-Record": notice.record_no},
        )
