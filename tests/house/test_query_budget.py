"""Every page of a register costs a fixed number of queries, whether it holds one row or sixty, and twelve at most."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.grown import grown
from zhengan.checks import verdicts
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel.register import register, registers

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
    return len(seen), [row["sql"][:200] for row in seen.captured_queries]


def pages(code: str, no: str) -> list[tuple[str, int]]:
    """The pages of one record with their budgets."""
    one = register(code)
    found = [(f"{record_url(one, no)}?tab={tab}", BUDGET) for tab in ("content", "evidence", "trail", "talk")]
    if one.makers:
        # The candidates of each foreign key, and the ledger where the form shows what is confidential.
        found.append((record_url(one, no, "edit"), BUDGET))
    return found


@pytest.mark.parametrize("code", [one.code for one in registers()])
def test_pages_cost_the_same_however_much_there_is(cast: Cast, code: str):
    """A list with one row and with sixty; a record with one line and with sixty."""
    one = register(code)
    client = cast.client(officer(cast, code))
    maker = cast.user("president")
    (small,) = grown(one, 1, maker=maker, lines=1)
    few, _ = cost(client, register_url(one))
    grown(one, 58, maker=maker, start=2)
    (large,) = grown(one, 1, maker=maker, lines=60, start=60)
    many, sql = cost(client, register_url(one))
    assert many == few, sql
    assert many <= BUDGET, sql
    for (short, budget), (long, _) in zip(pages(code, small.no), pages(code, large.no), strict=True):
        few, _ = cost(client, short)
        many, sql = cost(client, long)
        assert many == few, (long, sql)
        assert many <= budget, (long, sql)
