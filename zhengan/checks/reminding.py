"""Reminding: each morning people are told in one message what of theirs comes due, and again while it is overdue."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.duties import duties
from zhengan.checks.wording import ZH
from zhengan.identity.models import User
from zhengan.identity.offices import ALL_STAFF, holders
from zhengan.kernel.models import Card, Notification
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

MORNING = time(8, 0)
# So many days before; the policy itself names no days, and the yearly declaration (2.2.6) counts down in these.
BEFORE = (60, 30, 14, 7, 1, 0)
# What is overdue is told again every week, for a year; from the first week on to the supervisor as well.
AGAIN, AT_MOST = timedelta(days=7), 52
LINES_AT_MOST = 25


@dataclass(frozen=True)
class Thing:
    """One thing to do: a record with a day, or the duty of a clause."""

    day: date
    of: Card | Clause
    overdue: bool
    of_others: bool = False

    def line(self) -> str:
        """What the message says of it, in the tongue that is set."""
        if isinstance(self.of, Clause):
            chinese = translation.get_language() == ZH
            what = f"{self.of.cite} {self.of.title}" if chinese else f"{self.of.id} {self.of.title_en}"
        else:
            what = f"{self.of.no} {self.of.title}"
        if self.of_others and isinstance(self.of, Card) and self.of.owner is not None:
            what = f"{self.of.owner.name}: {what}"
        day = self.day.isoformat()
        return f"{day} {_('overdue')}  {what}" if self.overdue else f"{day}  {what}"


@sweep("reminders", every=timedelta(minutes=30))
def remind() -> int:
    """Tell whoever has something that comes due or is overdue, once a day after eight; returns how many people."""
    now = clock.now().astimezone(clock.TAIPEI)
    if now.time() < MORNING:
        return 0
    today = now.date()
    told = _told_since(datetime.combine(today, time.min, clock.TAIPEI)).values_list("user_id", flat=True)
    things: dict[User, set[Thing]] = defaultdict(set)
    for user, thing in (*_records(today), *_duties(today)):
        things[user].add(thing)
    for told_already in told:
        things.pop(User(pk=told_already), None)
    Notification.objects.bulk_create(_message(user, found, now) for user, found in things.items())
    return len(things)


def _told_since(moment: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(kind=Notification.Kind.REMINDER, at__gte=moment)


def _records(today: date) -> Iterator[tuple[User, Thing]]:
    """The records that reach one of the days today, for their owners; what is overdue for their supervisors as well."""
    days = [today + timedelta(days=ahead) for ahead in BEFORE]
    days += [today - number * AGAIN for number in range(1, AT_MOST + 1)]
    cards: Any = Card.objects.filter(voided=False, due_on__in=days, owner__is_active=True).select_related("owner")
    for card in cards.order_by("due_on", "no"):
        yield card.owner, Thing(card.due_on, card, overdue=card.due_on < today)
    chief = "owner__person__supervisor__user"
    late = cards.filter(due_on__lt=today, **{f"{chief}__is_active": True}).exclude(**{chief: F("owner")})
    late = list(late.annotate(chief=F(chief)))
    chiefs = User.objects.in_bulk({card.chief for card in late})
    for card in late:
        yield chiefs[card.chief], Thing(card.due_on, card, overdue=True, of_others=True)


def _duties(today: date) -> Iterator[tuple[User, Thing]]:
    """The duties of the offices that reach one of the days today; what was never done is told on Mondays.

    What is everybody's is nobody's in particular: where each has to do something there is a record of his.
    """
    ahead = {today + timedelta(days=days) for days in BEFORE}
    people: dict[str, list[User]] = {}
    for duty in duties(today, max(ahead)):
        never_done = duty.overdue and duty.due_on == today
        again = today.weekday() == 0 if never_done else duty.overdue and (today - duty.due_on) % AGAIN == timedelta(0)
        if duty.owner_office == ALL_STAFF or not (again or (not duty.overdue and duty.due_on in ahead)):
            continue
        if duty.owner_office not in people:
            people[duty.owner_office] = list(holders(duty.owner_office, on=today))
        for user in people[duty.owner_office]:
            yield user, Thing(duty.due_on, catalogue().clause(duty.clause), duty.overdue)


def _message(user: User, things: set[Thing], now: datetime) -> Notification:
    with translation.override(user.language):
        ordered = sorted(things, key=lambda one: (one.of_others, one.day))
        lines = [one.line() for one in ordered[:LINES_AT_MOST]]
        if len(ordered) > LINES_AT_MOST:
            lines.append(_("and %(n)s more things") % {"n": len(ordered) - LINES_AT_MOST})
        title = ngettext("%(n)s thing comes due", "%(n)s things come due", len(ordered)) % {"n": len(ordered)}
        overdue = sum(one.overdue for one in ordered)
        if overdue:
            title += _(", %(n)s of them overdue") % {"n": overdue}
    return Notification(
        user=user, kind=Notification.Kind.REMINDER, title=title, body="\n".join(lines), url="/", at=now, mail=True
    )
