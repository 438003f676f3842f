"""A wrong declaration of a register is refused at start, with an id that can be looked up and a hint."""

import pytest

from zhengan.kernel.declarations import declarations_are_right, problems
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.register import register


def test_all_registers_are_declared_right():
    assert declarations_are_right() == []


def with_move(**values):
    given = {"source": "active", "target": "retired", "by": ("hr",)} | values
    return Flow(initial="active", moves=(Move(**given),))


@pytest.mark.parametrize(
    ("attribute", "value", "number"),
    [
        ("code", "organization.other", 1),
        ("code", "cellar.unit", 2),
        ("record", dict, 3),
        ("search", ("nowhere",), 4),
        ("search", ("head__nowhere",), 4),
        ("filters", ("nowhere",), 4),
        ("key", ("nowhere",), 4),
        ("columns", ("nowhere",), 5),
        ("sections", (("What", ("nowhere",)),), 6),
        ("dated", "nowhere", 7),
        ("makers", ("jester",), 8),
        ("confidential", {"name": ("jester",)}, 8),
        ("keep", "five years", 9),
        ("flow", with_move(by=("jester",)), 11),
        ("flow", with_move(by=("named",), named="nowhere"), 12),
        ("flow", with_move(not_same_as=("nowhere",)), 13),
        ("flow", with_move(needs=("nowhere",)), 13),
        ("flow", with_move(on="nowhere"), 13),
    ],
)
def test_a_wrong_declaration_is_named(attribute, value, number, monkeypatch):
    units = register("organization.unit")
    monkeypatch.setattr(type(units), attribute, value)
    found = [message.id for message in problems(units)]
    assert f"zhengan.E{number:03d}" in found
    assert all(message.hint for message in problems(units))


def test_two_registers_have_two_prefixes(monkeypatch):
    monkeypatch.setattr(type(register("organization.unit")), "prefix", register("organization.person").prefix)
    assert [message.id for message in declarations_are_right()] == ["zhengan.E014"]
