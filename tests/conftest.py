"""Fixtures for all tests: a clock that stands, the software as actor, and the people of a small firm."""

import gc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands.flush import Command as CommandOfDjango
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import cast as people
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock, triggers
from zhengan.ledger.rows import insert

# How fast an example runs says more about the machine, and who shares it, than about the code.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=clock.TAIPEI)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it for garbage again and again took a tenth of the time.

    Circles that the tests leave are still found, only less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _standing_clock() -> Iterator[None]:
    """It is Friday 20 November 2026, ten in the morning in Taipei, unless a test lets the clock stand elsewhere."""
    with clock.standing_at(NOW):
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_ledger_may_be_emptied_between_tests() -> Iterator[None]:
    """What no person can do, tests that commit must: the tables are emptied without the triggers that forbid it."""
    done = CommandOfDjango.handle

    def handle(self: Any, **options: Any) -> None:
        triggers.drop(connection)
        done(self, **options)
        triggers.make(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CommandOfDjango, "handle", handle)
        yield


@pytest.fixture(autouse=True)
def _keys_of_its_own(tmp_path: Path, settings: Any) -> None:
    """Each test has a log, keys and a last checkpoint of its own."""
    settings.LEDGER_KEYS = tmp_path / "ledger"
    settings.LEDGER_APART = tmp_path / "ledger" / "last-checkpoint.sqlite3"


@pytest.fixture
def system(db: None) -> Actor:
    """The software itself as actor."""
    return Actor.system()


@pytest.fixture
def cast(db: None) -> people.Cast:
    """The people of the firm, each with an account and the offices of his job."""
    return people.found_again()


_judged: dict[bool, list[Any]] = {}


@pytest.fixture
def judged(request: pytest.FixtureRequest, db: None) -> None:
    """The verdicts over a firm that has nothing but the cast, if that, as a running system would have them.

    Judged once, then copied. What a test records afterwards touches them like any other act, and they are judged again
    at the next look.
    """
    from zhengan.checks import verdicts
    from zhengan.checks.models import ClauseVerdict, JudgeLock, Touch

    peopled = "cast" in request.fixturenames
    if peopled:
        request.getfixturevalue("cast")
    if peopled not in _judged:
        verdicts.judge_everything()
        _judged[peopled] = [*ClauseVerdict.objects.all(), *JudgeLock.objects.all()]
        return
    insert([one for one in _judged[peopled] if isinstance(one, ClauseVerdict)])
    insert([one for one in _judged[peopled] if isinstance(one, JudgeLock)])
    Touch.objects.all().delete()
