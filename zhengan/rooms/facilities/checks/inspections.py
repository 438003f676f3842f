"""Inspections: what has to be looked at, how often, and that what failed is followed up."""

from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import ORDERING, PERSON, online_ordering, rule_rested_on, systems
from zhengan.checks.reading import lines, records
from zhengan.checks.settings import last_in_order, settings_in_order
from zhengan.checks.status import Status
from zhengan.rooms.facilities.checks.premises import ASSET, areas
from zhengan.rooms.facilities.checks.walks import INSPECTION, approved, of_areas, of_systems, passed_last, with_findings

YEAR = Period("P1Y")


@check("1.2")
def departments_check_themselves(on: date, p: Any) -> Part:
    """Every unit with people has an approved self-check within the interval set."""
    every = p.period("department-check-interval")
    there = records(PERSON).active().filter(unit=OuterRef("pk"))
    return each(records("organization.unit").active().filter(Exists(there))).must_recur(
        approved("department"),
        by="unit",
        done="inspected_on",
        every=every,
        on=on,
        holds=_("All %(population)s units with people have checked themselves within %(interval)s."),
        fails=_("%(exceptions)s of %(population)s units with people have not checked themselves within %(interval)s."),
        soon=_("%(warnings)s of %(population)s units must soon check themselves again (every %(interval)s)."),
        interval=every,
    )


@check("6.2.4.1")
def desks_and_screens_are_clear(on: date, p: Any) -> list[Part]:
    """Every unit had an approved walk of its desks within the interval, as many in order as set; screens lock."""
    every = p.period("clear-desk-interval")
    there = records(PERSON).active().filter(unit=OuterRef("pk"))
    walks = approved("clear_desk")
    return [
        each(records("organization.unit").active().filter(Exists(there))).must_recur(
            walks,
            by="unit",
            done="inspected_on",
            every=every,
            on=on,
            holds=_("The desks of all %(population)s units with people were looked at within %(interval)s."),
            fails=_("The desks of %(exceptions)s of %(population)s units were not looked at within %(interval)s."),
            soon=_("The desks of %(warnings)s of %(population)s units must soon be looked at (every %(interval)s)."),
            interval=every,
        ),
        each(lines(INSPECTION, "lines").filter(record__in=walks.filter(inspected_on__gte=every.before(on))))
        .must(
            Q(ok=True),
            holds=_("All %(population)s things looked at on desks were in order."),
            fails=_("%(exceptions)s of %(population)s things looked at on desks were not in order."),
        )
        .tolerating(p.percent("desk-pass-rate"))
        .when_empty(Status.NO_DATA, _("No desk was looked at.")),
        *settings_in_order("6.2.4.1", on=on, p=p),
    ]


@check("7.2.3")
def secrets_are_stored_scrambled(on: date, p: Any) -> Part:
    """The storage of every system with highly sensitive data was found in order within a year, by scan or on a walk."""
    return _encrypted(("storage", "data"), on=on)


@check("10.2.3")
def sensitive_data_is_encrypted(on: date, p: Any) -> Part:
    """Storage or transport of every system with highly sensitive data was found in order within a year."""
    return _encrypted(("storage", "data"), ("tls",), on=on)


def _encrypted(*settings: tuple[str, ...], on: date) -> Part:
    running = systems()
    walks = approved("encryption").filter(result="pass", subject_ref=OuterRef("no")).order_by("-inspected_on")
    seen = running.filter(holds_sensitive_data=True).annotate(
        _walked=Subquery(walks.values("inspected_on")[:1]), _found=last_in_order(*settings)
    )
    scanned_last = Q(_found__isnull=False) & (Q(_walked=None) | Q(_found__gt=F("_walked")))
    later = Case(When(scanned_last, then=F("_found")), default=F("_walked"), output_field=DateField())
    return (
        each(seen.annotate(_encrypted=later))
        .must_be_fresh(
            "_encrypted",
            every=YEAR,
            on=on,
            holds=_("The encryption of all %(population)s systems with sensitive data was found in order in a year."),
            fails=_(
                "The encryption of %(exceptions)s of %(population)s systems with sensitive data was not found in order "
                "within a year."
            ),
            soon=_("The encryption of %(warnings)s of %(population)s systems must soon be looked at again."),
        )
        .asking_when_empty(
            lambda: (
                Status.NOT_APPLICABLE if running.exists() else Status.NO_DATA,
                _("No system in use holds highly sensitive data."),
            )
        )
    )


@check("8.5.5")
def reading_rooms_have_no_trading_terminal(on: date, p: Any) -> list[Part]:
    """No trading terminal stands in a reading room, and the last quarterly look at each found that so."""
    rooms = areas("reading_room")
    terminals = records(ASSET).active().filter(subtype="trading_terminal", secure_area=OuterRef("no"))
    nothing = _("There is no reading room.")

    def without() -> tuple[Status, Any]:
        return Status.NOT_APPLICABLE if areas().exists() else Status.NO_DATA, nothing

    every = p.period("reading-room-interval")
    return [
        each(rooms)
        .must_not(
            Q(Exists(terminals)),
            holds=_("In none of %(population)s reading rooms stands a trading terminal."),
            fails=_("In %(exceptions)s of %(population)s reading rooms stands a trading terminal."),
        )
        .asking_when_empty(without),
        each(rooms)
        .must_recur(
            of_areas("reading_room").filter(result="pass"),
            by="_subject",
            done="inspected_on",
            every=every,
            on=on,
            holds=_("All %(population)s reading rooms were found in order within %(interval)s."),
            fails=_("%(exceptions)s of %(population)s reading rooms were not found in order within %(interval)s."),
            soon=_("%(warnings)s of %(population)s reading rooms must soon be looked at again (%(interval)s)."),
            interval=every,
        )
        .asking_when_empty(without),
    ]


@check("9.1.1", besides=("asset", "endpoint_protection"))
def network_is_assessed(on: date, p: Any) -> list[Part]:
    """The security of the network was assessed within the interval set, and each failed line became a finding."""
    every = p.period("network-assessment-interval")
    return [
        there_is_recent(
            approved("network_security"),
            when="inspected_on",
            every=every,
            on=on,
            holds=_("%(population)s assessments of the network were approved within %(interval)s."),
            fails=_("No assessment of the network was approved within %(interval)s."),
            soon=_("The network must soon be assessed again (every %(interval)s)."),
            interval=every,
        ),
        _followed_up("network_security"),
    ]


@check("9.7.1")
def order_functions_are_checked(on: date, p: Any) -> list[Part]:
    """The functions of every order system were checked within the interval set, and each failed line is a finding."""
    every = p.period("order-check-interval")
    ordering = online_ordering()
    if not ordering.population.exists():
        return [ordering]
    return [
        each(systems().filter(kind__in=("online_trading", "mobile_app"))).must_recur(
            of_systems("order_functions"),
            by="_subject",
            done="inspected_on",
            every=every,
            on=on,
            holds=_("The functions of all %(population)s order systems were checked within %(interval)s."),
            fails=_(
                "The functions of %(exceptions)s of %(population)s order systems were not checked in %(interval)s."
            ),
            soon=_("The functions of %(warnings)s of %(population)s order systems must soon be checked again."),
            interval=every,
        ),
        _followed_up("order_functions"),
    ]


@check("9.5.2", besides=("config_check",))
def all_orders_are_authenticated(on: date, p: Any) -> list[Part]:
    """The last check of the functions of every order system found log-in, signature and refusal in order."""
    ordering = online_ordering()
    if not ordering.population.exists():
        return [ordering]
    return [
        each(systems().filter(kind__in=ORDERING)).must(
            passed_last("order_functions"),
            holds=_("Every one of %(population)s order systems was last found to take no order unauthenticated."),
            fails=_("%(exceptions)s of %(population)s order systems were not found to take no order unauthenticated."),
        ),
    ]


def _followed_up(template: str) -> Part:
    """Every line that failed became a finding; where nothing was inspected there is nothing to follow up."""
    return (
        each(lines(INSPECTION, "lines").filter(record__in=approved(template)))
        .must(
            with_findings(),
            holds=_("Of %(population)s items looked at, each that failed became a finding."),
            fails=_("Of %(population)s items looked at, %(exceptions)s failed and became no finding."),
        )
        .when_empty(Status.NO_DATA, _("Nothing was looked at yet."))
    )


@check("7.5.4", unless_stated=True)
def trade_reports_by_mail_are_masked(on: date, p: Any) -> list[Part]:
    """The rule on masking is entered, and the last sample, taken within the interval set, found all mails masked."""
    every = p.period("masking-check-interval")
    samples = approved("masking").filter(inspected_on__lte=on)
    newest = samples.filter(pk__in=list(samples.order_by("-inspected_on", "-pk").values_list("pk", flat=True)[:1]))
    none = _("No sample of trade reports is approved; state every year where none goes by mail.")
    return [
        rule_rested_on("7.5.4").when_empty(Status.NO_DATA, _("No outside rule that this answers is entered.")),
        there_is_recent(
            samples,
            when="inspected_on",
            every=every,
            on=on,
            holds=_("%(population)s samples of trade reports were approved within %(interval)s."),
            fails=_("No sample of trade reports was approved within %(interval)s."),
            soon=_("Trade reports must soon be sampled again (every %(interval)s)."),
            interval=every,
        ).when_empty(Status.NOT_MET if samples.exists() else Status.NO_DATA, none),
        each(newest)
        .must(
            Q(result="pass"),
            holds=_("The last sample found name and accounts masked in all trade reports."),
            fails=_("The last sample found trade reports in which name or accounts are not masked."),
        )
        .when_empty(Status.NO_DATA, none),
    ]
