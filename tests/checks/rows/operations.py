"""Rows of the room `operations` that many examples need."""

from datetime import date
from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.writing import ago, at, row
from zhengan.checks import trading
from zhengan.kernel import evidence
from zhengan.kernel.register import register


def page(day: date, **values: Any) -> Any:
    """A page of the operation log, verified on the next trading day by somebody else."""
    following = trading.next_trading_day(day) or day
    return row(
        "operations.operation_log",
        **{
            "log_date": day,
            "site": "總公司",
            "state": "verified",
            "supervisor": person(),
            "verified_at": at(following, 10),
            **values,
        },
    )


def backup(of: Any, kind: str = "data", days_ago: int = 1, **values: Any) -> Any:
    """A backup that succeeded that night."""
    day = ago(days_ago)
    return row(
        "operations.backup_run",
        **{
            "info_system": of,
            "kind": kind,
            "state": "done",
            "result": "ok",
            "started_at": at(day, 1),
            "ended_at": at(day, 2),
            **values,
        },
    )


def maintenance(of: Any, **values: Any) -> Any:
    """A piece of preventive maintenance that somebody of IT checked with the firm; the next one is due in a month."""
    day = ago(20)
    return row(
        "operations.maintenance_record",
        **{
            "asset": of,
            "kind": "preventive",
            "state": "closed",
            "engineer": "王工程師",
            "work": "更換濾網",
            "started_at": at(day, 9),
            "ended_at": at(day, 11),
            "joint_checker": person(unit_function="it"),
            "joint_checked_at": at(day, 12),
            "next_due_on": ago(-40),
            **values,
        },
    )


def patch(*scope: str, verified: int = 10, **values: Any) -> Any:
    """A medium update that was verified so many days ago, on every machine."""
    return row(
        "operations.patch_record",
        **{
            "scope": scope,
            "state": "verified",
            "severity": "medium",
            "published_on": ago(verified + 20),
            "due_on": ago(verified - 60),
            "target_count": 5,
            "done_count": 5,
            "tested": True,
            "deployed_on": ago(verified + 2),
            "checked_at": at(ago(verified)),
            **values,
        },
    )


def capacity(of: Any, days_ago: int = 100, **values: Any) -> Any:
    """An approved assessment that found room enough, with a stress test of the same day."""
    return row(
        "operations.capacity_assessment",
        **{
            "info_system": of,
            "state": "approved",
            "performed_by": "internal",
            "assessed_on": ago(days_ago),
            "peak": 50,
            "capacity_limit": 100,
            "safeguards_ok": True,
            "stress_tested_on": ago(days_ago),
            "stress_load": 100,
            "stress_ok": "yes",
            "conclusion": "enough",
            "report": evidence.keep_bytes(b"capacity", name="capacity.txt"),
            **values,
        },
    )


def report(days_ago: int, **values: Any) -> Any:
    """A general report that was due at five of that day, and was there before."""
    day = ago(days_ago)
    return row(
        "operations.report_run",
        **{
            "state": "delivered",
            "classification": "general",
            "due_at": at(day, 17),
            "produced_at": at(day, 16),
            "delivered_at": at(day, 18),
            **values,
        },
    )


def setting(target: Any, category: str, measure: str = "other", days_ago: int = 3, **values: Any) -> Any:
    """What was found three days ago of a setting of a row, as an item in force expects it."""
    item = values.pop("item", None) or row(
        "operations.config_baseline", state="in_force", platform="server", category=category, measure=measure
    )
    state = values.get("state", "ok")
    return row(
        "operations.config_check",
        **{
            "target": target.no,
            "baseline": item,
            "ok": state not in ("failed", "excepted"),
            "exception": "EXC-2026-0001" if state == "excepted" else "",
            "found_at": at(ago(days_ago)),
            **values,
        },
    )


def settings(code: str, *found: tuple[str, ...], **values: Any) -> None:
    """Such a setting found on every row that there is of a register."""
    for one in register(code).record.objects.all():
        for setting_of in found:
            setting(one, *setting_of, **values)


def protection(of: Any, **values: Any) -> Any:
    """The protection of a computer, fresh and scanned yesterday."""
    return row(
        "operations.endpoint_protection",
        **{
            "asset": of,
            "host_kind": "pc",
            "state": "protected",
            "installed": True,
            "realtime_on": True,
            "auto_update": True,
            "signature_at": at(ago(1)),
            "last_scan_at": at(ago(1)),
            "last_seen_at": at(ago(0), 8),
            **values,
        },
    )
