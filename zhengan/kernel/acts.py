"""Acts: the only code that writes records. Each is one transaction with its ledger entry, or does not happen."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.catalogue import Period
from zhengan.kernel import cards, evidence, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.cleaning import clean
from zhengan.kernel.errors import NotPossible, NotWhatWasSubmitted, OutOfDate, Refused
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM, Move, excluded_people, user_id_of
from zhengan.kernel.joining import join
from zhengan.kernel.models import Attachment, Comment, Counter, Submission
from zhengan.kernel.plain import Before, content, lines_content, lines_contents, plain
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.ledger.append import Telling, append
from zhengan.ledger.core.canonical import Json, digest
from zhengan.ledger.models import Entry
from zhengan.ledger.rows import fetch, insert

CHUNK = 500

Values = Mapping[str, Any]
Lines = Mapping[str, Sequence[Values]]

# Told, inside the transaction, which registers an act has touched: the checks mark verdicts as out of date.
listeners: list[Callable[[frozenset[str]], None]] = []


@contextmanager
def _act() -> Iterator[None]:
    """One transaction in which records may be written."""
    with transaction.atomic(), guard.writing():
        yield


def tell(tellings: Iterable[Telling], *, by: Actor) -> Sequence[Entry]:
    """Enter acts in the ledger and tell the listeners; must run inside the act's transaction."""
    told = list(tellings)
    entries = append(told, by=by.teller, at=clock.now())
    touched = frozenset(one.register for one in told if one.register)
    for listener in listeners:
        listener(touched)
    return entries


def note(act: str, *, by: Actor, register: str = "", record_no: str = "", body: dict[str, Json] | None = None) -> None:
    """Enter an act that changes no record: a sign-in, a refusal, an export, a print, a confidential look."""
    with transaction.atomic():
        append(
            [Telling(act=act, register=register, record_no=record_no, body=body or {})], by=by.teller, at=clock.now()
        )


# -- create and change --------------------------------------------------------------------------------------------


def create(register: Register, values: Values, *, by: Actor, lines: Lines | None = None) -> Any:
    """Write a new record. Raises Refused, NotPossible, ValidationError (by field)."""
    if not register.may_create(by):
        raise _refusal(register, "write")
    _demand_open_lines(register, lines, by)
    with _act():
        (record,) = _insert(register, [(values, lines or {})], by=by, source=Record.Source.MANUAL)
        return record


def create_many(
    register: Register,
    rows: Sequence[tuple[Values, Lines]],
    *,
    by: Actor,
    source: str = Record.Source.IMPORT,
    source_file: str = "",
) -> list[Any]:
    """Write many new records in one act's transaction: all or none. Raises Refused, ValidationError."""
    _demand_maker(register, by)
    with _act():
        return _insert(register, rows, by=by, source=source, source_file=source_file)


def change(
    record: Any, values: Values, *, by: Actor, lines: Lines | None = None, version: int | None = None, reason: str = ""
) -> Any:
    """Change a record's content; where it is approved already this is a correction and needs a reason.

    `version` is the one the change is based on. Raises Refused, NotPossible, OutOfDate, ValidationError.
    """
    register: Register = record.register
    _demand_maker(register, by)
    _demand_open_lines(register, lines, by)
    with _act():
        record = _locked(record, version)
        demand_thawed(record)
        before, former = Before.of(record, record.register.fields), lines_content(record) if lines is not None else {}
        _fill(record, values, by=by)
        correction = _is_correction(record, record.state, before, lines)
        if correction and not reason.strip():
            raise NotPossible(_("This record is complete; say why it is being corrected."))
        _check(record, lines)
        record.version += 1
        save_many([record])
        if lines is not None:
            _replace_lines(record, lines)
        body = _changes(before, record, former, lines)
        if reason:
            body["reason"] = reason
        _finish(record, "correct" if correction else "change", by=by, body=body)
        return record


def void(record: Any, *, by: Actor, reason: str) -> Any:
    """Void a record with a reason; it stays, struck through. Raises Refused, NotPossible."""
    _demand_maker(record.register, by)
    if not reason.strip():
        raise NotPossible(_("Say why the record is void."))
    with _act():
        record = _locked(record, None)
        record.voided_at = clock.now()
        record.void_reason = reason
        record.version += 1
        save_many([record])
        _finish(record, "void", by=by, body={"reason": reason})
        return record


# -- move ---------------------------------------------------------------------------------------------------------


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
    with _act():
        record = _locked(record, version)
        opened = _open_submission(record)
        chosen, body = _step(
            record, target, by=by, values=values or {}, reason=reason, opened=opened, submitted=submitted
        )
        save_many([record])
        if opened is not None:
            _decide([opened], chosen, by=by, reason=reason)
        if target in record.flow.awaiting_approval:
            body["submission"] = _submit([record], by)[0].digest
        _finish(record, f"move:{chosen.code}", by=by, body=body)
        return record


def move_many(records: Sequence[Any], target: str, *, by: Actor, reason: str = "") -> list[Any]:
    """Bring many records of one register into another state, in a fixed number of statements: all or none.

    Refuses what `move` refuses for any one of them; uniqueness and constraints are judged by the database alone.
    Raises Refused, NotPossible, NotWhatWasSubmitted, ValidationError.
    """
    if not records:
        return []
    register: Register = records[0].register
    with _act():
        fresh = _locked_many(records)
        waiting = [record for record in fresh if record.state in register.flow.awaiting_approval]
        opened = {one.record_id: one for one in _open_submissions(register, waiting)}
        lines = lines_contents(register, fresh)
        decided: dict[str, tuple[Move, list[Submission]]] = {}
        told: list[tuple[Any, str, dict[str, Json]]] = []
        for record in fresh:
            submission = opened.get(record.pk)
            chosen, body = _step(
                record, target, by=by, reason=reason, opened=submission, lines=lines[record.pk], many=True
            )
            if submission is not None:
                decided.setdefault(chosen.code, (chosen, []))[1].append(submission)
            told.append((record, f"move:{chosen.code}", body))
        save_many(fresh)
        for chosen, submissions in decided.values():
            _decide(submissions, chosen, by=by, reason=reason)
        if target in register.flow.awaiting_approval:
            for (_record, _act_code, body), submission in zip(told, _submit(fresh, by, lines=lines), strict=True):
                body["submission"] = submission.digest
        cards.file(register, fresh)
        tell([_telling(record, act, body) for record, act, body in told], by=by)
        for record, act, _body in told:
            register.after(record, act, by)
        return fresh


def submission_digest(record: Any) -> str:
    """Return the digest of what the record says now (content and lines), the thing an approver approves."""
    return digest(_frozen(record))


def open_submission(record: Any) -> Submission | None:
    """Return the submission that waits for a decision, if there is one."""
    return _open_submission(record)


# -- evidence and discussion --------------------------------------------------------------------------------------


def attach(
    record: Any, file: Any, *, by: Actor, name: str = "", note: str = "", valid_until: date | None = None
) -> Attachment:
    """Add a file to a record as evidence, at any state: evidence is added, never replaced. Raises Refused."""
    if not (by.is_system or by.holds(*record.register.makers) or _is_concerned(record, by)):
        raise _refusal(record.register, "attach", record.no)
    with _act():
        kept = evidence.keep(file)
        attachment = Attachment.objects.create(
            register=record.register.code,
            record_id=record.pk,
            evidence=kept,
            name=name or kept.name,
            note=note,
            valid_until=valid_until,
            added_by=by.user,
            added_at=clock.now(),
        )
        _finish(record, "attach", by=by, body={"name": attachment.name, "sha256": kept.sha256, "note": note})
        return attachment


def comment(
    *, by: Actor, text: str, record: Any = None, clause: str = "", mention: Callable[[Comment], None] | None = None
) -> Comment:
    """Add a remark to the discussion of a record or of a clause; it stays in the trail."""
    if not text.strip():
        raise NotPossible(_("Write something first."))
    with _act():
        register, subject, record_id = (
            (record.register.code, record.no, record.pk) if record is not None else ("clause", clause, None)
        )
        made = Comment.objects.create(
            register=register, subject=subject, record_id=record_id, by=by.user, at=clock.now(), text=text.strip()
        )
        append(
            [Telling(act="comment", register=register, record_id=record_id, record_no=subject, body={"text": text})],
            by=by.teller,
            at=clock.now(),
        )
        if mention is not None:
            mention(made)
        return made


# -- import -------------------------------------------------------------------------------------------------------


def bring_in(
    register: Register,
    new: Sequence[tuple[Values, Lines]],
    changed: Sequence[tuple[Any, Values, Lines | None]],
    *,
    by: Actor,
    source_file: str,
    gone: Sequence[Any] = (),
    gone_state: str = "",
    reason: str = "",
) -> tuple[int, int, int]:
    """Carry out an import that was previewed: add, change, and move what vanished to `gone_state`. All or nothing.

    `changed` are records with the values, and the child rows when they change; where one is complete already this is
    a correction and needs the reason. Values may be empty: the register then notes that the record was seen again.
    Returns how many were added, changed, gone. Raises Refused, NotPossible, ValidationError.
    """
    _demand_maker(register, by)
    with _act():
        if new:
            _insert(register, new, by=by, source=Record.Source.IMPORT, source_file=source_file)
        tellings = []
        touched: list[Any] = []
        for record, values, lines in changed:
            demand_thawed(record)
            before, source = Before.of(record, record.register.fields), record.state
            former = lines_content(record) if lines is not None else {}
            _fill(record, values, by=by)
            register.import_row(record, by)
            if lines is None and record.state == source and not before.touched(record):
                continue
            if _is_correction(record, source, before, lines) and not reason.strip():
                raise NotPossible(_("This record is complete; say why it is being corrected."))
            _check(record, lines, many=True)
            if lines is not None:
                _replace_lines(record, lines)
            record.version += 1
            body: dict[str, Json] = _changes(before, record, former, lines) | {"file": source_file}
            if reason:
                body["reason"] = reason
            if record.state != source:
                body |= {"from": source, "to": record.state}
            tellings.append(_telling(record, "import", body))
            touched.append(record)
        for record in gone:
            before, source = Before.of(record, record.register.fields), record.state
            record.state = gone_state or register.gone_state
            register.vanish(record)
            record.version += 1
            body = {"from": source, "to": record.state, "file": source_file} | before.difference(record)
            tellings.append(_telling(record, f"move:{source}-{record.state}", body))
            touched.append(record)
        if touched:
            save_many(touched)
            cards.file(register, touched)
            tell(tellings, by=by)
            for record in touched:
                register.after(record, "import", by)
        register.after_import(by)
        tell([Telling(act="import_file", register=register.code, body={"file": source_file, "added": len(new)})], by=by)
        return len(new), len(changed), len(gone)


def rehearse(
    register: Register, rows: Sequence[tuple[Any, Values, Lines | None]], *, by: Actor
) -> list[ValidationError | NotPossible | Refused | None]:
    """Try, row by row, what `bring_in` would write, and take it all back; returns what each row would raise.

    A row is (record or None for a new one, values, child rows or None when they do not change).
    """
    found: list[ValidationError | NotPossible | Refused | None] = []
    for some in _chunks(rows):
        # What a register prepares may be written beside the record (a person's account): hence the roll-back.
        with _act():
            for record, values, lines in some:
                found.append(_objection(register, record, values, lines, by=by))
            transaction.set_rollback(True)
    return found


def _objection(
    register: Register, record: Any, values: Values, lines: Lines | None, *, by: Actor
) -> ValidationError | NotPossible | Refused | None:
    try:
        if record is None:
            _composed(register, values, lines or {}, by=by, source=Record.Source.IMPORT, many=True)
            return None
        demand_thawed(record)
        tried = copy(record)
        _fill(tried, values, by=by)
        register.import_row(tried, by)
        _check(tried, lines, many=True)
    except (ValidationError, NotPossible, Refused) as error:
        return error
    return None


# -- inside -------------------------------------------------------------------------------------------------------


def _demand_maker(register: Register, by: Actor) -> None:
    if not (by.is_system or by.holds(*register.makers)):
        raise _refusal(register, "write")


def _is_correction(record: Any, state: str, before: Before, lines: Lines | None) -> bool:
    """Whether the change made to a record, in the state it was in, touches what was complete."""
    if record.flow.is_editable(state):
        return False
    return lines is not None or not set(before.touched(record)) <= set(record.register.stays_open)


def _demand_open_lines(register: Register, lines: Lines | None, by: Actor) -> None:
    """Refuse child rows that are made by the software and filled in one by one."""
    if not by.is_system and any(lines.get(name) for name in register.fills if lines):
        raise NotPossible(_("These lines are made by the system; they are filled in one by one."))


def demand_thawed(record: Any) -> None:
    """Raise NotPossible while the record waits for somebody's approval."""
    if record.state in record.flow.awaiting_approval:
        raise NotPossible(_("The record waits for approval and is frozen until it is decided or sent back."))


def _refusal(register: Register, act: str, no: str = "") -> Refused:
    return Refused(_("Your offices do not allow this."), register=register.code, record_no=no, act=act)


def _is_concerned(record: Any, by: Actor) -> bool:
    owner = getattr(record, record.register.owner) if record.register.owner else None
    return by.user.pk in (record.maker_id, user_id_of(owner))


def _locked(record: Any, version: int | None) -> Any:
    """Fetch the row again under lock, so that two acts on one record follow each other."""
    fresh = next(iter(fetch(type(record), "id", [record.pk], lock=True)), None)
    if fresh is None:
        raise type(record).DoesNotExist
    join([fresh], record.register.people)
    if version is not None and version != fresh.version:
        raise OutOfDate
    if fresh.is_void:
        raise NotPossible(_("The record is void."))
    return fresh


def _locked_many(records: Sequence[Any]) -> list[Any]:
    """Fetch rows of one register again under lock, in the order given. Raises NotPossible where one is void or gone."""
    register: Register = records[0].register
    rows = {row.pk: row for row in fetch(register.record, "id", [record.pk for record in records], lock=True)}
    fresh = [rows[record.pk] for record in records]
    join(fresh, register.points)
    if any(record.is_void for record in fresh):
        raise NotPossible(_("The record is void."))
    return fresh


def save_many(records: Sequence[Any]) -> None:
    """Write whole rows that exist already: an upsert by primary key, which costs a tenth of Django's bulk_update."""
    if records:
        model = type(records[0])
        model.objects.put(records, renew=[field.name for field in model._meta.concrete_fields if not field.primary_key])


def _insert(
    register: Register, rows: Sequence[tuple[Values, Lines]], *, by: Actor, source: str, source_file: str = ""
) -> list[Any]:
    model = register.record
    numbers = _numbers(register, len(rows))
    records = []
    written: list[tuple[Values, Lines]] = []
    for (values, given), no in zip(rows, numbers, strict=True):
        record, lines = _composed(register, values, given, by=by, source=source, no=no, many=len(rows) > 1)
        record.source_file = source_file
        written.append((values, lines))
        _retain(record)
        records.append(record)
    model.objects.put(records, keys=True)
    for name in register.lines:
        _insert_lines(
            register,
            name,
            [(record, lines.get(name, ())) for record, (_v, lines) in zip(records, written, strict=True)],
        )
    cards.file(register, records)
    tell(
        [
            _telling(record, "create", {"after": content(record) | _given_lines(register, lines)})
            for record, (_values, lines) in zip(records, written, strict=True)
        ],
        by=by,
    )
    for record in records:
        register.after(record, "create", by)
    return records


def _composed(
    register: Register, values: Values, given: Lines, *, by: Actor, source: str, no: str = "", many: bool
) -> tuple[Any, Lines]:
    """Make a new record, not yet written, and its child rows, with all that the register adds; both are checked."""
    record: Any = register.record(no=no, state=register.flow.initial, maker=by.user, made_at=clock.now(), source=source)
    _fill(record, values, by=by)
    register.prepare(record, by)
    if source == Record.Source.IMPORT:
        register.import_row(record, by)
    lines = {**given, **register.first_lines(record, by)}
    _check(record, lines, many=many)
    return record, lines


def _given_lines(register: Register, lines: Lines) -> dict[str, Json]:
    return {name: [plain(dict(row)) for row in lines.get(name, ())] for name in register.lines}


def _insert_lines(register: Register, name: str, groups: Iterable[tuple[Any, Sequence[Values]]]) -> None:
    model: Any = register.lines[name]
    rows = [model(record=record, **_kept(values)) for record, given in groups for values in given]
    for row in rows:
        clean_line(row)
    if rows:
        model.objects.put(rows)


def whole_lines(record: Any, name: str, keys: Collection[int] | None = None) -> list[Any]:
    """Return the child rows, or those with these keys."""
    model = record.register.lines[name]
    if keys is None:
        return fetch(model, "record", [record.pk])
    return [row for row in fetch(model, "id", list(keys)) if row.record_id == record.pk]


def clean_line(row: Any) -> None:
    """Check a child row field by field."""
    clean(row, skip=("record",))


def _replace_lines(record: Any, lines: Lines) -> None:
    """Bring the child rows to what is given; a row with `id` is changed in place, so that it keeps its identity."""
    for name, given in lines.items():
        existing = {row.pk: row for row in whole_lines(record, name)}
        kept: dict[Any, Any] = {}
        fresh: list[Values] = []
        for values in given:
            rest = {key: value for key, value in values.items() if key != "id"}
            row = existing.get(values.get("id"))
            if row is None:
                fresh.append(rest)
                continue
            for key, value in _kept(rest).items():
                setattr(row, key, value)
            clean_line(row)
            kept[row.pk] = row
        save_many(list(kept.values()))
        for key, row in existing.items():
            if key not in kept:
                row.delete()
        _insert_lines(record.register, name, [(record, fresh)])


def _kept(values: Values) -> dict[str, Any]:
    """Replace uploads by the evidence they become."""
    return {key: evidence.keep(value) if evidence.is_upload(value) else value for key, value in values.items()}


def _fill(record: Any, values: Values, *, by: Actor) -> None:
    """Set fields; a field that the actor may not see is not his to change, one that is computed is nobody's."""
    allowed = {field.name for field in (record.register.fields if by.is_system else record.register.entries)}
    for name, value in _kept(values).items():
        if name not in allowed:
            raise ValidationError({"__all__": _("Unknown field: %(name)s") % {"name": name}})
        offices = record.register.confidential.get(name)
        if offices and not (by.is_system or by.holds(*offices)):
            if value in (None, "", ()):
                continue
            raise _refusal(record.register, "write", record.no)
        setattr(record, name, value)


def _check(record: Any, lines: Lines | None, *, many: bool = False) -> None:
    """Check field by field, then uniqueness and the table's constraints, then the register's own rules.

    For many rows at once the database alone judges uniqueness and constraints: asking would be a query for each row.
    Foreign keys are given as rows, so that they are known to exist; maker, checker and the like are set by the act.
    """
    # What a register fills in where people leave a field empty must be there by now.
    missing = [field for field in record.register.fields if not field.null and getattr(record, field.attname) is None]
    if missing:
        raise ValidationError({field.name: field.error_messages["blank"] for field in missing})
    clean(record, skip=("no",))
    if not many:
        record.validate_unique(exclude={"no"})
        # What the flow demands is asked by the act itself, in words; the table is only the last to refuse it.
        demanded = {one.name for one in record.flow.constraints(record._meta.model_name)}
        for constraint in record._meta.constraints:
            if constraint.name not in demanded:
                constraint.validate(type(record), record, exclude={"no"})
    record.register.validate(record, lines)


def _numbers(register: Register, count: int) -> list[str]:
    year = clock.today().year
    counter = Counter.objects.select_for_update().filter(register=register.code, year=year).first()
    if counter is None:
        Counter.objects.get_or_create(register=register.code, year=year)
        counter = Counter.objects.select_for_update().get(register=register.code, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{register.prefix}-{year}-{number:04d}" for number in range(first, first + count)]


def _retain(record: Any) -> None:

    register: Register = record.register
    start = getattr(record, register.keep_from) if register.keep_from else None
    if start is None and record.state in record.flow.final:
        start = clock.today()
    if start is not None:
        day = start if isinstance(start, date) else start.date()
        record.retain_until = Period(register.keep).after(day)


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
) -> tuple[Move, dict[str, Json]]:
    """Bring the record, not yet written, into the target state; returns the move and what the ledger is told.

    `opened` is the submission that waits for the decision, `lines` the child rows where they were fetched already.
    """
    chosen = _choose(record, target, by)
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
    _fill(record, {name: value for name, value in values.items() if name in chosen.asks}, by=by)
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
    _check(record, None, many=many)
    _retain(record)
    body: dict[str, Json] = {"from": source, "to": target} | before.difference(record)
    if reason:
        body["reason"] = reason
    if opened is not None:
        body["submission"] = opened.digest
    return chosen, body


def _decide(submissions: Sequence[Submission], chosen: Move, *, by: Actor, reason: str) -> None:
    for some in _chunks(submissions):
        Submission.objects.filter(pk__in=[one.pk for one in some]).update(
            outcome=chosen.target,
            approved=chosen.is_approval,
            decided_by=by.user,
            decided_at=clock.now(),
            reason=reason,
        )


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
    insert(submissions)
    return submissions


def _open_submission(record: Any) -> Submission | None:
    """Return the submission that waits; only a state that awaits approval is entered with one."""
    if record.state not in record.flow.awaiting_approval:
        return None
    return next(iter(_open_submissions(record.register, [record])), None)


def _open_submissions(register: Register, records: Sequence[Any]) -> list[Submission]:
    """Return, for each record that waits for a decision, its newest submission."""
    newest: dict[int, Submission] = {}
    for some in _chunks(records):
        waiting = Submission.objects.filter(
            register=register.code, record_id__in=[record.pk for record in some], decided_at=None
        )
        newest |= {one.record_id: one for one in waiting.order_by("pk")}
    return list(newest.values())


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows in pieces that fit into one statement of either engine."""
    for first in range(0, len(rows), CHUNK):
        yield rows[first : first + CHUNK]


def _changes(before: Before, record: Any, former: dict[str, Json], lines: Lines | None) -> dict[str, Json]:
    """Return what an act changed: the fields, and the child rows where they were given."""
    body = before.difference(record)
    if lines is not None:
        changed = _difference(former, lines_content(record))
        body = {when: {**body[when], **changed[when]} for when in ("before", "after")}  # type: ignore[dict-item]
    return body


def _difference(before: dict[str, Json], after: dict[str, Json]) -> dict[str, Json]:
    changed = [name for name in after if before.get(name) != after[name]]
    return {
        "before": {name: before.get(name) for name in changed},
        "after": {name: after[name] for name in changed},
    }


def _telling(record: Any, act: str, body: dict[str, Json]) -> Telling:
    dated: Any = getattr(record, record.register.dated) if record.register.dated else None
    return Telling(
        act=act,
        body=body,
        register=record.register.code,
        record_id=record.pk,
        record_no=record.no,
        event_on=dated.astimezone(clock.TAIPEI).date() if hasattr(dated, "astimezone") else dated,
    )


def _finish(record: Any, act: str, *, by: Actor, body: dict[str, Json]) -> None:
    cards.file(record.register, [record])
    tell([_telling(record, act, body)], by=by)
    record.register.after(record, act, by)
