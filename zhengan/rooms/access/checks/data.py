"""Data that weigh: nothing entered or changed without approval before, and all of it told."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.reading import records
from zhengan.checks.status import Status

CHANGE = "access.data_change"
YEAR = Period("P1Y")
# Approved before, by another than who entered it; what a system's log tells of without approval is not.
APPROVED_BEFORE = Q(state__in=("executed", "closed"), approver__isnull=False, approved_at__lte=F("executed_at")) & ~Q(
    approver=F("executed_by")
)
TOLD = Q(executed_by__isnull=False, executed_at__isnull=False) & ~Q(executor_title="") & ~Q(after_change="")


def entered(on: date, **which: Any) -> QuerySet[Any]:
    """Data that were entered or changed within a year, as requests or the systems' own logs tell."""
    return records(CHANGE).filter(executed_at__date__range=(YEAR.before(on), on), **which)


@check("7.2.1", besides=("access_rule",))
def important_data_are_approved_before(on: date, p: Any) -> Part:
    """Every entry or change of important data within a year was approved before, by another than who entered it."""
    return (
        each(entered(on, category="important"))
        .must(
            APPROVED_BEFORE,
            holds=_("All %(population)s entries of important data within 12 months were approved before by another."),
            fails=_("%(exceptions)s of %(population)s entries of important data were not approved before by another."),
        )
        .when_empty(Status.NO_DATA, _("No entry of important data is recorded within 12 months."))
    )


@check("7.2.2")
def what_is_entered_is_told(on: date, p: Any) -> Part:
    """Every entry or change within a year says what was entered, by whom, with which title, and when."""
    return (
        each(entered(on))
        .must(
            TOLD,
            holds=_("All %(population)s entries of data within 12 months say what, by whom, with which title, when."),
            fails=_("%(exceptions)s of %(population)s entries of data do not say what, by whom, which title or when."),
        )
        .when_empty(Status.NO_DATA, _("No entry of data is recorded within 12 months."))
    )


@check("7.2.8", besides=("personal_data_file",))
def changes_of_personal_data_are_approved(on: date, p: Any) -> Part:
    """Every update, correction or cancellation of personal data within a year was approved before, and is told."""
    return (
        each(entered(on, category="personal"))
        .must(
            APPROVED_BEFORE & TOLD & (Q(action="input") | ~Q(before="")),
            holds=_("All %(population)s changes of personal data within 12 months were approved before and are told."),
            fails=_("%(exceptions)s of %(population)s changes of personal data were not approved before, or not told."),
        )
        .when_empty(Status.NO_DATA, _("No change of personal data is recorded within 12 months."))
    )
