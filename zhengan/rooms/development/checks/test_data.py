"""Real data in tests: approved before it is copied, never bare without consent, deleted when the test is over."""

from datetime import date
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, at_least, each, start_of
from zhengan.checks.declare import check
from zhengan.checks.populations import systems
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

COPY = "development.test_data_copy"


def copies(*joined: str) -> QuerySet[Any]:
    """Data that was copied to a test system, whether it is still there or not."""
    return records(COPY, *joined).in_state("copied", "deleted", "verified")


def _nothing_copied() -> tuple[Status, Any]:
    """A firm that runs systems and copied nothing is not concerned; of an empty one nobody knows."""
    return (Status.NOT_APPLICABLE if systems().exists() else Status.NO_DATA), _("No copy of real data is recorded.")


@check("10.3.3", waits_for=("exception",), unless_stated=True)
def test_data_is_protected(on: date, p: Any) -> list[Part]:
    """Every copy of personal data is masked or under an exception, approved before, and lies in a zone for tests."""
    judged = each(copies("organization.person").filter(personal_data=True))
    of_tests = records("network.network_zone").active().filter(kind="test")
    named = Q(no=OuterRef("network_zone")) | Q(code=OuterRef("network_zone")) | Q(name=OuterRef("network_zone"))
    parts = (
        judged.must(
            (Q(masked=True) | ~Q(exception="") & Q(agreed_by__isnull=False))
            & Q(approved_at__lte=F("copied_at"))
            & ~Q(approver__user=F("maker")),
            holds=_("All %(population)s copies of personal data are masked or under exception, and approved before."),
            fails=_(
                "%(exceptions)s of %(population)s copies of personal data are neither masked nor under exception, or "
                "were not approved before by another person."
            ),
        ),
        judged.must(
            Q(Exists(of_tests.filter(named))),
            holds=_("All %(population)s copies of personal data lie in a network zone for tests."),
            fails=_("%(exceptions)s of %(population)s copies of personal data do not lie in a network zone for tests."),
        ),
    )
    nothing = _("No copy of personal data is recorded; state every year that none is made.")
    return [one.when_empty(Status.NO_DATA, nothing) for one in parts]


@check("10.3.4")
def real_data_is_deleted_after_the_test(on: date, p: Any) -> Part:
    """Every copy past the end of its test was deleted in time, confirmed by another, or still has time."""
    within = p.period("immediate-tolerance")
    took = ExpressionWrapper(TruncDate("deleted_at", tzinfo=TAIPEI) - F("test_ends_on"), output_field=DurationField())
    confirmed = Q(verified_by__isnull=False) & ~Q(verified_by=F("deleter"))
    fresh = Q(verified_by=None, deleted_at__gte=start_of(within.before(on)))
    return (
        each(copies().filter(test_ends_on__lt=on).annotate(_took=took))
        .must(
            Q(_took__lte=at_least(within)) & (confirmed | fresh)
            | Q(deleted_at=None, test_ends_on__gte=within.before(on)),
            holds=_("All %(population)s copies whose test is over were deleted within %(within)s, and that confirmed."),
            fails=_(
                "%(exceptions)s of %(population)s copies whose test is over were not deleted within %(within)s, or "
                "nobody confirmed it."
            ),
            within=within,
        )
        .asking_when_empty(
            lambda: (Status.MET, _("No test with real data is over yet.")) if copies().exists() else _nothing_copied()
        )
    )


@check("10.3.5")
def copies_of_real_data_are_recorded(on: date, p: Any) -> Part:
    """Every copy says what was copied, how many rows, by whom, when and to where."""
    return (
        each(copies())
        .must(
            Q(copied_by__isnull=False, copied_at__isnull=False, rows__gt=0) & ~Q(data_kind="") & ~Q(environment=""),
            holds=_("All %(population)s copies say what was copied, how many rows, by whom, when and to where."),
            fails=_("%(exceptions)s of %(population)s copies do not say what, how many, by whom, when or to where."),
        )
        .asking_when_empty(_nothing_copied)
    )
