"""What every act is made of: its transaction, rows fetched under lock, filled, checked and saved, and what is told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.catalogue import Period
from zhengan.kernel import cards, evidence, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.cleaning import clean
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.kernel.flow import user_id_of
from zhengan.kernel.joining import join
from zhengan.kernel.plain import lines_content
from zhengan.kernel.register import Register, known
from zhengan.kernel.state import Before, Rows, changed, state
from zhengan.ledger import clock
from zhengan.ledger.append import Telling, append
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry
from zhengan.ledger.rows import fetch

CHUNK = 500

Values = Mapping[str, Any]
Lines = Mapping[str, Sequence[Values]]

# Told, inside the transaction, which registers an act has touched: the checks mark verdicts as out of date.
listeners: list[Callable[[frozenset[str]], None]] = []


@contextmanager
def act() -> Iterator[None]:
    """One transaction in which records may be written."""
    with transaction.atomic(), guard.writing():
        yield


# -- telling ------------------------------------------------------------------------------------------------------


def tell(tellings: Iterable[Telling], *, by: Actor) -> Sequence[Entry]:
    """Enter acts in the ledger and tell the listeners; must run inside the act's transaction."""
    told = list(tellings)
    entries = append(told, by=by.teller, at=clock.now())
    touched = frozenset(one.register for one in told if one.register)
    for listener in listeners:
        listener(touched)
    return entries


def note(act: str, *, by: Actor, register: str = "", record_no: str = "", body: dict[str, Json] | None = None) -> Entry:
    """Enter an act that changes no record (a sign-in, a refusal, an export, a print, a confidential look)."""
    told = Telling(act=act, register=register, record_no=record_no, body=body or {})
    with transaction.atomic(savepoint=False):  # what cannot be told does not happen, nor what it is part of
        return append([told], by=by.teller, at=clock.now())[0]


def telling(
    record: Any, act: str, body: dict[str, Json], *, before: Before | None = None, rows: Rows | None = None
) -> Telling:
    """Return what the ledger is told of an act on a record that is written already.

    `before` is what the record said before; `rows` what the act wrote beside it.
    """
    dated: Any = getattr(record, record.register.dated) if record.register.dated else None
    was, after = before.state if before is not None else None, state(record)
    said: Any = body.get("after", {})
    if row := changed(record.register, was, after, said):
        body["row"] = row
    if rows:
        body["rows"] = rows
    return Telling(
        act=act,
        body=body,
        register=record.register.code,
        record_id=record.pk,
        record_no=record.no,
        event_on=dated.astimezone(clock.TAIPEI).date() if hasattr(dated, "astimezone") else dated,
        before=was,
        after=after,
    )


def finish(
    record: Any,
    act: str,
    *,
    by: Actor,
    body: dict[str, Json],
    before: Before | None = None,
    rows: Rows | None = None,
) -> None:
    """File the record's card, tell the ledger, and let the register carry out what the act entails."""
    cards.file(record.register, [record])
    tell([telling(record, act, body, before=before, rows=rows)], by=by)
    record.register.after(record, act, by)


# -- who may ------------------------------------------------------------------------------------------------------


def demand_maker(register: Register, by: Actor) -> None:
    """Raise Refused unless the actor may add and change records of the register."""
    if not register.may_make(by):
        raise refusal(register, "write")


def demand_open_lines(register: Register, lines: Lines | None, by: Actor) -> None:
    """Refuse child rows that are made by the software and filled in one by one."""
    if not by.is_system and any(lines.get(name) for name in register.made_lines if lines):
        raise NotPossible(_("These lines are made by the system; they are filled in one by one."))


def demand_thawed(record: Any) -> None:
    """Raise NotPossible while the record waits for somebody's approval."""
    if record.state in record.flow.awaiting_approval:
        raise NotPossible(_("The record waits for approval and is frozen until it is decided or sent back."))


def refusal(register: Register, act: str, no: str = "") -> Refused:
    """Return the error that says that the actor's offices do not allow this."""
    return Refused(_("Your offices do not allow this."), register=register.code, record_no=no, act=act)


def is_concerned(record: Any, by: Actor) -> bool:
    """Whether the actor made the record, or is its owner."""
    owner = getattr(record, record.register.owner) if record.register.owner else None
    return by.user.pk in (record.maker_id, user_id_of(owner))


def is_correction(record: Any, state: str, body: dict[str, Json]) -> bool:
    """Whether what a change of a record in that state has changed (`body`, see `changes`) was complete already."""
    if record.flow.is_editable(state):
        return False
    before: Any = body["before"]
    after: Any = body["after"]
    touched = {name for one in after for name in _touched(record, one, before[one], after[one])}
    return not touched <= set(record.register.stays_open)


def _touched(record: Any, name: str, was: Any, now: Any) -> Iterator[str]:
    """Tell a field by its name; of child rows `lines.field` where they are filled in, `lines` where some come or go."""
    opened = record.register.stays_open
    if name not in record.register.lines or name in opened or len(was) != len(now):
        yield name
        return
    for one, other in zip(was, now, strict=True):
        yield from (f"{name}.{field}" for field in other if one[field] != other[field])


def demand_unsettled(record: Any, state: str, before: Before, by: Actor) -> None:
    """Raise ValidationError where people change by hand what, once approved, only another register's acts change."""
    if by.is_system or state not in record.flow.behind_approval:
        return
    touched = set(before.touched(record))
    wrong = {
        name: _("Once approved, this is changed only through “%(register)s”.") % {"register": one.title}
        for code, names in record.register.settled.items()
        for one in known([code])
        for name in names
        if name in touched
    }
    if wrong:
        raise ValidationError(wrong)


# -- rows in and out ----------------------------------------------------------------------------------------------


def locked(record: Any, version: int | None) -> Any:
    """Fetch the row again under lock. Raises OutOfDate, NotPossible where it is void."""
    fresh = locked_as_it_is(record)
    if version is not None and version != fresh.version:
        raise OutOfDate
    if fresh.is_void:
        raise NotPossible(_("The record is void."))
    return fresh


def locked_as_it_is(record: Any) -> Any:
    """Fetch the row again under lock, so that two acts on one record follow each other; even where it is void."""
    fresh = next(iter(fetch(type(record), "id", [record.pk], lock=True)), None)
    if fresh is None:
        raise type(record).DoesNotExist
    join([fresh], record.register.people)
    return fresh


def locked_many(records: Sequence[Any]) -> list[Any]:
    """Fetch rows of one register again under lock, in the order given. Raises NotPossible where one is void or gone."""
    register: Register = records[0].register
    rows = {row.pk: row for row in fetch(register.record, "id", [record.pk for record in records], lock=True)}
    fresh = [rows[record.pk] for record in records]
    join(fresh, register.points)
    if any(record.is_void for record in fresh):
        raise NotPossible(_("The record is void."))
    return fresh


def demand_fresh(records: Sequence[Any]) -> None:
    """Lock the rows of records (of one register) read earlier. Raises OutOfDate where one was changed since."""
    for some in chunks(records):
        rows = type(some[0]).objects.filter(pk__in=[record.pk for record in some]).select_for_update(of=("self",))
        versions = dict(rows.order_by("pk").values_list("pk", "version"))
        if any(versions.get(record.pk) != record.version for record in some):
            raise OutOfDate


def save_many(records: Sequence[Any]) -> None:
    """Write whole rows that exist already: an upsert by primary key, which costs a tenth of Django's bulk_update."""
    if records:
        model = type(records[0])
        model.objects.put(records, renew=[field.name for field in model._meta.concrete_fields if not field.primary_key])


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows in pieces that fit into one statement of either engine."""
    for first in range(0, len(rows), CHUNK):
        yield rows[first : first + CHUNK]


# -- filling and checking -----------------------------------------------------------------------------------------


def kept(values: Values) -> dict[str, Any]:
    """Replace uploads by the evidence they become."""
    return {key: evidence.keep(value) if evidence.is_upload(value) else value for key, value in values.items()}


def fill(record: Any, values: Values, *, by: Actor) -> None:
    """Set fields; a field that the actor may not see is not his to change, one that is computed is nobody's."""
    allowed = {field.name for field in (record.register.fields if by.is_system else record.register.entries)}
    for name, value in kept(values).items():
        if name not in allowed:
            raise ValidationError({"__all__": _("Unknown field: %(name)s") % {"name": name}})
        offices = record.register.confidential.get(name)
        if offices and not (by.is_system or by.holds(*offices)):
            if value in (None, "", ()):
                continue
            raise refusal(record.register, "write", record.no)
        setattr(record, name, value)
    record.register.compute(record)


def check(record: Any, lines: Lines | None, *, many: bool = False) -> None:
    """Check field by field, then uniqueness, then the register's own rules, then the table's constraints.

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
    # The register's own rules say it in better words than a constraint of the table that asks the same.
    record.register.validate(record, lines)
    if not many:
        # What the flow demands is asked by the act itself, in words; the table is only the last to refuse it.
        demanded = {one.name for one in record.flow.constraints(record._meta.model_name)}
        for constraint in record._meta.constraints:
            if constraint.name not in demanded:
                constraint.validate(type(record), record, exclude={"no"})


def retain(record: Any) -> None:
    """Say until when the record is kept, once the day from which that counts is known."""
    register: Register = record.register
    start = getattr(record, register.keep_from) if register.keep_from else None
    if start is None and record.state in record.flow.final:
        start = clock.today()
    if start is not None:
        day = start.astimezone(clock.TAIPEI).date() if isinstance(start, datetime) else start
        record.retain_until = Period(register.keep).after(day)


def changes(before: Before, record: Any, former: dict[str, Json], lines: Lines | None) -> dict[str, Json]:
    """Return what an act changed: the fields, and the child rows where they were given."""
    body = before.difference(record)
    if lines is not None:
        now = lines_content(record)
        names = [name for name in now if former.get(name) != now[name]]
        body["before"] |= {name: former.get(name) for name in names}  # type: ignore[operator]
        body["after"] |= {name: now[name] for name in names}  # type: ignore[operator]
    return body
