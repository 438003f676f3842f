"""Reconciling: every record, and every row beside it, compared with what the ledger was told of it.

All that a record says is put together anew from the payloads of its acts, each held against what its entry committed
to, and compared with the tables column by column. So a write around the program is seen, even where a later act came on
top of it: that act committed to another `before` than the one that was told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from zhengan.kernel.models import Attachment, Comment, Submission
from zhengan.kernel.plain import plain
from zhengan.kernel.register import Register, registers
from zhengan.kernel.state import State, columns, kind_of, put_rows_together, put_together
from zhengan.ledger.core.canonical import Json, NotCanonical, digest
from zhengan.ledger.core.entry import commitment
from zhengan.ledger.models import Entry
from zhengan.ledger.trouble import Trouble

AT_ONCE = 500
# What is raised where a column holds what is none of its values; SQLite keeps whatever is written into it.
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
# Rows that the kernel keeps beside records of every register; they name register and record themselves.
BESIDE: tuple[type[models.Model], ...] = (Attachment, Submission, Comment)
# Rows beside clauses, each with the column that names the clause; higher floors add theirs.
CLAUSE = "clause"
BESIDE_CLAUSES: dict[type[models.Model], str] = {Comment: "subject"}


@dataclass(frozen=True)
class Alone:
    """Rows that stand beside no record, as they are now (by key), and how one is called by those who read of it."""

    there: Callable[[], Mapping[str, State]]
    called: Callable[[str], str] = str


# By the kind under which payloads tell them; whoever keeps such rows adds them.
ALONE: dict[str, Alone] = {}

Progress = Callable[[int], None]
Stored = dict[str, dict[str, State]]


@dataclass
class Told:
    """What the ledger was told of one record: by its entries so far, and of the rows beside it.

    `said` is None before the first act that tells; `gone` is true once a payload was disposed of.
    """

    said: State | None = None
    gone: bool = False
    number: int | None = None
    no: str = ""
    rows: Stored = field(default_factory=dict)


def reconcile(progress: Progress = lambda _done: None) -> Iterator[Trouble]:
    """Yield every difference between the records and what the ledger was told, register by register.

    `progress` is told how many entries were looked at. Memory does not grow with the number of records.
    """
    done = 0
    for register in registers():
        after = 0
        while (upto := _end_of_chunk(register, after)) is not None:
            read, found = _compare_readable(register, after, upto)
            yield from found
            done += read
            progress(done)
            after = upto


def reconcile_record(register: Register, key: int) -> list[Trouble]:
    """Return every difference of one record, asked in a transaction of its own."""
    with one_moment():
        return _compare(register, key - 1, key, again=False)[1]


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it was at one moment, so that an act is seen whole or not at all."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():  # on SQLite nobody writes meanwhile
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _end_of_chunk(register: Register, after: int) -> int | None:
    """The last key of the next chunk of records, there or told of; None at the end."""
    there = register.record.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    told = Entry.objects.filter(register=register.code, record_id__gt=after).order_by("record_id")
    keys = sorted(
        {*there[:AT_ONCE], *told.values_list("record_id", flat=True).distinct()[:AT_ONCE]},
    )
    return keys[:AT_ONCE][-1] if keys else None


def _compare_readable(register: Register, after: int, upto: int) -> tuple[int, list[Trouble]]:
    """Compare records, halving where one holds what is no value of its column, until that one is named."""
    try:
        return _compare(register, after, upto)
    except UNREADABLE as error:
        if upto - after == 1:
            return 0, [Trouble("unreadable", f"{register.code} {upto}", str(error))]
    middle = (after + upto) // 2
    first, second = _compare_readable(register, after, middle), _compare_readable(register, middle, upto)
    return first[0] + second[0], first[1] + second[1]


def _compare(register: Register, after: int, upto: int, *, again: bool = True) -> tuple[int, list[Trouble]]:
    """Compare the records with keys in (after, upto]; returns how many entries were read, and what was found.

    Acts go on meanwhile, so that entries and rows may be read on either side of one: what seems wrong is looked at
    once more, in a transaction of its own.
    """
    read = 0
    told: dict[int, Told] = defaultdict(Told)
    wrong: dict[int, list[Trouble]] = defaultdict(list)
    entries = Entry.objects.filter(register=register.code, record_id__gt=after, record_id__lte=upto)
    for entry in entries.order_by("record_id", "pk").select_related("payload").iterator(chunk_size=2000):
        read += 1
        wrong[entry.record_id] += _told_by(register, entry, told[entry.record_id])
    between = {"pk__gt": after, "pk__lte": upto}
    names = ("id", "no", *columns(register.record))
    there = {row["id"]: row for row in register.record.objects.filter(**between).order_by("pk").values(*names)}
    beside = rows_beside(register, record_id__gt=after, record_id__lte=upto)
    for key in sorted(there.keys() | told.keys()):
        wrong[key] += _differences(register, told[key], there.get(key), beside.get(key, {}))
    found: list[Trouble] = []
    for key in sorted(wrong):
        if wrong[key]:
            found += reconcile_record(register, key) if again else wrong[key]
    return read, found


def _told_by(register: Register, entry: Any, told: Told) -> list[Trouble]:
    """Bring what was told on by one entry; returns what is wrong with the entry's payload."""
    payload: Any = getattr(entry, "payload", None)
    place = f"#{entry.pk} {entry.record_no}"
    told.number, told.no = entry.pk, entry.record_no
    if (code := _wrong_with(entry, payload)) or payload.disposed_by is not None:
        told.gone = True
        return [Trouble(code, place, entry=entry.pk)] if code else []
    salt, body = bytes(payload.salt), payload.body
    put_rows_together(told.rows, body)
    if told.gone or not entry.after:
        return []
    found = []
    if (told.said is None) != (not entry.before) or (told.said and _commitment(told.said, salt) != entry.before):
        found.append(Trouble("changed_between", place, entry=entry.pk))
    told.said = {} if told.said is None else told.said
    put_together(register, told.said, body)
    if not found and _commitment(told.said, salt) != entry.after:
        found.append(Trouble("untold", place, entry=entry.pk))
    return found


def _wrong_with(entry: Entry, payload: Any) -> str:
    """What is wrong with the payload of an entry, as a code; nothing where it is what the entry committed to."""
    if payload is None:
        return "payload_missing"
    if payload.disposed_by is None:
        return "" if _commitment(payload.body, bytes(payload.salt)) == entry.digest else "payload_changed"
    if payload.body is not None or bytes(payload.salt):
        return "payload_changed"  # nothing is left of what was disposed of; this was put in its place
    return "" if _is_disposal(payload.disposed_by, entry.pk) else "not_disposed"


def _commitment(value: Json, salt: bytes) -> str:
    try:
        return commitment(value, salt)
    except (ValueError, NotCanonical):  # a short salt, or what cannot have been committed to
        return ""


def _is_disposal(number: int, entry: int) -> bool:
    """Whether the entry of that number is a disposal that names the other."""
    act = Entry.objects.filter(pk=number, act="dispose").select_related("payload").first()
    body = act.payload.body if act is not None and hasattr(act, "payload") else None
    named = body.get("entries") if isinstance(body, dict) else None
    return isinstance(named, list) and entry in named


def _differences(
    register: Register, told: Told, there: Mapping[str, Any] | None, beside: Mapping[str, Mapping[str, State]]
) -> list[Trouble]:
    """What the tables say otherwise than was told."""
    if told.gone and there is None:
        return []
    if there is None:
        return [Trouble("record_missing", told.no, entry=told.number)] if told.said is not None else []
    place = str(there["no"])
    if told.gone:
        return []
    if told.said is None:
        return [Trouble("record_inserted", place)]
    says = {name: plain(there[name]) for name in columns(register.record)}
    found = []
    if differing := sorted(name for name in says if says[name] != told.said.get(name)):
        found.append(Trouble("record_changed", place, ", ".join(differing), told.number))
    return found + _row_differences(place, told, beside)


def _row_differences(place: str, told: Told, beside: Mapping[str, Mapping[str, State]]) -> list[Trouble]:
    found = []
    for kind in sorted(told.rows.keys() | beside.keys()):
        was, now = told.rows.get(kind, {}), beside.get(kind, {})
        for key in sorted(was.keys() | now.keys(), key=int):
            where = f"{place} {kind} {key}"
            if key not in now:
                found.append(Trouble("row_missing", where, entry=told.number))
            elif key not in was:
                found.append(Trouble("row_inserted", where))
            elif was[key] != now[key]:
                names = sorted(name for name in now[key] if now[key][name] != was[key].get(name))
                found.append(Trouble("row_changed", where, ", ".join(names), told.number))
    return found


def rows_beside(register: Register, **which: Any) -> dict[int, Stored]:
    """Return the rows beside the records whose keys (`record_id__in=...`) are asked for, by record, kind and key."""
    found: dict[int, Stored] = defaultdict(dict)
    for model in register.lines.values():
        rows: Any = model.objects.filter(**which)
        _file(found, model, rows.order_by("pk"), "record_id")
    for kept in BESIDE:
        rows = kept._default_manager.filter(register=register.code, **which)
        _file(found, kept, rows.order_by("pk"), "record_id")
    return found


def _file(found: dict[Any, Stored], model: type[models.Model], rows: Any, owner: str) -> None:
    kind, names = kind_of(model), columns(model)
    for row in rows.values("pk", *names).iterator(chunk_size=2000):
        said = {name: plain(row[name]) for name in names}
        found[row[owner]].setdefault(kind, {})[str(row["pk"])] = said


def submissions() -> Iterator[Trouble]:
    """Yield the submissions whose frozen body is not what its digest says."""
    for one in Submission.objects.order_by("pk").iterator(chunk_size=500):
        try:
            same = digest(one.body) == one.digest
        except NotCanonical:
            same = False
        if not same:
            no = one.body.get("no", "") if isinstance(one.body, dict) else ""
            yield Trouble("submission_changed", f"{no} kernel.submission {one.pk}".strip())


def payloads_of_notes() -> Iterator[Trouble]:
    """Yield trouble with the payloads of acts that change no record: sign-ins, exports, refusals, clauses."""
    codes = [register.code for register in registers()]
    others = Entry.objects.exclude(register__in=codes, record_id__isnull=False)
    for entry in others.order_by("pk").select_related("payload").iterator(chunk_size=2000):
        if code := _wrong_with(entry, getattr(entry, "payload", None)):
            yield Trouble(code, f"#{entry.pk} {entry.record_no}".strip(), entry=entry.pk)


def clauses() -> Iterator[Trouble]:
    """Yield every difference between the rows beside clauses (remarks, waivers) and what the ledger was told."""
    with one_moment():
        told: dict[str, Told] = defaultdict(Told)
        entries = Entry.objects.filter(register=CLAUSE).order_by("pk").select_related("payload")
        for entry in entries.iterator(chunk_size=2000):
            payload: Any = getattr(entry, "payload", None)
            if _wrong_with(entry, payload) or payload.disposed_by is not None:
                told[entry.record_no].gone = True
            else:
                put_rows_together(told[entry.record_no].rows, payload.body)
        beside: dict[str, Stored] = defaultdict(dict)
        for model, column in BESIDE_CLAUSES.items():
            _file(beside, model, model._default_manager.filter(_of_clauses(model)).order_by("pk"), column)
        for clause in sorted(told.keys() | beside.keys()):
            if not told[clause].gone:
                yield from _row_differences(clause, told[clause], beside.get(clause, {}))


def rows_alone() -> Iterator[Trouble]:
    """Yield every difference between the rows that stand beside no record and what the ledger was told of them."""
    for kind, alone in ALONE.items():
        with one_moment():
            told: dict[str, State] = {}
            entries = Entry.objects.filter(payload__body__rows__has_key=kind).order_by("pk").select_related("payload")
            for entry in entries.iterator(chunk_size=500):
                told.update(entry.payload.body["rows"][kind])
            there = alone.there()
        for key in sorted(told.keys() | there.keys()):
            place = f"{kind} {alone.called(key)}"
            if key not in there:
                yield Trouble("row_missing", place)
            elif key not in told:
                yield Trouble("row_inserted", place)
            elif differing := sorted(name for name in there[key] if there[key][name] != told[key].get(name)):
                yield Trouble("row_changed", place, ", ".join(differing))


def _of_clauses(model: type[models.Model]) -> models.Q:
    return models.Q(register=CLAUSE) if model in BESIDE else models.Q()
