"""A person's desk: in one query the cards that wait for his signature, those that are his to do, and his people's."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from zhengan.identity.models import User
from zhengan.identity.scope import Scope
from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import MAKER, NAMED, Move
from zhengan.kernel.joining import join
from zhengan.kernel.models import Card
from zhengan.kernel.prepared import SOMEBODY, Statement, of, statement
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, registers
from zhengan.ledger import clock

AHEAD = timedelta(days=30)
AT_MOST = 400


@dataclass
class Desk:
    """The cards by what they want of the person."""

    to_sign: list[Card] = field(default_factory=list)
    mine: list[Card] = field(default_factory=list)
    people: list[Card] = field(default_factory=list)


def desk_of(actor: Actor) -> Desk:
    """Read the desk: one query, and one for the people whose records lie on it."""
    today = clock.today()
    desk = Desk()
    lying = _asked(_on_the_desk(actor.offices, actor.scope, today), actor)
    join(lying, ("maker", "owner"))
    for card in lying:
        if card.waits:
            desk.to_sign.append(card)
        elif card.owner_id == actor.user.pk:
            desk.mine.append(card)
        elif card.due_on is not None and card.due_on <= today + AHEAD:
            desk.people.append(card)
    desk.to_sign.sort(key=lambda card: card.changed_at)
    return desk


def waiting(actor: Actor) -> dict[str, int]:
    """How many records of each register wait for the actor's signature, in one query: those that his desk lists."""
    return dict(Counter(card.register for card in _asked(_waiting_for(actor.offices, actor.scope), actor)))


# What is asked for depends on the offices and the scope alone, and every page asks.


@lru_cache(maxsize=256)
def _on_the_desk(offices: frozenset[str], scope: Scope | None, today: date) -> Statement:
    """One part for each reason to be on the desk: asked for all at once, no index would serve."""
    actor = somebody(offices, scope)
    due = Q(due_on__lte=today + AHEAD)
    reasons = (Q(owner=actor.user) & due, Q(owner__person__supervisor__user=actor.user) & due, _waits(actor))
    mine, *others = (_cards(reason).values("pk") for reason in reasons)
    waits = Case(When(_waits(actor), then=Value(value=True)), default=Value(value=False))
    lying = Card.objects.filter(pk__in=mine.union(*others)).annotate(waits=waits)
    return statement(lying.order_by("due_on", "changed_at")[:AT_MOST])


@lru_cache(maxsize=256)
def _waiting_for(offices: frozenset[str], scope: Scope | None) -> Statement:
    return statement(_cards(_waits(somebody(offices, scope)))[:AT_MOST])


def somebody(offices: frozenset[str], scope: Scope | None) -> Actor:
    """Return an actor who is nobody, holds these offices and sees so far, for what depends on them alone."""
    return Actor(user=User(pk=SOMEBODY), offices=offices, via="web", scope=scope)


def _cards(wanted: Q) -> QuerySet[Card]:
    known = [one.code for one in registers()]
    return Card.objects.filter(wanted, register__in=known, voided=False)


def _asked(prepared: Statement, actor: Actor) -> list[Any]:
    text, values = prepared
    return list(Card.objects.raw(text, of(actor.user, values))) if text else []


def _waits(actor: Actor) -> Q:
    """The cards that the actor may approve now."""
    found = Q(pk__in=[])
    for one, states, named in _signing(actor.offices):
        found |= _waiting(one, states, named, actor)
    return found


def approvals(one: Register, state: str, actor: Actor) -> list[Move]:
    """The approvals and signatures that start in a state and that his offices, or his being named, open to him."""
    return [
        move
        for move in one.flow.leaving(state)
        if (move.is_approval or move.is_signature)
        and one.flow.tone(move.target) != "bad"
        and (actor.holds(*move.by) or NAMED in move.by)
    ]


@lru_cache(maxsize=256)
def _signing(offices: frozenset[str]) -> tuple[tuple[Register, list[str], list[str]], ...]:
    """Per register: the states in which one of the offices may approve, and those where only the one named may."""
    actor = somebody(offices, None)
    found = []
    for one in registers():
        by_office, by_name = [], []
        for state in one.flow.states:
            moves = approvals(one, state, actor)
            if any(actor.holds(*move.by) for move in moves):
                by_office.append(state)
            elif moves:
                by_name.append(state)
        if by_office or by_name:
            found.append((one, by_office + by_name, by_name))
    return tuple(found)


def _waiting(one: Register, states: Iterable[str], named: Iterable[str], actor: Actor) -> Q:
    """The cards of a register that the actor may approve: not made by him, not about him (policy: nobody his own)."""
    found = Q()
    for state in states:
        moves = approvals(one, state, actor)
        if state in named:
            moves = [move for move in moves if NAMED in move.by]
        ways = Q(pk__in=[])
        for move in moves:
            way = Q(register=one.code, state=state)
            if not actor.holds(*move.by):
                way &= Q(record_id__in=_naming(one, [move.named], actor))
            barred = [name for name in move.excluded if name != MAKER]
            if barred:
                way &= ~Q(record_id__in=_naming(one, barred, actor))
            if move.where is not None:
                way &= Q(record_id__in=one.record.objects.filter(move.where).values("pk"))
            ways |= way
        found |= ways
    if actor.scope is not None:
        found &= cards.within(one, actor)
    return found & ~Q(maker=actor.user)


def _naming(one: Register, names: Iterable[str], actor: Actor) -> Any:
    """The records in which one of these fields names the actor."""
    wanted = Q(pk__in=[])
    for name in names:
        other: Any = one.record._meta.get_field(name).related_model
        path = f"{name}__user" if isinstance(other, type) and issubclass(other, Record) else name
        wanted |= Q(**{path: actor.user})
    return one.record.objects.filter(wanted).values("pk")


def group_of(day: date | None, *, on: date) -> str:
    """Which group of a to-do list a due day belongs to: overdue, today, week, later."""
    if day is None or day > on + timedelta(days=7):
        return "later"
    if day < on:
        return "overdue"
    return "today" if day == on else "week"
