"""The units that parameters are kept in: how a value is read, shown, and held against a limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from zhengan.catalogue.periods import Period

Value: TypeAlias = int | Decimal | str | tuple[int, ...] | Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """How one unit is read (ValueError when it is none), and the words for it."""

    read: Callable[[str], Value]
    zh: str  # what a value must be
    en: str
    less: tuple[str, str] = ("低於", "lower than")
    more: tuple[str, str] = ("高於", "higher than")


def _matching(shape: str, text: str) -> str:
    if not re.fullmatch(shape, text, re.ASCII):
        raise ValueError(text)
    return text


def _int(text: str) -> int:
    return int(_matching(r"[1-9]\d{0,8}", text))


def _percent(text: str) -> Decimal:
    return Decimal(_matching(r"100(\.00?)?|[1-9]?\d(\.\d\d?)?", text))


def _hours(text: str) -> Decimal:
    return Decimal(_matching(r"(0|[1-9]\d{0,3})(\.\d\d?)?", text))


def _version(text: str) -> tuple[int, ...]:
    numbers = [int(part) for part in _matching(r"\d{1,5}(\.\d{1,5}){0,3}", text).split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()  # 1.2.0 is 1.2
    return tuple(numbers)


def _tier(text: str) -> str:
    return _matching(r"[1-4]", text)


def _text(text: str) -> str:
    return _matching(r"\S(.*\S)?", text)


UNITS: Mapping[str, Unit] = {
    "duration": Unit(
        read=Period,
        zh="期間（例如 P6M 為 6 個月、P14D 為 14 日）",
        en="a length of time (such as P6M for 6 months, P14D for 14 days)",
        less=("短於", "shorter than"),
        more=("長於", "longer than"),
    ),
    "int": Unit(read=_int, zh="正整數", en="a whole number above zero"),
    "percent": Unit(read=_percent, zh="百分比（0 至 100）", en="a percentage from 0 to 100"),
    "hours": Unit(read=_hours, zh="時數", en="a number of hours"),
    "version": Unit(read=_version, zh="版本號碼（例如 1.2）", en="a version number (such as 1.2)"),
    "tier": Unit(read=_tier, zh="第 1 至第 4 級", en="a tier from 1 to 4"),
    "text": Unit(read=_text, zh="單行文字", en="text on one line"),
}

OPERATORS = (">=", "<=")


def keeps(value: Any, op: str, limit: Any) -> bool:
    """Whether a value is at least as strict as the limit; both read by the same unit.

    A length of time must be so counted from any day of the calendar: 90 days are no "at most 3 months", since
    from 1 December 3 months are 90 days but from 1 February only 89.
    """
    low, high = (limit, value) if op == ">=" else (value, limit)
    return bool(low.at_most(high) if isinstance(low, Period) else low <= high)


def show(unit: str, written: str) -> tuple[str, str]:
    """A written value for people, in Chinese and English."""
    if unit == "duration":
        period = Period(written)
        return period.zh(), period.en()
    if unit == "percent":
        return f"{written}%", f"{written}%"
    return written, written
