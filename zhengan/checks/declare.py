"""Declaring how a clause is answered: by a check, by an attestation, or (said plainly) not yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.algebra import Part

Judge = Callable[[date, Any], "Part | Sequence[Part]"]
AnyJudge = TypeVar("AnyJudge", bound=Judge)


class Kind(StrEnum):
    """How a clause is answered; every clause has exactly one."""

    CHECK = "check"
    ATTESTATION = "attestation"
    ROLLUP = "rollup"
    STATEMENT = "statement"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Check:
    """A judging function and the clauses it answers.

    waits_for      evidence that the clause demands and nobody can show yet: until then it is never met
    besides        evidence that the catalogue names but the condition does not ask for
    unless_stated  an attestation that the clause does not apply settles it
    """

    judge: Judge
    clauses: tuple[str, ...]
    waits_for: tuple[str, ...]
    besides: tuple[str, ...]
    unless_stated: bool
    says: str

    @property
    def is_partial(self) -> bool:
        """Whether part of the evidence is still out of sight."""
        return bool(self.waits_for)


@dataclass(frozen=True)
class Attested:
    """A clause that only a person can see; `each_place` asks for a statement from every business place."""

    clause: str
    each_place: bool


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
_attested: dict[str, Attested] = {}
_not_yet: dict[str, NotYet] = {}


def check(
    *clauses: str, waits_for: Sequence[str] = (), besides: Sequence[str] = (), unless_stated: bool = False
) -> Callable[[AnyJudge], AnyJudge]:
    """Let a function judge these clauses: `def name(on: date, p: Parameters) -> Part | [Part, ...]`.

    Several parts are combined: the worst wins. The docstring says in one sentence when the clause is met. With
    `waits_for` the parts are what can be seen so far: a breach among them is a breach, but without one the clause
    stays without data until the rest can be seen (docs/decisions/0005). A heading takes in its children by itself.
    Raises UnknownClause, TwiceAnswered.
    """

    def declare(judge: AnyJudge) -> AnyJudge:
        made = Check(
            judge=judge,
            clauses=clauses,
            waits_for=tuple(waits_for),
            besides=tuple(besides),
            unless_stated=unless_stated,
            says=(judge.__doc__ or "").strip(),
        )
        for clause in clauses:
            _take(clause)
            _checks[clause] = made
        return judge

    return declare


def attested(*clauses: str, each_place: bool = False) -> None:
    """Say that only a person can see whether these clauses hold: they are judged from attestations."""
    for clause in clauses:
        _take(clause)
        _attested[clause] = Attested(clause=clause, each_place=each_place)


def not_yet(clause: str, *, waits_for: Sequence[str] = (), reason: "str | Promise" = "") -> None:
    """Say that a clause cannot be judged yet, and what it waits for (a register's name, or `sensor:name`)."""
    _take(clause)
    _not_yet[clause] = NotYet(clause=clause, waits_for=tuple(waits_for), reason=reason)


def kind_of(clause: Clause) -> Kind:
    """Return how the clause is answered; a check that still waits for evidence is no answer yet."""
    made = _checks.get(clause.id)
    if made is not None:
        return Kind.NOT_YET if made.is_partial else Kind.CHECK
    if clause.id in _attested:
        return Kind.ATTESTATION
    if clause.children and not clause.evidence and clause.id not in _not_yet:
        return Kind.ROLLUP
    return Kind.NOT_YET


def check_of(clause: str) -> Check | None:
    """Return the check that answers a clause, wholly or so far."""
    return _checks.get(clause)


def attested_of(clause: str) -> Attested | None:
    """Return how a clause is attested."""
    return _attested.get(clause)


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
