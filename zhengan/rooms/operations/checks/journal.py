"""The operation log: one page for each trading day and site, verified by somebody else by the next business day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks import trading
from zhengan.checks.algebra import DAY, Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.checks.wording import listed
from zhengan.kernel.models import TradingDay
from zhengan.ledger.clock import TAIPEI

LOG = "operations.operation_log"
YEAR, MONTH = Period("P1Y"), Period("P1M")
SHOWN = 5


@check("7.7.1", "8.3.8")
def operators_follow_the_procedure(on: date, p: Any) -> list[Part]:
    """Operating procedures are in force, and every job of the last month was done by its procedure or says why not."""
    jobs = lines(LOG, "jobs").filter(record__log_date__range=(MONTH.before(on), on))
    return [
        document_in_force("operations", on=on),
        each(jobs)
        .must(
            Q(procedure__isnull=False) & (Q(step_done=True) | ~Q(note="")),
            holds=_("All %(population)s jobs of the last month were done by their procedure, or say why not."),
            fails=_(
                "%(exceptions)s of %(population)s jobs of the last month were not done by their procedure, and do "
                "not say why."
            ),
        )
        .when_empty(Status.NO_DATA, _("No job was entered in the operation log in the last month.")),
    ]


@check("7.7.2", "8.3.9")
def every_trading_day_is_logged_and_verified(on: date, p: Any) -> Part:
    """Each site has a page for every trading day of the last 12 months, verified by another person in time."""
    within = p.period("operation-log-verify-within")
    since = YEAR.before(on)
    pages = records(LOG).filter(log_date__lt=on)
    # A site is kept from its first page on, and as long as it had one within the year.
    known = pages.order_by().values("site").annotate(_first=Min("log_date"), _last=Max("log_date"))
    sites = {
        site: max(first, since) for site, first, last in known.values_list("site", "_first", "_last") if last >= since
    }
    if not sites:
        return _unknown(_("No page of the operation log is entered for the last 12 months."))
    first = min(sites.values())
    pages = pages.filter(log_date__gte=first)
    pending = trading.last_trading_day(on)
    upcoming = trading.next_trading_day(on - DAY)
    if pending is None or upcoming is None or not trading.covered(first, upcoming):
        return _unknown(
            _("The trading calendar does not cover %(first)s to %(last)s; import it first."),
            first=first,
            last=upcoming or on,
        )
    # The page of a day may be verified until the next trading day is over: the last day before `on` is still open.
    judged = trading.days(first, pending - DAY)
    good, bad = _good(pages, within), _bad(pages, within)
    lacking = Q(pk__in=())
    for site, start in sites.items():
        lacks = ~Exists(good.filter(log_date=OuterRef("day"), site=site)) | Exists(
            bad.filter(log_date=OuterRef("day"), site=site)
        )
        lacking |= Q(day__gte=start) & Q(lacks)
    # There are some 250 days at most: the query behind the number is asked once and then named by its days.
    gaps = list(judged.filter(lacking).values_list("day", flat=True))
    part = each(judged).must_not(
        Q(day__in=gaps),
        holds=_(
            "The pages of all %(population)s trading days at %(sites)s sites were verified by another person in time."
        ),
        fails=_(
            "Of %(population)s trading days %(exceptions)s lack a page verified by another person in time: %(days)s."
        ),
        sites=len(sites),
        days=Days(gaps),
    )
    due = upcoming if _lacks_at(pending, sites, good, bad) else trading.next_trading_day(upcoming)
    if due is None:
        return part
    return replace(part, due_on=due, course=() if gaps else ((due + DAY, Status.NOT_MET),))


def _unknown(reason: Any, **words: object) -> Part:
    nothing = TradingDay.objects.none()
    return Part(population=nothing, holds=reason, fails=reason, words=words)


def _verified_in_time(within: Period) -> Q:
    """Verified before `within` has passed since the next trading day began, by somebody who is not the operator.

    The length is taken off the time of verifying, so that a day is compared with a day on both engines.
    """
    return Q(state="verified", _counted__lt=F("_next")) & ~Q(supervisor=F("operator")) & Q(supervisor__isnull=False)


def _with_days(pages: QuerySet[Any], within: Period) -> QuerySet[Any]:
    following = TradingDay.objects.filter(trading=True, day__gt=OuterRef("log_date")).order_by("day").values("day")[:1]
    length = timedelta(seconds=within.seconds)
    return pages.annotate(
        _next=Subquery(following, output_field=DateField()),
        _counted=TruncDate(ExpressionWrapper(F("verified_at") - length, output_field=DateTimeField()), tzinfo=TAIPEI),
    )


def _good(pages: QuerySet[Any], within: Period) -> QuerySet[Any]:
    return _with_days(pages, within).filter(_verified_in_time(within))


def _bad(pages: QuerySet[Any], within: Period) -> QuerySet[Any]:
    """Pages (a second shift, a second draft) of the day that were not verified in time."""
    return pages.exclude(pk__in=_good(pages, within).values("pk"))


def _lacks_at(day: date, sites: dict[str, date], good: QuerySet[Any], bad: QuerySet[Any]) -> bool:
    verified = set(good.filter(log_date=day).order_by().values_list("site", flat=True).distinct())
    return not verified.issuperset(sites) or bad.filter(log_date=day).exists()


class Days:
    """Days in a sentence: the first few, and a sign that there are more."""

    def __init__(self, days: list[date]) -> None:
        self._days = days

    def zh(self) -> str:
        """In Chinese."""
        return listed((day.isoformat() for day in self._days[:SHOWN]), "zh-hant") + self._more

    def en(self) -> str:
        """In English."""
        return listed((day.isoformat() for day in self._days[:SHOWN]), "en") + self._more

    @property
    def _more(self) -> str:
        return "…" if len(self._days) > SHOWN else ""
