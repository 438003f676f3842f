"""Sweeps: recurring work over what is due, safe to run twice, in several processes, and after any crash.

A sweep is never a message that can be lost: it looks at the records, does what is due, and is called again.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, transaction
from django.db.models import Q

from zhengan.kernel.models import SweepRun
from zhengan.ledger import clock

log = logging.getLogger(__name__)

# A run that has not ended after this long was interrupted; another process may take it up.
LEASE = timedelta(minutes=10)
# Between two rounds; an act can ask for a round at once.
ROUND = 2.0

_wake = threading.Event()


@dataclass(frozen=True)
class Sweep:
    """A named piece of recurring work; `work` returns how many things it did."""

    name: str
    every: timedelta
    work: Callable[[], int]


_sweeps: dict[str, Sweep] = {}


def sweep(name: str, *, every: timedelta) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Declare a function as a sweep that is due again `every` so often after it was last started."""

    def declare(work: Callable[[], int]) -> Callable[[], int]:
        _sweeps[name] = Sweep(name, every, work)
        return work

    return declare


def wake() -> None:
    """Ask for a round now instead of at the next tick; for acts whose consequences somebody waits for."""
    _wake.set()


def run_due(*, only: str | None = None) -> dict[str, int]:
    """Run every sweep that is due and that no other process is running; returns what each one did."""
    done = {}
    for one in list(_sweeps.values()):
        if (only is None or one.name == only) and _take(one, anyway=only is not None):
            done[one.name] = _carry_out(one)
    return done


def run_for_ever(stop: threading.Event) -> None:
    """Run rounds until told to stop."""
    while not stop.is_set():
        try:
            run_due()
        except Exception:  # a round must never end the thread: the database may be away for a moment
            log.exception("a round of sweeps failed")
        finally:
            close_old_connections()
        _wake.wait(ROUND)
        _wake.clear()


def _take(one: Sweep, *, anyway: bool) -> bool:
    """Take the lease of a sweep: true for exactly one process."""
    now = clock.now()
    if not SweepRun.objects.filter(pk=one.name).exists():
        SweepRun.objects.get_or_create(pk=one.name)
    free = Q(started_at=None) | Q(ended_at__isnull=False) | Q(started_at__lt=now - LEASE)
    due = Q() if anyway else Q(started_at=None) | Q(started_at__lte=now - one.every)
    with transaction.atomic():
        return bool(SweepRun.objects.filter(free, due, pk=one.name).update(started_at=now, ended_at=None))


def _carry_out(one: Sweep) -> int:
    trouble = ""
    done = 0
    try:
        done = one.work()
    except Exception as error:
        log.exception("sweep %s failed", one.name)
        trouble = f"{type(error).__name__}: {error}"
    SweepRun.objects.filter(pk=one.name).update(ended_at=clock.now(), done=done, trouble=trouble)
    return done
