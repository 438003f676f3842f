"""Dates in every way they are written in Taiwan; what is not certain is refused, never guessed."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as some

from zhengan.kernel.dates import ClockField, DayField, MomentField, parse_clock, parse_date, parse_moment
from zhengan.ledger.clock import TAIPEI


@pytest.mark.parametrize(
    "text",
    ["2020-12-21", "2020/12/21", "2020.12.21", "20201221", "109.12.21", "109/12/21", "109-12-21", "1091221",
     "民國109年12月21日", "民國 109 年 12 月 21 日", "109年12月21日", "中華民國109年12月21日", "ROC 109/12/21",
     "１０９．１２．２１", " 2020-12-21 "],
)  # fmt: skip
def test_the_same_day(text: str) -> None:
    assert parse_date(text) == date(2020, 12, 21)


def test_two_digit_years_of_the_republic() -> None:
    assert parse_date("94/3/4") == date(2005, 3, 4)
    assert parse_date("940304") == date(2005, 3, 4)
    assert parse_date("民國20年1月2日") == date(1931, 1, 2)


@pytest.mark.parametrize(
    "text",
    ["", "20/12/21", "21/12/2020", "12/21/20", "44186", "109年2月30日", "2020-13-01", "yesterday", "201/1/1", "202012"],
)
def test_what_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date(text)


@given(some.dates(min_value=date(1971, 1, 1), max_value=date(2110, 12, 31)))
def test_every_day_can_be_written_in_years_of_the_republic(day: date) -> None:
    year = day.year - 1911
    for text in (f"{year}/{day.month}/{day.day}", f"{year}{day:%m%d}", f"民國{year}年{day.month}月{day.day}日"):
        assert parse_date(text) == day


def test_moments() -> None:
    expected = datetime(2020, 12, 21, 8, 30, tzinfo=TAIPEI)
    for text in (
        "2020-12-21 08:30",
        "2020-12-21T08:30",
        "109.12.21 8:30",
        "民國109年12月21日8時30分",
        "2020-12-21T00:30Z",
    ):
        assert parse_moment(text) == expected
    assert parse_moment("109.12.21 8:30:15").second == 15
    assert parse_moment("1091221") == datetime(2020, 12, 21, tzinfo=TAIPEI)
    for text in ("0001-01-01T00:00+14:00", "109.12.21 25:00", "x"):
        with pytest.raises(ValueError, match=r".+"):
            parse_moment(text)


def test_times_of_day() -> None:
    assert parse_clock("8:30") == parse_clock("８：３０") == parse_clock("8時30分") == time(8, 30)
    assert parse_clock("23:59:58") == time(23, 59, 58)
    with pytest.raises(ValueError, match=r".+"):
        parse_clock("830")


def test_fields_take_values_as_well_as_texts() -> None:
    assert DayField().clean(date(2020, 1, 2)) == date(2020, 1, 2)
    assert DayField().clean(datetime(2020, 1, 1, 20, tzinfo=UTC)) == date(2020, 1, 2)
    assert DayField(required=False).clean("") is None
    assert MomentField().clean(date(2020, 1, 2)) == datetime(2020, 1, 2, tzinfo=TAIPEI)
    assert MomentField().clean(datetime(2020, 1, 2)) == datetime(2020, 1, 2, tzinfo=TAIPEI)  # noqa: DTZ001
    assert MomentField(required=False).clean("") is None
    assert ClockField().clean(time(8)) == time(8)
    assert ClockField().clean("8:00") == time(8)
    assert ClockField(required=False).clean("") is None


@pytest.mark.parametrize("field", [DayField(), MomentField(), ClockField()])
def test_fields_say_how_to_write_it(field: DayField) -> None:
    with pytest.raises(ValidationError) as error:
        field.clean("20/12/21?")
    assert "20/12/21?" in error.value.messages[0]
