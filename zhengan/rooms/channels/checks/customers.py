"""Channels to customers: ordering over the internet, notices, the places open to the public."""

from datetime import date
from typing import Any

from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, at_least, each, start_of, there_is_recent
from zhengan.checks.declare import attested, check
from zhengan.checks.populations import document_in_force, online_ordering, system_kinds_in_use
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both
from zhengan.ledger.clock import TAIPEI

NOTICE = "policy.notice"
YEAR = Period("P1Y")

# Seen with one's own eyes in each business place; the inspections with photographs come with their register.
attested("8.5.2", "8.5.3", "8.5.4", "8.5.6", each_place=True)


@check("8.5.1")
def rules_are_posted_at_once(on: date, p: Any) -> Part:
    """Every law or circular of the last 12 months was posted in time, and acknowledged by every business place."""
    within = p.period("immediate-tolerance")
    received = records(NOTICE).filter(kind="regulation", received_on__range=(YEAR.before(on), on))
    # Days are taken off the times, so that both engines compare a day with a day.
    allowed = at_least(within)
    in_time = lines(NOTICE, "receipts").annotate(
        _read=TruncDate(ExpressionWrapper(F("read_at") - allowed, output_field=DateTimeField()), tzinfo=TAIPEI),
        _signed=TruncDate(ExpressionWrapper(F("signed_at") - allowed, output_field=DateTimeField()), tzinfo=TAIPEI),
    )
    here = records("organization.person").filter(unit=OuterRef(OuterRef("pk")))
    acknowledged = in_time.filter(
        Q(_read__lte=OuterRef(OuterRef("received_on"))) | Q(_signed__lte=OuterRef(OuterRef("received_on"))),
        Q(recipient=OuterRef("no")) | Q(recipient__in=here.values("no")),
        record=OuterRef(OuterRef("pk")),
    )
    silent = records("organization.unit").active().filter(kind="branch").filter(~Exists(acknowledged))
    posted = received.annotate(
        _posted=TruncDate(ExpressionWrapper(F("published_at") - allowed, output_field=DateTimeField()), tzinfo=TAIPEI)
    )
    return (
        each(posted)
        .must(
            Q(channel__has="board", _posted__lte=F("received_on")) & ~Q(Exists(silent))
            | Q(published_at=None, received_on__gte=within.before(on)),
            holds=_(
                "All %(population)s laws and circulars of the last 12 months were posted on the notice boards within "
                "%(within)s, and every business place has acknowledged them."
            ),
            fails=_(
                "%(exceptions)s of %(population)s laws and circulars of the last 12 months were not posted on the "
                "notice boards within %(within)s, or not acknowledged in time by every business place."
            ),
            within=within,
        )
        .when_empty(Status.NO_DATA, _("No law or circular was entered in the last 12 months."))
    )


@check("9.4", waits_for=("config_check",))
@check("9.5.2", waits_for=("config_check",))
def firms_with_online_ordering(on: date, p: Any) -> Part:
    """Whether customers can order over the internet; a firm without is not concerned."""
    return online_ordering()


@check("9.9", waits_for=("service_metric", "review"))
def service_quality_has_a_standard(on: date, p: Any) -> list[Part]:
    """Where customers order over the internet, a standard of service quality is in force."""
    return _where_ordering("service_quality", on=on)


@check("9.6.8", waits_for=("security_control",))
def customers_are_warned_of_phishing(on: date, p: Any) -> list[Part]:
    """Customers were warned of phishing within a year, and in time of each site and link that was found."""
    warnings = (
        records(NOTICE)
        .in_state("published", "withdrawn")
        .filter(kind="phishing", audience__has="customer", published_at__isnull=False)
    )
    return [
        there_is_recent(
            warnings,
            when="published_at",
            every=YEAR,
            on=on,
            holds=_("%(population)s warnings of phishing were published to customers within 12 months."),
            fails=_("No warning of phishing was published to customers within 12 months."),
            soon=_("The last warning of phishing to customers is soon 12 months old."),
        ),
        warned("phishing_site", "bad_link", within=p.period("customer-warning-within"), on=on),
    ]


@check("9.8", waits_for=("api_client", "obligation"))
def api_service_has_rules(on: date, p: Any) -> list[Part]:
    """Where an API is offered to customers, rules on it are in force."""
    offered = system_kinds_in_use("api", what=Both("客戶 API 服務", "API service for customers"))
    return [offered, document_in_force("api_service", on=on)] if offered.population.exists() else [offered]


@check("10.4.11.1.c", waits_for=("security_control",))
def customers_are_warned_of_fake_apps(on: date, p: Any) -> list[Part]:
    """Where the firm has an app, customers were warned in time of each fake one."""
    app = firms_with_an_app_for_customers(on, p)
    if not app.population.exists():
        return [app]
    return [app, warned("fake_app", within=p.period("customer-warning-within"), on=on)]


def warned(*kinds: str, within: Period, on: date) -> Part:
    """Of each such alert of a year that was no false alarm customers were warned in time, and something was done."""
    allowed = at_least(within)
    seen = records("incidents.alert", NOTICE).filter(
        kind__in=kinds, detected_at__gte=start_of(YEAR.before(on) + DAY), detected_at__lt=start_of(on + DAY)
    )
    took = ExpressionWrapper(F("notice__published_at") - F("detected_at"), output_field=DurationField())
    return (
        each(seen.exclude(action="false_alarm").annotate(_took=took))
        .must(
            Q(_took__lte=allowed) & ~Q(action="") | Q(detected_at__gte=start_of(on) - allowed),
            holds=_(
                "Of all %(population)s such alerts customers were warned within %(within)s, and each was dealt with."
            ),
            fails=_("Of %(exceptions)s of %(population)s such alerts customers were not warned within %(within)s."),
            within=within,
        )
        .when_empty(Status.NOT_APPLICABLE, _("No such alert was raised within 12 months."))
    )


@check("10.4.11.1.b", waits_for=("mobile_app_release",))
def firms_with_an_app_for_customers(on: date, p: Any) -> Part:
    """Whether the firm has an app; a firm without one is not concerned."""
    return system_kinds_in_use("mobile_app", what=Both("行動應用程式", "mobile app"))


def _where_ordering(topic: str, *, on: date) -> list[Part]:
    ordering = online_ordering()
    return [ordering, document_in_force(topic, on=on)] if ordering.population.exists() else [ordering]
