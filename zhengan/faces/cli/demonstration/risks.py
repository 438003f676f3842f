"""Risks assessed, and exceptions: those of shared accounts, of a test with real data, and some that were decided otherwise."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

RISK, EXCEPTION = "assurance.risk", "assurance.exception"
ASSESSOR, APPROVER, HEAD_OF_IT = "林雅婷", "簡宏達", "王建民"
# What is allowed that the policy otherwise forbids does not last longer than the story.
TWO_YEARS = timedelta(days=720)

# kind of risk, threat, subject, what may happen, likelihood, impact, treatment, measures, what remains
_RISKS = (
    (
        "social_media",
        "data_leak",
        "",
        "員工於社群平台張貼客戶資料或內部畫面。",
        3,
        4,
        "mitigate",
        "規範宣導及關鍵字監看。",
        6,
    ),
    (
        "social_media",
        "social_engineering",
        "",
        "冒名帳號誘騙員工洩漏帳號密碼。",
        4,
        3,
        "mitigate",
        "演練及可疑訊息通報。",
        6,
    ),
    ("system", "malware", "ORD", "下單主機遭植入惡意程式致交易中斷。", 2, 5, "mitigate", "端點防護及白名單。", 5),
    ("cloud", "failure", "", "雲端服務區域性中斷。", 2, 3, "transfer", "契約訂定服務水準及賠償。", 3),
    ("iot", "malware", "", "攝影機遭入侵作為跳板。", 3, 3, "mitigate", "獨立網段並限制連線。", 4),
    (
        "continuity",
        "failure",
        "ORD",
        "主機房全面停電致下單中斷逾二小時。",
        2,
        5,
        "mitigate",
        "備援機房及年度切換演練。",
        5,
    ),
    ("project", "people", "", "改版時程壓縮致測試不足。", 3, 3, "accept", "上線前由主管逐項確認。", 9),
)


def plan(stage: Stage) -> None:
    """Plan the assessment of areas and of the other risks, and the exceptions."""
    stage.plan(stage.at(stage.day(172), 14, 10), lambda: _assess(stage))
    stage.plan(stage.at(stage.day(385), 16, 30), lambda: _shared_accounts(stage))
    stage.plan(stage.at(stage.day(130), 10, 10), lambda: _real_data(stage))
    stage.plan(stage.at(stage.day(90), 10, 40), lambda: _others(stage))
    stage.plan(stage.at(stage.day(3), 14, 30), lambda: _waiting(stage))


def _assess(stage: Stage) -> None:
    today = stage.now.date()
    areas = [
        (
            "facility",
            "nature",
            area.no,
            f"{area.name}遭受地震、水災或火災。",
            2,
            4,
            "mitigate",
            "消防、備援電力及異地備援。",
            4,
        )
        for area in stage.areas.values()
    ]
    rows = [
        {
            "category": category, "threat": threat,
            "subject_ref": stage.systems[subject].no if subject in stage.systems else subject,
            "scenario": scenario, "property": ("availability", "confidentiality"), "likelihood": likelihood,
            "impact": impact, "treatment": treatment, "measures": measures, "residual_level": remains,
            "owner": stage.named[HEAD_OF_IT], "assessed_on": today, "next_due": today + timedelta(days=365),
        }
        for category, threat, subject, scenario, likelihood, impact, treatment, measures, remains in (*areas, *_RISKS)
    ]  # fmt: skip
    made = stage.create_many(RISK, rows, by=stage.by(ASSESSOR), source="manual")
    acts.move_many(made, "assessed", by=stage.by(ASSESSOR))
    stage.plan(stage.now + timedelta(hours=2), lambda: acts.move_many(made, "approved", by=stage.by(APPROVER)))


def _wanted(
    stage: Stage, kind: str, clause: str, subject: str, reason: str, control: str, **more: Any
) -> dict[str, Any]:
    """What is asked for; the head of IT answers for it, from today on, for two years unless something else is said."""
    today = stage.now.date()
    return {
        "kind": kind, "clause": clause, "subject_ref": subject, "reason": reason, "compensating_control": control,
        "responsible": stage.named[HEAD_OF_IT], "valid_from": today, "valid_until": today + TWO_YEARS,
    } | more  # fmt: skip


def _ask(stage: Stage, *rows: dict[str, Any]) -> list[Any]:
    made = stage.create_many(EXCEPTION, list(rows), by=stage.by(ASSESSOR), source="manual")
    return acts.move_many(made, "submitted", by=stage.by(ASSESSOR))


def _approved(stage: Stage, *rows: dict[str, Any]) -> list[Any]:
    return acts.move_many(_ask(stage, *rows), "approved", by=stage.by(APPROVER))


def _shared_accounts(stage: Stage) -> None:
    """One for each system: its service accounts and the one of the shift."""
    wanted = partial(_wanted, stage, "shared_account", "7.1.1")
    reason, control = "系統介接與輪值作業需要。", "密碼由保管人封存，登入均留紀錄並按月檢視。"
    _approved(stage, *(wanted(system.no, reason, control) for system in stage.systems.values()))


def _real_data(stage: Stage) -> None:
    until = stage.now.date() + timedelta(days=60)
    system, reason = stage.systems[story.REAL_DATA], "遮罩後無法重現歸戶錯誤。"
    row = _wanted(
        stage, "real_test_data", "10.3.3", system.no, reason, "限測試區、限三百筆、測畢即刪。", valid_until=until
    )
    (stage.exceptions["real_test_data"],) = _approved(stage, row)


def _others(stage: Stage) -> None:
    """One that has run out since, one that was turned down, one that was revoked."""
    today = stage.now.date()
    course, phones, ports = _ask(
        stage,
        _wanted(stage, "non_business_use", "6.1.6", stage.areas["SA-OFFICE"].no, "社團週末使用訓練教室電腦。",
                "專用帳號，不連內部網路。", valid_until=today + timedelta(days=45)),
        _wanted(stage, "restricted_product", "9.2.7", stage.systems["WEB"].no, "庫存設備堪用。", "無。"),
        _wanted(stage, "baseline", "8.2.4", stage.systems["BKP"].no, "備份軟體需保留舊版協定。", "限備份網段。"),
    )  # fmt: skip
    acts.move_many([course, ports], "approved", by=stage.by(APPROVER))
    acts.move(phones, "rejected", by=stage.by(APPROVER), reason="限制產品無例外之必要，請汰換。")
    expires = stage.at(today + timedelta(days=46), 0, 10)
    stage.plan(expires, lambda: acts.move(course, "expired", by=stage.system))
    revoked = stage.at(stage.day(40), 11, 0)
    stage.plan(revoked, lambda: acts.move(ports, "revoked", by=stage.by(APPROVER), reason="備份軟體已升級。"))


def _waiting(stage: Stage) -> None:
    """A weakness that cannot be patched before the maker says so; still to be decided."""
    system = stage.systems["QTE"].no
    until = stage.now.date() + timedelta(days=60)
    _ask(
        stage,
        _wanted(stage, "unpatched", "9.1.2", system, "原廠修補程式下月釋出。", "阻擋對外連線。", valid_until=until),
    )
