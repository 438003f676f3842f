"""Appending entries, in the transaction of the act they tell of."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from zhengan.ledger import rows
from zhengan.ledger.core.canonical import Json, digest
from zhengan.ledger.models import Entry, Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is to be entered for one act; `body` must have a canonical form (no floats)."""

    act: str
    body: dict[str, Json] = field(default_factory=dict)
    register: str = ""
    record_id: int | None = None
    record_no: str = ""
    event_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who acts, and from where."""

    actor_id: int | None
    actor_name: str
    via: str
    address: str = ""
    request_id: str = ""


class NotInTransaction(RuntimeError):
    """An entry outside the transaction of its act could outlive an act that never happened."""


def append(tellings: Iterable[Telling], *, by: Teller, at: datetime) -> Sequence[Entry]:
    """Write one entry and its payload per telling; must be called inside the transaction of the act.

    Raises NotInTransaction outside a transaction, NotCanonical for a body that cannot be committed to.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("append() needs the transaction of its act")
    told = list(tellings)
    salts = [os.urandom(16) for _ in told]
    entries = [
        Entry(
            at=at,
            event_on=one.event_on,
            actor_id=by.actor_id,
            actor_name=by.actor_name,
            via=by.via,
            address=by.address,
            request_id=by.request_id,
            act=one.act,
            register=one.register,
            record_id=one.record_id,
            record_no=one.record_no,
            digest=digest(one.body, salt),
        )
        for one, salt in zip(told, salts, strict=True)
    ]
    rows.insert(entries, keys=True)
    rows.insert(
        [
            Payload(entry_id=entry.pk, salt=salt, body=one.body)
            for entry, one, salt in zip(entries, told, salts, strict=True)
        ]
    )
    return entries
