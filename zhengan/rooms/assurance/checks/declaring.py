"""The yearly declaration: signed by all four, passed by the board after that, and disclosed in time."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import DAY, Part, there_is
from zhengan.checks.counting import course_from
from zhengan.checks.declare import check
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.assurance.signing import DISCLOSED_WITHIN, SIGNERS


@check("2.2.6", besides=("audit", "committee_meeting"))
def last_year_was_declared(on: date, p: Any) -> Part:
    """The last closed year's declaration was signed by all four, passed by the board, then disclosed in time."""
    new_year, closed = date(on.year + 1, 1, 1), date(on.year - 1, 12, 31)
    due, next_due = (DISCLOSED_WITHIN.after(day) for day in (closed, new_year - DAY))
    of_year = records("assurance.declaration").filter(fiscal_year=closed.year)
    in_order = Q(state="disclosed", board_passed_on__lte=F("disclosed_on"), disclosed_on__lte=F("disclosure_due"))
    for office in SIGNERS:
        of_year = of_year.annotate(**{f"_{office}": TruncDate(f"{office}_signed_at", tzinfo=TAIPEI)})
        in_order &= Q(**{f"{office}_signed_by__isnull": False, f"_{office}__lte": F("board_passed_on")})
    declared = of_year.filter(in_order)
    part = there_is(
        declared,
        holds=_("The declaration on %(year)s was signed by all four, passed by the board and disclosed in time."),
        fails=_("The declaration on %(year)s was not signed by all four, passed by the board and disclosed in time."),
        year=closed.year,
        due=due,
    )
    done = declared.exists()
    if not done and on <= due:
        ahead = _(
            "The declaration on %(year)s is to be signed by all four, passed by the board and disclosed by %(due)s."
        )
        part = part.when_empty(Status.ATTENTION, ahead)
    status = Status.MET if done else part.empty
    steps = [
        (due + DAY, status if done else Status.NOT_MET),
        (new_year, Status.ATTENTION),
        (next_due + DAY, Status.NOT_MET),
    ]
    return replace(part, due_on=next_due if done else due, course=course_from(status, steps, on=on))
