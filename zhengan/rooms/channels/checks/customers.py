"""Channels to customers: ordering over the internet, notices, the places open to the public."""

from datetime import date
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.alerts import alerts, explained, told, warned
from zhengan.checks.algebra import Part, at_least, each, there_is_recent
from zhengan.checks.declare import attested, check
from zhengan.checks.mechanisms import each_protected, operates
from zhengan.checks.populations import (
    online_ordering,
    system_kinds_in_use,
    systems,
)
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


@check("9.7.2", besides=("release",))
def changes_of_order_pages_are_watched(on: date, p: Any) -> list[Part]:
    """Every system for orders is watched for changes; of each change somebody is told in time, and it is explained."""
    ordering = online_ordering()
    if not ordering.population.exists():
        return [ordering]
    trading = systems().filter(kind="online_trading")
    watched = [each_protected(trading, "tamper_watch", on=on)] if trading.exists() else []
    seen = alerts(on, "page_changed", "program_changed")
    return [ordering, *watched, told(seen, p.period("alert-notify-within")), explained(seen, on=on)]


@check("9.6.8")
def customers_are_warned_of_phishing(on: date, p: Any) -> list[Part]:
    """The watch for phishing works; customers were warned within a year, and in time of each site that was found."""
    warnings = (
        records(NOTICE)
        .in_state("published", "withdrawn")
        .filter(kind="phishing", audience__has="customer", published_at__isnull=False)
    )
    lately = there_is_recent(
        warnings,
        when="published_at",
        every=YEAR,
        on=on,
        holds=_("%(population)s warnings of phishing were published to customers within 12 months."),
        fails=_("No warning of phishing was published to customers within 12 months."),
        soon=_("The last warning of phishing to customers is soon 12 months old."),
    )
    found = alerts(on, "phishing_site", "bad_link")
    return [
        operates("phishing_watch", on=on),
        lately,
        warned(found, p.period("customer-warning-within"), on=on),
    ]


@check("10.4.11.1.c")
def fake_apps_are_watched_for(on: date, p: Any) -> list[Part]:
    """Where the firm has an app, the watch for fake ones works, and customers were warned of each in time."""
    apps = system_kinds_in_use("mobile_app", what=Both("行動應用程式", "mobile app"))
    if not apps.population.exists():
        return [apps]
    of_fakes = warned(alerts(on, "fake_app"), p.period("customer-warning-within"), on=on)
    return [apps, operates("fake_app_watch", on=on), of_fakes]
