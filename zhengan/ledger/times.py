"""Times: whether server times of entries agree with their order in the tree, and with when checkpoints were seen.

Whoever puts a new entry in can write any time into it; he cannot give it a place before those that have one. Acts are
written side by side and a long one is placed after shorter ones that began later, so that times may run back a little,
never by more than `APART`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from zhengan.ledger import clock
from zhengan.ledger.models import Departure
from zhengan.ledger.trouble import Trouble

# The longest act (an import of many thousand rows) and the clocks of several servers together stay within this.
APART = timedelta(minutes=15)


class Times:
    """Looks at one entry after the other, in the order of the tree.

    Each is compared with the newest time before it, with the present, and with what others stated of the checkpoints
    around it: a witness or a time-stamping service that saw N entries saw none of a later time, and no earlier one can
    be placed behind them.
    """

    def __init__(self) -> None:
        stated = Departure.objects.filter(trouble="").exclude(stated_at=None).order_by("size", "stated_at")
        self._seen = [(size, at) for size, at in stated.values_list("size", "stated_at") if at is not None]
        self._next = 0
        self._floor: datetime | None = None
        self._now = clock.now()

    def look(self, index: int, row: Sequence[Any]) -> Iterator[Trouble]:
        """Yield what is wrong with the time of the entry at this place; `row` begins with number and time."""
        number, at = row[0], row[1]
        while self._next < len(self._seen) and self._seen[self._next][0] <= index:
            self._rise(self._seen[self._next][1])
            self._next += 1
        ceiling = min([self._now, *(stated for _size, stated in self._seen[self._next :][:1])])
        place, told = f"#{number} {row[11] or ''}".strip(), at.isoformat()
        if at > ceiling + APART:
            yield Trouble("entry_ahead", place, f"{told} > {ceiling.isoformat()}", number)
        elif self._floor is not None and at < self._floor - APART:
            yield Trouble("entry_backdated", place, f"{told} < {self._floor.isoformat()}", number)
        else:
            self._rise(at)

    def _rise(self, moment: datetime) -> None:
        self._floor = moment if self._floor is None else max(self._floor, moment)
