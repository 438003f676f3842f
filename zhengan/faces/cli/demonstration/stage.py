"""The stage: it plays the planned acts in the order of time, with the clock standing at the moment of each."""

import heapq
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from zhengan.faces.cli.demonstration import cast, trading
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
        # Dice of their own: an act more or less changes nothing of what befalls people and systems.
        self._identifiers = Random(SEED)
        self.units: dict[str, Any] = {}
        self.people: dict[str, Any] = {}
        self.named: dict[str, Any] = {}
        self.systems: dict[str, Any] = {}
        self.firms: dict[str, Any] = {}
        self.contracts: dict[str, Any] = {}
        self.areas: dict[str, Any] = {}
        self.exceptions: dict[str, Any] = {}
        self.documents: dict[str, Any] = {}
        self.heads: dict[str, Any] = {}
        self.gone: set[str] = set()
        self.handed_over: list[Any] = []
        self.accounts: dict[str, list[Any]] = {}
        self.idle: set[str] = set()
        self.signed_in: dict[str, date] = {}
        self.short: list[Any] = []
        self.left: dict[Any, str] = {}
        self.left_on: dict[str, date] = {}
        self.names = cast.names(self.random)
        self._plan: list[tuple[datetime, int, Callable[[], object]]] = []
        self._playing: datetime | None = None
        self._order = count()
        self._staff_numbers = count(3)
        self._actors: dict[str, Actor] = {}

    # -- time -----------------------------------------------------------------------------------------------------

    def day(self, ago: int) -> date:
        """Return the last trading day that lies at least so many days back."""
        return trading.on_or_before(self.today - timedelta(days=ago))

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """Return the moment of that day in Taipei."""
        return datetime.combine(day, time(hour, minute), tzinfo=clock.TAIPEI)

    @property
    def now(self) -> datetime:
        """The moment that is being played, in Taipei."""
        return clock.now().astimezone(clock.TAIPEI)

    def plan(self, moment: datetime, act: Callable[[], object]) -> None:
        """Put an act into the plan, not before the act that plans it. Acts of one moment keep the order of planning."""
        if self._playing is not None:
            moment = max(moment, self._playing + timedelta(minutes=1))
        if self.start <= moment.date() < self.today:
            heapq.heappush(self._plan, (moment, next(self._order), act))

    def play(self) -> int:
        """Carry out the plan; returns how many moments there were."""
        played = 0
        while self._plan:
            moment, _number, act = heapq.heappop(self._plan)
            self._playing = moment
            with clock.standing_at(moment):
                act()
            played += 1
        return played

    # -- people ---------------------------------------------------------------------------------------------------

    def by(self, name: str, *, via: str = "web") -> Actor:
        """Return the actor for somebody, with the offices held when first asked and an own request."""
        if name not in self._actors:
            user = User.objects.select_related("person").get(username=self.named[name].staff_no.lower())
            self._actors[name] = Actor.of(user, via=via, address="10.20.30.40")
        return replace(self._actors[name], request_id=self.uuid(), proved_at=clock.now())

    def by_person(self, person: Any) -> Actor:
        """Return the actor for anybody; who signs needs no office."""
        return Actor(
            user=person.user, offices=frozenset({"all_staff"}), via="web", address="10.20.30.41", request_id=self.uuid()
        )

    def staff_no(self) -> str:
        """Return the next staff number that nobody has."""
        taken = {one.staff_no for one in (*cast.CAST, *cast.OTHERS)}
        return next(no for no in (f"R{number:04}" for number in self._staff_numbers) if no not in taken)

    @property
    def offices_with_machines(self) -> list[Any]:
        """The units that have a head and desks."""
        return [self.units[code] for code in self.heads if code not in ("HQ", "BRD")]

    @property
    def system(self) -> Actor:
        """The software itself."""
        if "system" not in self._actors:
            self._actors["system"] = Actor.system()
        return replace(self._actors["system"], request_id=self.uuid())

    def uuid(self) -> str:
        """Return an identifier from the dice, so that two demonstrations are the same."""
        return str(UUID(int=self._identifiers.getrandbits(128), version=4))

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
