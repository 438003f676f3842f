"""Makers of the records of the room `development`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import info_system
from tests.make.making import made, running, until
from tests.make.organization import appointment
from tests.make.suppliers import supplier
from zhengan.checks.populations import in_office
from zhengan.kernel import acts, evidence
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


def app_release(cast: Cast, system: Any = None, *, state: str = "published", tested: bool = True, **values: Any) -> Any:
    """A version of the app for investors on Android that the developer enters, with a laboratory's test before."""
    system = system or info_system(cast, kind="mobile_app")
    if tested:
        security_test(cast, system, **LAB_TEST, lab=laboratory(cast))
    standard = {
        "app_name": "示範下單",
        "info_system": system,
        "platform": "android",
        "app_version": f"3.{next(running)}",
        "store": "google_play",
        "store_url": "https://play.google.com/store/apps/details?id=tw.example",
        "investor_facing": True,
        "permissions": ("INTERNET", "CAMERA"),
        "permission_reasons": "掃描身分證件。",
        "sensitive_data": "身分證影像",
        "purpose_text": "相機僅用於線上開戶拍攝證件。",
        "notice_duty_assessed": True,
        "major_items": ("none",),
        "sha256": "b" * 64,
    }
    return made(
        "development.mobile_app_release",
        standard | values,
        by=cast.actor("developer"),
        moves=until(
            state,
            ("security_agreed", cast.actor("security_officer")),
            ("compliance_agreed", cast.actor("compliance")),
            ("published", cast.actor("it_manager")),
        ),
    )


def laboratory(cast: Cast, **values: Any) -> Any:
    """A laboratory accredited by TAF."""
    return supplier(cast, kind=("lab",), **{"taf_accredited": True, **values})


# The yearly test of an app by a laboratory (10.4.11.3.a).
LAB_TEST = {
    "kind": "mobile_app",
    "performed_by": "lab",
    "standard": "mas",
    "items_expected": 30,
    "items_tested": 30,
    "items_shown": ("encryption", "masking", "root_warning"),
    "review_note": "項目與基準逐項相符。",
}


def security_test(cast: Cast, system: Any = None, *, state: str = "reviewed", **values: Any) -> Any:
    """A scan for weaknesses of today that the administrator ran, reviewed by security."""
    admin = cast.actor("system_admin")
    standard = {
        "kind": "vulnerability_scan",
        "scope": "全部主機。",
        "standard": "cve",
        "performed_by": "internal",
        "tested_on": clock.today(),
        "result": "pass",
        "report": evidence.keep_bytes(b"report", name="report.txt"),
    }
    given = standard | values
    given["info_system"] = system or info_system(cast)
    return made(
        "development.security_test",
        given,
        by=admin,
        moves=until(
            state,
            ("tested", admin),
            ("reported", admin),
            ("reviewed", cast.actor("security_officer")),
            ("closed", cast.actor("security_officer")),
        ),
    )


def weakness(cast: Cast, *, state: str = "verified", **values: Any) -> Any:
    """A high weakness of a system that the administrator entered, the developer fixed, and security tested again."""
    admin = cast.actor("system_admin")
    standard = {
        "identifier": f"CVE-2026-{next(running):05}",
        "title": "遠端執行程式碼",
        "category": "component",
        "severity": "high",
        "found_on": clock.today(),
        "assessment": "對外服務，可能被利用。",
        "treatment": "patch",
        "fixed_on": clock.today(),
        "retested_on": clock.today(),
    }
    given = standard | values
    if not {"info_system", "asset", "iot_device", "security_test"} & given.keys():
        given["info_system"] = info_system(cast)
    return made(
        "development.vulnerability",
        given,
        by=admin,
        moves=until(
            state,
            ("assessed", admin),
            ("fixed", cast.actor("developer")),
            ("verified", cast.actor("security_officer")),
        ),
    )


def project(cast: Cast, system: Any = None, *, state: str = "approved", lines: Any = None, **values: Any) -> Any:
    """An enhancement that the developer analysed before its design, approved by the owner."""
    standard = {
        "project": "零股委託功能",
        "kind": "enhancement",
        "analysed_on": clock.today(),
        "design_started_on": clock.today(),
        "asset_value": 3,
        "harm_if_missing": "客戶權益受損。",
        "risk": "RSK-2026-0001",
    }
    given = standard | values
    given["info_system"] = system or info_system(cast)
    developer = cast.actor("developer")
    return made(
        "development.security_requirement",
        given,
        by=developer,
        lines=lines,
        moves=until(state, ("submitted", developer), ("approved", cast.actor("business_owner"))),
    )
