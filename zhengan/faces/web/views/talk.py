"""The discussion of a record: remarks that stay, and colleagues mentioned in them."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengan.faces.web.dates import show_time
from zhengan.faces.web.once import once
from zhengan.faces.web.places import joined, record_url
from zhengan.faces.web.reach import actor_of, reach_record
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Comment, Notification
from zhengan.ledger import clock

MENTION = re.compile(r"[@＠]([\w.\-]+)")


@require_POST
def say(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Add a remark; whoever is mentioned by login or name is told."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    address = f"{record_url(record.register, record.no)}?tab=talk"
    told: list[str] = []

    def tell(comment: Comment) -> None:
        people = [user for user in mentioned(comment.text) if user.pk != actor.user.pk and _may_know(user, record)]
        Notification.objects.bulk_create(
            Notification(
                user=user,
                kind=Notification.Kind.MENTION,
                register=comment.register,
                record_no=comment.subject,
                title=_("%(who)s mentioned you: %(what)s") % {"who": actor.user.name, "what": comment.subject},
                url=address,
                at=clock.now(),
                mail=True,
            )
            for user in people
        )
        told.extend(user.name for user in people)

    def work() -> str:
        acts.comment(by=actor, text=request.POST.get("text", ""), record=record, mention=tell)
        if told:
            messages.success(request, _("Sent. Told: %(who)s.") % {"who": joined(told)})
        return address

    return once(request, work)


def mentioned(text: str) -> list[User]:
    """The active users whose login or name stands behind an @ in the text; names may run on into other words."""
    words = [word.casefold() for word in MENTION.findall(text)]
    if not words:
        return []
    people = User.objects.filter(is_active=True).order_by("pk")
    return [
        user
        for user in people
        if any(word == user.username.casefold() or word.startswith(user.name.casefold()) for word in words)
    ]


def _may_know(user: User, record: Any) -> bool:
    """Whether the record exists for somebody: whoever is from outside is told of nothing that he does not see."""
    if user.scope is None:
        return True
    there = record.register.record.objects.filter(pk=record.pk)
    return bool(record.register.visible_to(there, Actor.of(user, via="web")).exists())


def comments_of(record: Any) -> list[dict[str, Any]]:
    """The remarks on a record, oldest first, as the discussion component wants them."""
    rows = Comment.objects.filter(register=record.register.code, subject=record.no).select_related("by").order_by("pk")
    return [
        {"who": row.by.name, "initials": row.by.name[-2:], "at": show_time(row.at), "text": row.text} for row in rows
    ]
