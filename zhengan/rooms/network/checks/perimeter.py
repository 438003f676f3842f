"""The perimeter: firewalls and remote access, as far as documents, offices, changes and reviews show."""

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, office_is_held, systems
from zhengan.checks.reading import records
from zhengan.checks.status import Status


@check("9.1.6", waits_for=("personal_data_file", "network_zone"))
def systems_with_personal_data_have_a_zone(on: date, p: Any) -> Part:
    """Every system with personal or sensitive data names its network zone."""
    return each(systems().filter(Q(holds_personal_data=True) | Q(holds_sensitive_data=True))).must(
        ~Q(network_zone=""),
        holds=_("All %(population)s systems with personal or sensitive data name their network zone."),
        fails=_("%(exceptions)s of %(population)s systems with personal or sensitive data name no network zone."),
    )


@check("9.1.8", waits_for=("remote_session", "maintenance_record"), besides=("access_request",))
def remote_access_has_rules(on: date, p: Any) -> Part:
    """Rules on remote access are in force."""
    return document_in_force("remote_access", on=on)


@check("9.2.2", waits_for=("security_control",))
def firewalls_are_in_charge_of_somebody(on: date, p: Any) -> Part:
    """Somebody administers the firewalls, and has a deputy."""
    return office_is_held("firewall_admin", on=on, with_deputy=True)


@check("9.2.4", waits_for=("network_zone", "firewall_rule"))
def exposed_systems_have_a_zone(on: date, p: Any) -> Part:
    """Every important system that the internet reaches names its network zone."""
    return each(systems().filter(internet_facing=True, important=True)).must(
        ~Q(network_zone=""),
        holds=_("All %(population)s important systems facing the internet name their network zone."),
        fails=_("%(exceptions)s of %(population)s important systems facing the internet name no network zone."),
    )


@check("9.2.5", waits_for=("firewall_rule", "alert"))
def firewall_changes_are_approved(on: date, p: Any) -> Part:
    """Every change of a firewall was approved before, and not by who made it."""
    made = records("development.change_request").in_state("implemented", "verified", "closed").filter(kind="firewall")
    return (
        each(made)
        .must(
            Q(approver__isnull=False, approved_at__lt=F("implemented_at"))
            & (Q(implementer=None) | ~Q(approver=F("implementer"))),
            holds=_("All %(population)s changes of firewalls were approved beforehand by another person."),
            fails=_(
                "%(exceptions)s of %(population)s changes of firewalls were not approved beforehand by another person."
            ),
        )
        .when_empty(Status.NO_DATA, _("No change of a firewall is recorded."))
    )


@check("9.2.6", waits_for=("firewall_rule",))
def firewall_rules_are_reviewed(on: date, p: Any) -> Part:
    """A review of firewall rules with every line decided was carried out within a year."""
    return there_is_recent(
        records("access.recertification")
        .in_state("executed")
        .filter(subject="firewall", decided_count=F("item_count")),
        when="completed_on",
        every=Period("P1Y"),
        on=on,
        holds=_("%(population)s reviews of firewall rules were carried out within 12 months."),
        fails=_("No review of firewall rules was carried out within 12 months."),
        soon=_("Firewall rules must be reviewed again within 30 days."),
    )
