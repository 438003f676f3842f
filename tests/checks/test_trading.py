"""The trading calendar: read from the exchange's file, whatever its dates look like, and never computed."""

import json
from datetime import date

import pytest

from tests.cast import Cast
from zhengan.checks import trading
from zhengan.checks.models import Touch
from zhengan.checks.trading import WrongCalendar, import_calendar, read
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.models import TradingDay
from zhengan.ledger.models import Entry

CLOSED = "day,note\n2026-01-01,開國紀念日\n2026-02-16,春節\n"
NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize("written", ["2026-01-01", "2026/1/1", "20260101", "1150101", "115/01/01", "115年1月1日"])
def test_dates_may_be_written_as_in_taiwan(written: str) -> None:
    (listed,) = read(f"日期,名稱\n{written},開國紀念日\n")
    assert (listed.day, listed.trading, listed.note) == (NEW_YEAR, False, "開國紀念日")


def test_a_trading_column_says_yes_or_no() -> None:
    assert [one.trading for one in read("date,trading\n2026-01-01,n\n2026-01-02,是\n")] == [False, True]


@pytest.mark.parametrize("wrapped", [True, False])
def test_json_of_the_exchange_is_read(wrapped: bool) -> None:
    rows = [{"Name": "開國紀念日", "Date": "1150101"}]
    (listed,) = read(json.dumps({"data": rows} if wrapped else rows))
    assert (listed.day, listed.note) == (NEW_YEAR, "開國紀念日")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no days"),
        ("a,b\n1,2\n", "column with the date"),
        ("date\n2026-02-30\n", "Line 1"),
        ("date\nsoon\n", "no date"),
        ("date\n1\n", "no date"),
        ("date\n2026-01-01\n2026-01-01\n", "twice"),
        ("date,trading\n2026-01-01,perhaps\n", "yes or no"),
        ("[1, 2]", "rows"),
        ("[{]", "JSON"),
        ('{"data": [3]}', "rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(text: str, says: str, settings) -> None:
    from django.utils import translation

    with translation.override("en"), pytest.raises(WrongCalendar, match=says):
        read(text)


@pytest.mark.django_db
def test_an_import_is_an_act_and_puts_verdicts_out_of_date(system: Actor) -> None:
    assert import_calendar(CLOSED, source="TWSE 2026", by=system) == 365
    entry = Entry.objects.select_related("payload").get(act="calendar_import")
    assert entry.payload.body["listed"] == 2
    assert list(Touch.objects.values_list("register", flat=True)) == ["trading_days"]
    assert not TradingDay.objects.get(day=date(2026, 2, 16)).trading
    assert trading.trading_days(date(2026, 2, 13), date(2026, 2, 18)) == [
        date(2026, 2, 13),
        date(2026, 2, 17),
        date(2026, 2, 18),
    ]
    assert trading.next_trading_day(date(2026, 2, 13)) == date(2026, 2, 17)
    assert trading.last_trading_day(date(2026, 2, 17)) == date(2026, 2, 13)
    assert trading.next_trading_day(date(2026, 12, 31)) is None
    assert trading.last_trading_day(NEW_YEAR) is None
    assert trading.covered(NEW_YEAR, date(2026, 12, 31))
    assert not trading.covered(NEW_YEAR, date(2027, 1, 1))


@pytest.mark.django_db
def test_a_second_import_changes_only_what_differs(system: Actor) -> None:
    import_calendar(CLOSED, source="TWSE", by=system)
    assert import_calendar(CLOSED, source="TWSE", by=system) == 0
    more = CLOSED + "2026-09-28,颱風停市\n"
    assert import_calendar(more, source="TWSE", by=system) == 1
    assert TradingDay.objects.get(day=date(2026, 9, 28)).note == "颱風停市"


@pytest.mark.django_db
def test_without_whole_years_only_listed_days_are_taken(system: Actor) -> None:
    assert import_calendar("date,trading\n2026-01-02,y\n", source="x", by=system, whole_years=False) == 1
    assert not trading.covered(NEW_YEAR, date(2026, 1, 2))


def test_who_may_not_import_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        import_calendar(CLOSED, source="x", by=cast.actor("employee"))
    assert import_calendar(CLOSED, source="x", by=cast.actor("it_manager")) == 365
