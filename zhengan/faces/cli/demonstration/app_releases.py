"""The app for placing orders: two platforms, a laboratory's test every year, a new permission agreed to by both."""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence
from zhengan.rooms.development import publishing
from zhengan.rooms.development.app_tests import Item

RELEASE, TEST = "development.mobile_app_release", "development.security_test"
SYSTEM, LABORATORY = "APP", "中華資安檢測實驗室"
DEVELOPER, SECURITY, COMPLIANCE, HEAD_OF_IT = "施宇涵", "林雅婷", "周文凱", "王建民"
PURCHASER, TESTED_BY = "宋志明", "張志豪"
LAB_TESTS = (390, 36)
BASIC = ("INTERNET", "CAMERA", "USE_BIOMETRIC")
STORES = {
    "android": ("google_play", "https://play.google.com/store/apps/details?id=tw.example.rijin"),
    "ios": ("app_store", "https://apps.apple.com/tw/app/id1234567890"),
}
# entered so many days ago, platform, version, permissions, major items, listed on the website so many days later
_VERSIONS = (
    (384, "android", "3.0.0", BASIC, "trading account_query", 0),
    (384, "ios", "3.0.0", BASIC, "trading account_query", 1),
    (203, "android", "3.1.0", BASIC, "none", 0),
    (202, "ios", "3.1.0", BASIC, "none", story.LISTED_LATE),
    (62, "android", "3.2.0", (*BASIC, "POST_NOTIFICATIONS"), "identity", 0),
    (3, "ios", "3.2.0", (*BASIC, "POST_NOTIFICATIONS"), "identity", 0),
)


def plan(stage: Stage) -> None:
    """Plan the yearly tests and the versions; the newest one waits for the agreement of security."""
    for ago in LAB_TESTS:
        stage.plan(stage.at(stage.day(ago), 10, 35), lambda: _lab_test(stage))
    for number, row in enumerate(_VERSIONS):
        stage.plan(stage.at(stage.day(row[0]), 10, 45), partial(_enter, stage, number))


def _lab_test(stage: Stage) -> None:
    if LABORATORY not in stage.firms:
        values = {
            "name": LABORATORY, "kind": ("lab",), "risk_tier": "low", "taf_accredited": True,
            "contact": "檢測窗口 02-2700-1188", "evaluated_on": stage.now.date(),
        }  # fmt: skip
        firm = stage.create("suppliers.supplier", values, by=stage.by(PURCHASER))
        stage.firms[LABORATORY] = acts.move(firm, "active", by=stage.by(HEAD_OF_IT))
    facts = {
        "performed_by": "lab", "lab": stage.firms[LABORATORY], "standard": "mas", "scope": "Android 及 iOS 版本。",
        "items_expected": 38, "items_tested": 38,
    }  # fmt: skip
    _tested(stage, facts, "報告項目與基準逐項比對相符。")


def _tested(stage: Stage, facts: dict[str, Any], note: str) -> None:
    """Enter a test that was passed, and have its report reviewed."""
    common = {
        "kind": "mobile_app", "info_system": stage.systems[SYSTEM], "items_shown": tuple(Item.values),
        "tested_on": stage.now.date(), "result": "pass",
        "report": evidence.keep_bytes("檢測報告（示範）\n".encode(), name="檢測報告.txt"),
    }  # fmt: skip
    made = stage.create(TEST, common | facts, by=stage.by(TESTED_BY))
    for target in ("tested", "reported"):
        made = acts.move(made, target, by=stage.by(TESTED_BY))
    acts.move(made, "reviewed", by=stage.by(SECURITY), values={"review_note": note})


def _enter(stage: Stage, number: int) -> None:
    _ago, platform, version, permissions, major, listed = _VERSIONS[number]
    store, address = STORES[platform]
    values = {
        "app_name": "日進 e 行動下單", "info_system": stage.systems[SYSTEM], "platform": platform,
        "app_version": version, "store": store, "store_url": address, "investor_facing": True,
        "permissions": permissions, "permission_reasons": "相機用於線上開戶拍攝證件，生物辨識用於登入，通知用於成交回報。",
        "sensitive_data": "身分證影像、帳號、委託及成交資料", "purpose_text": "商店頁及首次啟動時逐項說明權限用途。",
        "notice_duty_assessed": True, "major_items": tuple(major.split()),
        "sha256": sha256(f"{platform} {version}".encode()).hexdigest(),
    }  # fmt: skip
    made = stage.create(RELEASE, values, by=stage.by(DEVELOPER))
    if number < len(_VERSIONS) - 1:
        stage.plan(stage.now + timedelta(days=1), partial(_publish, stage, made, listed))


def _publish(stage: Stage, made: Any, listed: int) -> None:
    if made.first_release or made.permissions_changed or publishing.is_major(made):
        acts.move(made, "security_agreed", by=stage.by(SECURITY))
        acts.move(made, "compliance_agreed", by=stage.by(COMPLIANCE))
    if publishing.is_major(made) and not made.first_release:
        facts = {
            "performed_by": "internal", "standard": "owasp_mobile", "scope": "重大更新項目。", "mobile_app_release": made,
        }  # fmt: skip
        _tested(stage, facts, "重大更新項目均已檢測。")
    acts.move(made, "published", by=stage.by(HEAD_OF_IT))
    stage.plan(stage.now + timedelta(days=listed, hours=2), partial(_list, stage, made.no))


def _list(stage: Stage, no: str) -> None:
    made = the(RELEASE).record.objects.get(no=no)
    acts.change(made, {"listed_on_site_on": stage.now.date()}, by=stage.by(DEVELOPER))
