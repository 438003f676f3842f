"""Counts that are kept: exact, asked for once, and never older than the last act."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengan.kernel import acts, tally
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch):
    """Three rows are many here."""
    monkeypatch.setattr(tally, "LARGE", 3)
    tally.forget()
    yield
    tally.forget()


def add(number: int, system: Actor) -> None:
    acts.create(register("organization.unit"), {"code": f"T{number}", "name": "單位", "kind": "branch"}, by=system)


def test_a_large_register_is_counted_once_until_the_next_act(system: Actor) -> None:
    units = register("organization.unit").record.objects.live()
    for number in range(3):
        add(number, system)
    first = tally.how_many(units)
    with CaptureQueriesContext(connection) as seen:
        assert tally.how_many(units) == first == units.count()
    assert sum("COUNT" in query["sql"] for query in seen.captured_queries) == 1  # the comparison's own
    add(3, system)
    assert tally.how_many(units) == first + 1


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
    with CaptureQueriesContext(connection) as seen:
        assert tally.how_many(units) == 1
    assert not any("COUNT" in query["sql"] for query in seen.captured_queries)


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
