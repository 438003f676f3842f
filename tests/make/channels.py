"""Makers of the records of the room `channels`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import info_system
from tests.make.making import made, running, until
from tests.make.policy import document
from zhengan.ledger import clock

CRITERION = {"item": "模擬環境測試", "met": True, "evidence": "測試報告"}


def api_client(cast: Cast, *, state: str = "active", lines: Any = None, **values: Any) -> Any:
    """A customer whose application the owner judged and compliance approved, with key and tested stop switch."""
    today = clock.today()
    standard = {
        "customer": "王○明",
        "applied_on": today,
        "purpose": "程式下單",
        "risk_notice_signed_on": today,
        "ip_allowlist": ("203.0.113.7",),
        "rate_limit": 10,
        "certificate_login": True,
        "key_issued_on": today,
        "key_expires_on": today + timedelta(days=365),
        "stop_switch_tested_on": today,
    }
    return made(
        "channels.api_client",
        standard | values,
        by=cast.actor("customer_service"),
        lines=lines or {"criteria": [CRITERION]},
        moves=until(
            "approved" if state == "active" else state,
            ("assessed", cast.actor("business_owner")),
            ("approved", cast.actor("compliance")),
        ),
    )


def metric(cast: Cast, *, state: str = "measured", **values: Any) -> Any:
    """The availability of the order system last month, measured by customer service."""
    standard = {
        "period": "2026-10",
        "dimension": "stability",
        "metric": f"可用率 {next(running)}",
        "target": "99.9",
        "actual": "99.95",
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast, kind="online_trading")
    given["standard"] = given.get("standard") or document(cast, topic="service_quality")
    return made(
        "channels.service_metric",
        given,
        by=cast.actor("customer_service"),
        moves=until(state, ("explained", cast.actor("customer_service")), ("accepted", cast.actor("business_owner")))
        if state == "explained"
        else until(state, ("accepted", cast.actor("business_owner"))),
    )


def social_account(cast: Cast, *, state: str = "active", lines: Any = None, **values: Any) -> Any:
    """A page that customer service proposed and the owner of the business approved."""
    standard = {
        "platform": "Facebook",
        "page_url": f"https://www.facebook.com/example{next(running)}",
        "official": True,
        "firm_name_shown": True,
        "contact_shown": True,
        "link_on_site": True,
        "exit_prompt": True,
        "manager": cast.customer_service,
    }
    return made(
        "channels.social_account",
        standard | values,
        by=cast.actor("customer_service"),
        lines=lines,
        moves=until(state, ("active", cast.actor("compliance")), ("closed", cast.actor("business_owner"))),
    )
