"""Told: records, moves, history and files as plain JSON, for programs on any face."""

from collections.abc import Collection
from typing import Any

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import Move
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.masking import is_personal, masked, masked_in
from zhengan.kernel.models import Attachment
from zhengan.kernel.plain import plain
from zhengan.kernel.record import Record, with_links
from zhengan.kernel.register import Register
from zhengan.ledger.models import Entry


def row(record: Any, actor: Actor, *, reveal: bool = False) -> dict[str, Any]:
    """A record as lists show it: what every record has, and its values.

    Confidential ones only on request, and personal ones masked until then.
    """
    one: Register = record.register
    known = one.revealed_to(actor) if reveal else []
    fields = [
        field for field in visible_fields(one, actor) if field.name in known or field.name not in one.confidential
    ]
    return {
        "no": record.no,
        "id": record.pk,
        "register": one.code,
        "text": str(record),
        "state": record.state,
        "state_label": record.state_label,
        "version": record.version,
        "maker": value(record.maker),
        "made_at": value(record.made_at),
        "checker": value(record.checker),
        "checked_at": value(record.checked_at),
        "source": record.source,
        "retain_until": value(record.retain_until),
        "voided_at": value(record.voided_at),
        "void_reason": record.void_reason,
        "values": {field.name: _said(record, field, bare=field.name in known) for field in fields},
    }


def whole(record: Any, actor: Actor, *, reveal: bool = False) -> dict[str, Any]:
    """A record with its child rows, its open moves, and what waits for approval."""
    submission = acts.open_submission(record)
    known = record.register.revealed_to(actor) if reveal else []
    return row(record, actor, reveal=reveal) | {
        "lines": {name: _lines(record, name, known) for name in record.register.lines},
        "moves": [step(move) for move in acts.open_moves(record, actor)],
        "submission": {
            "digest": submission.digest,
            "submitted_at": value(submission.submitted_at),
            "submitted_by": value(submission.submitted_by),
        }
        if submission is not None
        else None,
    }


def _said(row: Any, field: Any, *, bare: bool) -> Any:
    found = getattr(row, field.name)
    return masked(found) if is_personal(field) and not bare else value(found)


def _lines(record: Any, name: str, known: Collection[str]) -> list[dict[str, Any]]:
    fields = record.register.line_fields(name)
    return [
        {"id": line.pk} | {field.name: _said(line, field, bare=f"{name}.{field.name}" in known) for field in fields}
        for line in with_links(getattr(record, name), fields)
    ]


def step(move: Move) -> dict[str, Any]:
    """A move that can be made now."""
    return {
        "target": move.target,
        "label": str(move.verb),
        "reason_needed": move.reason,
        "is_approval": move.is_approval,
        "asks": list(move.asks),
    }


def value(found: Any) -> Any:
    """A value of a record as JSON; of another record its number stands beside the text."""
    made = plain(found)
    if isinstance(found, Record) and isinstance(made, dict):
        return {"id": found.pk, "no": found.no, "text": str(found)}
    return made


def entry(one: Entry, register: Register) -> dict[str, Any]:
    """An act as the ledger holds it; what confidential fields said stays out, and personal ones are masked."""
    body: dict[str, Any] = dict(one.payload.body or {}) if hasattr(one, "payload") else {}
    for part in ("before", "after"):
        if isinstance(body.get(part), dict):
            body[part] = {name: told for name, told in body[part].items() if name not in register.confidential}
    return {
        "id": one.pk,
        "at": value(one.at),
        "event_on": value(one.event_on),
        "actor": one.actor_name,
        "via": one.via,
        "act": one.act,
        "digest": one.digest,
        "body": masked_in(body, {name.rpartition(".")[2] for name in register.personal}) if register.personal else body,
    }


def attachment(one: Attachment) -> dict[str, Any]:
    """A file that proves a record."""
    return {
        "id": one.pk,
        "name": one.name,
        "note": one.note,
        "sha256": one.evidence.sha256,
        "size": one.evidence.size,
        "kind": one.evidence.kind,
        "valid_until": value(one.valid_until),
        "added_by": value(one.added_by),
        "added_at": value(one.added_at),
        "removed": one.removed_at is not None,
    }
