"""Due moves: what its day carries out, once, by the software, and without being held up by a single bad record."""

from datetime import timedelta

import pytest

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out, is_due
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.flow import Move
from zhengan.kernel.register import registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


def test_a_first_day_is_reached_when_it_comes_and_a_last_day_when_it_is_over(cast):
    document = make.document(cast, state="draft", effective_on=clock.today())
    first = Move(source="draft", target="in_force", by=("system",), on="effective_on")
    last = Move(source="draft", target="in_force", by=("system",), on="effective_on", past=True)
    tomorrow = clock.today() + timedelta(days=1)
    assert is_due(document, first, on=clock.today())
    assert not is_due(document, last, on=clock.today())
    assert is_due(document, last, on=tomorrow)
    document.effective_on = None
    assert not is_due(document, first, on=tomorrow)


def test_what_is_due_is_done_once_and_told_as_the_software_s_act(cast):
    day = clock.today() + timedelta(days=3)
    parameter = make.parameter(cast, "password-min-length", "9", effective_on=day)
    assert carry_out(day) == 1
    assert carry_out(day) == 0
    entry = Entry.objects.filter(record_no=parameter.no, act="move:approved-in_force").get()
    assert (entry.actor_name, entry.via) == ("系統", "system")


def test_of_two_that_waited_the_newer_ends_up_in_force(cast):
    first, second = (clock.today() + timedelta(days=days) for days in (3, 5))
    newer = make.parameter(cast, "password-min-length", "10", effective_on=second)
    older = make.parameter(cast, "password-min-length", "9", effective_on=first)
    carry_out(second)
    for record, state in ((older, "superseded"), (newer, "in_force")):
        record.refresh_from_db()
        assert record.state == state


def test_what_was_voided_is_left_alone(cast):
    day = clock.today() + timedelta(days=3)
    parameter = make.parameter(cast, "password-min-length", "9", effective_on=day)
    acts.void(parameter, by=cast.actor("ciso"), reason="撤回")
    assert carry_out(day) == 0


def test_one_that_refuses_does_not_hold_up_the_others(cast, monkeypatch, caplog):
    day = clock.today() + timedelta(days=3)
    bad = make.parameter(cast, "password-min-length", "9", effective_on=day)
    make.parameter(cast, "committee-interval", "P3M", effective_on=day)
    move = acts.move

    def refusing(record, *args, **kwargs):
        if record.pk == bad.pk:
            raise NotPossible("no")
        return move(record, *args, **kwargs)

    monkeypatch.setattr(acts, "move", refusing)
    assert carry_out(day) == 1
    assert bad.no in caplog.text


def test_it_costs_one_query_for_each_dated_move(cast, django_assert_max_num_queries):
    dated = [move for one in registers() for move in one.flow.moves if move.on]
    with django_assert_max_num_queries(len(dated) + 1):
        assert carry_out(clock.today()) == 0
    assert dated


@pytest.mark.parametrize("one", registers(), ids=lambda one: one.code)
def test_only_the_software_is_moved_by_a_day(one):
    for move in one.flow.moves:
        if move.on:
            assert move.by == ("system",)
