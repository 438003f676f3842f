"""Appending entries, in the transaction of the act they tell of."""

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from zhengan.ledger import rows
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.core.entry import SHORTEST_SALT, commitment
from zhengan.ledger.models import Entry, Payload

# Set when an act was committed: the sequencer of this process need not wait for its next look.
written = threading.Event()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is to be entered for one act; all values must have a canonical form (no floats).

    `before` and `after` are what the record said, column by column; None where an act changes no record.
    """

    act: str
    body: dict[str, Json] = field(default_factory=dict)
    register: str = ""
    record_id: int | None = None
    record_no: str = ""
    event_on: date | None = None
    before: dict[str, Json] | None = None
    after: dict[str, Json] | None = None


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
    salts = [os.urandom(SHORTEST_SALT) for _ in told]
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
            before="" if one.before is None else commitment(one.before, salt),
            after="" if one.after is None else commitment(one.after, salt),
            digest=commitment(one.body, salt),
        )
        for one, salt in zip(told, salts, strict=True)
    ]
    payloads = [Payload(salt=salt, body=one.body) for one, salt in zip(told, salts, strict=True)]
    rows.insert_pairs(entries, payloads, by="entry")
    transaction.on_commit(written.set)
    return entries
