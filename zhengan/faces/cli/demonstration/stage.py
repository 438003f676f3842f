"""The stage: it plays the planned acts in the order of time, with the clock standing at the moment of each."""

import heapq
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from zhengan.faces.cli.demonstration import trading
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock

SEED = 20201221
# The product went live so long ago that every period of a year has run out once.
YEAR = timedelta(days=398)


class Stage:
    """What the modules of the demonstration share: the day, the dice, the people, and the plan of acts.

    Nothing is played for today itself: whoever looks, at whatever hour, finds the past and no future.
    """

    def __init__(self, *, today: date) -> None:
        self.today = today
        self.start = trading.next_trading(today - YEAR)
        self.random = Random(SEED)
        self.units: dict[str, Any] = {}
        self.people: dict[str, Any] = {}
        self.named: dict[str, Any] = {}
        self.systems: dict[str, Any] = {}
        self.documents: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}
        self._plan: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = count()
        self._actors: dict[str, Actor] = {}

    # -- time -----------------------------------------------------------------------------------------------------

    def day(self, ago: int) -> date:
        """Return the last trading day that lies at least so many days back."""
        return trading.on_or_before(self.today - timedelta(days=ago))

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """Return the moment of that day in Taipei."""
        return datetime.combine(day, time(hour, minute), tzinfo=clock.TAIPEI)

    def plan(self, moment: datetime, act: Callable[[], object]) -> None:
        """Put an act into the plan. Acts of one moment keep the order in which they were planned."""
        if self.start <= moment.date() < self.today:
            heapq.heappush(self._plan, (moment, next(self._order), act))

    def play(self) -> int:
        """Carry out the plan; returns how many moments there were."""
        played = 0
        while self._plan:
            moment, _number, act = heapq.heappop(self._plan)
            with clock.standing_at(moment):
                act()
            played += 1
        return played

    # -- people ---------------------------------------------------------------------------------------------------

    def by(self, username: str, *, via: str = "web") -> Actor:
        """Return the actor for somebody, with the offices held when first asked and an own request."""
        if username not in self._actors:
            user = User.objects.select_related("person").get(username=username)
            self._actors[username] = Actor.of(user, via=via, address="10.20.30.40")
        return replace(self._actors[username], request_id=self.uuid())

    @property
    def system(self) -> Actor:
        """The software itself."""
        if "system" not in self._actors:
            self._actors["system"] = Actor.system()
        return replace(self._actors["system"], request_id=self.uuid())

    def uuid(self) -> str:
        """Return an identifier from the dice, so that two demonstrations are the same."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def forget_offices(self) -> None:
        """Ask again who holds what, after appointments."""
        self._actors.clear()

    # -- acts -----------------------------------------------------------------------------------------------------

    def create(self, code: str, values: dict[str, Any], *, by: Actor, **more: Any) -> Any:
        """Create one record of a register."""
        return acts.create(register(code), values, by=by, **more)

    def create_many(self, code: str, rows: list[dict[str, Any]], *, by: Actor, **more: Any) -> list[Any]:
        """Create records without child rows."""
        return acts.create_many(register(code), [(row, {}) for row in rows], by=by, **more)

    def reach(self, record: Any, target: str, *, by: Actor, **more: Any) -> Any:
        """Move a record, unless an earlier act has brought it there already."""
        record.refresh_from_db()
        return record if record.state == target else acts.move(record, target, by=by, **more)


def the(code: str) -> Register:
    """Return a register."""
    return register(code)
