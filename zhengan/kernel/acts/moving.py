"""Acts that bring records into another state: one or many, and what is frozen while an approval is waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhengan.kernel import cards
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import (
    Values,
    act,
    check,
    chunks,
    fill,
    finish,
    locked,
    locked_many,
    retain,
    save_many,
    tell,
    telling,
)
from zhengan.kernel.errors import NotPossible, NotWhatWasSubmitted, Refused
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM, Move, excluded_people, user_id_of
from zhengan.kernel.joining import join
from zhengan.kernel.models import Submission
from zhengan.kernel.plain import content, lines_content, lines_contents
from zhengan.kernel.register import Register
from zhengan.kernel.state import Before, rows_of
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json, digest
from zhengan.ledger.rows import insert


@dataclass(frozen=True)
class Step:
    """One record brought into another state, not yet written: by which move, what it said before, what is told."""

    move: Move
    before: Before
    body: dict[str, Json]

    @property
    def code(self) -> str:
        """The act's code in the ledger."""
        return f"move:{self.move.code}"


def open_moves(record: Any, actor: Actor) -> list[Move]:
    """Return the moves that this actor may make with the record now, one for each target state."""
    if record.is_void:
        return []
    found: dict[str, Move] = {}
    for candidate in record.flow.leaving(record.state):
        if candidate.target not in found and why_not(record, candidate, actor) is None:
            found[candidate.target] = candidate
    return list(found.values())


def why_not(record: Any, move: Move, actor: Actor) -> str | None:
    """Return why this actor may not make this move, or None. Conditions on content are asked by the move itself."""
    if not _may(record, move, actor):
        return _("Your offices do not allow this step.")
    for name, user_id in excluded_people(record, move).items():
        if user_id is not None and user_id == actor.user.pk:
            if name == MAKER:
                return _("Nobody approves his own work: you recorded this yourself.")
            return _("Nobody approves his own work: you are named in it as “%(field)s”.") % {
                "field": record._meta.get_field(name).verbose_name
            }
    return None


def move(
    record: Any,
    target: str,
    *,
    by: Actor,
    values: Values | None = None,
    reason: str = "",
    submitted: str | None = None,
    version: int | None = None,
) -> Any:
    """Bring a record into another state.

    `submitted` is the digest of the submission that the mover saw; an approval approves exactly that.
    Raises Refused (and for self-approval says so), NotPossible, NotWhatWasSubmitted, OutOfDate, ValidationError.
    """
    with act():
        record = locked(record, version)
        opened = _open_submission(record)
        step = _step(record, target, by=by, values=values or {}, reason=reason, opened=opened, submitted=submitted)
        save_many([record])
        if opened is not None:
            _decide([opened], step.move, by=by, reason=reason)
        submissions = [opened] if opened is not None else []
        if target in record.flow.awaiting_approval:
            submissions += _submit([record], by)
            step.body["submission"] = submissions[-1].digest
        finish(record, step.code, by=by, body=step.body, before=step.before, rows=rows_of(submissions))
        return record


def move_many(records: Sequence[Any], target: str, *, by: Actor, reason: str = "") -> list[Any]:
    """Bring many records of one register into another state, in a fixed number of statements: all or none.

    Refuses what `move` refuses for any one of them; uniqueness and constraints are judged by the database alone.
    Raises Refused, NotPossible, NotWhatWasSubmitted, ValidationError.
    """
    if not records:
        return []
    register: Register = records[0].register
    with act():
        fresh = locked_many(records)
        waiting = [record for record in fresh if record.state in register.flow.awaiting_approval]
        opened = {one.record_id: one for one in _open_submissions(register, waiting)}
        lines = lines_contents(register, fresh)
        decided: dict[str, tuple[Move, list[Submission]]] = {}
        steps: list[Step] = []
        for record in fresh:
            submission = opened.get(record.pk)
            step = _step(record, target, by=by, reason=reason, opened=submission, lines=lines[record.pk], many=True)
            if submission is not None:
                decided.setdefault(step.code, (step.move, []))[1].append(submission)
            steps.append(step)
        save_many(fresh)
        for chosen, submissions in decided.values():
            _decide(submissions, chosen, by=by, reason=reason)
        beside: dict[int, list[Submission]] = {record.pk: [] for record in fresh}
        for submission in opened.values():
            beside[submission.record_id].append(submission)
        if target in register.flow.awaiting_approval:
            for step, submission in zip(steps, _submit(fresh, by, lines=lines), strict=True):
                step.body["submission"] = submission.digest
                beside[submission.record_id].append(submission)
        cards.file(register, fresh)
        tell(
            [
                telling(record, step.code, step.body, before=step.before, rows=rows_of(beside[record.pk]))
                for record, step in zip(fresh, steps, strict=True)
            ],
            by=by,
        )
        for record, step in zip(fresh, steps, strict=True):
            register.after(record, step.code, by)
        return fresh


def submission_digest(record: Any) -> str:
    """Return the digest of what the record says now (content and lines), the thing an approver approves."""
    return digest(_frozen(record))


def open_submission(record: Any) -> Submission | None:
    """Return the submission that waits for a decision, if there is one."""
    return _open_submission(record)


def _may(record: Any, move: Move, actor: Actor) -> bool:
    if actor.is_system:
        return SYSTEM in move.by
    if actor.holds(*move.by):
        return True
    if MAKER in move.by and actor.user.pk == record.maker_id:
        return True
    return NAMED in move.by and actor.user.pk == user_id_of(getattr(record, move.named))


def _choose(record: Any, target: str, actor: Actor) -> Move:
    """Return the first of the moves to the target that the actor may make and whose condition holds."""
    candidates: tuple[Move, ...] = record.flow.between(record.state, target)
    if not candidates:
        raise NotPossible(
            _("From “%(source)s” there is no step to “%(target)s”.")
            % {
                "source": record.state_label,
                "target": record.flow.label(target) if target in record.flow.states else target,
            }
        )
    refusals = []
    permitted: list[Move] = []
    for candidate in candidates:
        objection = why_not(record, candidate, actor)
        if objection is None:
            permitted.append(candidate)
        else:
            refusals.append(objection)
    if not permitted:
        raise Refused(
            refusals[-1], register=record.register.code, record_no=record.no, act=f"move:{candidates[0].code}"
        )
    for candidate in permitted if len(permitted) > 1 else ():
        if candidate.when is None or not candidate.when(record):
            return candidate
    return permitted[0]


def _step(  # noqa: PLR0913 (one step, seen from a single move and from a move of many)
    record: Any,
    target: str,
    *,
    by: Actor,
    reason: str,
    opened: Submission | None,
    values: Values = {},  # noqa: B006 (never changed)
    submitted: str | None = None,
    lines: dict[str, Json] | None = None,
    many: bool = False,
) -> "Step":
    """Bring the record, not yet written, into the target state.

    `opened` is the submission that waits for the decision, `lines` the child rows where they were fetched already.
    """
    chosen = _choose(record, target, by)
    if chosen.proof:
        demand_proof(by, act=f"move:{chosen.code}", register=record.register.code, record_no=record.no)
    if chosen.reason and not reason.strip():
        raise NotPossible(_("A reason is needed for this step."))
    if chosen.is_approval and opened is not None:
        if (submitted is not None and submitted != opened.digest) or digest(_frozen(record, lines)) != opened.digest:
            raise NotWhatWasSubmitted
        if opened.submitted_by_id == by.user.pk:
            raise Refused(
                _("Nobody approves his own work: you submitted this yourself."),
                register=record.register.code,
                record_no=record.no,
                act=f"move:{chosen.code}",
            )
    before = Before.of(record, record.register.fields)
    source = record.state
    fill(record, {name: value for name, value in values.items() if name in chosen.asks}, by=by)
    _stamp(record, chosen, by)
    record.register.moving(record, chosen, by)
    missing = [name for name in chosen.needs if getattr(record, name) in (None, "", ())]
    if missing:
        raise ValidationError({name: _("Needed for this step.") for name in missing})
    if chosen.when is not None and (objection := chosen.when(record)):
        raise NotPossible(str(objection))
    record.state = target
    record.version += 1
    if chosen.is_approval:
        record.checker = by.user
        record.checked_at = clock.now()
    check(record, None, many=many)
    retain(record)
    body: dict[str, Json] = {"from": source, "to": target} | before.difference(record)
    if reason:
        body["reason"] = reason
    if opened is not None:
        body["submission"] = opened.digest
    return Step(chosen, before, body)


def _decide(submissions: Sequence[Submission], chosen: Move, *, by: Actor, reason: str) -> None:
    decision = {
        "outcome": chosen.target,
        "approved": chosen.is_approval,
        "decided_by_id": by.user.pk,
        "decided_at": clock.now(),
        "reason": reason,
    }
    for some in chunks(submissions):
        Submission.objects.filter(pk__in=[one.pk for one in some]).update(**decision)
    for one in submissions:
        for name, value in decision.items():
            setattr(one, name, value)


def _stamp(record: Any, move: Move, by: Actor) -> None:
    for name, what in move.stamp.items():
        if what == "person":
            setattr(record, name, by.person)
        elif what == "now":
            setattr(record, name, clock.now())
        else:
            setattr(record, name, clock.today())


def _frozen(record: Any, lines: dict[str, Json] | None = None) -> dict[str, Json]:
    join([record], record.register.points)
    return {
        "register": record.register.code,
        "no": record.no,
        "content": content(record),
        "lines": lines_content(record) if lines is None else lines,
    }


def _submit(
    records: Sequence[Any], by: Actor, *, lines: Mapping[int, dict[str, Json]] | None = None
) -> list[Submission]:
    """Freeze what the records say now."""
    bodies = [_frozen(record, lines[record.pk] if lines is not None else None) for record in records]
    submissions = [
        Submission(
            register=record.register.code,
            record_id=record.pk,
            version=record.version,
            body=body,
            digest=digest(body),
            submitted_by=by.user,
            submitted_at=clock.now(),
        )
        for record, body in zip(records, bodies, strict=True)
    ]
    insert(submissions, keys=True)
    return submissions


def _open_submission(record: Any) -> Submission | None:
    """Return the submission that waits; only a state that awaits approval is entered with one."""
    if record.state not in record.flow.awaiting_approval:
        return None
    return next(iter(_open_submissions(record.register, [record])), None)


def _open_submissions(register: Register, records: Sequence[Any]) -> list[Submission]:
    """Return, for each record that waits for a decision, its newest submission."""
    newest: dict[int, Submission] = {}
    for some in chunks(records):
        waiting = Submission.objects.filter(
            register=register.code, record_id__in=[record.pk for record in some], decided_at=None
        )
        newest |= {one.record_id: one for one in waiting.order_by("pk")}
    return list(newest.values())
