"""Declaring how a clause is answered: by a check, by an attestation, or (said plainly) not yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.algebra import Part

Judge = Callable[[date, Any], "Part | Sequence[Part]"]


class Kind(StrEnum):
    """How a clause is answered; every clause has exactly one."""

    CHECK = "check"
    ATTESTATION = "attestation"
    ROLLUP = "rollup"
    STATEMENT = "statement"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Check:
    """A judging function and the clauses it answers; `and_children` adds the roll-up of a heading with its own duty."""

    judge: Judge
    clauses: tuple[str, ...]
    and_children: bool
    says: str


@dataclass(frozen=True)
class NotYet:
    """A clause that cannot be judged before a register or a sensor exists."""

    clause: str
    waits_for: tuple[str, ...]
    reason: "str | Promise"


class TwiceAnswered(ValueError):
    """A clause was given two answers."""

    def __init__(self, clause: str) -> None:
        super().__init__(f"clause {clause} has two answers")


_checks: dict[str, Check] = {}
_attested: set[str] = set()
_not_yet: dict[str, NotYet] = {}


def check(*clauses: str, and_children: bool = False) -> Callable[[Judge], Judge]:
    """Let a function judge these clauses: `def name(on: date, p: Parameters) -> Part | [Part, ...]`.

    Several parts are combined: the worst wins. The docstring says in one sentence when the clause is met.
    Raises UnknownClause, TwiceAnswered.
    """

    def declare(judge: Judge) -> Judge:
        made = Check(judge=judge, clauses=clauses, and_children=and_children, says=(judge.__doc__ or "").strip())
        for clause in clauses:
            _take(clause)
            _checks[clause] = made
        return judge

    return declare


def attested(*clauses: str) -> None:
    """Say that only a person can see whether these clauses hold: they are judged from attestations."""
    for clause in clauses:
        _take(clause)
        _attested.add(clause)


def not_yet(clause: str, *, waits_for: Sequence[str] = (), reason: "str | Promise" = "") -> None:
    """Say that a clause cannot be judged yet, and what it waits for (`register:room.name` or `sensor:name`)."""
    _take(clause)
    _not_yet[clause] = NotYet(clause=clause, waits_for=tuple(waits_for), reason=reason)


def kind_of(clause: Clause) -> Kind:
    """Return how the clause is answered."""
    if clause.id in _checks:
        return Kind.CHECK
    if clause.id in _attested:
        return Kind.ATTESTATION
    if clause.id in _not_yet:
        return Kind.NOT_YET
    if clause.children and not clause.evidence:
        return Kind.ROLLUP
    return Kind.NOT_YET


def check_of(clause: str) -> Check | None:
    """Return the check that answers a clause."""
    return _checks.get(clause)


def not_yet_of(clause: str) -> NotYet | None:
    """Return what was said about a clause that cannot be judged yet."""
    return _not_yet.get(clause)


def declared() -> tuple[Check, ...]:
    """Return every check once."""
    return tuple(dict.fromkeys(_checks.values()))


def _take(clause: str) -> None:
    catalogue().clause(clause)
    if clause in _checks or clause in _attested or clause in _not_yet:
        raise TwiceAnswered(clause)
