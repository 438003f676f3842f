"""Scans and weaknesses: systems are scanned in time, weaknesses fixed by their day, and programs free of them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import SYSTEM, core_systems, systems
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.development.checks.proofs import has_tested, tests, weaknesses
from zhengan.rooms.development.checks.releases import NOTHING_RELEASED, live, releases
from zhengan.rooms.development.weaknesses import UNTREATED, grave

HALF_YEAR, YEAR = Period("P6M"), Period("P1Y")
# How long before a release its source may have been scanned (catalogue, `check` of 10.4.10.1).
SCANNED_WITHIN = timedelta(days=90)
SCANS = ("source_scan", "vulnerability_scan")


@check("10.4.9", besides=("patch_record",))
def systems_are_scanned_and_weaknesses_treated(on: date, p: Any) -> list[Part]:
    """Every system on hosts of the firm was scanned in half a year; weaknesses are judged, and fixed or in time."""
    found = weaknesses().exclude(severity="low")
    return [
        each(systems().exclude(built_by="cloud")).must_recur(
            tests("vulnerability_scan"),
            by="info_system",
            done="tested_on",
            every=HALF_YEAR,
            on=on,
            holds=_("All %(population)s systems on hosts of the firm were scanned for weaknesses within half a year."),
            fails=_("%(exceptions)s of %(population)s systems on hosts of the firm were not scanned in half a year."),
            soon=_("%(warnings)s of %(population)s systems on hosts of the firm must soon be scanned again."),
        ),
        each(found)
        .must(
            ~Q(assessment="")
            & (Q(state__in=("fixed", "verified")) | Q(state="accepted") & ~Q(exception="") | Q(due_on__gte=on)),
            holds=_("All %(population)s weaknesses of medium severity or more are judged, and fixed or still in time."),
            fails=_(
                "%(exceptions)s of %(population)s weaknesses of medium severity or more are not judged, or past their "
                "day and not fixed."
            ),
        )
        .asking_when_empty(
            lambda: (
                Status.MET if tests("vulnerability_scan").exists() else Status.NO_DATA,
                _("No weakness of medium severity or more was found."),
            )
        ),
    ]


@check("10.4.10.1")
def programs_are_free_of_weaknesses(on: date, p: Any) -> list[Part]:
    """The source of every release was scanned within 90 days before, and no grave weakness is open where it runs."""
    own = {"info_system__built_by__in": ("in_house", "outsourced"), "info_system__source_available": True}
    start = ExpressionWrapper(F("released_at") - SCANNED_WITHIN, output_field=DateTimeField())
    judged = (
        releases(SYSTEM)
        .filter(**own)
        .annotate(_from=TruncDate(start, tzinfo=TAIPEI), _day=TruncDate("released_at", tzinfo=TAIPEI))
    )
    scanned = tests("source_scan").filter(
        info_system=OuterRef("info_system"), tested_on__gte=OuterRef("_from"), tested_on__lte=OuterRef("_day")
    )
    left = weaknesses().filter(grave(), info_system=OuterRef("info_system"), exception="")
    return [
        each(judged)
        .must(
            Q(Exists(scanned)),
            holds=_("The source of all %(population)s releases was scanned within 90 days before."),
            fails=_("The source of %(exceptions)s of %(population)s releases was not scanned within 90 days before."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
        each(live(SYSTEM).filter(**own))
        .must_not(
            Q(Exists(left)),
            holds=_("None of %(population)s programs in production has a grave weakness that is open."),
            fails=_("%(exceptions)s of %(population)s programs in production have a grave weakness that is open."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
    ]


@check("10.4.10.4")
def programs_resist_injection(on: date, p: Any) -> list[Part]:
    """Every core or exposed system was tested within a year, has no open injection, and a tested requirement on it."""
    judged = each(systems().filter(Q(tier="core") | Q(internet_facing=True)))
    return [
        judged.must_recur(
            tests(*SCANS, "penetration"),
            by="info_system",
            done="tested_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s core or exposed systems were tested for injection within 12 months."),
            fails=_(
                "%(exceptions)s of %(population)s core or exposed systems were not tested for injection in a year."
            ),
            soon=_("%(warnings)s of %(population)s core or exposed systems must soon be tested for injection again."),
        ),
        judged.must_not(
            Q(Exists(weaknesses().filter(info_system=OuterRef("pk"), category="injection", state__in=UNTREATED))),
            holds=_("None of %(population)s core or exposed systems has a weakness to injection that is open."),
            fails=_("%(exceptions)s of %(population)s core or exposed systems have a weakness to injection."),
        ),
        judged.must(
            has_tested("injection"),
            holds=_("All %(population)s core or exposed systems passed the test of their defence against injection."),
            fails=_(
                "%(exceptions)s of %(population)s core or exposed systems have no tested defence against injection."
            ),
        ),
    ]


@check("10.2.1", besides=("security_control",))
@check("10.4.2")
def input_is_checked(on: date, p: Any) -> Part:
    """Every core system has a tested requirement on input, or was scanned within a year and takes no bad input."""
    scanned = tests(*SCANS).filter(info_system=OuterRef("pk"), tested_on__range=(YEAR.before(on), on))
    bad = weaknesses().filter(
        info_system=OuterRef("pk"),
        category="injection",
        severity__in=("critical", "high"),
        state__in=UNTREATED,
    )
    return each(core_systems()).must(
        has_tested("input") | Q(Exists(scanned)) & ~Q(Exists(bad)),
        holds=_("The checks of input of all %(population)s core systems were tested."),
        fails=_("The checks of input of %(exceptions)s of %(population)s core systems were not tested, or are weak."),
    )
