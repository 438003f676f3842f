"""Integrity: one verification of all that the running system holds, with progress, and an alarm when it finds anything.

Stage by stage: the tree of entries with its checkpoints, the records with their payloads, the payloads of all other
acts, what was submitted for approval, the evidence files, and what is derived from records (rooms add to `DERIVED`).
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.identity.offices import holders
from zhengan.kernel import credentials, evidence, reconciling  # noqa: F401 (credentials declare themselves)
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.cards_kept import cards_not_so
from zhengan.kernel.models import Evidence, Notification
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import checkpoints, clock, sequencer, unsigned
from zhengan.ledger.leaves import head
from zhengan.ledger.models import Entry, Payload, Verification
from zhengan.ledger.trouble import WORDS, Trouble
from zhengan.ledger.verification import verify_tree

log = logging.getLogger(__name__)

_LOADED_AT = time.monotonic()

# Kept of one verification; the count tells how many there were.
KEPT = 200
WARMING_UP = 600.0  # seconds after the start of the process
EVERY = timedelta(days=1)
# A run whose process was ended is given up for dead after this long without a sign of life.
DEAD_AFTER = timedelta(minutes=5)
TOLD = ("ciso", "security_officer", "chief_auditor")
STAGES = ("tree", "records", "acts", "evidence", "derived")

# Further things that records entail, each compared with what they say now.
DERIVED: list[Callable[[], Iterator[Trouble]]] = []


def verify(*, by: str, seen: Iterable[tuple[str, bytes]] = (), run: Verification | None = None) -> Verification:
    """Verify everything and return what was found, the first bad place first; raises the alarm if there is any.

    `seen` are checkpoints that came from outside, each with the name of its source.
    """
    run = run or begin(by=by)
    found = _Found(run)
    try:
        sequencer.integrate()
        checkpoints.sign()
    except Exception as error:  # noqa: BLE001 (whatever was done to the tables, the verification itself says what is wrong)
        log.warning("verified without a new checkpoint: %s", error)
    run.total = Entry.objects.count()
    run.size = head().size
    found.stage("tree", verify_tree(seen, found.progress))
    found.stage("records", reconciling.reconcile(found.progress))
    found.stage("acts", reconciling.payloads_of_notes())
    found.stage("acts", reconciling.clauses())
    found.stage("acts", reconciling.submissions())
    found.stage("acts", reconciling.rows_alone())
    found.stage("evidence", evidence_files(found))
    for derive in (cards_not_so, *DERIVED):
        found.stage("derived", derive())
    run.ended_at = run.seen_at = clock.now()
    with transaction.atomic():
        run.save()
        if run.count:
            _raise_alarm(run)
    return run


def verify_copy() -> Iterator[Trouble]:
    """Yield what is wrong with a database restored elsewhere: entries, records and evidence must be of one piece."""
    yield from verify_tree(copy=True)
    yield from reconciling.reconcile()
    yield from reconciling.payloads_of_notes()
    yield from reconciling.submissions()
    yield from reconciling.rows_alone()
    yield from evidence_files()
    for derive in (cards_not_so, *DERIVED):
        yield from derive()


def begin(*, by: str) -> Verification:
    """Enter that a verification begins; returns the row that tells how far it is."""
    now = clock.now()
    return Verification.objects.create(started_at=now, seen_at=now, by=by, total=Entry.objects.count())


def running() -> Verification | None:
    """Return the verification that runs now, if one does."""
    alive = clock.now() - DEAD_AFTER
    return Verification.objects.filter(ended_at=None, seen_at__gte=alive).order_by("-pk").first()


def start(*, by: str) -> Verification:
    """Verify in the background, unless it is being done already; returns the row to watch."""
    if (there := running()) is not None:
        return there
    run = begin(by=by)
    threading.Thread(target=_in_background, args=(run,), name="verification", daemon=True).start()
    return run


def _in_background(run: Verification) -> None:
    try:
        verify(by=run.by, run=run)
    except Exception:
        log.exception("a verification failed")
    finally:
        connection.close()  # this thread ends with it, however long connections are otherwise kept


@sweep("integrity", every=timedelta(minutes=10))
def verify_daily() -> int:
    """Verify once a day, beside the other recurring work, but not while the server is still warming up."""
    lately = Verification.objects.filter(started_at__gt=clock.now() - EVERY)
    if time.monotonic() - _LOADED_AT < WARMING_UP or lately.exists():
        return 0
    start(by="")
    return 1


class _Found:
    """Collects what the stages find, and tells how far they are."""

    def __init__(self, run: Verification) -> None:
        self.run = run

    def stage(self, name: str, troubles: Iterator[Trouble]) -> None:
        self.run.stage, self.run.done = name, 0
        self._save()
        for one in self._whatever_happens(name, troubles):
            self.run.count += 1
            if len(self.run.troubles) < KEPT:
                self.run.troubles.append(
                    {"code": one.code, "place": one.place, "detail": one.detail, "entry": one.entry}
                )
            self._save()

    @staticmethod
    def _whatever_happens(name: str, troubles: Iterator[Trouble]) -> Iterator[Trouble]:
        """Yield the troubles; that a stage cannot go on is one too, or nobody would be told of the others."""
        try:
            yield from troubles
        except Exception as error:
            log.exception("the stage %s of a verification failed", name)
            yield Trouble("unreadable", name, f"{type(error).__name__}: {error}")

    def progress(self, done: int) -> None:
        """Note how many entries the stage has looked at."""
        self.run.done = done
        if self.run.stage == "records":
            self.run.records = done
        if clock.now() - self.run.seen_at >= timedelta(seconds=1):
            self._save()

    def _save(self) -> None:
        self.run.seen_at = clock.now()
        self.run.save()


def evidence_files(found: Any = None) -> Iterator[Trouble]:
    """Yield the evidence files that are missing, other than they were, or exchanged for others."""
    told = _evidence_told()
    for kept in Evidence.objects.order_by("pk").iterator(chunk_size=500):
        place = f"{kept.name} {kept.sha256[:16]}"
        expected, name = told.pop(kept.pk, (kept.sha256, kept.name))
        if name != kept.name:
            yield Trouble("evidence_renamed", place, name)
        if expected != kept.sha256:
            yield Trouble("evidence_exchanged", place, f"{expected[:16]} → {kept.sha256[:16]}")
            continue
        try:
            with evidence.read(kept) as file:
                sha256 = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
                size = file.tell()
        except OSError:
            yield Trouble("evidence_missing", place)
            continue
        if sha256 != kept.sha256:
            yield Trouble("evidence_changed", place, f"{kept.sha256[:16]} → {sha256[:16]}")
        elif size != kept.size:
            yield Trouble("evidence_renamed", place, f"{kept.size} → {size}")
        if found is not None:
            found.run.files += 1
    for key, (sha256, _name) in told.items():
        yield Trouble("evidence_missing", f"kernel.evidence {key} {sha256[:16]}")


def _evidence_told() -> dict[int, tuple[str, str]]:
    """Digest and name of each evidence row, as the payloads told them first."""
    told: dict[int, tuple[str, str]] = {}
    telling = Payload.objects.filter(body__icontains="sha256").order_by("pk")
    for body in telling.values_list("body", flat=True).iterator():
        waiting: list[Any] = [body]
        while waiting:
            one = waiting.pop()
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                if isinstance(one.get("sha256"), str) and isinstance(one.get("id"), int):
                    told.setdefault(one["id"], (one["sha256"], one.get("text", "")))
                waiting += one.values()
    return told


def _raise_alarm(run: Verification) -> None:
    """Enter the alarm in the ledger, and tell those who must act."""
    first = run.troubles[0]
    note("integrity_alarm", by=Actor.system(), body={"count": run.count, "first": first})
    _tell(
        lambda: (
            ngettext(
                "Integrity alarm: %(count)d place does not hold, first %(place)s",
                "Integrity alarm: %(count)d places do not hold, first %(place)s",
                run.count,
            )
            % {"count": run.count, "place": first["place"]}
        )
    )


@sweep("ledger_trouble", every=timedelta(minutes=1))
def watch_the_signing() -> int:
    """Tell those who must act, once, when the log cannot be signed any more; returns 1 then."""
    trouble = head().trouble
    last = Entry.objects.filter(act="ledger_trouble").order_by("-pk").select_related("payload").first()
    if not trouble or (last is not None and (last.payload.body or {}).get("trouble") == trouble):
        return 0
    with transaction.atomic():
        note("ledger_trouble", by=Actor.system(), body={"trouble": trouble})
        _tell(lambda: _("The ledger is no longer signed: %(trouble)s") % {"trouble": unsigned.words(trouble)})
    return 1


def _tell(title: Callable[[], str]) -> None:
    notices = []
    for user in sorted({user for office in TOLD for user in holders(office, on=clock.today())}, key=lambda one: one.pk):
        with translation.override(user.language):
            notices.append(
                Notification(
                    user=user,
                    kind=Notification.Kind.INCIDENT,
                    title=title()[:200],
                    url="/ledger/",
                    at=clock.now(),
                    mail=True,
                )
            )
    Notification.objects.bulk_create(notices)


def words(trouble: dict[str, Any]) -> str:
    """Return what is wrong, in the reader's tongue."""
    return str(WORDS.get(trouble["code"], _("Something does not hold.")))
