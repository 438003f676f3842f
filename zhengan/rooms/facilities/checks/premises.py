"""Premises and equipment: what the inventory already shows, and what only a person can see."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, there_is_recent
from zhengan.checks.declare import attested, check
from zhengan.checks.reading import records
from zhengan.checks.statements import stated

ASSET = "assets.asset"

# Cables are looked at; the inspections with photographs come with the register of inspections.
attested("6.1.4")


@check("6.1.1", waits_for=("secure_area",))
def equipment_stands_in_a_secure_area(on: date, p: Any) -> Part:
    """Every piece of hardware that is not portable names the secure area it stands in."""
    standing = records(ASSET).active().filter(category="hardware").exclude(subtype="portable")
    return each(standing).must(
        ~Q(secure_area=""),
        holds=_("All %(population)s pieces of equipment name the secure area they stand in."),
        fails=_("%(exceptions)s of %(population)s pieces of equipment name no secure area."),
    )


@check("6.1.2", waits_for=("secure_area", "inspection"))
def equipment_has_a_property_number(on: date, p: Any) -> Part:
    """Every piece of hardware has a property number."""
    return each(records(ASSET).active().filter(category="hardware")).must(
        ~Q(property_no=""),
        holds=_("All %(population)s pieces of equipment have a property number."),
        fails=_("%(exceptions)s of %(population)s pieces of equipment have no property number."),
    )


@check("6.2.1.1", waits_for=("secure_area",))
def boundaries_are_stated(on: date, p: Any) -> Part:
    """It is stated that the boundaries are laid down and guarded."""
    return stated("6.2.1.1", on=on)


@check("6.2.3.1", waits_for=("secure_area", "risk"))
def machine_room_site_is_stated(on: date, p: Any) -> Part:
    """It is stated that the site of the machine room was chosen with the dangers in mind."""
    return stated("6.2.3.1", on=on)


@check("6.2.3.4", waits_for=("secure_area",))
def door_rights_are_reviewed(on: date, p: Any) -> Part:
    """A review of door rights was carried out within the interval set."""
    every = p.period("door-review-interval")
    return there_is_recent(
        records("access.recertification").in_state("executed").filter(subject="door"),
        when="completed_on",
        every=every,
        on=on,
        holds=_("%(population)s reviews of door rights were carried out within %(interval)s."),
        fails=_("No review of door rights was carried out within %(interval)s."),
        soon=_("Door rights must soon be reviewed again (every %(interval)s)."),
        interval=every,
    )


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
