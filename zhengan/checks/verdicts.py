"""The kept verdicts: never older than the last act they depend on, nor than the day on which time turns them."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from threading import RLock
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Subquery

from zhengan import __version__
from zhengan.catalogue import catalogue
from zhengan.checks.declare import kind_of
from zhengan.checks.models import ClauseVerdict, JudgeLock, Snapshot, Touch
from zhengan.checks.reading import CLAUSES
from zhengan.checks.verdict import Judging, Verdict, waits_for
from zhengan.ledger import clock
from zhengan.ledger.rows import insert

# Threads that find the same verdicts out of date wait for the first of them. Whoever is within a transaction does not:
# he may have locked what the first one needs.
_one_at_a_time = RLock()


def touch(registers: frozenset[str]) -> None:
    """Note that these registers changed; called by every act inside its transaction."""
    insert([Touch(register=code) for code in sorted(registers)])


def current(clauses: Iterable[str] | None = None) -> dict[str, ClauseVerdict]:
    """Return the verdicts, judged again first where an act or the calendar has put them out of date.

    One query when nothing is out of date.
    """
    wanted = ClauseVerdict.objects.all() if clauses is None else ClauseVerdict.objects.filter(clause__in=list(clauses))
    lock = JudgeLock.objects.filter(pk=1)
    with_state = wanted.annotate(
        lock_day=Subquery(lock.values("judged_on")),
        lock_by=Subquery(lock.values("judged_by")),
        touched=Exists(Touch.objects.all()),
    )
    kept: list[Any] = list(with_state)
    if not kept or kept[0].touched or (kept[0].lock_day, kept[0].lock_by) != (clock.today(), _fingerprint()):
        refresh()
        kept = list(wanted)
    return {one.clause: one for one in kept}


def refresh() -> int:
    """Judge again whatever is out of date; returns how many clauses were judged."""
    lock = JudgeLock.objects.filter(pk=1).annotate(touched=Exists(Touch.objects.all())).first()
    if lock is not None and _is_of_now(lock) and not lock.touched:
        return 0
    return _judge_again(everything=False)


def judge_everything() -> int:
    """Judge all clauses anew, whatever is kept."""
    return _judge_again(everything=True)


def _judge_again(*, everything: bool) -> int:
    """Judge outside of any transaction, so that nobody waits, then keep what was found in a short one.

    An act that commits meanwhile leaves a touch that was not seen here, so that what it changed stays out of date. Who
    finds that somebody else kept verdicts meanwhile keeps nothing, and looks again at what is out of date by then.
    """
    with nullcontext() if connection.in_atomic_block else _one_at_a_time:
        while True:
            lock = JudgeLock.objects.filter(pk=1).first() or JudgeLock()
            touches = list(Touch.objects.values_list("pk", "register"))
            # A new day may turn any of them, and so may other checks; an act only those that read what it touched.
            every = everything or not _is_of_now(lock)
            stale = list(catalogue().clauses) if every else _stale({code for _pk, code in touches})
            if not stale and not touches:
                return 0
            today = clock.today()
            run, now = Judging(today), clock.now()
            rows = [_row(run.verdict(clause), on=today, at=now) for clause in stale]
            if _keep(rows, lock, on=today, touches=[pk for pk, _code in touches]):
                return len(stale)


def _keep(rows: list[ClauseVerdict], seen: JudgeLock, *, on: date, touches: list[int]) -> bool:
    """Keep verdicts, unless others were kept since the lock was seen; says whether they are kept."""
    with transaction.atomic():
        JudgeLock.objects.get_or_create(pk=1)
        lock = JudgeLock.objects.select_for_update().get(pk=1)
        if lock.turn != seen.turn:
            return False
        ClauseVerdict.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["clause"],
            update_fields=[field.name for field in ClauseVerdict._meta.fields if not field.primary_key],
        )
        ClauseVerdict.objects.exclude(clause__in=list(catalogue().clauses)).delete()
        # Only what was seen before is taken away: an act that committed meanwhile is judged next time.
        Touch.objects.filter(pk__in=touches).delete()
        lock.turn, lock.judged_on, lock.judged_by = lock.turn + 1, on, _fingerprint()
        lock.save(update_fields=["turn", "judged_on", "judged_by"])
    return True


def _is_of_now(lock: JudgeLock) -> bool:
    return lock.judged_on == clock.today() and lock.judged_by == _fingerprint()


@cache
def _fingerprint() -> str:
    """What the verdicts depend on besides records and the day: the policy's text and how each clause is answered."""
    book = catalogue()
    answers = [(clause.id, kind_of(clause).value, *waits_for(clause)) for clause in book.clauses.values()]
    return sha256(repr((__version__, book.digest, answers)).encode()).hexdigest()


def take_snapshot(day: date) -> None:
    """Keep the statuses of a day for the trend; a later call of the same day replaces it."""
    Snapshot.objects.bulk_create(
        [
            Snapshot(
                day=day, clause=one.clause, status=one.status, population=one.population, exceptions=one.exceptions
            )
            for one in current().values()
        ],
        update_conflicts=True,
        unique_fields=["day", "clause"],
        update_fields=["status", "population", "exceptions"],
    )


def _stale(touched: set[str]) -> list[str]:
    """The clauses to judge again: never judged, or judged from something touched (headings from what children read)."""
    kept = dict(ClauseVerdict.objects.values_list("clause", "reads"))
    return [
        clause
        for clause in catalogue().clauses
        if clause not in kept or CLAUSES in touched or touched.intersection(kept[clause])
    ]


def _row(verdict: Verdict, *, on: date, at: datetime) -> ClauseVerdict:
    return ClauseVerdict(
        clause=verdict.clause,
        kind=verdict.kind.value,
        status=verdict.status.value,
        population=verdict.population,
        exceptions=verdict.exceptions,
        sentence_zh=verdict.sentence["zh-hant"],
        sentence_en=verdict.sentence["en"],
        parts=list(verdict.parts),
        reads=sorted(verdict.reads),
        due_on=verdict.due_on,
        turns_on=verdict.turns_on,
        judged_on=on,
        judged_at=at,
    )


def report(*, on: date | None = None, clause: str | None = None) -> list[dict[str, object]]:
    """Return the verdicts as plain values, in the order of the policy; with `on` judged for that day and not stored.

    `clause` narrows to one. Dates are ISO text or None. Raises UnknownClause.
    """
    wanted = [catalogue().clause(clause).id] if clause else list(catalogue().clauses)
    if on is None:
        rows = current(wanted)
        found = [rows[one] for one in wanted]
    else:
        run, now = Judging(on), clock.now()
        found = [_row(run.verdict(one), on=on, at=now) for one in wanted]
    return [
        {
            "clause": one.clause,
            "cite": catalogue().clause(one.clause).cite,
            "kind": one.kind,
            "status": one.status,
            "population": one.population,
            "exceptions": one.exceptions,
            "sentence_zh": one.sentence_zh,
            "sentence_en": one.sentence_en,
            "due_on": one.due_on.isoformat() if one.due_on else None,
            "turns_on": one.turns_on.isoformat() if one.turns_on else None,
        }
        for one in found
    ]
