"""Sealing: the seal of a batch takes in what it is and the seal of the batch before, so that none can be exchanged."""

from hashlib import sha256
from typing import Any

from zhengan.ledger import clock


def seal_of(batch: Any) -> str:
    """The seal that a batch's content and the seal before it give, as 64 hexadecimal digits."""
    said = (
        batch.previous_hash,
        batch.kind,
        batch.log_source_id,
        batch.incident_id,
        batch.file_name,
        batch.size,
        *(moment.astimezone(clock.TAIPEI).isoformat() for moment in (batch.covers_from, batch.covers_to)),
        batch.sha256,
    )
    return sha256("\n".join(map(str, said)).encode()).hexdigest()


def seal_before(batch: Any) -> str:
    """The last seal of the same kind and log, empty where there is none."""
    if batch.log_source_id is None:
        return ""
    same = type(batch).objects.filter(kind=batch.kind, log_source=batch.log_source_id).exclude(seal="")
    return same.order_by("-covers_to", "-pk").values_list("seal", flat=True).first() or ""
