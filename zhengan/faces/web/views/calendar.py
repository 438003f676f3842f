"""行事曆: a month of duties and due records with trading days and holidays; and the same as an iCal feed."""

import hashlib
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from icalendar import Calendar as ICal
from icalendar import Event

from zhengan.catalogue import catalogue
from zhengan.checks import trading
from zhengan.checks.duties import duties
from zhengan.checks.verdicts import refresh
from zhengan.faces.web.clause_words import office, said
from zhengan.faces.web.dates import is_chinese, show_date, show_month
from zhengan.faces.web.places import clause_url, record_url
from zhengan.faces.web.reach import actor_of
from zhengan.identity.offices import ALL_STAFF
from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import CalendarToken, TradingDay
from zhengan.kernel.register import register
from zhengan.ledger import clock

ON_A_DAY = 4
FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=366)
FEED_AT_MOST = 1000


@dataclass(frozen=True)
class Due:
    """One thing that is due: a duty of a clause, or a record."""

    day: date
    title: str
    url: str
    ref: str
    who: str
    group: str
    overdue: bool
    uid: str
    mine: bool


def page(request: HttpRequest) -> HttpResponse:
    """One month."""
    actor = actor_of(request)
    today = clock.today()
    first = _month(request.GET.get("month", ""), today)
    whose = "all" if request.GET.get("whose") == "all" else "mine"
    by_chapter = request.GET.get("view") == "chapter"
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1]
    refresh()
    found = [one for one in _due(actor, today, start, end) if whose == "all" or one.mine]
    in_month = [one for one in found if (one.day.year, one.day.month) == (first.year, first.month)]
    market = {one.day: one for one in TradingDay.objects.filter(day__range=(start, end))}

    def url(**changes: str) -> str:
        kept = {"month": f"{first:%Y-%m}", "whose": whose, "view": "chapter" if by_chapter else ""} | changes
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    days_of_month = [day for week in weeks for day in week if day.month == first.month]
    known = [market[day] for day in days_of_month if day in market]
    context = {
        "month": show_month(first),
        "prev_url": url(month=f"{first - timedelta(days=1):%Y-%m}"),
        "next_url": url(month=f"{(first + timedelta(days=32)).replace(day=1):%Y-%m}"),
        "today_url": url(month=f"{today:%Y-%m}"),
        "is_now": (first.year, first.month) == (today.year, today.month),
        "whose": whose,
        "mine_url": url(whose="mine"),
        "all_url": url(whose="all"),
        "month_url": url(view=""),
        "chapter_url": url(view="chapter"),
        "by_chapter": by_chapter,
        "weekdays": _weekdays(),
        "weeks": [[_day(day, first, today, found, market, url(view="chapter")) for day in week] for week in weeks],
        "groups": _groups(in_month) if by_chapter else [],
        "total": len(in_month),
        "late": sum(one.overdue for one in in_month),
        "trading": sum(one.trading for one in known) if len(known) == len(days_of_month) else None,
        "may_import": actor.holds(*trading.MAKERS),
    }
    return render(request, "web/pages/calendar.html", context)


@login_not_required
@never_cache
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """A person's due things as iCal, for whoever holds the secret address; nothing but what that person may see."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    kept = (
        CalendarToken.objects.filter(digest=digest, revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    if kept is None:
        raise Http404
    today = clock.today()
    actor = Actor.of(kept.user, via="web")
    refresh()
    with translation.override(kept.user.language):
        content = _ical([one for one in _due(actor, today, today - FEED_BACK, today + FEED_AHEAD) if one.mine])
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _due(actor: Actor, today: date, start: date, end: date) -> list[Due]:
    """What is due in these days and the actor may know of: duties of the clauses, and records of his registers."""
    found = []
    for duty in duties(today, end):
        if not start <= duty.due_on <= end or not actor.sees_clause(duty.clause):
            continue
        clause = catalogue().clauses[duty.clause]
        found.append(
            Due(
                day=duty.due_on,
                title=said(clause),
                url=clause_url(clause.id),
                ref=clause.cite,
                who=office(clause.owner),
                group=clause.chapter,
                overdue=duty.overdue,
                uid=f"duty-{clause.id}",
                mine=clause.owner in actor.offices - {ALL_STAFF},
            )
        )
    due = cards.visible_to(actor).filter(voided=False, due_on__range=(start, end))
    for card in due.select_related("owner").order_by("due_on")[:FEED_AT_MOST]:
        one = register(card.register)
        if card.due_on is None:
            continue
        found.append(
            Due(
                day=card.due_on,
                title=card.title,
                url=record_url(one, card.no),
                ref=card.no,
                who=card.owner.name if card.owner else "",
                group=one.room,
                overdue=card.due_on < today,
                uid=card.no,
                mine=card.owner_id == actor.user.pk,
            )
        )
    return sorted(found, key=lambda due: (due.day, not due.overdue, due.ref))


def _day(
    day: date, first: date, today: date, found: list[Due], market: dict[date, TradingDay], more_url: str
) -> dict[str, Any]:
    here = [one for one in found if one.day == day]
    said_of = market.get(day)
    shown = here[: ON_A_DAY if len(here) <= ON_A_DAY else ON_A_DAY - 1]
    return {
        "date": day.isoformat(),
        "day": day.day,
        "weekday": _weekdays()[day.weekday()],
        "in_month": day.month == first.month,
        "today": day == today,
        "holiday": said_of.note if said_of is not None and not said_of.trading else "",
        "closed": said_of is not None and not said_of.trading,
        "entries": [
            {
                "title": one.title,
                "url": one.url,
                "ref": one.ref,
                "tone": "bad" if one.overdue else "warn" if (one.day - today).days <= 7 else "info",
            }
            for one in shown
        ],
        "more_count": len(here) - len(shown),
        "more_url": f"{more_url}#d{day.isoformat()}",
    }


def _groups(found: list[Due]) -> list[dict[str, Any]]:
    """The month by chapter of the policy, then records by room."""
    by_group: dict[str, list[Due]] = defaultdict(list)
    for one in found:
        by_group[one.group].append(one)
    book = catalogue()
    titles = {one.id: f"{one.ref if is_chinese() else one.id + ' '}{said(one)}" for one in book.chapters}
    titles |= {code: said(room) for code, room in book.rooms.items()}
    return [
        {
            "title": title,
            "rows": [
                {
                    "id": one.day.isoformat(),
                    "day": show_date(one.day),
                    "title": one.title,
                    "url": one.url,
                    "ref": one.ref,
                    "who": one.who,
                    "overdue": one.overdue,
                }
                for one in by_group[code]
            ],
        }
        for code, title in titles.items()
        if by_group[code]
    ]


def _ical(found: list[Due]) -> bytes:
    made = ICal()
    made.add("prodid", "-//Zhengan//Duties//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Zhengan: my duties"))
    now = clock.now()
    for one in found:
        event = Event()
        event.add("uid", f"{one.uid}@zhengan")
        event.add("dtstamp", now)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", f"{one.title} ({one.ref})")
        event.add("url", f"{settings.PUBLIC_URL}{one.url}")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _month(text: str, today: date) -> date:
    """The first day of the month asked for, or of this one."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, 1) if 1990 <= year <= 2200 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _weekdays() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
