"""The perimeter: firewalls, access from outside, and the mechanisms that the policy wants in place."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.alerts import alerts, handled
from zhengan.checks.algebra import Part, each, start_of
from zhengan.checks.declare import check
from zhengan.checks.mechanisms import mechanisms, operates, working
from zhengan.checks.populations import document_in_force, in_office, is_here, network_zones
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

SESSION, REQUEST, CONTROL = "network.remote_session", "access.access_request", "network.security_control"
YEAR = Period("P1Y")
NO_SESSION = _("No session from outside is recorded.")


@check("9.1.8", besides=("maintenance_record",))
def remote_access_is_ruled_and_reviewed(on: date, p: Any) -> list[Part]:
    """Rules are in force; every session of a year had a valid request and a reason, and was reviewed by another."""
    interval = p.period("remote-review-interval")
    sessions = records(SESSION, REQUEST).filter(started_at__gte=start_of(YEAR.before(on)))
    dated = sessions.annotate(_day=TruncDate("started_at", tzinfo=TAIPEI))
    granted = Q(
        access_request__voided_at=None,
        access_request__kind="remote",
        access_request__state__in=("approved", "executed", "closed"),
        access_request__approved_at__lte=F("started_at"),
    ) & (Q(access_request__valid_until=None) | Q(access_request__valid_until__gte=F("_day")))
    return [
        document_in_force("remote_access", on=on),
        each(dated)
        .must(
            granted & ~Q(purpose=""),
            holds=_("All %(population)s sessions from outside of 12 months had a valid request and a reason."),
            fails=_("%(exceptions)s of %(population)s sessions from outside of 12 months had none, or no reason."),
        )
        .when_empty(Status.NO_DATA, NO_SESSION),
        each(sessions.filter(started_at__lt=start_of(interval.before(on))))
        .must(
            Q(state="reviewed", reviewed_at__isnull=False, reviewed_by__isnull=False)
            & (Q(person=None) | ~Q(reviewed_by=F("person"))),
            holds=_("All %(population)s sessions older than %(interval)s were reviewed by another person."),
            fails=_("%(exceptions)s of %(population)s sessions older than %(interval)s were not reviewed by another."),
            interval=interval,
        )
        .asking_when_empty(
            lambda: (
                Status.MET if sessions.exists() else Status.NO_DATA,
                _("No session from outside is older than %(interval)s."),
            )
        ),
    ]


@check("9.2.1")
def a_firewall_stands_before_the_internet(on: date, p: Any) -> list[Part]:
    """Firewalls are in place and work, and every zone of the internet is behind one."""
    return [
        operates("firewall", on=on),
        each(network_zones("internet"))
        .must(
            Q(separated_by__has="firewall"),
            holds=_("All %(population)s zones of the internet are kept apart by a firewall."),
            fails=_("%(exceptions)s of %(population)s zones of the internet are not kept apart by a firewall."),
        )
        .when_empty(Status.NO_DATA, _("No zone of the internet is on the map.")),
    ]


@check("9.2.2")
def firewalls_are_in_charge_of_somebody(on: date, p: Any) -> Part:
    """Every firewall has a custodian who holds the office of it, and a deputy who is here."""
    return (
        each(mechanisms("firewall"))
        .must(
            Q(Exists(in_office(on, "firewall_admin").filter(person=OuterRef("custodian"))))
            & Q(deputy__isnull=False)
            & is_here(on, "deputy__"),
            holds=_("All %(population)s firewalls have a custodian in office, and a deputy."),
            fails=_("%(exceptions)s of %(population)s firewalls have no custodian in office, or no deputy."),
        )
        .when_empty(Status.NO_DATA, _("No firewall is entered as a mechanism."))
    )


@check("9.1.9", besides=("asset", "iot_device", "mobile_device"))
def strange_devices_are_not_admitted(on: date, p: Any) -> list[Part]:
    """The admission of devices works, and every unknown device that was seen was registered or removed at once."""
    seen = alerts(on, "unknown_device")
    return [operates("nac", on=on), handled(seen, p.period("immediate-tolerance"), on=on)]


@check("9.6.7")
def use_of_the_web_is_controlled(on: date, p: Any) -> list[Part]:
    """The control of web access works, and covers every zone of offices and production."""
    covering = lines(CONTROL, "zones").filter(zone=OuterRef("pk"), record__in=working("web_control", on=on))
    return [
        operates("web_control", on=on),
        each(network_zones("office", "production"))
        .must(
            Q(Exists(covering)),
            holds=_("Web access is controlled in all %(population)s zones of offices and production."),
            fails=_("Web access is not controlled in %(exceptions)s of %(population)s zones."),
        )
        .when_empty(Status.NO_DATA, _("No zone of offices or production is on the map.")),
    ]


@check("9.6.6")
def mail_is_ruled_and_filtered(on: date, p: Any) -> list[Part]:
    """Rules on the use of e-mail are in force; the filter of mail works, and says what it stopped."""
    return [
        document_in_force("email_use", on=on),
        operates("mail_filter", on=on),
        each(mechanisms("mail_filter"))
        .must(
            Q(detections_30d__isnull=False),
            holds=_("All %(population)s filters of mail say what they stopped within 30 days."),
            fails=_("%(exceptions)s of %(population)s filters of mail do not say what they stopped within 30 days."),
        )
        .when_empty(Status.NOT_MET, _("No filter of mail is in place.")),
    ]
