"""Due dates and retention hang on these: a month too short must not lose a day, nor 90 days pass for three months."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhengan.catalogue import NotAPeriod, NotComparable, Period

MONTHS = st.integers(1, 240).map(lambda n: Period(f"P{n}M"))
DAYS = st.integers(1, 4000).map(lambda n: Period(f"P{n}D"))
PERIODS = st.one_of(MONTHS, DAYS, st.builds(lambda m, d: Period(f"P{m}M{d}D"), st.integers(1, 40), st.integers(1, 99)))
DATES = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("iso", "months", "seconds", "zh", "en"),
    [
        ("P1Y", 12, 0, "1 年", "1 year"),
        ("P6M", 6, 0, "6 個月", "6 months"),
        ("P1Y6M", 18, 0, "1 年 6 個月", "1 year 6 months"),
        ("P1W", 0, 604800, "1 週", "1 week"),
        ("P14D", 0, 14 * 86400, "14 日", "14 days"),
        ("PT30M", 0, 1800, "30 分鐘", "30 minutes"),
        ("PT1H", 0, 3600, "1 小時", "1 hour"),
        ("PT45S", 0, 45, "45 秒", "45 seconds"),
        ("P1DT12H", 0, 129600, "1 日 12 小時", "1 day 12 hours"),
        ("P1M10D", 1, 864000, "1 個月 10 日", "1 month 10 days"),
    ],
)
def test_reading_and_telling(iso, months, seconds, zh, en):
    period = Period(iso)
    assert (period.months, period.seconds, period.zh(), period.en()) == (months, seconds, zh, en)
    assert str(period) == iso
    assert repr(period) == f"Period('{iso}')"


@pytest.mark.parametrize(
    "iso",
    ["", "P", "PT", "P1", "1Y", "P0D", "P0Y0M", "P1YT", "P-1D", "+P1D", "P1.5D", "P1W2D", "P1D2M", "PT1D", "P1H",
     "p1y", "P1Y ", "P1Y\n", "P１Y", "P123456D", "定期"],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_both_tongues(iso):
    with pytest.raises(NotAPeriod) as caught:
        Period(iso)
    assert "不是期間" in caught.value.zh
    assert "is no period" in caught.value.en


def test_equal_means_always_as_long():
    assert Period("P1Y") == Period("P12M")
    assert Period("P1W") == Period("P7D") == Period("PT168H")
    assert len({Period("P1Y"), Period("P12M"), Period("P365D")}) == 2
    assert Period("P1M") != Period("P30D")
    assert Period("P1M") != "P1M"


def test_it_cannot_be_changed_but_copied_and_stored():
    period = Period("P6M")
    with pytest.raises(AttributeError):
        period.months = 1
    assert copy.deepcopy(period) == pickle.loads(pickle.dumps(period)) == period  # noqa: S301


@pytest.mark.parametrize(
    ("iso", "start", "end"),
    [
        ("P1M", "2023-01-31", "2023-02-28"),
        ("P1M", "2024-01-31", "2024-02-29"),
        ("P1Y", "2024-02-29", "2025-02-28"),
        ("P4Y", "2024-02-29", "2028-02-29"),
        ("P6M", "2023-08-31", "2024-02-29"),
        ("P3M", "2023-11-30", "2024-02-29"),
        ("P14D", "2024-02-20", "2024-03-05"),
        ("P1M10D", "2024-01-31", "2024-03-10"),
        ("P1M", "2023-12-15", "2024-01-15"),
    ],
)
def test_counting_on_from_a_date(iso, start, end):
    assert Period(iso).after(date.fromisoformat(start)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("iso", "start", "end"),
    [
        ("P1M", "2024-03-31", "2024-02-29"),
        ("P1Y", "2024-02-29", "2023-02-28"),
        ("P6M", "2024-01-15", "2023-07-15"),
        ("P1M", "2024-01-31", "2023-12-31"),
        ("P7D", "2024-03-03", "2024-02-25"),
    ],
)
def test_counting_back_from_a_date(iso, start, end):
    assert Period(iso).before(date.fromisoformat(start)) == date.fromisoformat(end)


def test_counting_several_times_from_one_planned_date_keeps_the_last_of_the_month():
    planned = date(2024, 1, 31)
    monthly = Period("P1M")
    assert [monthly.after(planned, times=n) for n in range(4)] == [
        date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30),
    ]  # fmt: skip
    assert monthly.before(planned, times=2) == date(2023, 11, 30)


def test_times_of_day_are_counted_from_a_time_only():
    noon = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert Period("PT30M").after(noon) == datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
    assert Period("PT13H").before(noon) == datetime(2024, 2, 28, 23, tzinfo=UTC)
    assert Period("P1Y").after(noon) == datetime(2025, 2, 28, 12, tzinfo=UTC)
    assert Period("PT48H").after(date(2024, 2, 28)) == date(2024, 3, 1)
    with pytest.raises(NotAPeriod, match="from a time") as caught:
        Period("PT30M").after(date(2024, 2, 29))
    assert "30 分鐘" in caught.value.zh


@pytest.mark.parametrize(
    ("iso", "day", "times"),
    [
        ("P1Y", date(9999, 1, 1), 1),
        ("P1M", date(1, 1, 31), -1),
        ("P99999D", date(9900, 1, 1), 1),
        ("P1Y", date(1, 5, 5), -2),
    ],
)
def test_the_end_of_the_calendar_is_told(iso, day, times):
    with pytest.raises(NotAPeriod, match="outside the calendar"):
        Period(iso).after(day, times=times)


def test_an_exact_length_only_where_there_is_one():
    assert Period("P1W").as_timedelta() == timedelta(days=7)
    with pytest.raises(NotComparable) as caught:
        Period("P1M").as_timedelta()
    assert "沒有固定的日數" in caught.value.zh


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [("P1M", "P1Y"), ("P7D", "P14D"), ("PT30M", "PT1H"), ("P27D", "P1M"), ("P1M", "P32D"), ("P365D", "P13M"),
     ("P89D", "P92D"), ("P3M", "P1Y"), ("P1M1D", "P1M2D"), ("P3Y", "P1097D"), ("P1094D", "P3Y")],
)  # fmt: skip
def test_shorter_and_longer(shorter, longer):
    a, b = Period(shorter), Period(longer)
    assert a < b
    assert a <= b
    assert b > a
    assert b >= a
    assert not b < a
    assert not b <= a
    assert a.at_most(b)
    assert not b.at_most(a)


@pytest.mark.parametrize(("one", "other"), [("P90D", "P3M"), ("P30D", "P1M"), ("P1M15D", "P45D")])
def test_where_it_depends_on_the_month_no_answer_is_made_up(one, other):
    a, b = Period(one), Period(other)
    for compare in (a.__lt__, a.__le__, a.__gt__, a.__ge__):
        with pytest.raises(NotComparable) as caught:
            compare(b)
        assert "無法比較" in caught.value.zh
    assert not a.at_most(b)
    assert not b.at_most(a)


def test_touching_lengths_are_at_most_each_other():
    # 89 days are never more than 3 months, 92 never less; 365 days are never more than a year.
    assert Period("P89D").at_most(Period("P3M"))
    assert Period("P3M").at_most(Period("P92D"))
    assert Period("P365D").at_most(Period("P1Y"))
    assert Period("P365D") <= Period("P1Y")
    assert not Period("P1Y").at_most(Period("P365D"))


@given(PERIODS, DATES)
def test_later_is_later_and_back_is_never_past_the_start_by_more_than_a_clamp(period, day):
    later = period.after(day)
    assert later > day
    assert timedelta(0) <= day - period.before(later) <= timedelta(days=3) or period.seconds
    if not period.months:
        assert later - day == period.as_timedelta()


@given(PERIODS, DATES)
def test_every_stretch_of_the_calendar_lies_within_the_bounds(period, day):
    stretch = (period.after(day) - day).total_seconds()
    # Days added behind a clamped month end are the same days, so the bounds of the months hold for the whole.
    assert period.shortest() <= stretch <= period.longest()


@given(PERIODS, PERIODS, DATES)
def test_at_most_holds_from_every_day(one, other, day):
    assume(one.at_most(other))
    assert one.after(day) <= other.after(day)


@given(MONTHS, DATES, st.integers(1, 12))
def test_times_are_counted_from_the_first_day(period, day, times):
    assert period.after(day, times=times) == Period(f"P{period.months * times}M").after(day)
    assert period.before(day, times=times) == period.after(day, times=-times)
