"""Deciding: the frozen request, what differs, the two buttons; and who may take the steps that are not the reader's."""

from typing import Any

from django.utils.translation import gettext as _

from zhengan.faces.web import trail
from zhengan.faces.web.dates import show_time
from zhengan.faces.web.places import TONES, joined, role_titles
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM, Move
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.models import Submission
from zhengan.kernel.plain import content
from zhengan.kernel.register import Register

# How many earlier submissions are looked through for one to compare with.
LOOK_BACK = 10


def submissions_of(record: Any) -> list[Submission]:
    """The record's submissions, newest first, with who asked and who decided; one query."""
    return list(
        Submission.objects.filter(register=record.register.code, record_id=record.pk)
        .select_related("submitted_by", "decided_by")
        .order_by("-pk")[:LOOK_BACK]
    )


def is_refusal(record: Any, move: Move) -> bool:
    """Whether a move turns a request down or sends it back."""
    flow = record.flow
    states = flow.states
    sent_back = move.source in flow.awaiting_approval and states.index(move.target) < states.index(move.source)
    return sent_back or move.target in (flow.initial, "withdrawn") or flow.tone(move.target) == "bad"


def pair(record: Any, actor: Actor) -> tuple[Move | None, Move | None]:
    """The move that approves and the one that refuses, of those open to the actor now."""
    if record.state not in record.flow.awaiting_approval:
        return None, None
    open_now = acts.open_moves(record, actor)
    approve = next((move for move in open_now if move.is_approval and not is_refusal(record, move)), None)
    refuse = next((move for move in open_now if is_refusal(record, move)), None)
    return approve, refuse


def panel(record: Any, actor: Actor, submissions: list[Submission]) -> dict[str, Any] | None:
    """What the approval panel shows, or None where nothing waits for an approval."""
    if record.is_void or record.state not in record.flow.awaiting_approval:
        return None
    frozen = next((one for one in submissions if one.decided_at is None), None)
    approve, refuse = pair(record, actor)
    approvals = [move for move in record.flow.leaving(record.state) if move.is_approval]
    # Where offices share the records out between them, those whose share this one is.
    theirs = [move for move in approvals if move.when is None or not move.when(record)] or approvals
    # The maker may take his own request back, but that is no decision.
    deciding = approve is not None
    return {
        "digest": frozen.digest if frozen else "",
        "frozen_at": show_time(frozen.submitted_at) if frozen else "",
        "frozen_by": frozen.submitted_by.name if frozen else record.maker.name,
        "step": _("Decided by: %(who)s") % {"who": who_may(record, theirs)},
        "may": deciding,
        "why_not": "" if deciding else _why_not(record, approvals, actor),
        "approve_text": approve.verb if approve else "",
        "refuse_text": refuse.verb if refuse else "",
        "may_refuse": refuse is not None,
        "asks": bool(approve and approve.asks),
        "approve_target": approve.target if approve else "",
        "refuse_target": refuse.target if refuse else "",
        "version": record.version,
    }


def difference(record: Any, actor: Actor, submissions: list[Submission]) -> dict[str, Any] | None:
    """The frozen request against the last decided content, the version it supersedes, or what was sent back."""
    frozen = next((one for one in submissions if one.decided_at is None), None)
    if frozen is None:
        return None
    one: Register = record.register
    # What the moves themselves fill in (who approved, when) is no part of what is asked for.
    stamped = {name for move in one.flow.moves for name in move.stamp}
    visible = {field.name for field in visible_fields(one, actor)} - stamped
    before, title = _earlier(record, submissions)
    if before is None:
        return None
    after = _flat(frozen.body)
    rows = trail.changes(one, before, after, visible)
    return {
        "changes": rows,
        "count": len(rows),
        "before_title": title,
        "after_title": _("As requested"),
    }


def buttons(record: Any, actor: Actor) -> list[dict[str, Any]]:
    """The open moves that are not the two of the approval panel."""
    approve, refuse = pair(record, actor)
    taken = {move.target for move in (approve, refuse) if move is not None and approve is not None}
    found = []
    for move in acts.open_moves(record, actor):
        if move.target in taken:
            continue
        found.append(
            {
                "target": move.target,
                "text": move.verb,
                "direct": not move.asks and not move.reason,
                "tone": "danger" if TONES[record.flow.tone(move.target)] == "bad" else "",
                "back": is_refusal(record, move),
            }
        )
    # What leads onward stands last and is the main button.
    return sorted(found, key=lambda one: not one["back"])


def _never_happens(move: Move, record: Any) -> bool:
    """Whether the software makes this move by itself, but not of records like this one."""
    return move.is_automatic and move.where is not None and move.when is not None and bool(move.when(record))


def closed_moves(record: Any, actor: Actor) -> list[dict[str, Any]]:
    """The steps from here that this actor may not take: who may, and why not he."""
    if record.is_void:
        return []
    open_targets = {move.target for move in acts.open_moves(record, actor)}
    found: dict[str, dict[str, Any]] = {}
    for move in record.flow.leaving(record.state):
        if move.target in open_targets or move.target in found or _never_happens(move, record):
            continue
        same = record.flow.between(record.state, move.target)
        found[move.target] = {
            "verb": move.verb,
            "state": record.flow.label(move.target),
            "who": who_may(record, list(same)),
            "why": _own_reason(record, list(same), actor),
            "automatic": all(other.is_automatic for other in same),
        }
    return list(found.values())


def who_may(record: Any, moves: list[Move]) -> str:
    """The offices and people who may make one of these moves, in words."""
    offices = {office for move in moves for office in move.by if office not in (MAKER, NAMED, SYSTEM)}
    parts = [role_titles(offices)] if offices else []
    for move in moves:
        if NAMED in move.by:
            person = getattr(record, move.named)
            parts.append(str(person) if person is not None else _("the person named in the record"))
        if MAKER in move.by:
            parts.append(record.maker.name)
        if move.by == (SYSTEM,):
            parts.append(_("the system itself"))
    return joined(dict.fromkeys(part for part in parts if part))


def _own_reason(record: Any, moves: list[Move], actor: Actor) -> str:
    """Why this actor in particular may not, when it is not simply a matter of office."""
    reasons = [acts.why_not(record, move, actor) for move in moves]
    by_office = [
        reason
        for move, reason in zip(moves, reasons, strict=True)
        if reason and (actor.holds(*move.by) or (MAKER in move.by and record.maker_id == actor.user.pk))
    ]
    return by_office[0] if by_office else ""


def _why_not(record: Any, moves: list[Move], actor: Actor) -> str:
    reason = _own_reason(record, moves, actor)
    if reason:
        return reason
    if record.maker_id == actor.user.pk:
        return _("You wrote this yourself; somebody else decides.")
    return _("Your offices do not allow this step.")


def _earlier(record: Any, submissions: list[Submission]) -> tuple[dict[str, Any] | None, str]:
    superseded = getattr(record, "supersedes", None)
    if superseded is not None and getattr(superseded, "register", None) is record.register:
        return dict(content(superseded)), _("In force: %(no)s") % {"no": superseded.no}
    decided = [one for one in submissions if one.decided_at is not None]
    for one in decided:
        if one.outcome and not _was_refused(record, one.outcome):
            return _flat(one.body), _("Decided %(at)s") % {"at": show_time(one.decided_at)}
    if decided:
        return _flat(decided[0].body), _("Sent back %(at)s") % {"at": show_time(decided[0].decided_at)}
    return None, ""


def _was_refused(record: Any, outcome: str) -> bool:
    flow = record.flow
    return outcome == flow.initial or (outcome in flow.states and flow.tone(outcome) == "bad")


def _flat(body: dict[str, Any]) -> dict[str, Any]:
    return {**body.get("content", {}), **body.get("lines", {})}
