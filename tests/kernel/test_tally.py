"""Counts that are kept: exact, asked for once, and never older than the last act."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengan.kernel import acts, guard, tally
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch):
    """Three rows are many here."""
    monkeypatch.setattr(tally, "LARGE", 3)
    tally.forget()
    yield
    tally.forget()


def add(number: int, system: Actor) -> None:
    acts.create(register("organization.unit"), {"code": f"T{number}", "name": "單位", "kind": "branch"}, by=system)


def beside_the_acts(units: Any, **values: Any) -> None:
    """What no act does, so that nothing tells of it: whoever counted anew would see it."""
    with guard.writing():
        units.update(**values)


def test_a_large_register_is_counted_once_until_the_next_act(system: Actor) -> None:
    units = register("organization.unit").record.objects.live()
    for number in range(3):
        add(number, system)
    first = tally.how_many(units)
    assert first == units.count()
    beside_the_acts(units.filter(code="T0"), voided_at=clock.now())
    with CaptureQueriesContext(connection) as seen:
        assert tally.how_many(units) == first, "not counted again"
    assert len(seen) == 1
    add(3, system)
    with CaptureQueriesContext(connection) as seen:
        assert tally.how_many(units) == first == units.count(), "one went and one came"
    assert len(seen) == 2, "one of them is the comparison's own"


def test_what_is_asked_for_tells_counts_apart(system: Actor) -> None:
    units = register("organization.unit").record.objects
    for number in range(4):
        add(number, system)
    assert tally.how_many(units.filter(code__gte="T1")) == 3
    assert tally.how_many(units.filter(code__gte="T2")) == 2
    assert tally.how_many(units.none()) == 0


def test_few_rows_of_a_large_register_are_counted_once_as_well(system: Actor) -> None:
    for number in range(4):
        add(number, system)
    units = register("organization.unit").record.objects.filter(code="T3")
    assert tally.how_many(units) == 1
    beside_the_acts(units, code="T9")
    assert tally.how_many(units) == 1, "not counted again"


def test_a_small_register_is_asked_anew(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "LARGE", 10**9)
    add(0, system)
    units = register("organization.unit").record.objects.filter(code="T0")
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert tally.how_many(units) == 1
        assert len(seen) == 1


def test_no_more_is_kept_than_a_list_needs(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST", 1)
    for number in range(4):
        add(number, system)
    units = register("organization.unit").record.objects
    for least in ("T0", "T1"):
        tally.how_many(units.filter(code__gte=least))
    assert len(tally._kept) == 1
