"""Revealing: what is confidential or personal is shown once, to whoever may know it and says why, on the record."""

from typing import Any

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register
from zhengan.ledger.core.canonical import Json

REASON_AT_MOST = 300


def reveal(record: Any, by: Actor, *, reason: str) -> bool:
    """Enter that the covered fields of a record are looked at, by whom and why; False (nothing is) without a reason."""
    one: Register = record.register
    told = reason.strip()[:REASON_AT_MOST]
    names = one.revealed_to(by)
    if told and names:
        body: dict[str, Json] = {"fields": ", ".join(names), "reason": told}
        acts.note("read", by=by, register=one.code, record_no=record.no, body=body)
    return bool(told)
