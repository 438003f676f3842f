"""The trading calendar: imported from the exchange's list, never computed; what the clauses mean by a business day."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhengan.checks.reading import CALENDAR, note
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import TradingDay
from zhengan.kernel.reconciling import ALONE, Alone
from zhengan.kernel.state import State, kind_of, rows_of, state
from zhengan.ledger.append import Telling
from zhengan.ledger.core.canonical import digest

MAKERS = ("it_manager", "system_admin", "security_officer", "ciso")
YES, NO = (
    frozenset({"y", "yes", "true", "1", "是", "開市", "trading"}),
    frozenset({"n", "no", "false", "0", "否", "休市"}),
)
_DAY_COLUMNS = ("date", "day", "日期")
_NOTE_COLUMNS = ("note", "name", "description", "名稱", "說明", "備註")
_TRADING_COLUMNS = ("trading", "open", "開市", "是否開市")
_DATE = re.compile(r"(\d{2,4})[-/年.]?(\d{1,2})[-/月.]?(\d{1,2})日?")


@dataclass(frozen=True)
class Listed:
    """One line of a calendar file."""

    day: date
    trading: bool
    note: str


class WrongCalendar(NotPossible):
    """A calendar file that cannot be read; says which line and why."""


def days(first: date, last: date) -> QuerySet[TradingDay]:
    """Return the trading days from first to last, both included, oldest first."""
    note(CALENDAR)
    return TradingDay.objects.filter(trading=True, day__range=(first, last)).order_by("day")


def trading_days(first: date, last: date) -> list[date]:
    """Return the dates of the trading days from first to last, both included."""
    return list(days(first, last).values_list("day", flat=True))


def covered(first: date, last: date) -> bool:
    """Whether the calendar says of every day from first to last whether there is trading."""
    note(CALENDAR)
    return TradingDay.objects.filter(day__range=(first, last)).count() == (last - first).days + 1


def next_trading_day(day: date) -> date | None:
    """Return the first trading day after `day`, or None where the calendar does not reach that far."""
    note(CALENDAR)
    return TradingDay.objects.filter(trading=True, day__gt=day).order_by("day").values_list("day", flat=True).first()


def last_trading_day(day: date) -> date | None:
    """Return the last trading day before `day`, or None where the calendar does not reach that far."""
    note(CALENDAR)
    return TradingDay.objects.filter(trading=True, day__lt=day).order_by("-day").values_list("day", flat=True).first()


def read(text: str) -> list[Listed]:
    """Read a calendar file: CSV or JSON rows with date, note and, if it has one, trading yes or no.

    Without a trading column the file is a list of closed days, as the exchange publishes it. Dates may be written
    2026-01-01, 2026/1/1, 20260101 or in ROC years, 1150101, 115/01/01. Raises WrongCalendar.
    """
    rows = _rows(text)
    if not rows:
        raise WrongCalendar(_("The calendar holds no days."))
    names = {str(name).strip().lower(): name for name in rows[0]}
    day, trading = _column(names, _DAY_COLUMNS), _column(names, _TRADING_COLUMNS)
    if day is None:
        raise WrongCalendar(_("The calendar needs a column with the date."))
    notes = _column(names, _NOTE_COLUMNS)
    found: dict[date, Listed] = {}
    for line, row in enumerate(rows, start=1):
        when = _date(str(row.get(day) or ""), line)
        if when in found:
            raise WrongCalendar(_("Line %(line)s: %(day)s stands there twice.") % {"line": line, "day": when})
        is_open = _yes_or_no(str(row.get(trading) or ""), line) if trading is not None else False
        found[when] = Listed(day=when, trading=is_open, note=str(row.get(notes) or "").strip()[:100] if notes else "")
    return list(found.values())


def import_calendar(text: str, *, source: str, by: Actor, whole_years: bool = True) -> int:
    """Take a calendar file in, as an act; returns how many days the calendar now says more or otherwise.

    With `whole_years` the file stands for all years it names a day of: a day it does not list is a trading day from
    Monday to Friday and none at the weekend, which is how the exchange's list of exceptions is to be read. Without,
    only the listed days are taken. Raises Refused, WrongCalendar.
    """
    if not (by.is_system or by.holds(*MAKERS)):
        raise Refused(_("Your offices do not allow this."), register=CALENDAR, act="calendar_import")
    listed = read(text)
    wanted = {one.day: one for one in (_of_whole_years(listed) if whole_years else listed)}
    with transaction.atomic():
        known = {
            one.day: one for one in TradingDay.objects.select_for_update().filter(day__range=(min(wanted), max(wanted)))
        }
        changed = [
            one
            for day, one in wanted.items()
            if day not in known or (known[day].trading, known[day].note) != (one.trading, one.note)
        ]
        written = [TradingDay(day=one.day, trading=one.trading, note=one.note, source=source[:100]) for one in changed]
        TradingDay.objects.bulk_create(
            written,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["day"],
            update_fields=["trading", "note", "source"],
        )
        acts.tell(
            [
                Telling(
                    act="calendar_import",
                    register=CALENDAR,
                    body={
                        "source": source,
                        "from": min(wanted).isoformat(),
                        "to": max(wanted).isoformat(),
                        "listed": len(listed),
                        "changed": len(changed),
                        "rows": rows_of(written),
                        "digest": digest([[one.day.isoformat(), one.trading, one.note] for one in wanted.values()]),
                    },
                )
            ],
            by=by,
        )
    return len(changed)


def _of_whole_years(listed: Sequence[Listed]) -> Iterable[Listed]:
    said = {one.day: one for one in listed}
    first, last = date(min(said).year, 1, 1), date(max(said).year, 12, 31)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield said.get(day) or Listed(day=day, trading=day.weekday() < 5, note="")


def _rows(text: str) -> list[Mapping[str, Any]]:
    text = text.removeprefix("\ufeff").strip()
    if not text.startswith(("[", "{")):
        return list(csv.DictReader(io.StringIO(text)))
    try:
        found = json.loads(text)
    except ValueError as error:
        raise WrongCalendar(_("The calendar is no JSON: %(error)s") % {"error": error}) from None
    rows = found.get("data", []) if isinstance(found, dict) else found
    if not all(isinstance(row, dict) for row in rows):
        raise WrongCalendar(_("The calendar must be a list of rows with named fields."))
    return list(rows)


def _column(names: Mapping[str, str], wanted: Sequence[str]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _date(text: str, line: int) -> date:
    found = _DATE.fullmatch(text.strip()) if not text.strip().isdigit() else _digits(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = (int(part) for part in found.groups())
        return date(year + 1911 if year < 1000 else year, month, day)
    except ValueError:
        raise WrongCalendar(_("Line %(line)s: “%(text)s” is no date.") % {"line": line, "text": text}) from None


def _digits(text: str) -> "re.Match[str] | None":
    """Digits alone: the last four are month and day, whatever the years are counted from."""
    return re.fullmatch(r"(\d{2,4})(\d{2})(\d{2})", text)


def _yes_or_no(text: str, line: int) -> bool:
    said = text.strip().lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise WrongCalendar(_("Line %(line)s: say yes or no, not “%(text)s”.") % {"line": line, "text": text})


def _there() -> dict[str, State]:
    return {one.day.isoformat(): state(one) for one in TradingDay.objects.order_by("day")}


ALONE[kind_of(TradingDay)] = Alone(_there)
