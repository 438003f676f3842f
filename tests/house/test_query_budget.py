"""Every page costs a fixed number of queries, whether a register holds one row or sixty, and twelve at most."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.grown import grown
from zhengan.checks import verdicts
from zhengan.faces.web.desk import desk_of
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel.models import Card
from zhengan.kernel.register import register, registers
from zhengan.ledger import clock

BUDGET = 12


def officer(cast: Cast, code: str) -> str:
    """Somebody of the cast who writes the register; a reader where nobody does."""
    one = register(code)
    wanted = [set(one.makers) - {"all_staff"}, set(one.readers)]
    return next(name for offices in wanted for name in cast.names if cast.actor(name).holds(*offices))


def cost(client: Client, url: str) -> tuple[int, Any]:
    """How many queries a page takes; verdicts that an act put out of date are judged before, as in a running house."""
    verdicts.refresh()
    with CaptureQueriesContext(connection) as seen:
        shown = client.get(url)
    assert shown.status_code == 200, url
    return len(seen), [row["sql"] for row in seen.captured_queries]


def pages(code: str, no: str) -> list[tuple[str, int]]:
    """The pages of one record with their budgets."""
    one = register(code)
    found = [(f"{record_url(one, no)}?tab={tab}", BUDGET) for tab in ("content", "evidence", "trail", "talk")]
    if one.makers:
        # The candidates of each foreign key, and the ledger where the form shows what is confidential.
        found.append((record_url(one, no, "edit"), BUDGET))
    return found


@pytest.mark.parametrize("code", [one.code for one in registers()])
def test_pages_cost_the_same_however_much_there_is(judged: None, cast: Cast, code: str):
    """A list with one row and with sixty; a record with one line and with sixty."""
    one = register(code)
    client = cast.client(officer(cast, code))
    maker = cast.user("president")
    (small,) = grown(one, 1, maker=maker, lines=1)
    few, before = cost(client, register_url(one))
    grown(one, 58, maker=maker, start=2)
    (large,) = grown(one, 1, maker=maker, lines=60, start=60)
    many, sql = cost(client, register_url(one))
    assert many == few, "\n".join(["few:", *before, "many:", *sql])
    assert many <= BUDGET, sql
    for (short, budget), (long, _) in zip(pages(code, small.no), pages(code, large.no), strict=True):
        few, _ = cost(client, short)
        many, sql = cost(client, long)
        assert many == few, (long, sql)
        assert many <= budget, (long, sql)


def waiting_for_somebody(cast: Cast, count: int, *, start: int = 1) -> None:
    """Records in every register, due today, and all that can wait for an approval doing so."""
    for one in registers():
        grown(one, count, maker=cast.user("contractor"), start=start)
        states = sorted(one.flow.awaiting_approval) or [one.flow.initial]
        Card.objects.filter(register=one.code).update(state=states[0], due_on=clock.today())


def test_today_costs_the_same_for_every_office(cast: Cast):
    """The desk of each part of the cast, with one record in every register and with ten in each."""
    waiting_for_somebody(cast, 1)
    clients = {name: cast.client(name) for name in cast.names}
    few = {name: cost(client, "/")[0] for name, client in clients.items()}
    assert any(desk_of(cast.actor(name)).to_sign for name in cast.names)
    waiting_for_somebody(cast, 9, start=2)
    for name, client in clients.items():
        many, sql = cost(client, "/")
        assert many == few[name], (name, sql)
        assert many <= BUDGET, (name, sql)
