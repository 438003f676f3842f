"""Alerts: looked at, explained or put right in time, and customers warned of what is meant for them."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, at_least, each, start_of, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import online_ordering, open_findings_in_time
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.rooms.incidents.checks.clocks import lasted

ALERT = "incidents.alert"
YEAR = Period("P1Y")
EXPLAINED = Q(change_request__isnull=False) | Q(release__isnull=False) | Q(incident__isnull=False)


def alerts(on: date, *kinds: str) -> QuerySet[Any]:
    """Alerts of these kinds within a year."""
    return records(ALERT).filter(
        kind__in=kinds, detected_at__gte=start_of(YEAR.before(on) + DAY), detected_at__lt=start_of(on + DAY)
    )


def handled(found: QuerySet[Any], within: Period, *, on: date) -> Part:
    """Each was handled within the time, or still has it."""
    allowed = at_least(within)
    return (
        each(found.annotate(_took=lasted("detected_at", "handled_at")))
        .must(
            Q(_took__lte=allowed) | Q(handled_at=None, detected_at__gte=start_of(on) - allowed),
            holds=_("All %(population)s alerts on this of the last 12 months were handled within %(within)s."),
            fails=_("%(exceptions)s of %(population)s alerts on this were not handled within %(within)s."),
            within=within,
        )
        .when_empty(Status.NOT_APPLICABLE, _("No such alert was raised within 12 months."))
    )


def explained(found: QuerySet[Any], *, on: date) -> Part:
    """Each that is older than a day is closed, with what explains it, or as nothing."""
    return (
        each(found)
        .must(
            Q(state="closed") & (EXPLAINED | Q(action="false_alarm")) | Q(detected_at__gte=start_of(on - DAY)),
            holds=_("All %(population)s alerts on changes of the last 12 months were explained."),
            fails=_("%(exceptions)s of %(population)s alerts on changes of the last 12 months were not explained."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No such alert was raised within 12 months."))
    )


def _seen_at_all(part: Part) -> Part:
    """Where alerts are all that is to be seen, none of them proves nothing."""
    return part.when_empty(Status.NO_DATA, _("No such alert was raised within 12 months."))


@check("8.5.8")
def website_shows_nothing_confidential(on: date, p: Any) -> list[Part]:
    """The website's content was inspected in time; what had to go was taken down at once, findings are followed."""
    every = p.period("website-content-interval")
    return [
        there_is_recent(
            records("facilities.inspection").in_state("approved").filter(template="website_content"),
            when="inspected_on",
            every=every,
            on=on,
            holds=_("%(population)s inspections of the content of the website were approved within %(interval)s."),
            fails=_("No inspection of the content of the website was approved within %(interval)s."),
            soon=_("The content of the website must soon be inspected again (every %(interval)s)."),
            interval=every,
        ),
        handled(alerts(on, "page_changed").filter(action="removed"), p.period("immediate-tolerance"), on=on),
        open_findings_in_time("8.5.8", on=on),
    ]


@check("9.1.9", waits_for=("security_control",), besides=("asset", "iot_device", "mobile_device"))
def unknown_devices_are_dealt_with(on: date, p: Any) -> Part:
    """Every unknown device that was seen was registered or removed at once."""
    return _seen_at_all(handled(alerts(on, "unknown_device"), p.period("immediate-tolerance"), on=on))


@check("10.2.4", waits_for=("security_control",))
def tampering_is_followed(on: date, p: Any) -> Part:
    """Every alarm on a digest that does not match was handled at once."""
    return _seen_at_all(handled(alerts(on, "hash_mismatch"), p.period("immediate-tolerance"), on=on))


@check("9.7.2", waits_for=("security_control",), besides=("release",))
def changes_of_the_order_system_are_told_and_explained(on: date, p: Any) -> list[Part]:
    """Where customers order over the internet, each change of pages and programs is told in time and explained."""
    ordering = online_ordering()
    if not ordering.population.exists():
        return [ordering]
    within = p.period("alert-notify-within")
    seen = alerts(on, "page_changed", "program_changed")
    return [
        ordering,
        each(seen.annotate(_took=lasted("detected_at", "notified_at")))
        .must(
            Q(_took__lte=at_least(within)),
            holds=_("Of all %(population)s changes of pages and programs somebody was told within %(within)s."),
            fails=_("Of %(exceptions)s of %(population)s changes of pages and programs nobody was told in %(within)s."),
            within=within,
        )
        .when_empty(Status.NOT_APPLICABLE, _("No such alert was raised within 12 months.")),
        explained(seen, on=on),
    ]
