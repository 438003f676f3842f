"""Lengths of time as the policy gives them: a subset of ISO 8601 durations with calendar arithmetic."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from zhengan.catalogue.errors import NotAPeriod, NotComparable

Day = TypeVar("Day", bound=date)  # a datetime is a date too and stays a datetime

_SHAPE = re.compile(
    r"P(?:([0-9]{1,5})W|(?=[0-9T])(?:([0-9]{1,5})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})S)?)?)"
)
_ZH = ("週", "年", "個月", "日", "小時", "分鐘", "秒")
_EN = ("week", "year", "month", "day", "hour", "minute", "second")
_SECONDS = (7 * 86400, 0, 0, 86400, 3600, 60, 1)
_DAY = 86400


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Period:
    """A positive length of time: `Period("P6M")`, `Period("P14D")`, `Period("PT30M")`, `Period("P1Y6M")`.

    Years and months are calendar months; weeks and days are 24 hours each (Taiwan keeps no summer time). Two
    periods are equal when they always last the same: P1Y = P12M, P1W = P7D, but P1M is equal to no number of days.
    Raises NotAPeriod for anything else: fractions, signs, nothing, zero. Source: ISO 8601-1:2019, 5.5.2.
    """

    iso: str  # as written
    months: int = field(init=False)  # calendar months, years included
    seconds: int = field(init=False)  # everything below a month
    _parts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = _SHAPE.fullmatch(self.iso)
        parts = tuple(int(part or 0) for part in found.groups()) if found else ()
        if not any(parts):
            raise NotAPeriod(
                zh=f"「{self.iso}」不是期間；請寫成 P1Y（1 年）、P6M（6 個月）、P14D（14 日）、PT30M（30 分鐘）",
                en=f"{self.iso!r} is no period; write P1Y (1 year), P6M (6 months), P14D (14 days), PT30M (30 minutes)",
            )
        # Frozen also to itself: the derived values are laid down once, here.
        object.__setattr__(self, "_parts", parts)
        object.__setattr__(self, "months", 12 * parts[1] + parts[2])
        object.__setattr__(self, "seconds", sum(part * one for part, one in zip(parts, _SECONDS, strict=True)))

    def __repr__(self) -> str:
        return f"Period({self.iso!r})"

    def __str__(self) -> str:
        return self.iso

    # --- counting from a date ---

    def after(self, day: Day, *, times: int = 1) -> Day:
        """The date (or time) this long after `day`, `times` over; a month too short gives its last day.

        Counting `times` from one planned date keeps the 31st where a month has one; adding again and again to the
        last result would not. Raises NotAPeriod when `day` is a plain date and the period is no whole number of
        days, or when the result lies outside the years 1 to 9999.
        """
        if not isinstance(day, datetime) and self.seconds % _DAY:
            raise NotAPeriod(
                zh=f"{self.zh()}須從某一時刻起算，不能只有日期",
                en=f"{self.en()} must be counted from a time, not from a date alone",
            )
        try:
            return _months_on(day, self.months * times) + timedelta(seconds=self.seconds * times)
        except (OverflowError, ValueError):
            raise NotAPeriod(
                zh=f"{day} 起算 {self.zh()}（{times} 次）已超出曆法範圍",
                en=f"{self.en()} ({times} times) from {day} is outside the calendar",
            ) from None

    def before(self, day: Day, *, times: int = 1) -> Day:
        """The date (or time) this long before `day`; rules and errors of `after`."""
        return self.after(day, times=-times)

    def as_timedelta(self) -> timedelta:
        """The exact length. Raises NotComparable when months or years are in it, which have none."""
        if self.months:
            raise NotComparable(zh=f"{self.zh()}沒有固定的日數", en=f"{self.en()} is no fixed number of days")
        return timedelta(seconds=self.seconds)

    # --- comparing ---

    def shortest(self) -> int:
        """Seconds of the shortest stretch of the calendar that this can be."""
        return _span(self.months)[0] * _DAY + self.seconds

    def longest(self) -> int:
        """Seconds of the longest stretch of the calendar that this can be."""
        return _span(self.months)[1] * _DAY + self.seconds

    def at_most(self, other: Period) -> bool:
        """Whether this is never longer than `other`, whatever day both are counted from. Never raises."""
        if self.months <= other.months and self.seconds <= other.seconds:
            return True
        return self.longest() <= other.shortest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.months, self.seconds) == (other.months, other.seconds)

    def __hash__(self) -> int:
        return hash((self.months, self.seconds))

    def __le__(self, other: Period) -> bool:
        if self.at_most(other):
            return True
        if other.at_most(self):
            return False
        raise NotComparable(
            zh=f"{self.zh()}與 {other.zh()}孰長視月份而定，無法比較",
            en=f"whether {self.en()} or {other.en()} is longer depends on the month",
        )

    def __lt__(self, other: Period) -> bool:
        return self != other and self <= other

    def __ge__(self, other: Period) -> bool:
        return other <= self

    def __gt__(self, other: Period) -> bool:
        return other < self

    # --- for people ---

    def zh(self) -> str:
        """Like 6 個月, 30 分鐘, 1 年 6 個月."""
        return " ".join(f"{part} {unit}" for part, unit in zip(self._parts, _ZH, strict=True) if part)

    def en(self) -> str:
        """Like 6 months, 30 minutes, 1 year 6 months."""
        named = zip(self._parts, _EN, strict=True)
        return " ".join(f"{part} {unit}{'' if part == 1 else 's'}" for part, unit in named if part)


def _months_on(day: Day, months: int) -> Day:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    # monthrange knows no year 0 and below, and replace() refuses years above 9999: both raise ValueError
    last = calendar.monthrange(year, month + 1)[1] if year > 0 else 0
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


_CYCLE = 4800  # months after which the Gregorian calendar repeats, to the day of the week


@cache
def _firsts() -> list[int]:
    return [date(2000 + month // 12, month % 12 + 1, 1).toordinal() for month in range(_CYCLE)]


@cache
def _span(months: int) -> tuple[int, int]:
    """The fewest and the most days that `months` calendar months can have."""
    firsts = _firsts()
    spans = []
    for start, first in enumerate(firsts):
        cycles, at = divmod(start + months, _CYCLE)
        spans.append(firsts[at] + cycles * 146097 - first)
    return min(spans), max(spans)
