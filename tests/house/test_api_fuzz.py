"""A short fuzz of the API in process, the same every time: what it answers is as described, whatever is sent.

`make fuzz` strikes every operation at a real server for minutes; here a sample of them shows what has grown worse.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.fuzzing import BOTH, Firm, Fuzz, found_firm, in_process
from zhengan.faces.api.openapi import description

SEED = 20261128


@pytest.fixture
def firm(db: None) -> Iterator[Firm]:
    """A firm, and one connection to the database throughout: requests would end it, and the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found_firm()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def struck(firm: Firm, token: str, said: dict[str, Any], *, operations: int, modes: Any = BOTH) -> Fuzz:
    fuzz = Fuzz(in_process(said), token, firm, seed=SEED, modes=modes)
    for one in fuzz.operations()[:operations]:
        fuzz.strike(one, examples=3)
    return fuzz


def test_whatever_is_sent_the_answer_is_as_described(firm: Firm) -> None:
    said = description()
    fuzz = struck(firm, firm.much, said, operations=30)
    assert fuzz.found == {}
    assert {200, 400, 404, 422} <= fuzz.statuses.keys()  # it came through to all kinds of answers
    fuzz = struck(firm, firm.little, said, operations=10, modes=BOTH[:1])
    assert fuzz.found == {}
    assert fuzz.statuses.keys() == {403}


def test_an_answer_that_is_not_as_described_is_found(firm: Firm) -> None:
    said = description()
    index, units = said["paths"]["/api/"]["get"], said["paths"]["/api/organization/unit/"]["get"]
    said["paths"] = {"/api/": {"get": index}, "/api/organization/unit/": {"get": units}}
    index["responses"]["200"]["content"]["application/json"]["schema"]["required"] = ["nothing"]
    del units["responses"]["400"]
    fuzz = struck(firm, firm.much, said, operations=2)
    assert {where.partition(":")[0] for where in fuzz.found} == {"GET /api/", "GET /api/organization/unit/"}
