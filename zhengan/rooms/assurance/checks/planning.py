"""The yearly plan: an aim in each area of the policy's scope, and at the end of the year what came of it (2.1.3)."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, each, together
from zhengan.checks.counting import course_from
from zhengan.checks.declare import check
from zhengan.checks.populations import reviewed
from zhengan.checks.reading import lines
from zhengan.checks.status import Status
from zhengan.rooms.assurance.registers.security_plan import DEMANDED, Area

PLAN = "assurance.security_plan"
MADE = ("approved", "evaluated", "closed")
# Until when in a year its plan, and the evaluation of the last one, may still be in the making.
IN_THE_MAKING = Period("P3M")


def made_by(year: int) -> date:
    """The day on which a year's plan can be in the making no more."""
    return IN_THE_MAKING.after(date(year, 1, 1))


def lines_of(year: int, *areas: str) -> Any:
    """Lines in these areas of the year's plan, once that is approved."""
    return lines(PLAN, "areas").filter(record__fiscal_year=year, record__state__in=MADE, area__in=areas)


def planned(*areas: str, on: date) -> Part:
    """Every one of these areas has a line in the approved plan of the year, which is in the making for three months."""
    there = lines_of(on.year, *areas)
    whole = set(there.order_by().values_list("area", flat=True).distinct()) >= set(areas)
    in_time, next_year = made_by(on.year), date(on.year + 1, 1, 1)
    lacking = Status.ATTENTION if on < in_time else Status.NOT_MET
    status = Status.MET if whole else lacking
    steps = [(in_time, status if whole else Status.NOT_MET), (next_year, Status.ATTENTION)]
    part = together(
        there,
        hold=whole,
        holds=_("The approved plan of %(year)s has an aim in every area."),
        fails=_("There is no approved plan of %(year)s with an aim in every area."),
        year=on.year,
    )
    return replace(
        part,
        breach=lacking,
        empty=lacking,
        due_on=(made_by(on.year + 1) if whole else in_time) - DAY,
        course=course_from(status, [*steps, (made_by(on.year + 1), Status.NOT_MET)], on=on),
    )


def evaluated(*areas: str, on: date) -> Part:
    """Every aim of last year's plan says what came of it; that, too, may take three months."""
    open_lines = lines_of(on.year - 1, *areas)
    in_time = made_by(on.year)
    part = (
        each(open_lines)
        .must(
            Q(record__state__in=("evaluated", "closed")) & ~Q(evaluation="") & ~Q(result=""),
            holds=_("All %(population)s aims of %(year)s were evaluated."),
            fails=_("%(exceptions)s of %(population)s aims of %(year)s were not evaluated."),
            year=on.year - 1,
        )
        .when_empty(Status.NOT_APPLICABLE, _("There is no plan of the year before."))
    )
    if on >= in_time:
        return part
    broken = part.exceptions.exists()
    return replace(part.advised(), course=((in_time, Status.NOT_MET),) if broken else ())


@check("2.1.3")
def yearly_plan_is_made_and_evaluated(on: date, p: Any) -> list[Part]:
    """The year's plan is approved with all ten areas, last year's was evaluated, and the effect was reviewed."""
    every = p.period("plan-interval")
    return [planned(*DEMANDED, on=on), evaluated(*DEMANDED, on=on), reviewed("plan_effectiveness", every=every, on=on)]


def _of_area(number: int, area: Area) -> None:
    """Let the clause of one area be judged from its own lines."""

    def judge(on: date, p: Any) -> list[Part]:
        return [planned(area, on=on), evaluated(area, on=on)]

    judge.__name__ = judge.__qualname__ = f"plan_has_aims_for_{area.value}"
    judge.__doc__ = "The year's plan has an aim in this area, and every aim of the year before was evaluated."
    check(f"2.1.3.{number}")(judge)


for _number, _area in enumerate(DEMANDED, start=1):
    _of_area(_number, _area)
