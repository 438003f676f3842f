"""Every register's flow: who may make a move, and that nobody approves his own work, over every pair of people."""

from types import SimpleNamespace

import pytest

from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM
from zhengan.kernel.register import registers

MOVES = [
    pytest.param(register, move, id=f"{register.code}-{number}-{move.code}")
    for register in registers()
    for number, move in enumerate(register.flow.moves)
]
APPROVALS = [param for param in MOVES if param.values[1].excluded]


def people(register, move):
    """A record with another person in every place that the move names, and the actors who stand there."""
    record = register.record(state=move.source)
    users = {}
    for number, name in enumerate(sorted({MAKER, move.named, *move.excluded} - {""}), start=1):
        user = users[name] = User(pk=number, username=f"u{number}", name=name)
        field = record._meta.get_field(name)
        setattr(record, field.attname, number)
        record._state.fields_cache[field.name] = user if name == MAKER else SimpleNamespace(pk=number, user_id=number)
    return record, users


def actor(user, *offices, system=False):
    return Actor(user=user, offices=frozenset(offices), via="web", is_system=system)


@pytest.mark.parametrize(("register", "move"), MOVES)
def test_exactly_those_named_by_the_flow_may_move(register, move):
    record, users = people(register, move)
    stranger = User(pk=99, username="stranger", name="stranger")
    offices = [office for office in move.by if office not in (MAKER, NAMED, SYSTEM)]
    assert acts.why_not(record, move, actor(stranger)) is not None
    for office in offices:
        assert acts.why_not(record, move, actor(stranger, office)) is None
    assert (acts.why_not(record, move, actor(stranger, system=True)) is None) == (SYSTEM in move.by)
    if MAKER in move.by:
        assert acts.why_not(record, move, actor(users[MAKER])) is None
    if NAMED in move.by:
        assert (acts.why_not(record, move, actor(users[move.named])) is None) == (move.named not in move.excluded)


@pytest.mark.parametrize(("register", "move"), APPROVALS)
def test_nobody_whom_the_flow_excludes_may_move_whatever_his_offices(register, move):
    record, users = people(register, move)
    offices = [office for office in move.by if office not in (MAKER, NAMED, SYSTEM)]
    for name in move.excluded:
        assert acts.why_not(record, move, actor(users[name], *offices)) is not None, name


@pytest.mark.parametrize("register", registers(), ids=lambda register: register.code)
def test_every_state_can_be_reached_and_is_in_the_table_of_words(register):
    flow = register.flow
    reached = {flow.initial}
    for _ in flow.states:
        reached |= {move.target for move in flow.moves if move.source in reached}
    assert reached == set(flow.states)


@pytest.mark.parametrize("register", registers(), ids=lambda register: register.code)
def test_the_database_knows_the_flow(register):
    names = {constraint.name for constraint in register.record._meta.constraints}
    for constraint in register.flow.constraints(register.record.__name__.lower()):
        assert constraint.name in names
