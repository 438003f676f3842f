"""Reports: there in time and with the unit they are for; what is confidential is used by a rule alone."""

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks import trading
from zhengan.checks.algebra import DAY, Part, each, start_of, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force
from zhengan.checks.reading import records
from zhengan.checks.status import Status

REPORT = "operations.report_run"
MONTH, YEAR = Period("P1M"), Period("P1Y")
CLASSED = ("confidential", "sensitive")


def due_between(first: date, until: date) -> Any:
    """Reports that were due on one of these days, the last one left out."""
    return records(REPORT).filter(due_at__gte=start_of(first), due_at__lt=start_of(until))


@check("7.5.1")
def reports_are_there_in_time(on: date, p: Any) -> list[Part]:
    """Of the reports due in the last month as many as set were delivered in time or say why not; the list is recent."""
    rate = p.percent("report-on-time-rate")
    runs = due_between(MONTH.before(on), on)
    part = (
        each(runs)
        .must(
            Q(delivered_at__isnull=False) & (Q(produced_at__lte=F("due_at")) | ~Q(late_reason="")),
            holds=_(
                "All %(population)s reports of the last month were produced and delivered in time, or say why not."
            ),
            fails=_(
                "%(exceptions)s of %(population)s reports of the last month were not produced and delivered in time."
            ),
        )
        .when_empty(Status.NO_DATA, _("No report of the last month is entered."))
    )
    # Below the rate that is set it is a breach; above it each that is behind still asks for attention.
    behind, all_of_them = part.exceptions.count(), runs.count()
    last = trading.last_trading_day(on - DAY)
    listed = due_between(last, on) if last else runs.none()
    return [
        part.advised() if behind * 100 <= (100 - rate) * all_of_them else part,
        there_is(
            listed,
            holds=_("The list of reports of the last trading day is entered."),
            fails=_("The list of reports of the last trading day is not entered."),
        ).when_empty(Status.NO_DATA, _("The list of reports of the last trading day is not entered.")),
    ]


@check("7.5.2")
def confidential_reports_are_controlled(on: date, p: Any) -> list[Part]:
    """Rules are in force, and whoever used a confidential or sensitive report within a year did so by one of them."""
    used = due_between(YEAR.before(on), on).filter(Q(used_by__isnull=False) | ~Q(action=""), classification__in=CLASSED)
    rules = records("access.access_rule").in_force().filter(kind="grant", object_type="report")
    return [
        document_in_force("report_control", on=on),
        there_is(
            rules.filter(classification__in=CLASSED),
            holds=_("%(population)s rules say who may print or view confidential and sensitive reports."),
            fails=_("No rule says who may print or view confidential and sensitive reports."),
        ),
        each(used)
        .must(
            ~Q(access_rule=""),
            holds=_("All %(population)s uses of confidential or sensitive reports name the rule that allows them."),
            fails=_("%(exceptions)s of %(population)s uses of confidential or sensitive reports name no rule."),
        )
        .when_empty(Status.NO_DATA, _("No use of a confidential or sensitive report is recorded.")),
    ]
