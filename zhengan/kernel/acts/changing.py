"""Acts on one record: changing and voiding it, adding evidence to it, and remarks on it or on a clause."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhengan.kernel import evidence
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.lines import replace_lines
from zhengan.kernel.acts.writing import (
    Lines,
    Values,
    act,
    changes,
    check,
    demand_maker,
    demand_open_lines,
    demand_thawed,
    demand_unsettled,
    fill,
    finish,
    is_concerned,
    is_correction,
    locked,
    locked_as_it_is,
    refusal,
    save_many,
)
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.models import Attachment, Comment
from zhengan.kernel.plain import lines_content, plain
from zhengan.kernel.register import Register
from zhengan.kernel.state import Before, rows_of
from zhengan.ledger import clock
from zhengan.ledger.append import Telling, append
from zhengan.ledger.core.canonical import Json


def change(
    record: Any, values: Values, *, by: Actor, lines: Lines | None = None, version: int | None = None, reason: str = ""
) -> Any:
    """Change a record's content; where it is approved already this is a correction and needs a reason.

    `version` is the one the change is based on. Raises Refused, NotPossible, OutOfDate, ValidationError.
    """
    register: Register = record.register
    demand_maker(register, by)
    demand_open_lines(register, lines, by)
    with act():
        record = locked(record, version)
        demand_thawed(record)
        before, former = Before.of(record, record.register.fields), lines_content(record) if lines is not None else {}
        source = record.state
        fill(record, values, by=by)
        demand_unsettled(record, source, before, by)
        check(record, lines)
        record.version += 1
        save_many([record])
        rows = replace_lines(record, lines) if lines is not None else None
        body = changes(before, record, former, lines)
        correction = is_correction(record, source, body)
        if correction and not reason.strip():
            raise NotPossible(_("This record is complete; say why it is being corrected."))
        if reason:
            body["reason"] = reason
        if record.state != source:
            body |= {"from": source, "to": record.state}
        finish(record, "correct" if correction else "change", by=by, body=body, before=before, rows=rows)
        return record


def void(record: Any, *, by: Actor, reason: str) -> Any:
    """Void a record with a reason; it stays, struck through. Raises Refused, NotPossible."""
    demand_maker(record.register, by)
    if not reason.strip():
        raise NotPossible(_("Say why the record is void."))
    with act():
        record = locked(record, None)
        before = Before.of(record, ())
        record.voided_at = clock.now()
        record.void_reason = reason
        record.version += 1
        save_many([record])
        finish(record, "void", by=by, body={"reason": reason}, before=before)
        return record


def attach(
    record: Any, file: Any, *, by: Actor, name: str = "", note: str = "", valid_until: date | None = None
) -> Attachment:
    """Add a file to a record as evidence, at any state: evidence is added, never replaced. Raises Refused."""
    if not (record.register.may_make(by) or is_concerned(record, by)):
        raise refusal(record.register, "attach", record.no)
    with act():
        record = locked_as_it_is(record)  # somebody may have changed it since the page was shown
        kept = evidence.keep(file)
        attachment = Attachment.objects.create(
            register=record.register.code,
            record_id=record.pk,
            evidence=kept,
            name=evidence.plain_name(name) if name else kept.name,
            note=note,
            valid_until=valid_until,
            added_by=by.user,
            added_at=clock.now(),
        )
        said = Before.of(record, ())
        body: dict[str, Json] = {"name": attachment.name, "evidence": plain(kept), "sha256": kept.sha256, "note": note}
        finish(record, "attach", by=by, body=body, before=said, rows=rows_of([attachment]))
        return attachment


def comment(
    *, by: Actor, text: str, record: Any = None, clause: str = "", mention: Callable[[Comment], None] | None = None
) -> Comment:
    """Add a remark to the discussion of a record or of a clause; it stays in the trail."""
    if not text.strip():
        raise NotPossible(_("Write something first."))
    with act():
        register, subject, record_id = (
            (record.register.code, record.no, record.pk) if record is not None else ("clause", clause, None)
        )
        made = Comment.objects.create(
            register=register, subject=subject, record_id=record_id, by=by.user, at=clock.now(), text=text.strip()
        )
        append(
            [
                Telling(
                    act="comment",
                    register=register,
                    record_id=record_id,
                    record_no=subject,
                    body={"text": text, "rows": rows_of([made])},
                )
            ],
            by=by.teller,
            at=clock.now(),
        )
        if mention is not None:
            mention(made)
        return made
