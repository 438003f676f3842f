"""The trading calendar of the demonstration: the exchange's closed days as data, so that no holiday is ever computed.

The list ends with 2028; a demonstration played later finds no trading days in the product and is told to import them.
"""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

SOURCE = "臺灣證券交易所市場開休市日期"


@cache
def closed() -> dict[date, str]:
    """Return the weekdays on which the exchange does not trade, with the reason; of 2028, not yet announced, assumed ones."""
    return {date.fromisoformat(row["day"]): row["note"] for row in csv.DictReader(text().splitlines())}


def text() -> str:
    """Return the list of closed days as a calendar file."""
    return files(__package__).joinpath("calendar.csv").read_text(encoding="utf-8")


def is_trading(day: date) -> bool:
    """Whether the exchange trades on that day."""
    return day.weekday() < 5 and day not in closed()


def trading_days(first: date, last: date) -> list[date]:
    """Return the trading days from first to last, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_trading(day)]


def next_trading(day: date) -> date:
    """Return the first trading day after a day."""
    day += timedelta(days=1)
    while not is_trading(day):
        day += timedelta(days=1)
    return day


def on_or_before(day: date) -> date:
    """Return the last trading day up to and with a day."""
    while not is_trading(day):
        day -= timedelta(days=1)
    return day
