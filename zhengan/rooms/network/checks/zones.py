"""Zones and rules: what is apart stays apart, and nothing is let through that nobody approved."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.alerts import alerts, closed
from zhengan.checks.algebra import Part, each, there_is, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import lies_in, network_zones, systems
from zhengan.checks.reading import lines, note, records
from zhengan.checks.status import Status
from zhengan.rooms.network.registers.network_zone import OPEN_KINDS

ZONE, RULE, CHANGE, REVIEW = (
    "network.network_zone",
    "network.firewall_rule",
    "development.change_request",
    "access.recertification",
)
YEAR = Period("P1Y")
# Approved before the rule was seen, and not by who made it.
APPROVED_BEFORE = Q(
    change_request__kind="firewall",
    change_request__approver__isnull=False,
    change_request__approved_at__lte=F("first_seen_at"),
) & (Q(change_request__implementer=None) | ~Q(change_request__approver=F("change_request__implementer")))


def allowing() -> QuerySet[Any]:
    """Rules in use that let something through."""
    note(ZONE)
    return records(RULE).active().filter(action="allow")


@check("9.1.5", besides=("asset",))
def zones_are_apart(on: date, p: Any) -> list[Part]:
    """There are zones for DMZ, production and test, separated and confirmed within a year; no open rule joins them."""
    every = [
        there_is(
            network_zones(kind).exclude(separated_by=()),
            holds=_("%(population)s zones of the kind “%(kind)s” are in use, separated from the others."),
            fails=_("No zone of the kind “%(kind)s” is in use and separated from the others."),
            kind=dict(records(ZONE).model._meta.get_field("kind").flatchoices)[kind],
        )
        for kind in ("dmz", "production", "test")
    ]
    open_ones = Q(any_any=True) & (
        Q(from_zone__kind="test", to_zone__kind="production")
        | Q(from_zone__kind="production", to_zone__kind="test")
        | Q(from_zone__kind="internet", to_zone__kind="production")
    )
    return [
        *every,
        each(network_zones()).must_be_fresh(
            "confirmed_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s zones in use were confirmed within 12 months."),
            fails=_("%(exceptions)s of %(population)s zones in use were not confirmed within 12 months."),
            soon=_("%(warnings)s of %(population)s zones in use must soon be confirmed again."),
        ),
        each(allowing())
        .must_not(
            open_ones,
            holds=_("None of %(population)s rules that let through opens one zone to another that is kept apart."),
            fails=_("%(exceptions)s of %(population)s rules open one zone to another that is kept apart."),
        )
        .when_empty(Status.NO_DATA, _("No firewall rule is entered.")),
    ]


@check("9.1.6")
def personal_data_lie_in_safe_zones(on: date, p: Any) -> list[Part]:
    """Every system and file with personal or sensitive data lies in a zone where they may, not in the open."""
    safe = network_zones().filter(personal_data_allowed=True).exclude(kind__in=OPEN_KINDS)
    return [
        each(systems().filter(Q(holds_personal_data=True) | Q(holds_sensitive_data=True))).must(
            lies_in(safe),
            holds=_("All %(population)s systems with personal or sensitive data lie in a zone where they may."),
            fails=_("%(exceptions)s of %(population)s systems with personal or sensitive data lie in no such zone."),
        ),
        each(records("privacy.personal_data_file").active()).must(
            Q(network_zone__in=safe.values("pk")),
            holds=_("All %(population)s personal data files lie in a zone where they may."),
            fails=_("%(exceptions)s of %(population)s personal data files lie in no such zone."),
        ),
    ]


@check("9.2.4")
def exposed_systems_are_behind_firewalls(on: date, p: Any) -> list[Part]:
    """Every important system that the internet reaches lies behind a firewall; what is let in was asked for."""
    behind = network_zones("dmz", "production").filter(separated_by__has="firewall")
    inward = allowing().filter(from_zone__kind="internet", to_zone__kind__in=("dmz", "production"))
    return [
        each(systems().filter(internet_facing=True, important=True)).must(
            lies_in(behind),
            holds=_("All %(population)s important systems facing the internet lie in a zone behind a firewall."),
            fails=_("%(exceptions)s of %(population)s important systems facing the internet lie in no such zone."),
        ),
        each(inward)
        .must(
            Q(any_any=False, change_request__isnull=False),
            holds=_("All %(population)s rules from the internet inwards name single services and a request."),
            fails=_("%(exceptions)s of %(population)s rules from the internet inwards are too wide or unasked."),
        )
        .when_empty(Status.NO_DATA, _("No firewall rule is entered.")),
    ]


@check("9.2.5")
def firewall_rules_are_approved(on: date, p: Any) -> list[Part]:
    """Every rule that lets through was approved before by another, temporary ones end, alerts on changes are closed."""
    note(CHANGE)
    return [
        each(allowing())
        .must(
            APPROVED_BEFORE,
            holds=_("All %(population)s rules that let through were approved beforehand by another person."),
            fails=_("%(exceptions)s of %(population)s rules that let through were not approved beforehand."),
        )
        .when_empty(Status.NO_DATA, _("No firewall rule is entered.")),
        each(records(RULE).active().filter(expires_on__isnull=False))
        .must(
            Q(expires_on__gte=on),
            holds=_("All %(population)s temporary rules in use are within their term."),
            fails=_("%(exceptions)s of %(population)s temporary rules are still in use after their term."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No temporary rule is in use.")),
        closed(alerts(on, "rule_changed"), on=on),
    ]


@check("9.2.6")
def firewall_rules_are_reviewed(on: date, p: Any) -> list[Part]:
    """A review of firewall rules, every line decided, was carried out within a year; nothing revoked is in use."""
    reviews = records(REVIEW).in_state("executed").filter(subject="firewall", decided_count=F("item_count"))
    revoked = lines(REVIEW, "lines").filter(record__in=reviews.values("pk"), decision="revoke")
    return [
        there_is_recent(
            reviews,
            when="completed_on",
            every=YEAR,
            on=on,
            holds=_("%(population)s reviews of firewall rules were carried out within 12 months."),
            fails=_("No review of firewall rules was carried out within 12 months."),
            soon=_("Firewall rules must be reviewed again within 30 days."),
        ),
        each(records(RULE).active())
        .must_not(
            Q(no__in=revoked.values("item_ref")),
            holds=_("None of %(population)s rules in use was revoked by a review."),
            fails=_("%(exceptions)s of %(population)s rules in use were revoked by a review."),
        )
        .when_empty(Status.NO_DATA, _("No firewall rule is entered.")),
    ]
