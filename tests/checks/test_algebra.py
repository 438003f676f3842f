"""The algebra: what counts as an exception, and the day on which time alone turns a part."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checks.rows import TODAY, ago, review, row, system, training
from zhengan.catalogue import Period
from zhengan.checks.algebra import (
    Part,
    each,
    earliest_in_time,
    notice_of,
    there_is,
    there_is_recent,
    together,
)
from zhengan.checks.counting import count, course_from
from zhengan.checks.reading import records
from zhengan.checks.status import Status, worst

PERIODS = [Period(text) for text in ("P1D", "P7D", "P14D", "P35D", "P1M", "P3M", "P6M", "P1Y", "P1Y6M", "P1M10D")]
periods = st.sampled_from(PERIODS)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
WORDS = {"holds": "holds", "fails": "fails", "soon": "soon"}
BOTH = {"holds": "holds", "fails": "fails"}


@given(every=periods, since=days, on=days)
def test_a_day_is_in_time_exactly_while_its_period_reaches(every: Period, since: date, on: date) -> None:
    assert (since >= earliest_in_time(every, on)) is (every.after(since) >= on)


@pytest.mark.parametrize(
    ("every", "on", "earliest"),
    [
        ("P6M", date(2026, 8, 28), date(2026, 2, 28)),
        ("P6M", date(2026, 8, 29), date(2026, 3, 1)),  # the 28th of February reaches only to the 28th of August
        ("P6M", date(2026, 8, 31), date(2026, 3, 1)),
        ("P6M", date(2026, 2, 28), date(2025, 8, 28)),  # the 31st of August reaches to the end of February
        ("P1M1D", date(2026, 3, 1), date(2026, 1, 28)),  # months are added first, days then
    ],
)
def test_months_of_unequal_length(every: str, on: date, earliest: date) -> None:
    assert earliest_in_time(Period(every), on) == earliest


@pytest.mark.parametrize(
    ("period", "notice"), [("P1Y", 30), ("P6M", 30), ("P1M", 9), ("P7D", 2), ("P1D", 0), ("PT30M", 0)]
)
def test_attention_comes_30_days_before_or_in_the_last_third(period: str, notice: int) -> None:
    assert notice_of(Period(period)) == timedelta(days=notice)


def trainings(offsets: list[int]) -> list[int]:
    return [training("awareness", held_on=ago(offset)).pk for offset in offsets]


def fresh(keys: list[int], every: Period) -> Callable[[date], Part]:
    rows = records("organization.training").filter(pk__in=keys)
    return lambda on: each(rows).must_be_fresh("held_on", every=every, on=on, **WORDS)


def not_past(keys: list[int], every: Period) -> Callable[[date], Part]:
    rows = records("organization.training").filter(pk__in=keys)
    return lambda on: each(rows).must_not_be_past("held_on", on=on, **WORDS)


def recent(keys: list[int], every: Period) -> Callable[[date], Part]:
    rows = records("organization.training").filter(pk__in=keys)
    return lambda on: there_is_recent(rows, when="held_on", every=every, on=on, **WORDS)


def calm(keys: list[int], every: Period) -> Callable[[date], Part]:
    return lambda on: fresh(keys, every)(on).calm().no_duty()


def advised(keys: list[int], every: Period) -> Callable[[date], Part]:
    return lambda on: fresh(keys, every)(on).advised()


def recurring(planned: str) -> Callable[[list[int], Period], Callable[[date], Part]]:
    def make(keys: list[int], every: Period) -> Callable[[date], Part]:
        held = records("organization.training").filter(pk__in=keys).values_list("held_on", flat=True)
        judged = []
        for number, day in enumerate(held):
            one = system()
            judged.append(one.pk)
            review(info_system=one, completed_on=day, due_on=day + timedelta(days=number * 7 - 7))
            review(info_system=one, completed_on=day - timedelta(days=200), due_on=day)
        rows = records("assets.info_system").filter(pk__in=judged)
        return lambda on: each(rows).must_recur(
            records("access.recertification"),
            by="info_system",
            done="completed_on",
            planned=planned,
            every=every,
            on=on,
            **WORDS,
        )

    return make


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind",
    [fresh, not_past, recent, calm, advised, recurring(""), recurring("due_on")],
    ids=["fresh", "not_past", "recent", "calm", "advised", "recurring", "recurring_from_plan"],
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offsets=st.lists(st.integers(0, 420), max_size=3), every=periods, ahead=st.integers(0, 500))
def test_a_part_keeps_its_course(kind, offsets: list[int], every: Period, ahead: int) -> None:
    """If nothing happens, the status goes exactly as foretold: the same until the day before, another on the day."""
    with transaction.atomic():
        made = kind(trainings(offsets), every)
        now = count(made(TODAY), on=TODAY)
        status = now.status
        for day, then in now.course:
            assert day > TODAY
            eve = day - timedelta(days=1)
            assert count(made(eve), on=eve).status is status
            assert count(made(day), on=day).status is then
            assert then is not status
            status = then
        later = TODAY + timedelta(days=ahead)
        foretold = [then for day, then in now.course if day <= later]
        assert count(made(later), on=later).status is (foretold[-1] if foretold else now.status)
        assert now.turns_on == (now.course[0][0] if now.course else None)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_row_of_which_nothing_is_known_is_an_exception() -> None:
    """An empty field satisfies no rule."""
    from django.db.models import Q

    row("assets.asset", state="active", installed_count=None)
    row("assets.asset", state="active", installed_count=4)
    part = each(records("assets.asset").active()).must(Q(installed_count__lte=5), **BOTH)
    counted = count(part, on=TODAY)
    assert (counted.population, counted.exceptions, counted.status) == (2, 1, Status.NOT_MET)
    assert [one.installed_count for one in part.exceptions] == [None]


@pytest.mark.django_db
def test_late_work_does_not_move_the_next_day() -> None:
    """Due again six months after the planned day, even when the work was done three weeks after it."""
    one = system()
    review(info_system=one, due_on=date(2026, 6, 30), completed_on=date(2026, 7, 21))
    assert due_of_reviews() == date(2026, 12, 30)


@pytest.mark.django_db
def test_early_work_counts_from_its_planned_day() -> None:
    one = system()
    review(info_system=one, due_on=date(2026, 6, 30), completed_on=date(2026, 6, 10))
    assert due_of_reviews() == date(2026, 12, 30)


@pytest.mark.django_db
def test_a_plan_far_ahead_does_not_stretch_the_period() -> None:
    """Somebody who plans a review for next year and does it today is not free until the year after."""
    one = system()
    review(info_system=one, due_on=date(2027, 10, 1), completed_on=date(2026, 7, 1))
    assert due_of_reviews() == date(2027, 1, 1)


def due_of_reviews() -> date | None:
    part = each(records("assets.info_system")).must_recur(
        records("access.recertification"),
        by="info_system",
        done="completed_on",
        planned="due_on",
        every=Period("P6M"),
        on=TODAY,
        **WORDS,
    )
    return count(part, on=TODAY).due_on


@pytest.mark.django_db
def test_what_was_never_done_has_no_day() -> None:
    system()
    assert due_of_reviews() is None


@pytest.mark.django_db
def test_a_thing_must_be_there_or_hold_together() -> None:
    nothing = records("organization.training")
    assert count(there_is(nothing, **BOTH), on=TODAY).status is Status.NOT_MET
    assert count(there_is(nothing, **BOTH).when_empty(Status.NO_DATA, "none"), on=TODAY).sentence == "none"
    training("awareness")
    assert count(there_is(nothing, **BOTH), on=TODAY).status is Status.MET
    assert count(together(nothing, hold=True, **BOTH), on=TODAY).sentence == "holds"
    assert count(together(nothing, hold=False, **BOTH), on=TODAY).sentence == "fails"
    assert there_is(nothing, **BOTH).no_duty().calm().term is None


@pytest.mark.django_db
def test_must_have_and_must_not() -> None:
    from django.db.models import Q

    one = system()
    system(holds_personal_data=True)
    row("assets.asset", info_system=one)
    systems = each(records("assets.info_system"))
    assert count(systems.must_have(records("assets.asset"), by="info_system", **BOTH), on=TODAY).exceptions == 1
    assert count(systems.must_not(Q(holds_personal_data=True), **BOTH), on=TODAY).exceptions == 1


@pytest.mark.django_db
def test_a_day_across_a_foreign_key_can_be_judged() -> None:
    row("assets.asset", info_system=system(tier_reviewed_on=ago(400)))
    part = each(records("assets.asset")).must_be_fresh(
        "info_system__tier_reviewed_on", every=Period("P1Y"), on=TODAY, holds="", fails=""
    )
    assert count(part, on=TODAY).exceptions == 1


def test_a_course_says_only_what_changes() -> None:
    steps = [
        (TODAY, Status.NOT_MET),
        (TODAY + timedelta(days=1), Status.MET),
        (TODAY + timedelta(days=2), Status.ATTENTION),
    ]
    assert course_from(Status.MET, steps, on=TODAY) == ((TODAY + timedelta(days=2), Status.ATTENTION),)


def test_the_worst_status_wins_and_what_does_not_apply_only_wins_alone() -> None:
    assert worst([]) is Status.NO_DATA
    assert worst([Status.NOT_APPLICABLE, Status.MET]) is Status.MET
    assert worst([Status.NOT_APPLICABLE]) is Status.NOT_APPLICABLE
    assert worst([Status.MET, Status.ATTENTION, Status.NO_DATA]) is Status.NO_DATA
    assert worst(Status) is Status.NOT_MET
