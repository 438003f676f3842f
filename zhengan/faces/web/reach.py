"""Reaching registers and records for an actor: whatever is not visible to him is refused, and the refusal recorded."""

from functools import cache
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from zhengan.catalogue import Clause, UnknownClause, catalogue
from zhengan.checks.models import ClauseVerdict
from zhengan.checks.verdicts import current
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import user_id_of
from zhengan.kernel.models import Attachment, Comment
from zhengan.kernel.prepared import SOME_NUMBER, Rows
from zhengan.kernel.record import RecordSet
from zhengan.kernel.register import Register, UnknownRegister, register


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a signed-in request."""
    found: Actor = request.actor.itself  # type: ignore[attr-defined]
    return found


def may_write(one: Register, actor: Actor) -> bool:
    """Whether the actor may add records."""
    return one.may_create(actor)


def may_attach(record: Any, actor: Actor) -> bool:
    """Whether the actor may add evidence: by office, or because the record is his."""
    owner = getattr(record, record.register.owner) if record.register.owner else None
    concerned = actor.user.pk in (record.maker_id, user_id_of(owner))
    return not record.is_void and (record.register.may_make(actor) or concerned)


def reach_register(room: str, name: str) -> Register:
    """The register at this address. Raises Http404."""
    try:
        return register(f"{room}.{name.replace('-', '_')}")
    except UnknownRegister:
        raise Http404(f"no register {room}/{name}") from None


def reach_list(room: str, name: str, actor: Actor) -> tuple[Register, RecordSet]:
    """The register and the records of it that the actor may see. Raises Http404, Refused."""
    one = reach_register(room, name)
    one.demand_open(actor)
    return one, one.visible_to(one.record.objects.all(), actor)


def reach_clause(clause: str, actor: Actor) -> Clause:
    """The clause at this address, if it lies in the actor's chapters. Raises Http404."""
    try:
        found = catalogue().clause(clause)
    except UnknownClause as error:
        raise Http404(str(error)) from None
    if not actor.sees_clause(found.id):
        raise Http404(f"no clause {clause}")
    return found


def verdicts_for(actor: Actor) -> dict[str, ClauseVerdict]:
    """The verdicts as of now of the clauses that the actor sees."""
    return {clause: verdict for clause, verdict in current().items() if actor.sees_clause(clause)}


def reach_record(room: str, name: str, no: str, actor: Actor) -> Any:
    """The record of that number, with what its page follows and how many files and remarks it has.

    Raises Http404, Refused.
    """
    one = reach_register(room, name)
    everything = one.record.objects.all()
    visible = one.visible_to(everything, actor)
    # Who sees all asks what everybody sends who does; what others see depends on who they are.
    found = _any(one.code)({SOME_NUMBER: no}) if visible is everything else list(_whole(one, visible.filter(no=no)))
    if found:
        return found[0]
    one.deny(no, actor)
    raise Http404(f"no record {no}")


@cache
def _any(code: str) -> Rows:
    one = register(code)
    return Rows(_whole(one, one.record.objects.filter(no=SOME_NUMBER)))


def _whole(one: Register, records: Any) -> Any:
    return records.select_related(*one.joins).annotate(files_count=_files(one), talk_count=_talk(one))


def _files(one: Register) -> Any:
    return _counted(
        Attachment.objects.filter(register=one.code, record_id=OuterRef("pk"), removed_at=None), "record_id"
    )


def _talk(one: Register) -> Any:
    return _counted(Comment.objects.filter(register=one.code, subject=OuterRef("no")), "subject")


def _counted(rows: Any, by: str) -> Any:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
