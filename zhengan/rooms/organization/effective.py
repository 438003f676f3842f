"""The effective table of offices compared with the appointments that gave them: nobody may hold what none gives."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q

from zhengan.identity.models import OfficeHeld
from zhengan.kernel.accounts import directory
from zhengan.kernel.integrity import DERIVED
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry
from zhengan.ledger.trouble import Trouble
from zhengan.rooms.organization.duties import OFFICES, Duty

FOUND = "found"
AT_MOST = timedelta(days=31)  # that founders hold their offices


def offices_not_given() -> Iterator[Trouble]:
    """Yield the offices held today that no appointment in force gives, no group outside and no founding."""
    today = clock.today()
    held = OfficeHeld.objects.filter(Q(to_on=None) | Q(to_on__gte=today)).select_related("user").order_by("pk")
    appointments: Any = register("organization.appointment").record.objects
    given = {
        one.no: one
        for one in appointments.live()
        .in_force()
        .select_related("person", "deputy")
        .filter(no__in=held.values_list("source", flat=True))
    }
    for one in held:
        if one.source in directory.ACTS and directory.was_told(one):
            continue
        appointment = given.get(one.source)
        if not (_was_founded(one) if appointment is None else _gives(appointment, one)):
            yield Trouble("office_not_given", f"{one.user.username} {one.office}", one.source)


def _gives(appointment: Any, held: OfficeHeld) -> bool:
    """Whether the appointment gives this office to this user, for these days."""
    entitled = [appointment.person] + ([appointment.deputy] if appointment.deputy_acts else [])
    return (
        held.user_id in {person.user_id for person in entitled}
        and held.office in OFFICES[Duty(appointment.role)]
        and (held.from_on, held.to_on) == (appointment.from_on, appointment.to_on)
    )


def _was_founded(held: OfficeHeld) -> bool:
    """Whether the office is one of the first, which an entry of the same day tells of."""
    if held.source != FOUND or held.to_on is None or held.to_on - held.from_on > AT_MOST:
        return False
    acts = Entry.objects.filter(act=FOUND).values_list("at", flat=True)
    return any(abs(at.astimezone(clock.TAIPEI).date() - held.from_on) <= timedelta(days=1) for at in acts)


DERIVED.append(offices_not_given)
