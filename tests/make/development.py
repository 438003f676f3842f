"""Makers of the records of the room `development`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import info_system
from tests.make.making import made, running, until
from tests.make.organization import appointment
from zhengan.checks.populations import in_office
from zhengan.kernel import acts
from zhengan.ledger import clock

PROOF = {"deletion_proof": "刪除指令與空表截圖。"}


def change_request(cast: Cast, system: Any, *, state: str = "draft", **values: Any) -> Any:
    """A change asked for by the developer, approved by the head of IT, made by the administrator, then verified."""
    standard = {
        "kind": "application",
        "info_system": system,
        "title": "調整委託畫面",
        "reason": "使用者需求。",
        "risk_note": "低。",
        "planned_at": clock.now() + timedelta(days=1),
        "rollback_plan": "還原前一版。",
    }
    developer = cast.actor("developer")
    return made(
        "development.change_request",
        standard | values,
        by=developer,
        moves=until(
            state,
            ("submitted", developer),
            ("approved", cast.actor("it_manager")),
            ("implemented", cast.actor("system_admin")),
            ("verified", cast.actor("business_owner")),
        ),
    )


def release(cast: Cast, system: Any = None, *, state: str = "released", **values: Any) -> Any:
    """A release by the system administrator, appointed for it, of an approved change that the developer made."""
    if not in_office(clock.today(), "release_manager").filter(person=cast.system_admin).exists():
        appointment(cast, "release_manager", cast.system_admin)
    system = system or info_system(cast)
    developer = cast.actor("developer")
    standard = {
        "info_system": system,
        "version_no": f"1.{next(running)}",
        "library": f"/app/{system.code}",
        "form": "object",
        "sha256": "a" * 64,
        "signature": "簽章",
        "developer": cast.developer,
        "releaser": cast.system_admin,
    }
    given = standard | values
    given["change_request"] = given.get("change_request") or change_request(cast, system, state="approved")
    return made(
        "development.release",
        given,
        by=developer,
        moves=until(
            state,
            ("approved", cast.actor("it_manager")),
            ("released", cast.actor("system_admin")),
            ("rolled_back", cast.actor("system_admin")),
        ),
    )


def data_copy(cast: Cast, *, state: str = "copied", **values: Any) -> Any:
    """A copy of masked customer data that the developer asks for, for a test of a week."""
    developer = cast.actor("developer")
    standard = {
        "data_kind": "客戶基本資料",
        "personal_data": True,
        "masked": True,
        "reason": "重現帳務差異。",
        "environment": "測試區",
        "network_zone": "測試區",
        "rows": 500,
        "test_ends_on": clock.today() + timedelta(days=7),
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    record = made(
        "development.test_data_copy",
        given,
        by=developer,
        moves=until(
            "copied" if state in {"deleted", "verified"} else state,
            ("submitted", developer),
            ("approved", cast.actor("security_officer")),
            ("copied", cast.actor("system_admin")),
        ),
    )
    if state in {"deleted", "verified"}:
        record = acts.move(record, "deleted", by=cast.actor("system_admin"), values=PROOF)
    return acts.move(record, "verified", by=cast.actor("auditor")) if state == "verified" else record
