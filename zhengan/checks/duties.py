"""Duties: what the clauses want again and again, and when next; computed from the verdicts, never stored twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.declare import Kind
from zhengan.checks.models import ClauseVerdict
from zhengan.checks.status import Status
from zhengan.checks.wording import ZH


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing that a clause wants done by a day; `owner_office` is the role code of whoever answers for it."""

    clause: str
    due_on: date
    title: str
    owner_office: str
    overdue: bool


def duties(on: date, until: date) -> list[Duty]:
    """Return what the clauses want by `until`, overdue things first, as the stored verdicts have it; one query.

    Call `verdicts.refresh()` first where the newest act must count. A clause with a period that is judged to be
    broken and has no day of its own (the thing was never done) is due now. Clauses that cannot be judged yet get no
    invented days.
    """
    never_done = Q(status=Status.NOT_MET, due_on=None) & ~Q(kind=Kind.NOT_YET)
    return _duties(ClauseVerdict.objects.filter(Q(due_on__lte=until) | never_done).values_list("clause", "due_on"), on)


def duties_among(verdicts: Iterable[ClauseVerdict], on: date, until: date) -> list[Duty]:
    """Return the same from verdicts that are in hand already; no query."""
    wanted = [
        (one.clause, one.due_on)
        for one in verdicts
        if (one.due_on is not None and one.due_on <= until)
        or (one.due_on is None and one.status == Status.NOT_MET and one.kind != Kind.NOT_YET)
    ]
    return _duties(wanted, on)


def _duties(rows: Iterable[tuple[str, date | None]], on: date) -> list[Duty]:
    found = []
    for clause_id, due_on in rows:
        clause = catalogue().clauses.get(clause_id)
        if clause is not None and _comes_again(clause):
            day = due_on or on
            found.append(
                Duty(
                    clause=clause.id,
                    due_on=day,
                    title=clause.title if get_language() == ZH else clause.title_en,
                    owner_office=clause.owner,
                    overdue=due_on is None or due_on < on,
                )
            )
    order = {clause: number for number, clause in enumerate(catalogue().clauses)}
    return sorted(found, key=lambda one: (not one.overdue, one.due_on, order[one.clause]))


def _comes_again(clause: Clause) -> bool:
    """Whether the clause itself has a period; one that repeats an earlier clause asks for nothing a second time."""
    return clause.period is not None and clause.same_as is None
