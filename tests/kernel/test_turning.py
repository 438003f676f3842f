"""Turning: what should have come in and has not turns records, once, and one that cannot turn holds up none."""

from datetime import timedelta

from tests import make
from zhengan.identity.models import User
from zhengan.kernel import turning
from zhengan.kernel.register import Register, register
from zhengan.kernel.sweeps import run_due
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


def test_each_record_turns_once_and_the_ledger_says_that_the_system_did_it(cast):
    sources = [make.log_source(cast), make.log_source(cast)]
    later = clock.now() + timedelta(days=2)
    with clock.standing_at(later):
        assert (turning.turn(later), turning.turn(later)) == (2, 0)
    told = Entry.objects.filter(act="move:active-silent", record_no__in=[one.no for one in sources])
    assert {entry.actor_id for entry in told} == {User.objects.system().pk}
    assert told.count() == 2


def test_one_that_cannot_turn_does_not_hold_up_the_others(cast, monkeypatch):
    retired, fine = make.log_source(cast, state="planned"), make.log_source(cast)
    monkeypatch.setattr(type(register("logs.log_source")), "turned", lambda _self, _now: {"silent": [retired, fine]})
    assert turning.turn(clock.now()) == 1
    fine.refresh_from_db()
    assert fine.state == "silent"


def test_most_registers_turn_nothing_and_the_sweep_runs(cast):
    assert Register.turned(register("assets.asset"), clock.now()) == {}
    make.log_source(cast)
    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert run_due(only="turned_states") == {"turned_states": 1}
