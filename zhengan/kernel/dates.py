"""Dates as people in Taiwan write them: common and 民國 years, with or without separators; never guessed."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhengan.ledger.clock import TAIPEI

ROC_OFFSET = 1911
# Below this a two-digit year might as well be short for 20xx; only 民國 or ROC in front makes it certain.
_SURELY_ROC = 60

_WITH_SEPARATORS = re.compile(
    r"(?P<era>民國|中華民國|ROC|R\.O\.C\.)?\s*(?P<year>\d{2,4})\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*"
    r"(?P<day>\d{1,2})\s*日?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?P<era>民國|中華民國|ROC)?\s*(?P<year>\d{2,4})(?P<month>\d{2})(?P<day>\d{2})", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?P<day>.+?)(?:[T\s]+|(?<=日))(?P<hour>\d{1,2})[:時](?P<minute>\d{2})分?(?::?(?P<second>\d{2})(?:\.\d+)?秒?)?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:時](?P<minute>\d{2})分?(?::?(?P<second>\d{2})(?:\.\d+)?秒?)?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９／．－：", "0123456789/.-:")


def parse_date(text: str) -> date:
    """Return the day meant by 2020-12-21, 2020/12/21, 20201221, 109.12.21, 94/3/4, 1091221 or 民國109年12月21日.

    Raises ValueError for anything else, and for a two-digit year that could be short for 20xx.
    """
    cleaned = text.strip().translate(_FULL_WIDTH)
    found = _WITH_SEPARATORS.fullmatch(cleaned) or _DIGITS.fullmatch(cleaned)
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    year = int(found["year"])
    if found["era"] or year < 1000:
        if not found["era"] and not _SURELY_ROC <= year < 200:
            raise ValueError(f"unclear year: {text!r}")
        year += ROC_OFFSET
    return date(year, int(found["month"]), int(found["day"]))


def parse_moment(text: str) -> datetime:
    """Return the aware moment meant: a date as `parse_date` takes it with a time of day in Taipei, or ISO 8601.

    A date alone is midnight. Raises ValueError.
    """
    cleaned = text.strip().translate(_FULL_WIDTH)
    try:
        made = datetime.fromisoformat(cleaned)
    except ValueError:
        found = _MOMENT.fullmatch(cleaned)
        if found is None:
            made = datetime.combine(parse_date(cleaned), time())
        else:
            made = datetime.combine(parse_date(found["day"]), _clock(found))
    if not 1000 <= made.year < 9999:
        raise ValueError(f"out of range: {text!r}")
    return made if made.tzinfo else made.replace(tzinfo=TAIPEI)


def parse_clock(text: str) -> time:
    """Return the time of day meant by 8:30, 08:30:15 or 8時30分. Raises ValueError."""
    found = _CLOCK.fullmatch(text.strip().translate(_FULL_WIDTH))
    if found is None:
        raise ValueError(f"not a time of day: {text!r}")
    return _clock(found)


def _clock(found: re.Match[str]) -> time:
    return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))


class DayField(forms.DateField):
    """A date in any of the ways of writing that are understood."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no date; write it like 2020-12-21 or 109.12.21."),
    }

    def to_python(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return (value.astimezone(TAIPEI) if value.tzinfo else value).date()
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from None


class MomentField(forms.DateTimeField):
    """A date and time of day in any way of writing that is understood; Taipei time unless an offset is given."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no date and time; write it like 2020-12-21 08:30 or 109.12.21 08:30."),
    }

    def to_python(self, value: Any) -> datetime | None:
        """Return the aware moment. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=TAIPEI)
        if isinstance(value, date):
            return datetime.combine(value, time(), tzinfo=TAIPEI)
        try:
            return parse_moment(str(value))
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from None


class ClockField(forms.TimeField):
    """A time of day."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no time of day; write it like 08:30."),
    }

    def to_python(self, value: Any) -> time | None:
        """Return the time of day. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        try:
            return parse_clock(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from None
