"""今天: what waits for my signature, what is mine to do, what needs my attention, and how my people stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhengan.catalogue import catalogue, parameters
from zhengan.checks.declare import Kind, kind_of
from zhengan.checks.duties import Duty, duties_among
from zhengan.checks.models import ClauseVerdict, Snapshot
from zhengan.faces.web.clause_words import ORDER, bar_label, bar_parts, office, said, sentence, status_of, tally
from zhengan.faces.web.dates import show_date, show_distance, show_time
from zhengan.faces.web.desk import AHEAD, Desk, desk_of, group_of
from zhengan.faces.web.places import clause_url, record_url, register_url
from zhengan.faces.web.reach import actor_of, verdicts_for
from zhengan.identity.offices import ALL_STAFF
from zhengan.kernel import mail
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Card
from zhengan.kernel.register import STAFF_OFFICES, register, registers
from zhengan.ledger import clock

# Who looks after the policy as a whole.
OVERSEERS = ("ciso", "security_officer", "president", "chairperson", "chief_auditor", "auditor")
TELLING = 6
LOOK_BACK = timedelta(days=7)


def page(request: HttpRequest) -> HttpResponse:
    """The desk of whoever is signed in."""
    actor = actor_of(request)
    today = clock.today()
    desk = desk_of(actor)
    request.waits = dict(Counter(card.register for card in desk.to_sign))  # type: ignore[attr-defined]
    works_here = actor.holds(*STAFF_OFFICES)
    verdicts = verdicts_for(actor) if works_here else {}
    context: dict[str, Any] = {
        "signs": [_sign(card, today) for card in desk.to_sign],
        "groups": _groups(desk, _duties(verdicts.values(), actor, today), today),
        "people": _people(desk, today),
        "to_sign_notices": _notices(actor),
    }
    context |= (
        _clauses(verdicts, actor, today) if works_here else {"trainings": _trainings(actor, today), "plain": True}
    )
    context["todo"] = sum(len(group["tasks"]) for group in context["groups"])
    context["stats"] = _stats(desk, context)
    context["greeting"] = _greeting(actor, context)
    return render(request, "web/pages/today.html", context)


def _greeting(actor: Actor, context: dict[str, Any]) -> str:
    """One line that says how the day stands."""
    hour = clock.now().astimezone(clock.TAIPEI).hour
    hello = _("Good morning") if hour < 11 else _("Good day") if hour < 18 else _("Good evening")
    late = sum(len(group["tasks"]) for group in context["groups"] if group["code"] == "overdue")
    parts = []
    if signs := len(context["signs"]):
        parts.append(ngettext("%(n)s decision waits for you", "%(n)s decisions wait for you", signs) % {"n": signs})
    if late:
        parts.append(ngettext("%(n)s task is overdue", "%(n)s tasks are overdue", late) % {"n": late})
    if notices := len(context["to_sign_notices"]):
        parts.append(ngettext("%(n)s notice to sign", "%(n)s notices to sign", notices) % {"n": notices})
    rest = pgettext("between the parts of a list", ", ").join(parts) if parts else _("nothing waits for you")
    return _("%(hello)s, %(name)s: %(rest)s.") % {"hello": hello, "name": actor.user.name, "rest": rest}


def _sign(card: Card, today: date) -> dict[str, Any]:
    one = register(card.register)
    waited = (today - card.changed_at.astimezone(clock.TAIPEI).date()).days
    return {
        "who": card.maker.name,
        "title": card.title,
        "kind": one.one,
        "no": card.no,
        "state": one.flow.label(card.state),
        "when": show_time(card.changed_at),
        "waited": ngettext("for %(n)s day", "for %(n)s days", waited) % {"n": waited} if waited else _("since today"),
        "tone": "bad" if waited > 7 else "warn" if waited > 2 else "",
        "url": record_url(one, card.no) + ("#approval" if card.awaiting else ""),
    }


def _duties(verdicts: Iterable[ClauseVerdict], actor: Actor, today: date) -> list[Duty]:
    """What the clauses of my offices want again within thirty days; what everybody owes is nobody's task here."""
    offices = actor.offices - {ALL_STAFF}
    return [one for one in duties_among(verdicts, today, today + AHEAD) if one.owner_office in offices]


def _groups(desk: Desk, wanted: list[Duty], today: date) -> list[dict[str, Any]]:
    """What is mine to do, overdue first: records that name me, and the duties of my offices."""
    titles = {"overdue": _("Overdue"), "today": _("Today"), "week": _("This week"), "later": _("Later")}
    tasks: dict[str, list[tuple[date, dict[str, Any]]]] = defaultdict(list)
    for duty in wanted:
        clause = catalogue().clauses[duty.clause]
        group = "overdue" if duty.overdue else group_of(duty.due_on, on=today)
        tasks[group].append(
            (
                duty.due_on,
                {
                    "title": duty.title,
                    "url": clause_url(clause.id),
                    "ref": clause.cite,
                    "ref_url": clause_url(clause.id),
                    "what": _("duty of %(office)s") % {"office": office(clause.owner)},
                    "due": _when(duty.due_on, today) if duty.due_on != today or not duty.overdue else _("not yet done"),
                    "due_tone": "bad" if duty.overdue else _tone(duty.due_on, today),
                    "icon": f"room-{clause.room}",
                    "act_text": _("Open it"),
                },
            )
        )
    for card in desk.mine:
        one = register(card.register)
        tasks[group_of(card.due_on, on=today)].append(
            (
                card.due_on or date.max,
                {
                    "title": card.title,
                    "url": record_url(one, card.no),
                    "ref": card.no,
                    "ref_url": record_url(one, card.no),
                    "what": f"{one.one} · {one.flow.label(card.state)}",
                    "due": _when(card.due_on, today),
                    "due_tone": _tone(card.due_on, today),
                    "icon": f"room-{one.room}",
                    "act_text": _("Open it"),
                },
            )
        )
    return [
        {
            "code": code,
            "title": title,
            "tone": "bad" if code == "overdue" else "",
            "tasks": [task for _day, task in sorted(tasks[code], key=lambda pair: pair[0])],
        }
        for code, title in titles.items()
        if tasks[code]
    ]


def _when(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return show_distance(day, on=today) if (day - today).days <= 1 else show_date(day)


def _tone(day: date | None, today: date) -> str:
    if day is None or day > today:
        return ""
    return "bad" if day < today else "warn"


def _people(desk: Desk, today: date) -> list[dict[str, Any]]:
    """What waits with the people I supervise."""
    due: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for card in desk.people:
        if card.owner is None or card.due_on is None:
            continue
        due[card.owner.name] += 1
        late[card.owner.name] += card.due_on < today
    return [
        {"name": name, "due": due[name], "late": late[name]}
        for name in sorted(due, key=lambda name: (-late[name], name))
    ]


def _notices(actor: Actor) -> list[dict[str, Any]]:
    """Notices that want my signature."""
    one = next((each for each in registers() if each.code == "policy.notice"), None)
    people: Any = register("organization.person").record.objects
    if one is None:
        return []
    receipts: Any = one.lines["receipts"]
    open_rows = (
        receipts.objects.filter(
            recipient__in=people.filter(user=actor.user).values("no"),
            signed_at=None,
            read_at=None,
            record__state="published",
            record__requires_receipt=True,
            record__voided_at=None,
        )
        # Nobody has to read what a newer version has taken the place of.
        .exclude(record__document__state__in=("superseded", "withdrawn"))
        .values_list("record__no", "record__subject", "record__published_at")
        .order_by("record__published_at")[:20]
    )
    return [
        {"title": subject, "no": no, "url": record_url(one, no), "at": show_date(at)} for no, subject, at in open_rows
    ]


def _trainings(actor: Actor, today: date) -> dict[str, Any] | None:
    """My training hours of this year beside those the policy asks for (3.3, 4.4)."""
    one = next((each for each in registers() if each.code == "organization.training"), None)
    if one is None:
        return None
    attendees: Any = one.lines["attendees"]
    attended = attendees.objects.filter(
        person__user=actor.user,
        record__held_on__year=today.year,
        record__state__in=("held", "confirmed"),
        record__voided_at=None,
    )
    hours = attended.aggregate(sum=Sum("hours"))["sum"] or 0
    needed = parameters(today).hours("awareness-hours")
    return {
        "hours": f"{Decimal(hours).normalize():f}",
        "needed": f"{needed:g}",
        "short": hours < needed,
        "value": int(min(hours, needed) * 10),
        "max": int(needed * 10),
        "url": register_url(one),
    }


def _clauses(verdicts: dict[str, ClauseVerdict], actor: Actor, today: date) -> dict[str, Any]:
    """The clauses of my offices that are not in order; for overseers all, their own first, and the policy as a whole.

    What everybody answers for is told to those who look after the whole alone.
    """
    oversees = actor.holds(*OVERSEERS)
    offices = actor.offices - {ALL_STAFF}
    owners = {one.clause: catalogue().clauses[one.clause].owner for one in verdicts.values()}
    open_ones = [
        one
        for one in verdicts.values()
        if one.kind != Kind.ROLLUP
        and (oversees or owners[one.clause] in offices)
        and status_of(one) in ("not_met", "attention")
        and not _only_sums_up(one)
    ]
    open_ones.sort(
        key=lambda one: (
            owners[one.clause] not in offices,
            ORDER.index(status_of(one)),
            catalogue().clauses[one.clause].order,
        )
    )
    found: dict[str, Any] = {
        "alerts": [_alert(one) for one in open_ones[:TELLING]],
        "alerts_count": len(open_ones),
        "alerts_url": f"{reverse('policy')}?{'' if oversees else 'owner=me&'}status=open",
    }
    if oversees:
        counts = tally(verdicts.values())
        before = {clause: status for clause, status in _earlier(today).items() if actor.sees_clause(clause)}
        found |= {
            "whole": {
                "parts": bar_parts(counts),
                "label": bar_label(counts),
                "counts": [
                    {"status": status, "count": counts[status], "url": f"{reverse('policy')}?status={status}"}
                    for status in ORDER
                ],
            },
            "counts": counts,
            "before": _tally(before),
            "turns": _turns(verdicts, before),
        }
    # A demonstration has no mail server, and nobody misses its mail.
    if actor.holds("ciso", "security_officer") and (settings.EMAIL_HOST or not settings.DEMONSTRATION):
        found["undelivered"] = mail.undelivered()
    return found


def _only_sums_up(one: ClauseVerdict) -> bool:
    """Whether a heading is where it is because of a clause below it, which is told by itself."""
    own = any(part["status"] == one.status for part in one.parts)
    return bool(catalogue().clauses[one.clause].children) and not own


def _alert(one: ClauseVerdict) -> dict[str, Any]:
    clause = catalogue().clauses[one.clause]
    return {
        "status": status_of(one),
        "title": said(clause),
        "url": clause_url(clause.id),
        "ref": clause.cite,
        "what": sentence(one),
    }


def _earlier(today: date) -> dict[str, str]:
    """The statuses kept about a week ago: of the oldest day within the last seven."""
    days = Snapshot.objects.filter(day__gte=today - LOOK_BACK, day__lt=today).order_by("day").values("day")[:1]
    return dict(Snapshot.objects.filter(day=days).values_list("clause", "status"))


def _tally(before: dict[str, str]) -> Counter[str]:
    """Count kept statuses as the page counts the present ones: no headings that only sum up, nothing unjudged."""
    book = catalogue().clauses
    left_out = (Kind.ROLLUP, Kind.NOT_YET)
    return Counter(status for one, status in before.items() if one in book and kind_of(book[one]) not in left_out)


def _turns(verdicts: dict[str, ClauseVerdict], before: dict[str, str]) -> list[dict[str, Any]]:
    """What turned since then, the worst first."""
    turned = [
        one
        for one in verdicts.values()
        if one.kind not in (Kind.ROLLUP, Kind.NOT_YET)
        and before.get(one.clause, one.status) != one.status
        and not _only_sums_up(one)
    ]
    turned.sort(key=lambda one: (ORDER.index(status_of(one)), catalogue().clauses[one.clause].order))
    return [_alert(one) | {"was": before[one.clause]} for one in turned[:TELLING]]


def _stats(desk: Desk, context: dict[str, Any]) -> list[dict[str, Any]]:
    """The numbers on top; each leads to its rows on this page or to the policy."""
    late = sum(len(group["tasks"]) for group in context["groups"] if group["code"] == "overdue")
    soon = sum(len(group["tasks"]) for group in context["groups"] if group["code"] in ("today", "week"))
    found: list[dict[str, Any]] = [
        {"title": _("Waits for my signature"), "value": len(desk.to_sign), "icon": "stamp", "url": "#sign"},
        {"title": _("Overdue, mine"), "value": late, "icon": "today", "url": "#mine", "tone": "bad" if late else ""},
        {"title": _("Due within a week"), "value": soon, "icon": "calendar", "url": "#mine"},
    ]
    if "counts" not in context:
        alerts = context.get("alerts_count", 0)
        found.append(
            {
                "title": _("My clauses not in order"),
                "value": alerts,
                "icon": "shield",
                "tone": "bad" if alerts else "",
                "url": f"{reverse('policy')}?owner=me&status=open",
            }
        )
        return found
    for status, tone in (("not_met", "bad"), ("no_data", "void")):
        count = context["counts"][status]
        change = count - context["before"][status] if context["before"] else 0
        found.append(
            {
                "title": _("Clauses not met") if status == "not_met" else _("Clauses without data"),
                "value": count,
                "icon": "shield" if status == "not_met" else "sensor",
                "tone": tone if count else "",
                "delta": f"{change:+d}".replace("-", "−") if change else "",
                "delta_tone": "bad" if change > 0 else "ok",
                "note": _("since last week") if change else "",
                "url": f"{reverse('policy')}?status={status}",
            }
        )
    return found
