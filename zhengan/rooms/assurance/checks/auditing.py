"""Audits: whether they were done in time, by whom, and on every clause that concerns the firm."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.algebra import Part, Rows, there_is_recent, together
from zhengan.checks.declare import check
from zhengan.checks.models import NotApplicable
from zhengan.checks.reading import CLAUSES, lines, note, records
from zhengan.checks.wording import Both

AUDIT = "assurance.audit"
AUDITS = ("annual_inspection", "security_check", "personal_data", "supplier", "special")
YEAR = Period("P1Y")
# The sentence names so many clauses that were left out; the number says the rest.
NAMED = 5


def audits(*kinds: str) -> Rows:
    """Audits of these kinds that were reported."""
    return records(AUDIT).in_state("reported", "closed").filter(kind__in=kinds, reported_on__isnull=False)


def audited_in_time(found: Rows, *, every: Period, on: date) -> Part:
    """Such an audit was reported within the interval."""
    return there_is_recent(
        found,
        when="reported_on",
        every=every,
        on=on,
        holds=_("%(population)s such audits were reported within %(interval)s."),
        fails=_("No such audit was reported within %(interval)s."),
        soon=_("Such an audit is soon due again (every %(interval)s)."),
        interval=every,
    )


def every_clause_was_tested(found: Rows, *, on: date) -> Part:
    """The newest of the audits tested every clause that applies; a heading stands for all under it."""
    newest = found.filter(reported_on__lte=on).order_by("-reported_on", "-pk").values("pk")[:1]
    tested = lines(AUDIT, "tests").filter(record__in=newest)
    left_out = _applying(on) - _covered(tested.values_list("clause", flat=True))
    cites = [one for one in catalogue().clauses if one in left_out]
    more = "…" if len(cites) > NAMED else ""
    return together(
        tested,
        hold=not left_out,
        holds=_("The newest of them tested every clause that applies."),
        fails=_("The newest of them did not test %(lacking)s clauses that apply: %(points)s."),
        lacking=len(cites),
        points=Both(catalogue().cite(cites[:NAMED]) + more, ", ".join(cites[:NAMED]) + more),
    )


def _applying(on: date) -> set[str]:
    """The clauses without anything under them that no waiver excuses on that day."""
    note(CLAUSES)
    waived = NotApplicable.objects.filter(approved_at__isnull=False, ended_at=None, valid_until__gte=on)
    leaves = {one.id for one in catalogue().clauses.values() if not one.children}
    return leaves - _covered(waived.values_list("clause", flat=True))


def _covered(clauses: Iterable[str]) -> set[str]:
    """These clauses and all under them."""
    book = catalogue()
    found: set[str] = set()
    waiting = [one for one in clauses if one in book.clauses]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += book.clauses[one].children
    return found


@check("12.1")
def security_is_checked_yearly(on: date, p: Any) -> list[Part]:
    """A security check, or an inspection that serves as one, tested every clause that applies within a year."""
    found = audits("security_check") | audits("annual_inspection").filter(serves_both=True)
    return [audited_in_time(found, every=YEAR, on=on), every_clause_was_tested(found, on=on)]
