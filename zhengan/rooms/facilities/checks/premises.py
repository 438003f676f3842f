"""Premises: areas with their boundary and supplies, what stands in them, and who holds a right to their doors."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, there_is_recent
from zhengan.checks.declare import attested, check
from zhengan.checks.reading import lines, records
from zhengan.checks.statements import stated
from zhengan.checks.status import Status
from zhengan.rooms.facilities.checks.walks import of_areas, passed_last

ASSET, AREA = "assets.asset", "facilities.secure_area"
DANGERS = ("flood", "fire", "quake", "man_made", "neighbours")

# Cables are looked at once a year by who answers for the building.
attested("6.1.4")


def areas(*kinds: str) -> Any:
    """Areas in use, of these kinds or of any."""
    found = records(AREA).active()
    return found.filter(kind__in=kinds) if kinds else found


def equipment() -> Any:
    """Hardware in use."""
    return records(ASSET).active().filter(category="hardware")


def holding(**values: Any) -> Exists:
    """An area in which such equipment stands."""
    return Exists(equipment().filter(secure_area=OuterRef("no"), **values))


@check("6.1.1")
def equipment_stands_in_a_secure_area(on: date, p: Any) -> Part:
    """Every piece of hardware that is not portable names the area in use in which it stands."""
    return each(equipment().exclude(subtype="portable")).must(
        Q(Exists(areas().filter(no=OuterRef("secure_area")))),
        holds=_("All %(population)s pieces of equipment name the secure area they stand in."),
        fails=_("%(exceptions)s of %(population)s pieces of equipment name no secure area in use."),
    )


@check("6.1.2")
def equipment_is_guarded_and_numbered(on: date, p: Any) -> list[Part]:
    """Every piece of hardware has a property number, and every area with hardware is guarded against theft."""
    return [
        each(equipment()).must(
            ~Q(property_no=""),
            holds=_("All %(population)s pieces of equipment have a property number."),
            fails=_("%(exceptions)s of %(population)s pieces of equipment have no property number."),
        ),
        each(areas().filter(holding())).must(
            Q(door_system=True) | ~Q(anti_theft="") & passed_last("machine_room"),
            holds=_("All %(population)s areas with equipment have a door system, or other means that were looked at."),
            fails=_("%(exceptions)s of %(population)s areas with equipment are not guarded against theft."),
        ),
    ]


@check("6.1.3", "6.2.3.2")
def fire_air_and_power_are_looked_after(on: date, p: Any) -> list[Part]:
    """Machine rooms and media stores have all five provisions, inspected in time, and equipment served on schedule."""
    every = p.period("environment-check-interval")
    rooms = areas("machine_room", "media_store")
    serviced = (
        records("operations.maintenance_record", ASSET)
        .in_state("closed")
        .filter(kind="preventive", asset__secure_area=OuterRef("no"))
        .order_by("-ended_at", "-pk")
    )
    return [
        each(rooms).must(
            Q(smoke_detector=True, gas_extinguisher=True, air_conditioning=True, ups=True, generator=True),
            holds=_("All %(population)s machine rooms and media stores have fire, air and power provided for."),
            fails=_("%(exceptions)s of %(population)s machine rooms and media stores lack fire, air or power."),
        ),
        each(rooms).must_recur(
            of_areas("fire_power").filter(result="pass"),
            by="_subject",
            done="inspected_on",
            every=every,
            on=on,
            holds=_("Fire, air and power of all %(population)s of them were found in order within %(interval)s."),
            fails=_("Fire, air and power of %(exceptions)s of %(population)s were not found in order in %(interval)s."),
            soon=_("Fire, air and power of %(warnings)s of %(population)s must soon be inspected (%(interval)s)."),
            interval=every,
        ),
        each(rooms.annotate(_next=Subquery(serviced.values("next_due_on")[:1], output_field=DateField())))
        .must_not_be_past(
            "_next",
            on=on,
            holds=_("The equipment of all %(population)s of them was serviced by the schedule of its contract."),
            fails=_("The equipment of %(exceptions)s of %(population)s was not serviced by the schedule."),
            soon=_("The equipment of %(warnings)s of %(population)s must soon be serviced."),
        )
        .no_duty(),
    ]


@check("6.2.1.1")
def boundaries_are_drawn(on: date, p: Any) -> list[Part]:
    """Every area has its boundary and plan, restricted ones a door system, and it is stated that they are right."""
    return [
        each(areas()).must(
            ~Q(boundary="") & Q(floor_plan__isnull=False) & (Q(restricted=False) | Q(door_system=True)),
            holds=_("All %(population)s areas have a boundary and a plan, and a door system where restricted."),
            fails=_("%(exceptions)s of %(population)s areas lack a boundary, a plan or a door system."),
        ),
        stated("6.2.1.1", on=on),
    ]


@check("6.2.1.2")
def protection_fits_what_stands_inside(on: date, p: Any) -> list[Part]:
    """No area is protected less than what stands inside asks for, and its risk was assessed within a year."""
    fitting = each(areas()).must(
        Q(level="high")
        | Q(level="medium") & ~Q(holding(classification="confidential"))
        | Q(level="low") & ~Q(holding(classification__in=("confidential", "sensitive"))),
        holds=_("All %(population)s areas are protected as high as the equipment inside asks for."),
        fails=_("%(exceptions)s of %(population)s areas are protected less than the equipment inside asks for."),
    )
    return [fitting, risk_assessed(areas(), on=on)]


def risk_assessed(concerned: Any, *, on: date) -> Part:
    """The risk to each of these areas was assessed within a year, and that approved."""
    risks = records("assurance.risk").in_state("approved", "monitored").filter(category="facility")
    return each(concerned).must_recur(
        risks,
        by="subject_ref",
        to="no",
        done="assessed_on",
        every=Period("P1Y"),
        on=on,
        holds=_("The risk to all %(population)s areas was assessed within 12 months."),
        fails=_("The risk to %(exceptions)s of %(population)s areas was not assessed within 12 months."),
        soon=_("The risk to %(warnings)s of %(population)s areas must soon be assessed again."),
    )


@check("6.2.3.1")
def machine_room_site_was_thought_over(on: date, p: Any) -> list[Part]:
    """For every machine room all five dangers were considered, its risk assessed, and it is stated that it is right."""
    rule = Q()
    for danger in DANGERS:
        rule &= Q(site_risks_considered__has=danger)
    return [
        each(areas("machine_room")).must(
            rule,
            holds=_("For all %(population)s machine rooms every danger of the site was considered."),
            fails=_("For %(exceptions)s of %(population)s machine rooms not every danger of the site was considered."),
        ),
        risk_assessed(areas("machine_room"), on=on),
        stated("6.2.3.1", on=on),
    ]


@check("6.2.3.4")
def door_rights_are_reviewed(on: date, p: Any) -> list[Part]:
    """Door rights were reviewed within the interval set, and who was to lose his has lost it."""
    every = p.period("door-review-interval")
    reviews = records("access.recertification").in_state("executed").filter(subject="door")
    held = lines(AREA, "permissions").filter(
        record__kind="machine_room",
        revoked_on=None,
        person=OuterRef("holder"),
        granted_on__lte=OuterRef("record__as_of"),
    )
    return [
        there_is_recent(
            reviews,
            when="completed_on",
            every=every,
            on=on,
            holds=_("%(population)s reviews of door rights were carried out within %(interval)s."),
            fails=_("No review of door rights was carried out within %(interval)s."),
            soon=_("Door rights must soon be reviewed again (every %(interval)s)."),
            interval=every,
        ),
        each(lines("access.recertification", "lines").filter(record__in=reviews, decision="revoke"))
        .must_not(
            Q(Exists(held)),
            holds=_("All %(population)s door rights that were to be withdrawn are withdrawn."),
            fails=_("%(exceptions)s of %(population)s door rights that were to be withdrawn are still there."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No review asked for a door right to be withdrawn.")),
    ]


@check("6.2.4.2", besides=("config_check",))
def computers_ask_for_a_password_at_start(on: date, p: Any) -> Part:
    """Every portable computer, and every PC classed above general, is protected by a password at start."""
    needing = (
        records(ASSET)
        .active()
        .filter(Q(subtype="portable") | Q(subtype="pc", classification__in=("confidential", "sensitive")))
    )
    return each(needing).must(
        Q(boot_password=True),
        holds=_("All %(population)s computers that need it have a password at start."),
        fails=_("%(exceptions)s of %(population)s computers that need it have no password at start."),
    )
