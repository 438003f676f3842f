"""The frame around every page: rail, counts, person, day, look; two queries, once per request."""

from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.web.dates import is_chinese, show_date, show_long_date
from zhengan.faces.web.desk import somebody, waiting
from zhengan.faces.web.places import joined, register_url, role_titles, room_title, room_url
from zhengan.identity import sessions
from zhengan.identity.models import User
from zhengan.identity.offices import ALL_STAFF
from zhengan.identity.scope import Scope
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Notification, TradingDay
from zhengan.kernel.prepared import SOMEBODY, Statement, asked, statement
from zhengan.kernel.register import registers
from zhengan.ledger import clock

# Membership of a body says less of a person than his own office.
BODIES = ("committee", "board")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html needs."""
    if not hasattr(request, "frame"):
        request.frame = _frame(request)  # type: ignore[attr-defined]
    found: dict[str, Any] = request.frame  # type: ignore[attr-defined]
    return found


def firm(*, short: bool = True) -> str:
    """The firm's name as the policy gives it."""
    if not is_chinese():
        return catalogue().document_en.rpartition(" of ")[2]
    name = catalogue().document.partition(" ")[0]
    return name.removesuffix("股份有限公司") if short else name


def _frame(request: HttpRequest) -> dict[str, Any]:
    today = clock.today()
    common: dict[str, Any] = {
        "theme": getattr(request, "theme", ""),
        "demo": settings.DEMONSTRATION,
        "firm": firm(),
        "today_date": show_long_date(today),
        "q": request.GET.get("q", "") if request.path == reverse("search") else "",
        "urls": {
            "home": reverse("today"),
            "policy": reverse("policy"),
            "calendar": reverse("calendar"),
            "ledger": reverse("ledger"),
            "reports": reverse("reports"),
            "settings": reverse("settings"),
            "search": reverse("search"),
            "notices": reverse("notices"),
            "theme": reverse("set-theme"),
            "language": reverse("set-language"),
            "incident": reverse("incident-report"),
            "sign_out": reverse("sign-out"),
        },
    }
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return common
    person = _Person(request, actor)
    common["idle_for"] = int(request.session.get(sessions.IDLE) or 0)
    # Methods, not values: a page without rail (paper, a fragment) never asks the database for it.
    return common | {
        "place": _place(request),
        "me": {
            "name": actor.user.name,
            "offices": role_titles(actor.offices - {ALL_STAFF, *BODIES}) or role_titles(actor.offices - {ALL_STAFF}),
            "initials": actor.user.name[-2:],
            "scope": _scope(actor),
            "url": reverse("settings"),
        },
        "rail": person.rail,
        "trading_day": person.trading_day,
        "notices_count": person.notices_count,
        "waiting_count": person.waiting_count,
    }


def _scope(actor: Actor) -> str:
    """How far somebody from outside sees, in words; nothing for staff."""
    if actor.scope is None:
        return ""
    seen = [one for one in catalogue().chapters if actor.sees_clause(one.id)]
    chapters = joined(one.ref.removesuffix("、") if is_chinese() else one.id for one in seen)
    days = {"first": show_date(actor.scope.from_on), "last": show_date(actor.scope.to_on)}
    told = _("You see chapters %(chapters)s, records from %(first)s to %(last)s, and what names you.")
    return told % (days | {"chapters": chapters or "–"})


class _Person:
    """What the frame asks the database for, when a template comes to it."""

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        self.request = request
        self.actor = actor

    @cached_property
    def waits(self) -> dict[str, int]:
        # Today has read the desk already.
        known: dict[str, int] | None = getattr(self.request, "waits", None)
        return waiting(self.actor) if known is None else known

    @cached_property
    def personal(self) -> tuple[int, bool | None]:
        return _personal(self.actor.user, clock.today())

    def rail(self) -> SafeString:
        match = self.request.resolver_match
        here = match.kwargs if match else {}
        return _rail(
            get_language() or "",
            self.actor.offices,
            self.actor.scope,
            tuple(sorted(self.waits.items())),
            _place(self.request),
            here.get("room", ""),
            here.get("name", ""),
        )

    def waiting_count(self) -> int:
        return sum(self.waits.values())

    def notices_count(self) -> int:
        return self.personal[0]

    def trading_day(self) -> bool | None:
        return self.personal[1]


def _personal(user: User, today: date) -> tuple[int, bool | None]:
    """Unread notices and whether the market trades today, in one query."""
    (row,) = asked(_personal_statement(today), user) or [(0, None)]
    unread, trades = row
    return unread, None if trades is None else bool(trades)


@lru_cache(maxsize=8)
def _personal_statement(today: date) -> Statement:
    unread = (
        Notification.objects.filter(user=OuterRef("pk"), read_at=None)
        .order_by()
        .values("user")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return statement(
        User.objects.filter(pk=SOMEBODY).values_list(
            Coalesce(Subquery(unread), Value(0)),
            Subquery(TradingDay.objects.filter(day=today).values("trading")),
        )
    )


def _place(request: HttpRequest) -> str:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return {"clause": "policy", "clause-rows": "policy"}.get(name or "", name or "")


@lru_cache(maxsize=1000)
def _rail(
    language: str,
    offices: frozenset[str],
    scope: Scope | None,
    waiting_for: tuple[tuple[str, int], ...],
    place: str,
    room: str,
    name: str,
) -> SafeString:
    """The rail, drawn once for all of the same offices and scope, at the same place and with as much waiting."""
    del language
    return SafeString(
        render_to_string("web/parts/rail.html", {"rail": _groups(offices, scope, dict(waiting_for), place, room, name)})
    )


def _groups(
    offices: frozenset[str], scope: Scope | None, waits: dict[str, int], place: str, open_room: str, open_name: str
) -> list[dict[str, Any]]:
    actor = somebody(offices, scope)
    named = [
        ("today", _("Today"), "today", "today"),
        ("policy", pgettext("page", "Policy"), "policy", "policy"),
        ("calendar", _("Calendar"), "calendar", "calendar"),
    ]
    whole = [
        ("ledger", _("Ledger"), "ledger", "ledger"),
        ("reports", _("Reports"), "report", "reports"),
        ("settings", _("Settings"), "settings", "settings"),
    ]
    rooms = [_room_group(code, actor, waits, open_room=open_room, open_name=open_name) for code in catalogue().rooms]
    shown = [group for group in rooms if group["items"]]
    if shown:
        shown[0]["label"] = _("Rooms")
    after = [_fixed(one, place) for one in whole]
    after[0]["label"] = _("Whole firm")
    first = [_fixed(one, place) for one in named]
    first[0] |= {"count": sum(waits.values()) or None, "alert": True}
    return [*first, *shown, *after]


def _fixed(one: tuple[str, str, str, str], place: str) -> dict[str, Any]:
    code, title, icon, name = one
    return {"code": code, "title": title, "url": reverse(name), "icon": icon, "active": place == name, "items": []}


def _room_group(code: str, actor: Actor, waits: dict[str, int], *, open_room: str, open_name: str) -> dict[str, Any]:
    items = [
        {
            "title": register.title,
            "url": register_url(register),
            "active": code == open_room and register.name.replace("_", "-") == open_name,
            "count": waits.get(register.code),
            "alert": True,
        }
        for register in registers()
        if register.room == code and register.may_open(actor)
    ]
    return {
        "code": code,
        "title": room_title(code),
        "url": room_url(code),
        "icon": f"room-{code}",
        "active": code == open_room and not open_name,
        "open": code == open_room,
        "items": items,
        "count": sum(item["count"] or 0 for item in items) or None,
        "alert": True,
    }
