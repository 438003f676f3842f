"""Entries: who was in a restricted area, by which right, and that everybody has left."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks import trading
from zhengan.checks.algebra import DAY, Part, each, start_of
from zhengan.checks.declare import check
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.kernel.models import TradingDay
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.facilities.checks.premises import AREA, areas
from zhengan.rooms.facilities.checks.walks import passed_last

ENTRY = "facilities.area_entry"
MONTH, YEAR = Period("P1M"), Period("P1Y")
CAME_IN = ("inside", "left", "checked")


def entries(first: date, last: date, *joined: str) -> Any:
    """Stays that began on one of these days; the day is `_day`."""
    found = records(ENTRY, *joined).in_state(*CAME_IN).annotate(_day=TruncDate("entered_at", tzinfo=TAIPEI))
    return found.filter(_day__range=(first, last))


@check("6.2.2.1")
def restricted_areas_know_who_was_there(on: date, p: Any) -> list[Part]:
    """Restricted areas have a door system whose log comes daily; every stay of the last month is whole and rightful."""
    stays = entries(MONTH.before(on), on - DAY, AREA).filter(area__restricted=True)
    right = lines(AREA, "permissions").filter(
        Q(valid_until=None) | Q(valid_until__gte=OuterRef("_day")),
        Q(revoked_on=None) | Q(revoked_on__gte=OuterRef("_day")),
        record=OuterRef("area"),
        card_no=OuterRef("badge_no"),
        granted_on__lte=OuterRef("_day"),
    )
    return [
        each(areas().filter(restricted=True)).must(
            Q(door_system=True),
            holds=_("All %(population)s restricted areas have a door system."),
            fails=_("%(exceptions)s of %(population)s restricted areas have no door system."),
        ),
        each(stays).must(
            Q(left_at__isnull=False) & ~Q(purpose=""),
            holds=_("All %(population)s stays of the last month say why, and that everybody has left."),
            fails=_("%(exceptions)s of %(population)s stays of the last month do not say why, or when they ended."),
        ),
        each(stays.filter(visitor_kind="permitted"))
        .must(
            Q(Exists(right)),
            holds=_("All %(population)s stays of card holders were by a valid right to the door."),
            fails=_("%(exceptions)s of %(population)s stays of card holders were without a valid right to the door."),
        )
        .when_empty(Status.NO_DATA, _("No log of a door came in during the last month.")),
        _log_comes_daily(on),
    ]


def _log_comes_daily(on: date) -> Part:
    """Every trading day of the last month, from the first log on, has entries that a door system told of."""
    logged = records(ENTRY).filter(source__in=("import", "sensor"))
    began = logged.aggregate(first=Min(TruncDate("entered_at", tzinfo=TAIPEI)))["first"]
    first = max(MONTH.before(on), began) if began else on
    days = trading.days(first, on - DAY) if began else TradingDay.objects.none()
    told = logged.annotate(_day=TruncDate("entered_at", tzinfo=TAIPEI)).filter(_day=OuterRef("day"))
    return (
        each(days)
        .must(
            Q(Exists(told)),
            holds=_("The log of the doors came in for all %(population)s trading days."),
            fails=_("The log of the doors did not come in for %(exceptions)s of %(population)s trading days."),
        )
        .when_empty(Status.NO_DATA, _("No log of a door came in during the last month."))
    )


@check("6.2.2.2")
def engineers_are_summoned_and_watched(on: date, p: Any) -> Part:
    """Every engineer of a year was summoned, authorised by another and escorted, and his work recorded by next day."""
    work = records("operations.maintenance_record").filter(no=OuterRef("maintenance"))
    came = entries(YEAR.before(on), on, "suppliers.supplier").filter(visitor_kind="engineer")
    return (
        each(came)
        .must(
            Q(summoned_by__isnull=False, escort__isnull=False, supplier__isnull=False, authorised_by__isnull=False)
            & ~Q(authorised_by=F("summoned_by"))
            & Q(checked_at__lte=F("entered_at"))
            & (Q(Exists(work)) | Q(entered_at__gte=start_of(on))),
            holds=_(
                "All %(population)s engineers of the last 12 months were summoned, authorised and escorted, and what "
                "they did is recorded."
            ),
            fails=_(
                "%(exceptions)s of %(population)s engineers of the last 12 months were not summoned, authorised before "
                "by another person and escorted, or what they did is not recorded."
            ),
        )
        .when_empty(Status.NO_DATA, _("No engineer was entered in the last 12 months."))
    )


@check("6.2.3.3")
def machine_rooms_are_watched(on: date, p: Any) -> list[Part]:
    """Every machine room has a door system or cameras, found in order, and whoever was there within a month a badge."""
    return [
        each(areas("machine_room")).must(
            (Q(door_system=True) | Q(cctv=True)) & passed_last("machine_room"),
            holds=_("All %(population)s machine rooms have a door system or cameras that were found in order."),
            fails=_("%(exceptions)s of %(population)s machine rooms have none, or they were not found in order."),
        ),
        each(entries(MONTH.before(on), on, AREA).filter(area__kind="machine_room"))
        .must(
            ~Q(badge_no=""),
            holds=_("All %(population)s people who entered a machine room within a month wore a badge."),
            fails=_("%(exceptions)s of %(population)s people who entered a machine room within a month had no badge."),
        )
        .when_empty(Status.NO_DATA, _("Nobody was entered in a machine room in the last month.")),
    ]
