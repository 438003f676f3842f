"""Makers of the records of the room `operations`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import asset, info_system
from tests.make.making import made, running, until
from tests.make.suppliers import contract
from zhengan.kernel import evidence
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock


def operation_log(cast: Cast, *, state: str = "verified", jobs: Sequence[Mapping[str, Any]] = (), **values: Any) -> Any:
    """Yesterday's page of the operator, verified by the head of IT."""
    day = values.get("log_date", clock.today() - timedelta(days=1))
    at = datetime(day.year, day.month, day.day, 8, 30, tzinfo=clock.TAIPEI)
    standard = {"log_date": day, "site": "台北總公司", "shift": "day", "operator": cast.operator}
    operator = cast.actor("operator")
    return made(
        "operations.operation_log",
        standard | values,
        by=operator,
        lines={"jobs": jobs or [{"time": at, "job": "開機檢查", "step_done": True, "result": "ok"}]},
        moves=until(state, ("submitted", operator), ("verified", cast.actor("it_manager"))),
    )


def backup_run(cast: Cast, system: Any, *, result: str = "ok", **values: Any) -> Any:
    """A run of an hour that ended an hour ago, entered by the operator."""
    now = clock.now()
    standard = {
        "info_system": system,
        "kind": "data",
        "started_at": now - timedelta(hours=2, seconds=next(running)),
        "ended_at": now - timedelta(hours=1) if result else None,
        "result": result,
        "failure": "磁帶已滿" if result in ("partial", "failed") else "",
    }
    return made("operations.backup_run", standard | values, by=cast.actor("operator"))


def restore_test(cast: Cast, system: Any, *, state: str = "approved", **values: Any) -> Any:
    """A backup of an hour ago, restored by the system administrator within half an hour, approved by the head of IT."""
    standard = {
        "info_system": system,
        "tested_on": clock.today(),
        "integrity_ok": True,
        "environment_ok": True,
        "environment_note": "防潮箱溫溼度正常",
        "minutes": 30,
        "result": "ok",
        "evidence": evidence.keep_bytes(b"restored", name="restored.txt"),
    }
    given = standard | values
    if "backup_run" not in given:
        given["backup_run"] = backup_run(cast, system)
    admin = cast.actor("system_admin")
    return made(
        "operations.restore_test",
        given,
        by=admin,
        moves=until(state, ("tested", admin), ("approved", cast.actor("it_manager"))),
    )


def maintenance(cast: Cast, *, state: str = "closed", **values: Any) -> Any:
    """A preventive visit of this morning, checked together by the network administrator, closed by the head of IT."""
    now = clock.now()
    standard = {
        "kind": "preventive",
        "started_at": now - timedelta(hours=2),
        "ended_at": now - timedelta(hours=1),
        "engineer": "王工程師",
        "work": "更換濾網並清潔風扇。",
        "next_due_on": clock.today() + timedelta(days=90),
    }
    given = standard | values
    given["contract"] = given["contract"] if "contract" in given else contract(cast, kind="maintenance")
    given["asset"] = given.get("asset") or asset(cast)
    admin = cast.actor("system_admin")
    return made(
        "operations.maintenance_record",
        given,
        by=admin,
        moves=until(
            state,
            ("done", admin),
            ("jointly_checked", cast.actor("network_admin")),
            ("closed", cast.actor("it_manager")),
        ),
    )


def patch(cast: Cast, *, state: str = "verified", **values: Any) -> Any:
    """A grave update of ten days ago, on all ten servers since a week, verified by the security officer."""
    today = clock.today()
    standard = {
        "patch_id": f"KB{next(running):07d}",
        "product": "Windows Server 2022",
        "severity": "high",
        "published_on": today - timedelta(days=10),
        "scope": ("server",),
        "target_count": 10,
        "done_count": 10,
        "deployed_on": today - timedelta(days=7),
        "tested": True,
    }
    admin = cast.actor("system_admin")
    return made(
        "operations.patch_record",
        standard | values,
        by=admin,
        moves=until(
            state,
            ("approved", cast.actor("it_manager")),
            ("deployed", admin),
            ("verified", cast.actor("security_officer")),
        ),
    )


def capacity(cast: Cast, system: Any, *, state: str = "approved", **values: Any) -> Any:
    """An assessment by the developer of yesterday, with a stress test, approved by the head of security."""
    yesterday = clock.today() - timedelta(days=1)
    standard = {
        "info_system": system,
        "assessor": cast.developer,
        "performed_by": "internal",
        "assessed_on": yesterday,
        "measure": "每秒委託筆數",
        "peak": 500,
        "capacity_limit": 1000,
        "safeguards_ok": True,
        "stress_tested_on": yesterday,
        "stress_load": 1000,
        "stress_ok": "yes",
        "conclusion": "enough",
        "report": evidence.keep_bytes(b"capacity", name="capacity.txt"),
    }
    given = standard | values
    assessor = Actor.of(given["assessor"].user, via="web")
    return made(
        "operations.capacity_assessment",
        given,
        by=cast.actor("security_officer"),
        moves=until(state, ("assessed", assessor), ("submitted", assessor), ("approved", cast.actor("ciso"))),
    )


def report_run(cast: Cast, *, state: str = "due", **values: Any) -> Any:
    """A sensitive report for the brokerage, due in an hour."""
    number = next(running)
    standard = {
        "report_code": f"R{number:04d}",
        "report_name": "當日成交明細表",
        "classification": "sensitive",
        "due_at": clock.now() + timedelta(hours=1),
        "recipient_unit": cast.units["brokerage"],
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    operator = cast.actor("operator")
    return made(
        "operations.report_run",
        given,
        by=operator,
        moves=until(state, ("produced", operator), ("delivered", operator)),
    )


def baseline(cast: Cast, *, state: str = "in_force", **values: Any) -> Any:
    """The shortest password of servers, in force since its approval by the head of security."""
    standard = {
        "platform": "server",
        "item_code": f"SV-{next(running):04d}",
        "category": "password",
        "measure": "length",
        "setting": "密碼最短長度",
        "operator": "ge",
        "expected": "8",
        "clause": "8.2.4",
        "effective_on": clock.today(),
    }
    admin = cast.actor("system_admin")
    return made(
        "operations.config_baseline",
        standard | values,
        by=admin,
        moves=until(
            "approved" if state == "in_force" else state, ("submitted", admin), ("approved", cast.actor("ciso"))
        ),
    )


def config_check(cast: Cast, observed: str = "12", *, by: str = "system_admin", **values: Any) -> Any:
    """What the scanner saw just now of the password length of a system, of which at least 8 are expected."""
    given = {"observed": observed, "found_at": clock.now(), "tool": "OpenSCAP"} | values
    given["baseline"] = given.get("baseline") or baseline(cast)
    given["target"] = given.get("target") or info_system(cast).no
    return made("operations.config_check", given, by=cast.actor(by))


def endpoint(cast: Cast, **values: Any) -> Any:
    """The protection of a computer, as it told of itself an hour ago: all in order."""
    hour_ago = clock.now() - timedelta(hours=1)
    standard = {
        "product": "Endpoint Shield",
        "installed": True,
        "realtime_on": True,
        "auto_update": True,
        "engine_version": "7.2",
        "signature_at": hour_ago,
        "last_scan_at": hour_ago,
        "last_seen_at": hour_ago,
    }
    given = standard | values
    given["asset"] = given.get("asset") or asset(cast, subtype="pc")
    return made("operations.endpoint_protection", given, by=cast.actor("system_admin"))
