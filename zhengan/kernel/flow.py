"""Flows: the states of a register, who may move a record, and who may not because he made it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise

from zhengan.kernel.states import STATES, VERBS, Tone

if TYPE_CHECKING:
    from zhengan.kernel.record import Record

Stamp = Literal["person", "now", "today"]

# Actors that are no office: whoever made the record, whoever it names, the software itself.
MAKER, NAMED, SYSTEM = "maker", "named", "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One transition of a flow.

    by           role codes of the catalogue, or `maker`, `named`, `system`
    named        the field with the person that `named` means
    not_same_as  `maker`, or fields with a person, that the mover must not be (policy: nobody approves his own work);
                 a move that names any is an approval, and excludes the maker as well
    approval     False for a move that others than some must make without approving anything by it: doing what
                 somebody else approved, turning a request down; the maker is then excluded only where he is named
    stamp        fields the move fills in: with the mover's person, the time, or the day
    needs        fields that must be filled before the move
    asks         fields the mover fills in on the way; what is not in `needs` as well may be left empty where the
                 register lets it
    where        which records the move is for, as a filter, where offices share them out between them; `when` then
                 says the same in words
    when         a further rule: returns why the move is refused, or None
    on           for `system`: the date field whose day carries out the move
    past         with `on`: the move is due only once that day is over (it is the last one, not the first)
    reason       a reason is compulsory
    proof        the move weighs heavily: over a browser or the API, the mover must have shown shortly before who he is
    """

    source: str
    target: str
    by: tuple[str, ...]
    named: str = ""
    not_same_as: tuple[str, ...] = ()
    approval: bool = True
    stamp: Mapping[str, Stamp] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    where: Q | None = None
    when: "Callable[[Any], str | Promise | None] | None" = None
    on: str = ""
    past: bool = False
    reason: bool = False
    proof: bool = False
    label: "str | Promise" = ""

    @property
    def code(self) -> str:
        """The move's name for ever: `source-target`."""
        return f"{self.source}-{self.target}"

    @property
    def verb(self) -> "str | Promise":
        """What the button says."""
        return self.label or VERBS[self.target]

    @property
    def is_approval(self) -> bool:
        """Whether a second person's eyes are the point of the move."""
        return self.approval and bool(self.not_same_as)

    @property
    def is_signature(self) -> bool:
        """Whether several people sign the same text by such moves: it stays where it is, and says who and when."""
        return self.source == self.target and "person" in self.stamp.values()

    @property
    def excluded(self) -> frozenset[str]:
        """The people who must not make this move."""
        return frozenset(self.not_same_as) | ({MAKER} if self.is_approval else frozenset())

    @property
    def is_automatic(self) -> bool:
        """Whether the software alone makes it."""
        return self.by == (SYSTEM,)


def asked(moves: Iterable[Move]) -> dict[str, bool]:
    """The fields that moves ask of the mover, and of each whether they cannot do without it."""
    found: dict[str, bool] = {}
    for move in moves:
        found |= {name: name in move.needs or found.get(name, False) for name in move.asks}
    return found


@dataclass(frozen=True)
class Flow:
    """States and moves of one register; a closed set in code, used by form, act, constraint, test and documentation."""

    initial: str
    moves: tuple[Move, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order of the moves."""
        seen = dict.fromkeys([self.initial])
        for move in self.moves:
            seen.update(dict.fromkeys((move.source, move.target)))
        return tuple(seen)

    @property
    def choices(self) -> list[tuple[str, Promise]]:
        """States with their labels, for a field or a filter."""
        return [(state, STATES[state][0]) for state in self.states]

    def label(self, state: str) -> "str | Promise":
        """The word for a state."""
        return STATES[state][0]

    def tone(self, state: str) -> Tone:
        """How the state is to look."""
        return STATES[state][1]

    def leaving(self, state: str) -> tuple[Move, ...]:
        """The moves that start in a state."""
        return tuple(move for move in self.moves if move.source == state)

    def between(self, source: str, target: str) -> tuple[Move, ...]:
        """The moves between two states: none, one, or several where offices have their own condition."""
        return tuple(move for move in self.moves if (move.source, move.target) == (source, target))

    @property
    def awaiting_approval(self) -> frozenset[str]:
        """States in which the record is frozen because somebody is to approve it.

        The initial state is never frozen by this: there the maker is still writing, and an approval that starts
        there freezes what it approves by the digest alone.
        """
        return frozenset(move.source for move in self.moves if move.is_approval) - {self.initial}

    @property
    def behind_approval(self) -> frozenset[str]:
        """States that cannot be reached without an approval: there a checker must stand in the row."""
        reached = {self.initial}
        grown = True
        while grown:
            grown = False
            for move in self.moves:
                if move.source in reached and not move.is_approval and move.target not in reached:
                    reached.add(move.target)
                    grown = True
        return frozenset(self.states) - reached

    @property
    def final(self) -> frozenset[str]:
        """States that nothing leaves."""
        return frozenset(self.states) - {move.source for move in self.moves}

    def is_editable(self, state: str) -> bool:
        """Whether the content may simply be changed; elsewhere a change is a correction with a reason."""
        return state == self.initial or (
            state not in self.behind_approval and state not in self.awaiting_approval and state not in self.final
        )

    def constraints(self, prefix: str) -> list[models.CheckConstraint]:
        """What the database itself refuses: self-approval, and an approved state without an approver."""
        found: list[models.CheckConstraint] = [
            models.CheckConstraint(condition=Q(state__in=self.states), name=f"{prefix}_state_known"),
        ]
        if any(move.is_approval for move in self.moves):
            found.append(
                models.CheckConstraint(
                    condition=Q(checker=None) | ~Q(checker=F("maker")), name=f"{prefix}_checker_not_maker"
                )
            )
        if self.behind_approval:
            found.append(
                models.CheckConstraint(
                    condition=~Q(state__in=sorted(self.behind_approval)) | Q(checker__isnull=False),
                    name=f"{prefix}_approved_by",
                )
            )
        pairs = self._pairs()
        for one, other in sorted(pairs):
            if other < one and (other, one) in pairs:
                continue  # said already, the other way round
            found.append(
                models.CheckConstraint(
                    condition=Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)}),
                    name=f"{prefix}_{one}_not_{other}"[:60],
                )
            )
        return found

    def _pairs(self) -> set[tuple[str, str]]:
        """Pairs of person columns that must differ: the one a move stamps, and the one it names as excluded."""
        return {
            (stamped, excluded)
            for move in self.moves
            for stamped, what in move.stamp.items()
            if what == "person"
            for excluded in move.not_same_as
            if excluded not in (MAKER, stamped)
        }


def user_id_of(value: Any) -> int | None:
    """Return the user behind a maker (a user) or a person field (a person has `user_id`)."""
    if value is None:
        return None
    if hasattr(value, "user_id"):
        found: int | None = value.user_id
        return found
    return int(value.pk)


def excluded_people(record: "Record", move: Move) -> dict[str, int | None]:
    """Return, for each exclusion of the move, the user it means in this record."""
    return {name: record.maker_id if name == MAKER else user_id_of(getattr(record, name)) for name in move.excluded}
