"""Notifying: people are told of a record, each in his own tongue, in the product and by mail."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.functional import Promise

from zhengan.kernel.models import Notification
from zhengan.ledger import clock

if TYPE_CHECKING:
    from zhengan.identity.models import User

LONGEST = 200


def notify(
    users: "Iterable[User]",
    say: Promise,
    *,
    about: Any,
    kind: str = Notification.Kind.ASSIGNED,
    **words: object,
) -> None:
    """Write a notice about a record for each of these users; the mail goes out with the next round of the sweep.

    `say` is a lazy text that may use `words`, and is told in the tongue of whoever reads it.
    """
    notices = []
    for user in sorted(set(users), key=lambda one: one.pk):
        with translation.override(user.language):
            title = str(say) % words
        notices.append(
            Notification(
                user=user,
                kind=kind,
                register=about.register.code,
                record_no=about.no,
                title=title[:LONGEST],
                url=f"/{about.register.path}/{about.no}/",
                at=clock.now(),
                mail=True,
            )
        )
    Notification.objects.bulk_create(notices)
