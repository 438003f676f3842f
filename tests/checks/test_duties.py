"""Duties: due days come from the verdicts, and none is invented."""

from datetime import timedelta

import pytest
from django.utils import translation

from tests.checks.rows import TODAY, account, ago, asset, calendar, page, review, row, statement, system
from zhengan.catalogue import catalogue
from zhengan.checks import trading, verdicts
from zhengan.checks.declare import Kind, check_of, kind_of
from zhengan.checks.duties import Duty, duties, duties_among

YEAR_AHEAD = ago(-365)


def due(clause: str) -> Duty | None:
    verdicts.refresh()
    return next((one for one in duties(TODAY, YEAR_AHEAD) if one.clause == clause), None)


@pytest.mark.django_db
def test_a_duty_is_due_a_period_after_its_planned_day(django_assert_num_queries) -> None:
    one = system()
    review(info_system=one, due_on=ago(40), completed_on=ago(35))
    verdicts.refresh()
    with django_assert_num_queries(1), translation.override("en"):
        (found,) = [duty for duty in duties(TODAY, YEAR_AHEAD) if duty.clause == "7.1.3.6"]
    assert found.due_on.isoformat() == "2027-04-11"
    assert (found.overdue, found.owner_office) == (False, "system_admin")
    assert found.title
    with translation.override("zh-hant"):
        assert due("7.1.3.6").title != found.title


@pytest.mark.django_db
def test_what_is_overdue_keeps_its_day_and_comes_first() -> None:
    review(info_system=system(), due_on=ago(200), completed_on=ago(200))
    found = due("7.1.3.6")
    assert found is not None
    assert found.overdue
    assert found.due_on < TODAY
    system(tier_reviewed_on=ago(20))
    verdicts.refresh()
    assert [one.overdue for one in duties(TODAY, YEAR_AHEAD)] == sorted(
        (one.overdue for one in duties(TODAY, YEAR_AHEAD)), reverse=True
    )


@pytest.mark.django_db
def test_duties_can_be_read_from_verdicts_in_hand(django_assert_num_queries) -> None:
    review(info_system=system(tier_reviewed_on=ago(20)), due_on=ago(200), completed_on=ago(200))
    asset(last_verified_on=ago(10))
    in_hand = verdicts.current().values()
    with django_assert_num_queries(0):
        found = duties_among(in_hand, TODAY, YEAR_AHEAD)
    assert found
    assert found == duties(TODAY, YEAR_AHEAD)
    assert duties_among(in_hand, TODAY, ago(-30)) == duties(TODAY, ago(-30)) != found


@pytest.mark.django_db
def test_what_was_never_done_is_due_now() -> None:
    system()
    account(last_login_on=TODAY)
    found = due("7.1.3.6")
    assert found is not None
    assert (found.due_on, found.overdue) == (TODAY, True)


@pytest.mark.django_db
def test_what_cannot_be_judged_yet_has_no_invented_day() -> None:
    """What has a period, and of which nothing can be seen, asks for nothing by itself."""
    blind = [
        one.id for one in catalogue().clauses.values() if kind_of(one) is Kind.NOT_YET and check_of(one.id) is None
    ]
    verdicts.refresh()
    assert not {one.clause for one in duties(TODAY, YEAR_AHEAD)} & set(blind)
    assert due("1.2") is None


@pytest.mark.django_db
def test_a_duty_far_ahead_is_not_shown() -> None:
    asset(last_verified_on=ago(10))
    verdicts.refresh()
    assert "5.2.3" not in [one.clause for one in duties(TODAY, ago(-30))]
    assert "5.2.3" in [one.clause for one in duties(TODAY, YEAR_AHEAD)]


@pytest.mark.django_db
def test_a_clause_that_repeats_another_asks_for_nothing_twice() -> None:
    calendar()
    for day in trading.trading_days(ago(20), ago(1)):
        page(day)
    verdicts.refresh()
    found = [one.clause for one in duties(TODAY, YEAR_AHEAD)]
    assert "7.7.2" in found
    assert "8.3.9" not in found


@pytest.mark.django_db
def test_a_day_of_a_document_or_a_statement_is_no_duty() -> None:
    """Those have records with a day of their own, which the calendar shows already."""
    statement("6.1.4", "holds")
    row("policy.policy_document", topic="email_use", state="in_force", next_review_due=ago(-20))
    assert due("6.1.4") is None
    assert due("2.2.2") is None


@pytest.mark.django_db
def test_beyond_the_calendar_no_day_is_known() -> None:
    from zhengan.checks.verdict import judge

    calendar(last=TODAY)
    for day in trading.trading_days(ago(20), ago(1)):
        page(day)
    (verdict,) = judge(["7.7.2"], on=TODAY)
    assert (verdict.status, verdict.due_on, verdict.turns_on) == ("met", None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "verified", "due_on"),
    [
        ("2026-11-20", True, "2026-11-23"),  # Friday's page may be verified until Monday is over
        ("2026-11-20", False, "2026-11-20"),  # Thursday's page is still open: today is its last day
        ("2026-11-22", True, "2026-11-24"),  # on Sunday: Monday's page, until Tuesday
    ],
)
def test_the_operation_log_follows_the_trading_calendar(today: str, verified: bool, due_on: str) -> None:
    from datetime import date

    from zhengan.checks.verdict import judge

    on = date.fromisoformat(today)
    calendar()
    for day in trading.trading_days(on - timedelta(days=20), on - timedelta(days=1)):
        if verified or day != trading.last_trading_day(on):
            page(day)
    (verdict,) = judge(["7.7.2"], on=on)
    assert verdict.status == "met"
    assert verdict.due_on == date.fromisoformat(due_on)
    assert verdict.turns_on == verdict.due_on + timedelta(days=1)
    (after,) = judge(["7.7.2"], on=verdict.turns_on)
    assert after.status == "not_met"
