"""What a check reads, noted while it reads: so that an act knows which verdicts it puts out of date."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from zhengan.catalogue import Parameters, parameters
from zhengan.kernel.record import RecordSet
from zhengan.kernel.register import register

_reads: ContextVar[set[str] | None] = ContextVar("reads", default=None)

PARAMETERS = "policy.parameter"
CALENDAR = "trading_days"
CLAUSES = "clause"


def records(code: str, *joined: str) -> RecordSet:
    """Return the live records of a register (voided ones left out). Raises UnknownRegister.

    `joined` names the registers that the check follows a foreign key to: an act on those turns the verdict as well.
    """
    note(code, *joined)
    found: RecordSet = register(code).record.objects.live()
    return found


def lines(code: str, name: str, *joined: str) -> Any:
    """Return the child rows of a register's live records; `joined` as for `records`."""
    note(code, *joined)
    model: Any = register(code).lines[name]
    return model.objects.filter(record__voided_at=None)


def note(*codes: str) -> None:
    """Note that something was read."""
    reads = _reads.get()
    if reads is not None:
        reads.update(codes)


@contextmanager
def reading() -> Iterator[set[str]]:
    """Collect what is read inside."""
    reads: set[str] = set()
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


class Watched:
    """The parameters of a day, noting that they were read."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._values: Parameters | None = None

    def __getattr__(self, name: str) -> Any:
        note(PARAMETERS)
        if self._values is None:
            self._values = parameters(self._on)
        return getattr(self._values, name)
