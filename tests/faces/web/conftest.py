"""A small firm with two systems and a change, and browsers of its people."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.cast import Cast
from zhengan.kernel import acts
from zhengan.kernel.register import register
from zhengan.ledger import clock

SYSTEM = {
    "kind": "online_trading",
    "tier": "core",
    "tier_reason": "交易核心",
    "tier_reviewed_on": date(2026, 3, 1),
    "built_by": "in_house",
    "production_environment": "內湖機房",
}


@pytest.fixture(autouse=True)
def _judged(judged: None) -> None:
    """Every page finds verdicts, as it would in a system that runs; a test does not begin by judging 313 clauses."""


@pytest.fixture
def trading(cast: Cast) -> Any:
    """An information system, still planned."""
    return make_system(cast, code="TRADE", name="網路下單系統")


@pytest.fixture
def change(cast: Cast, trading: Any) -> Any:
    """A change request of the developer, still a draft."""
    return make_change(cast, trading, "委託回報頁面改為推播更新")


def make_system(cast: Cast, *, code: str, name: str) -> Any:
    values = SYSTEM | {
        "code": code,
        "name": name,
        "business_owner": cast.business_owner,
        "maintainer": cast.developer,
    }
    return acts.create(register("assets.info_system"), values, by=cast.actor("it_manager"))


def make_change(cast: Cast, system: Any, title: str) -> Any:
    values = {
        "kind": "application",
        "info_system": system,
        "title": title,
        "reason": "客戶要求",
        "risk_note": "影響回報",
        "requester": cast.business_owner,
        "developer": cast.developer,
        "planned_at": datetime(2026, 11, 28, 20, 0, tzinfo=clock.TAIPEI),
        "rollback_plan": "還原前版",
    }
    return acts.create(register("development.change_request"), values, by=cast.actor("developer"))
