"""Alerts as evidence: looked at, explained or put right in time, and customers warned of what is meant for them."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, at_least, each, lasted, start_of
from zhengan.checks.reading import records
from zhengan.checks.status import Status

ALERT = "incidents.alert"
YEAR = Period("P1Y")
EXPLAINED = Q(change_request__isnull=False) | Q(release__isnull=False) | Q(incident__isnull=False)
NONE_RAISED = _("No such alert was raised within 12 months.")


def alerts(on: date, *kinds: str) -> QuerySet[Any]:
    """Alerts of these kinds within a year."""
    found: QuerySet[Any] = records(ALERT, "policy.notice").filter(
        kind__in=kinds, detected_at__gte=start_of(YEAR.before(on) + DAY), detected_at__lt=start_of(on + DAY)
    )
    return found


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
        .when_empty(Status.NOT_APPLICABLE, NONE_RAISED)
    )


def told(found: QuerySet[Any], within: Period) -> Part:
    """Of each somebody was told within the time."""
    return (
        each(found.annotate(_took=lasted("detected_at", "notified_at")))
        .must(
            Q(_took__lte=at_least(within)),
            holds=_("Of all %(population)s changes of pages and programs somebody was told within %(within)s."),
            fails=_("Of %(exceptions)s of %(population)s changes of pages and programs nobody was told in %(within)s."),
            within=within,
        )
        .when_empty(Status.NOT_APPLICABLE, NONE_RAISED)
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
        .when_empty(Status.NOT_APPLICABLE, NONE_RAISED)
    )


def closed(found: QuerySet[Any], *, on: date) -> Part:
    """Each that is older than a day is closed."""
    return (
        each(found.filter(detected_at__lt=start_of(on - DAY)))
        .must(
            Q(state="closed"),
            holds=_("All %(population)s alerts on this that are older than a day are closed."),
            fails=_("%(exceptions)s of %(population)s alerts on this are still open after a day."),
        )
        .when_empty(Status.NOT_APPLICABLE, NONE_RAISED)
    )


def warned(found: QuerySet[Any], within: Period, *, on: date) -> Part:
    """Of each that was no false alarm customers were warned in time, and something was done."""
    allowed = at_least(within)
    took = lasted("detected_at", "notice__published_at")
    return (
        each(found.exclude(action="false_alarm").annotate(_took=took))
        .must(
            Q(_took__lte=allowed) & ~Q(action="") | Q(detected_at__gte=start_of(on) - allowed),
            holds=_(
                "Of all %(population)s such alerts customers were warned within %(within)s, and each was dealt with."
            ),
            fails=_("Of %(exceptions)s of %(population)s such alerts customers were not warned within %(within)s."),
            within=within,
        )
        .when_empty(Status.NOT_APPLICABLE, NONE_RAISED)
    )
