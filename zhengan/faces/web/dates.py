"""Days and times as the reader wants them: Taipei time, common or 民國 years by personal preference."""

from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhengan.identity.models import User
from zhengan.ledger import clock

ROC_OFFSET = 1911

_years: ContextVar[str] = ContextVar("years", default=User.Years.COMMON.value)


def use_years(years: str) -> None:
    """Count years in this way (`common` or `roc`) until told otherwise in this context."""
    _years.set(years)


def is_chinese() -> bool:
    """Whether the page is read in Chinese."""
    return (get_language() or "zh").startswith("zh")


def show_date(day: date | None) -> str:
    """Return `2026-11-22` or `115-11-22`; empty for no day."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(clock.TAIPEI).date()
    year = f"{day.year - ROC_OFFSET}" if _years.get() == User.Years.ROC and day.year > ROC_OFFSET else f"{day.year}"
    return f"{year}-{day.month:02d}-{day.day:02d}"


def show_time(moment: datetime | None) -> str:
    """Return `2026-11-22 14:05` in Taipei time; empty for no moment."""
    if moment is None:
        return ""
    local = moment.astimezone(clock.TAIPEI)
    return f"{show_date(local.date())} {local:%H:%M}"


def show_long_date(day: date) -> str:
    """Return the day as the head of the page says it: `115年11月23日（一）`, `Mon 23 Nov 2026`."""
    if not is_chinese():
        return f"{day:%a} {day.day} {day:%b %Y}"
    year = f"{day.year - ROC_OFFSET}" if _years.get() == User.Years.ROC else f"{day.year}"
    return f"{year}年{day.month}月{day.day}日（{'一二三四五六日'[day.weekday()]}）"


def show_month(first: date) -> str:
    """Return a month as a heading: `115年11月`, `November 2026`."""
    if not is_chinese():
        return f"{first:%B} {first.year}"
    year = f"{first.year - ROC_OFFSET}" if _years.get() == User.Years.ROC else f"{first.year}"
    return f"{year}年{first.month}月"


def show_duration(length: timedelta | None) -> str:
    """Return a length of time in days, hours and minutes."""
    if length is None:
        return ""
    seconds = int(length.total_seconds())
    days, seconds = divmod(seconds, 86400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = [
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes else "",
        ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds} if seconds else "",
    ]
    return " ".join(part for part in parts if part) or ngettext("%(n)s minute", "%(n)s minutes", 0) % {"n": 0}


def show_distance(day: date | None, *, on: date) -> str:
    """Return how far a due day is: overdue by, today, in so many days."""
    if day is None:
        return ""
    days = (day - on).days
    if days < 0:
        return ngettext("overdue by %(n)s day", "overdue by %(n)s days", -days) % {"n": -days}
    if days == 0:
        return _("today")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
