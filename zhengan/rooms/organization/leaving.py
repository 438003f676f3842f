"""Leaving and moving: what ends by itself, and the checklist that opens for all that must be taken back by hand."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _now

from zhengan.identity import offices
from zhengan.kernel import acts
from zhengan.kernel.accounts import ending
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry
from zhengan.rooms.organization.checklists import LEAVING, ChangeKind

CHANGE = "organization.personnel_change"


def left(person: Any) -> None:
    """Somebody has left: what he holds and signed ends, and the checklist opens unless it is there already."""
    _end_appointments(person, on=person.left_on)
    offices.withdraw_from(person.user, to_on=clock.today() - timedelta(days=1))
    undertakings = register("organization.undertaking").record.objects.live()
    for one in undertakings.in_state("issued", "signed").filter(person=person):
        acts.move(one, "ended", by=Actor.system())
    open_leaving(person, person.left_on)


def moved(person: Any) -> None:
    """Somebody has moved: what he held belonged to the old unit; the new one appoints him anew (7.1.3.2)."""
    ending.cut_off(person.user)
    _end_appointments(person, on=clock.today())
    offices.withdraw_from(person.user, to_on=clock.today() - timedelta(days=1))
    _open(person, ChangeKind.TRANSFER, clock.today(), already=(ChangeKind.TRANSFER,))


def has_moved(person: Any, act: str) -> bool:
    """Whether this act, entered just now, brought the person into another unit."""
    if act not in ("change", "correct", "import"):
        return False
    told = Entry.objects.filter(register=person.register.code, record_id=person.pk).select_related("payload")
    entry = told.order_by("-pk").first()
    return entry is not None and "unit" in ((entry.payload.body or {}).get("after") or {})


def open_leaving(person: Any, on: date) -> None:
    """Open the checklist of somebody whose last day is known; for people from outside it is the end of a contract."""
    kind = ChangeKind.CONTRACT_END if person.kind == "outsourced" else ChangeKind.LEAVE
    _open(person, kind, on, already=LEAVING)


def _open(person: Any, kind: ChangeKind, on: date, *, already: tuple[ChangeKind, ...]) -> None:
    changes = register(CHANGE)
    there = changes.record.objects.live().filter(person=person, kind__in=already)
    if kind == ChangeKind.TRANSFER:
        there = there.in_state("notified", "in_progress")
    if not there.exists():
        values = {"person": person, "kind": kind, "effective_on": on, "to_unit": None}
        if kind == ChangeKind.TRANSFER:
            values["to_unit"] = person.unit
        acts.create(changes, values, by=Actor.system())


def _end_appointments(person: Any, *, on: date | None) -> None:
    """End what the person holds; where he is deputy the appointment goes on without one, as a check will say."""
    appointments = register("organization.appointment").record.objects.live()
    for one in appointments.filter(person=person, state="in_force"):
        acts.move(one, "ended", by=Actor.system(), values={"to_on": on})
    for one in appointments.filter(deputy=person, state="in_force"):
        why = str(_now("The deputy left or moved."))
        acts.change(one, {"deputy": None, "deputy_acts": False}, by=Actor.system(), reason=why)
