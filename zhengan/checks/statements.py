"""Attestations as evidence: what the responsible people have stated about a clause, and until when it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import DAY, SOON, Part, Say, each
from zhengan.checks.counting import Counted, course_from
from zhengan.checks.reading import records
from zhengan.checks.status import Status

ATTESTATIONS = "assurance.attestation"


def statements(clause: str, *, on: date) -> QuerySet[Any]:
    """Statements made about a clause up to that day, newest first; whether still valid is another question."""
    return (
        records(ATTESTATIONS, "organization.person")
        .filter(clause=clause, state__in=("attested", "countersigned", "expired"), attested_on__lte=on)
        .order_by("-attested_on", "-pk")
    )


def as_stated(clause: str, *, on: date) -> Counted:
    """Judge a clause from the newest statement about it."""
    newest = statements(clause, on=on).values_list("answer", "valid_until", "attested_by__name", "attested_on").first()
    if newest is None:
        return told(Status.NO_DATA, _("Nobody has stated yet whether this holds."))
    answer, until, who, when = newest
    words: dict[str, object] = {"who": who, "when": when, "until": until}
    if until < on:
        return told(Status.NO_DATA, _("The statement by %(who)s of %(when)s ran out on %(until)s."), words)
    ended = [(until + DAY, Status.NO_DATA)]
    if answer == "fails":
        return told(Status.NOT_MET, _("%(who)s stated on %(when)s that it does not hold."), words, until, ended, on=on)
    if answer == "not_applicable":
        return told(
            Status.NOT_APPLICABLE,
            _("%(who)s stated on %(when)s that it does not apply, until %(until)s."),
            words,
            until,
            ended,
            on=on,
        )
    return told(
        Status.ATTENTION if until <= on + SOON else Status.MET,
        _("%(who)s stated on %(when)s that it holds, until %(until)s."),
        words,
        until,
        [(until - SOON, Status.ATTENTION), *ended],
        on=on,
    )


def stated(clause: str, *, on: date) -> Part:
    """A condition of a check that somebody has to state: without a valid statement there is no data."""
    newest = Subquery(statements(clause, on=on).values("pk")[:1])
    return (
        each(records(ATTESTATIONS).filter(pk=newest, valid_until__gte=on))
        .must_not(
            Q(answer="fails"),
            holds=_("It is stated by attestation that this holds."),
            fails=_("It is stated by attestation that this does not hold."),
        )
        .when_empty(Status.NO_DATA, _("There is no valid attestation of this."))
    )


def stated_by_places(clause: str, *, on: date) -> list[Part]:
    """Every business place has stated that the clause holds, or does not apply, there; empty without places."""
    here = statements(clause, on=on).filter(unit=OuterRef("pk"))
    places = (
        records("organization.unit")
        .active()
        .filter(kind="branch")
        .annotate(
            _answer=Subquery(here.values("answer")[:1]),
            _until=Subquery(here.values("valid_until")[:1], output_field=DateField()),
        )
    )
    if not places.exists():
        return []
    # Spelled out, because SQL knows neither yes nor no of a place that has stated nothing.
    concerned = places.filter(Q(_until=None) | Q(_until__lt=on) | ~Q(_answer="not_applicable"))
    nowhere = _("All business places state that this does not apply to them.")
    return [
        replace(
            each(concerned)
            .must_not_be_past(
                "_until",
                on=on,
                holds=_("All %(population)s business places concerned have stated whether this holds."),
                fails=_("%(exceptions)s of %(population)s business places concerned have no valid attestation."),
                soon=_("%(warnings)s of %(population)s attestations of business places run out within 30 days."),
            )
            .when_empty(Status.NOT_APPLICABLE, nowhere),
            breach=Status.NO_DATA,
        ),
        each(concerned)
        .must_not(
            Q(_answer="fails", _until__gte=on),
            holds=_("No business place states that this does not hold."),
            fails=_("%(exceptions)s of %(population)s business places state that this does not hold."),
        )
        .when_empty(Status.NOT_APPLICABLE, nowhere),
    ]


def told(
    status: Status,
    sentence: Say,
    words: Mapping[str, object] | None = None,
    due_on: date | None = None,
    steps: Sequence[tuple[date, Status]] = (),
    *,
    on: date | None = None,
) -> Counted:
    """A condition that is no count of rows: one statement, one reason."""
    return Counted(
        status=status,
        population=0 if status is Status.NO_DATA else 1,
        exceptions=1 if status is Status.NOT_MET else 0,
        warnings=1 if status is Status.ATTENTION else 0,
        sentence=sentence,
        words=words or {},
        due_on=due_on,
        course=course_from(status, list(steps), on=on) if on else (),
    )
