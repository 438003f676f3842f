"""The clock at the edge: the only place that reads the time, so that tests and the demonstration can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the server time as an aware datetime (UTC)."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """Return the date in Taipei."""
    return now().astimezone(TAIPEI).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment (aware); for tests and for the demonstration firm's past year."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
