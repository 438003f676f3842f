"""A room: its registers with what they hold and what waits, and its clauses with their verdicts."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.web.chips import chips
from zhengan.faces.web.dates import is_chinese
from zhengan.faces.web.desk import waiting
from zhengan.faces.web.places import register_url, room_title
from zhengan.faces.web.reach import actor_of, may_write
from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import STAFF_OFFICES, registers_of
from zhengan.ledger import clock

# What hurts stands first.
WORST_FIRST = ("not_met", "attention", "no_data", "waiting", "met", "not_applicable")


def page(request: HttpRequest, room: str) -> HttpResponse:
    """Show the room."""
    actor = actor_of(request)
    open_here = [one for one in registers_of(room) if one.may_open(actor)]
    if not open_here and not actor.holds(*STAFF_OFFICES):
        raise Refused(_("Your offices do not allow you to see this room."), act="read")
    counts = _counts([one.code for one in open_here], actor)
    waits = waiting(actor)
    clauses = [clause.id for clause in catalogue().clauses.values() if clause.room == room and clause.is_leaf]
    verdicts = chips(clauses, actor) if actor.holds(*STAFF_OFFICES) else []
    verdicts.sort(key=lambda one: WORST_FIRST.index(one["status"]))
    context = {
        "room": room,
        "title": room_title(room),
        "crumbs": [{"title": room_title(room)}],
        "icon": f"room-{room}",
        "registers": [_register(one, actor, counts.get(one.code, {}), waits.get(one.code, 0)) for one in open_here],
        "planned": _planned(room),
        "clauses": verdicts,
        "counts": _by_status(verdicts),
    }
    return render(request, "web/pages/room.html", context)


def _counts(codes: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """How many records each register holds, waits for and is late with; one query over the cards."""
    today = clock.today()
    rows = (
        cards.visible_to(actor)
        .filter(register__in=codes, voided=False)
        .values("register")
        .annotate(
            all=Count("pk"),
            awaiting=Count("pk", filter=Q(awaiting=True)),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
        )
        .order_by()
    )
    return {str(row["register"]): dict(row) for row in rows}


def _register(one: Any, actor: Actor, counts: dict[str, int], waits: int) -> dict[str, Any]:
    reads = one.may_read(actor)
    return {
        "title": one.title,
        "purpose": one.purpose,
        "url": register_url(one),
        "new_url": register_url(one, "new") if may_write(one, actor) else "",
        "one": one.one,
        "count": localize(counts.get("all", 0)) if reads else "",
        "awaiting": counts.get("awaiting", 0) if reads else 0,
        "overdue": counts.get("overdue", 0) if reads else 0,
        "waits": waits,
        "clauses": len(one.clauses),
    }


def _planned(room: str) -> list[str]:
    """Kinds of record that the policy asks for in this room and that this edition does not keep yet."""
    built = {one.name for one in registers_of(room)}
    rows = [row for row in catalogue().registers.values() if row.room == room and row.name not in built]
    return [row.title if is_chinese() else row.title_en for row in rows]


def _by_status(verdicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"status": status, "count": count}
        for status in WORST_FIRST
        if (count := sum(one["status"] == status for one in verdicts))
    ]
