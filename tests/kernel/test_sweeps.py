"""Sweeps: due work is done once, by one process, again after a crash, and a failure shows."""

import threading
from datetime import timedelta

import pytest

from zhengan.kernel import sweeps
from zhengan.kernel.models import SweepRun
from zhengan.ledger import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(monkeypatch):
    monkeypatch.setattr(sweeps, "_sweeps", {})
    calls = []

    @sweeps.sweep("count", every=timedelta(minutes=5))
    def count():
        calls.append(1)
        return 3

    return calls


def test_due_work_is_done_and_then_waits(counted):
    assert sweeps.run_due() == {"count": 3}
    assert sweeps.run_due() == {}
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        assert sweeps.run_due() == {"count": 3}
    assert len(counted) == 2


def test_what_another_process_is_doing_is_left_alone(counted):
    SweepRun.objects.create(name="count", started_at=clock.now() - timedelta(minutes=7))
    assert sweeps.run_due() == {}


def test_an_interrupted_run_is_taken_up_after_its_lease(counted):
    SweepRun.objects.create(name="count", started_at=clock.now() - sweeps.LEASE - timedelta(seconds=1))
    assert sweeps.run_due() == {"count": 3}


def test_a_failure_is_kept_where_it_can_be_seen(monkeypatch):
    monkeypatch.setattr(sweeps, "_sweeps", {})

    @sweeps.sweep("broken", every=timedelta(minutes=5))
    def broken():
        raise RuntimeError("the tape is full")

    assert sweeps.run_due() == {"broken": 0}
    run = SweepRun.objects.get(pk="broken")
    assert "the tape is full" in run.trouble
    assert run.ended_at is not None


def test_one_sweep_can_be_asked_for(counted):
    assert sweeps.run_due(only="count") == {"count": 3}
    assert sweeps.run_due(only="count") == {"count": 3}
    assert sweeps.run_due(only="other") == {}


def test_the_round_goes_on_after_a_failure(monkeypatch):
    rounds = []
    stop = threading.Event()

    def run_due():
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()
        raise RuntimeError("no database")

    monkeypatch.setattr(sweeps, "run_due", run_due)
    monkeypatch.setattr(sweeps, "close_old_connections", lambda: None)
    monkeypatch.setattr(sweeps, "ROUND", 0.01)
    sweeps.wake()
    sweeps.run_for_ever(stop)
    assert len(rounds) == 2
