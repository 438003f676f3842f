"""Makers of the records of the room `incidents`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made
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
