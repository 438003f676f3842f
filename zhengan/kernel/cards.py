"""Cards: the one table that every list over all registers reads, kept by the acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from zhengan.kernel import card_index, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import user_id_of
from zhengan.kernel.models import Card
from zhengan.kernel.register import Register, registers
from zhengan.ledger import clock
from zhengan.ledger.rows import insert

# Parameters of one statement: any SQLite takes so many.
CHUNK = 900


def file(register: Register, records: Sequence[Any]) -> None:
    """Write the cards of these records anew, in a fixed number of statements; the last filed has the highest key."""
    take_away(register, [record.pk for record in records])
    made = [card_of(register, record) for record in records]
    insert(made, keys=True)
    card_index.put((card.pk, card.no, card.title, card.text) for card in made)


def take_away(register: Register, keys: Sequence[int]) -> None:
    """Take the cards of these records away."""
    for first in range(0, len(keys), CHUNK):
        some = keys[first : first + CHUNK]
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM kernel_card WHERE register = %s AND record_id IN ({', '.join(['%s'] * len(some))}) "  # noqa: S608 (places alone)
                "RETURNING id, no, title, text",
                [register.code, *some],
            )
            card_index.take(cursor.fetchall())


def visible_to(actor: Actor) -> QuerySet[Card]:
    """Return the cards of the records that the actor may see.

    Registers that his offices open stand there whole, or as far as the scope of somebody from outside reaches; of the
    others what he made or owns.
    """
    known = registers()
    open_to = [one for one in known if one.may_read(actor)]
    whole = [one.code for one in open_to] if actor.scope is None else []
    wanted = Q(register__in=whole)
    if len(whole) < len(known):
        wanted |= Q(maker=actor.user) | Q(owner=actor.user)
    if actor.scope is not None:
        for one in open_to:
            wanted |= within(one, actor)
    return Card.objects.filter(wanted, register__in=[one.code for one in known])


def within(register: Register, actor: Actor) -> Q:
    """Return the cards of those records of one register that the actor may see."""
    everything = register.record.objects.all()
    visible = register.visible_to(everything, actor)
    found = Q(register=register.code)
    return found if visible is everything else found & Q(record_id__in=visible.order_by().values("pk"))


def search(cards: QuerySet[Card], words: Sequence[str], *, most: int) -> list[Card]:
    """Return those of the cards in whose number, title or text all the words stand, in any letter case.

    The last changed come first, voided ones at the end; two queries at most.
    """
    for word in words:
        cards = cards.filter(Q(no__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word))
    cards = card_index.narrowed(cards, words)
    found = list(cards.filter(voided=False)[:most])
    return found if len(found) == most else found + list(cards.filter(voided=True)[: most - len(found)])


def file_all() -> int:
    """Make all cards anew from the records; returns how many there are."""
    with guard.writing():
        for register in registers():
            chunk: list[Any] = []
            for record in register.record.objects.select_related(*register.joins).iterator(chunk_size=1000):
                chunk.append(record)
                if len(chunk) == 1000:
                    file(register, chunk)
                    chunk = []
            file(register, chunk)
    return Card.objects.count()


def card_of(register: Register, record: Any) -> Card:
    """Return the card of a record as it is filed, not yet written."""
    return Card(
        register=register.code,
        record_id=record.pk,
        no=record.no,
        title=str(record)[:200],
        text=register.text_of(record),
        state=record.state,
        awaiting=record.state in register.flow.awaiting_approval,
        maker_id=record.maker_id,
        owner_id=user_id_of(getattr(record, register.owner)) if register.owner else None,
        due_on=_day(record.due_date()) if record.state not in register.flow.final else None,
        dated_on=_day(getattr(record, register.dated)) if register.dated else None,
        changed_at=clock.now(),
        voided=record.is_void,
    )


def _day(value: Any) -> Any:
    return value.astimezone(clock.TAIPEI).date() if isinstance(value, datetime) else value
