"""Cards: the one table that every list over all registers reads, kept by the acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhengan.kernel import guard
from zhengan.kernel.flow import user_id_of
from zhengan.kernel.models import Card
from zhengan.kernel.register import Register, registers
from zhengan.ledger import clock
from zhengan.ledger.rows import insert

_KEPT = ("title", "text", "state", "awaiting", "owner_id", "due_on", "dated_on", "changed_at", "voided")


def file(register: Register, records: Sequence[Any]) -> None:
    """Write or renew the cards of these records, in a fixed number of statements."""
    insert([card_of(register, record) for record in records], renew=_KEPT, by=("register", "record_id"))


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
