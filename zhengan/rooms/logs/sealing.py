"""Sealing: the seal of a batch takes in what it is and the seal before it; when a batch may go, and when not."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, parameters
from zhengan.ledger import clock


def seal_of(batch: Any) -> str:
    """The seal that a batch's content and the seal before it give, as 64 hexadecimal digits."""
    said = (
        batch.previous_hash,
        batch.kind,
        *(one.no if one is not None else "" for one in (batch.log_source, batch.incident)),
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


def nobody_takes_it(record: Any) -> Promise | None:
    """Why no copy is released: nobody is named who takes it."""
    return None if record.custody.exists() else _("Say in the chain of custody who takes the copy.")


def no_dispute(record: Any) -> Promise | None:
    """Why it is not kept longer: there is no dispute."""
    return None if record.hold else _("Only a dispute keeps it longer: mark it as held.")


def to_be_kept(record: Any) -> Promise | None:
    """Why it is not given up: its day is not over, or a dispute is open."""
    if record.hold or record.kept_until >= clock.today():
        return _("It is to be kept: its day is not over, or a dispute is open (7.4.3).")
    return None


def kept_at_least_until(batch: Any) -> date:
    """The day until which a batch is kept at least: as long as the policy says, or longer where its log asks for it."""
    asked = batch.log_source.retention_months if batch.log_source is not None else 0
    least = parameters(clock.today()).period("log-retention").months
    return Period(f"P{max(asked, least)}M").after(batch.covers_to.astimezone(clock.TAIPEI).date())
