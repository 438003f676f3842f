"""Makers of the records of the room `logs`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import info_system
from tests.make.making import made, running, until
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.turning import turn
from zhengan.ledger import clock


def log_source(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """The log of an important system, that came in an hour ago and is read every week by the operator."""
    standard = {
        "name": f"系統紀錄 {next(running)}",
        "kind": "application",
        "important": True,
        "has_user_id": True,
        "has_login_time": True,
        "has_terminal": True,
        "retention_months": 36,
        "expected_interval": timedelta(days=1),
        "last_received_at": clock.now() - timedelta(hours=1),
        "started_on": clock.today() - timedelta(days=60),
        "reviewer": cast.operator,
        "review_interval": timedelta(days=7),
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    return made(
        "logs.log_source",
        given,
        by=cast.actor("system_admin"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def log_review(cast: Cast, *, state: str = "due", conclusion: str = "normal", **values: Any) -> Any:
    """The last week of a log, read by the operator, verified by the head of IT."""
    now = clock.now()
    standard = {"kind": "audit", "period_from": now - timedelta(days=8), "period_to": now - timedelta(days=1)}
    given = standard | values
    given["log_source"] = given.get("log_source") or log_source(cast)
    given["reviewer"] = given.get("reviewer") or given["log_source"].reviewer
    record = made("logs.log_review", given, by=cast.actor("security_officer"))
    if state != "due":
        seen = {"event_count": 1200, "unusual": "無", "conclusion": conclusion}
        record = acts.move(record, "reviewed", by=Actor.of(record.reviewer.user, via="web"), values=seen)
    return acts.move(record, "verified", by=cast.actor("it_manager")) if state == "verified" else record


def batch(
    cast: Cast, *, state: str = "sealed", custody: Sequence[Mapping[str, Any]] = (), source: Any = None, **values: Any
) -> Any:
    """Yesterday's batch of a log, sealed by the software."""
    now = clock.now()
    standard = {
        "kind": "log",
        "log_source": source or log_source(cast),
        "covers_from": now - timedelta(days=1),
        "covers_to": now,
        "file_name": "app-20261120.log.zst",
        "size": 5_000_000_000,
        "sha256": f"{next(running):064x}",
        "collected_at": now,
        "storage": "封存儲存設備",
    }
    record = made("logs.evidence_archive", standard | values, by=cast.actor("system_admin"), lines={"custody": custody})
    if state == "sealed":
        turn(now)
        record.refresh_from_db()
    return record
