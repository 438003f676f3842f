"""Disposal: what is past its term goes, by one person's request and another's approval; the proof of all else stays.

The record, its child rows, discussion and evidence are removed, and with them the payloads of its entries. The entries
themselves stay in the tree, and so does this act, which names them: verification asks for exactly that.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.files.storage import storages
from django.db import models, transaction
from django.utils.translation import gettext as _

from zhengan.kernel import cards, evidence
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import act, demand_maker, note, refusal, tell
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.models import (
    Attachment,
    Comment,
    Disposal,
    Evidence,
    EvidenceField,
    LegalHold,
    Submission,
)
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock
from zhengan.ledger.append import Telling
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry, Payload

APPROVERS = ("ciso", "chief_auditor", "compliance", "president")
HOLDERS = ("compliance", "chief_auditor", "ciso")


def due(one: Register) -> Any:
    """Return the records past their term and under no hold, oldest term first."""
    if _held(one, ""):
        return one.record.objects.none()
    past = one.record.objects.filter(retain_until__lt=clock.today())
    held = LegalHold.objects.filter(register=one.code, lifted_at=None).values("record_no")
    return past.exclude(no__in=held).order_by("retain_until", "pk")


def ask_disposal(records: Sequence[Any], *, by: Actor, reason: str) -> Disposal:
    """Ask to dispose of records of one register. Raises Refused, NotPossible (not due, under a hold, no reason)."""
    if not records:
        raise NotPossible(_("Nothing is past its term."))
    one: Register = records[0].register
    demand_maker(one, by)
    if not reason.strip():
        raise NotPossible(_("Say why the records are disposed of."))
    with act():
        _demand_due(one, records)
        asked = Disposal.objects.create(
            register=one.code,
            records=[record.pk for record in records],
            numbers=[record.no for record in records],
            reason=reason.strip(),
            asked_by=by.user,
            asked_at=clock.now(),
        )
        note("dispose_ask", by=by, register=one.code, body={"records": list(asked.numbers), "reason": asked.reason})
        return asked


def refuse_disposal(asked: Disposal, *, by: Actor, reason: str) -> Disposal:
    """Turn down what was asked. Raises Refused, NotPossible."""
    one = register(asked.register)
    if not (by.is_system or by.holds(*APPROVERS)):
        raise refusal(one, "dispose_refuse")
    with act():
        asked = _open(asked)
        asked.refused_at = clock.now()
        asked.save(update_fields=["refused_at"])
        body: dict[str, Json] = {"records": list(asked.numbers), "reason": reason.strip()}
        note("dispose_refuse", by=by, register=one.code, body=body)
        return asked


def approve_disposal(asked: Disposal, *, by: Actor) -> Entry:
    """Approve what another person asked, and carry it out; returns the entry of the disposal.

    Raises Refused (no office, or one's own request), NotPossible (no longer due, or other records point there).
    """
    one = register(asked.register)
    if not by.holds(*APPROVERS):
        raise refusal(one, "dispose")
    demand_proof(by, act="dispose", register=one.code)
    with act():
        asked = _open(asked)
        if asked.asked_by_id == by.user.pk:
            found = refusal(one, "dispose")
            found.message = _("Nobody approves his own work: you asked for this yourself.")
            raise found
        records = list(one.record.objects.select_for_update(of=("self",)).filter(pk__in=asked.records).order_by("pk"))
        if len(records) != len(asked.records):
            raise NotPossible(_("Some of these records are gone already."))
        _demand_due(one, records)
        told = Entry.objects.filter(register=one.code, record_id__in=asked.records)
        entries = list(told.order_by("pk").values_list("pk", flat=True))
        files = _remove(one, records)
        body: Any = {"entries": entries, "records": list(asked.numbers), "reason": asked.reason}
        (entry,) = tell([Telling(act="dispose", register=one.code, body=body)], by=by)
        Payload.objects.dispose(entries, by_entry=entry.pk)
        asked.approved_by, asked.approved_at = by.user, clock.now()
        asked.save(update_fields=["approved_by", "approved_at"])
        store = storages["evidence"]
        for path in files:
            transaction.on_commit(lambda path=path: store.delete(path))  # type: ignore[misc]
        return entry


def hold(one: Register, *, by: Actor, reason: str, record_no: str = "") -> LegalHold:
    """Keep a record, or a whole register, from disposal until the hold is lifted. Raises Refused, NotPossible."""
    _demand_holder(one, by, reason)
    if record_no and not one.record.objects.filter(no=record_no).exists():
        raise NotPossible(_("There is no record %(no)s in this register.") % {"no": record_no})
    with act():
        made = LegalHold.objects.create(
            register=one.code, record_no=record_no, reason=reason.strip(), by=by.user, at=clock.now()
        )
        note("hold", by=by, register=one.code, record_no=record_no, body={"reason": made.reason})
        return made


def lift(held: LegalHold, *, by: Actor, reason: str) -> None:
    """Lift a hold. Raises Refused, NotPossible."""
    one = register(held.register)
    _demand_holder(one, by, reason)
    with act():
        LegalHold.objects.filter(pk=held.pk, lifted_at=None).update(lifted_at=clock.now())
        note("hold_lift", by=by, register=one.code, record_no=held.record_no, body={"reason": reason.strip()})


# -- inside -------------------------------------------------------------------------------------------------------


def _demand_holder(one: Register, by: Actor, reason: str) -> None:
    if not (by.is_system or by.holds(*HOLDERS)):
        raise refusal(one, "hold")
    if not reason.strip():
        raise NotPossible(_("Say why."))


def _held(one: Register, no: str) -> bool:
    return LegalHold.objects.filter(register=one.code, record_no__in={"", no}, lifted_at=None).exists()


def _demand_due(one: Register, records: Sequence[Any]) -> None:
    for record in records:
        if record.retain_until is None or record.retain_until >= clock.today():
            raise NotPossible(_("%(no)s is not past its term yet.") % {"no": record.no})
        if _held(one, record.no):
            raise NotPossible(_("%(no)s is under a legal hold.") % {"no": record.no})


def _open(asked: Disposal) -> Disposal:
    fresh = Disposal.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if fresh.approved_at is not None or fresh.refused_at is not None:
        raise NotPossible(_("This was decided already."))
    return fresh


def _remove(one: Register, records: Sequence[Any]) -> list[str]:
    """Remove the records and all that is beside them; returns the paths of evidence that nothing refers to any more."""
    keys = [record.pk for record in records]
    beside = {"register": one.code, "record_id__in": keys}
    used = set(Attachment.objects.filter(**beside).values_list("evidence_id", flat=True))
    for model in (one.record, *one.lines.values()):
        rows: Any = model.objects.filter(**{"pk__in" if model is one.record else "record__in": keys})
        for field in model._meta.fields:
            if isinstance(field, EvidenceField):
                used |= set(rows.values_list(field.attname, flat=True))
    cards.take_away(one, keys)
    for table in (Attachment, Submission, Comment):
        table._default_manager.filter(**beside).delete()
    try:
        for lines in one.lines.values():
            for line in lines.objects.filter(record__in=keys):  # type: ignore[misc]  # every child row has one
                line.delete()
        for record in records:
            record.delete()
    except models.ProtectedError as error:
        other = next(iter(error.protected_objects))
        raise NotPossible(_("Other records point there, first %(other)s.") % {"other": other}) from error
    free = Evidence.objects.filter(pk__in=used - {None} - _referred_to(used))
    paths = [evidence.path_of(one.sha256) for one in free]
    free.delete()
    return paths


def _referred_to(used: set[Any]) -> set[int]:
    """Which of these evidence rows anything still refers to."""
    found = set(Attachment.objects.filter(evidence__in=used).values_list("evidence_id", flat=True))
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, EvidenceField):
                rows = model._base_manager.filter(**{f"{field.name}__in": used})
                found |= set(rows.values_list(field.attname, flat=True))
    return found
