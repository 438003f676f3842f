"""Makers of the records of the room `incidents`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock


def incident(cast: Cast, *, by: str = "employee", **values: Any) -> Any:
    """A report by an employee, ten minutes after he saw it."""
    standard = {
        "description": "收到可疑郵件並點擊連結。",
        "kind": "phishing",
        "discovered_at": clock.now() - timedelta(minutes=10),
        "suspected": True,
    }
    return made("incidents.incident", standard | values, by=cast.actor(by))


def alert(
    cast: Cast, kind: str = "unknown_device", *, by: str = "operator", state: str = "notified", **values: Any
) -> Any:
    """An alert of a minute ago; in later states taken up by whoever was told."""
    standard = {"kind": kind, "subject": "10.20.1.99", "detected_at": clock.now() - timedelta(minutes=1)}
    seen = made("incidents.alert", standard | values, by=cast.actor("operator"))
    if state == "handling":
        return acts.move(seen, "handling", by=Actor.of(seen.notified_to.user, via="web"))
    return seen
