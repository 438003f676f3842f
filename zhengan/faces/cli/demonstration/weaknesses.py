"""Tests of systems: half-yearly scans, source scans, statements of makers; and the weaknesses that they found."""

from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

TEST, WEAKNESS = "development.security_test", "development.vulnerability"
TESTER, REVIEWER, FIXER, HEAD_OF_SECURITY = "張志豪", "林雅婷", "曾偉倫", "簡宏達"
SCANNED, SOURCE_SCANNED, STATED = 118, (112, 42), 150
OWN = ("ORD", "API", "RSK", "STM", "KYC", "POR")

# found so many days ago, where, identifier, what, category, severity, how treated, fixed so many days ago
_FOUND = (
    (117, "SGN", "CVE-2025-41230", "簽章元件反序列化弱點", "component", "high", "patch", 100),
    (111, "ORD", "SAST-089", "查詢條件未使用參數化", "injection", "medium", "change", 88),
    (111, "STM", "SAST-117", "版型字串未跳脫", "injection", "low", "change", 95),
    (116, "WEB", "TLS-010", "支援過時之加密套件", "configuration", "medium", "change", 90),
    (story.LEFT_BEHIND_AGO, "VMH", "CVE-VMSA-18", "虛擬化平台逃逸弱點", "platform", "critical", "patch", 0),
    (20, "KYC", "SAST-131", "錯誤訊息揭露內部路徑", "other", "low", "", 0),
)
ACCEPTED = (109, "BND", "CVE-2025-30118", "停用服務之舊版元件", "component", "medium")


def plan(stage: Stage) -> None:
    """Plan the statements, the scans, and what became of what they found."""
    stage.plan(stage.at(stage.day(STATED), 11, 15), lambda: _stated(stage))
    stage.plan(stage.at(stage.day(SCANNED), 20, 5), lambda: _scanned(stage))
    for ago in SOURCE_SCANNED:
        stage.plan(stage.at(stage.day(ago), 9, 45), lambda: _source_scanned(stage))
    for row in _FOUND:
        stage.plan(stage.at(stage.day(row[0]), 15, 25), partial(_found, stage, row))
    stage.plan(stage.at(stage.day(ACCEPTED[0]), 15, 35), lambda: _accepted(stage))
    stage.plan(stage.at(stage.day(25), 15, 45), lambda: _camera(stage))


def _reviewed(stage: Stage, rows: list[dict[str, Any]]) -> None:
    """Enter tests that are over, with their report, and have them reviewed."""
    report = evidence.keep_bytes("檢測報告（示範）\n".encode(), name="檢測報告.txt")
    common = {"tested_on": stage.now.date(), "result": "pass", "report": report}
    made = stage.create_many(TEST, [common | row for row in rows], by=stage.by(TESTER), source="manual")
    for target in ("tested", "reported"):
        made = acts.move_many(made, target, by=stage.by(TESTER))
    acts.move_many(made, "reviewed", by=stage.by(REVIEWER))


def _scanned(stage: Stage) -> None:
    rows = [
        {
            "kind": "vulnerability_scan", "info_system": one, "standard": "cve", "performed_by": "internal",
            "scope": "全部主機及對外服務。", "review_note": "結果已逐項登錄弱點。",
        }
        for one in stage.systems.values() if one.code != story.NOT_SCANNED
    ]  # fmt: skip
    _reviewed(stage, rows)


def _source_scanned(stage: Stage) -> None:
    rows = [
        {
            "kind": "source_scan", "info_system": stage.systems[code], "standard": "owasp", "performed_by": "internal",
            "scope": "正式版本之全部原始碼。",
        }
        for code in OWN
    ]  # fmt: skip
    _reviewed(stage, rows)


def _stated(stage: Stage) -> None:
    """Every maker of a closed program answers on the four points; two never replied."""
    rows = [
        {
            "kind": "supplier_statement", "info_system": one, "standard": "internal", "performed_by": "external",
            "scope": "原始碼安全四項聲明及佐證。", "items_expected": 4, "items_tested": 4,
        }
        for one in stage.systems.values() if not one.source_available and one.code not in story.WITHOUT_CODE_TERMS
    ]  # fmt: skip
    _reviewed(stage, rows)


def _enter(stage: Stage, identifier: str, title: str, category: str, severity: str, **where: Any) -> Any:
    values = {
        "identifier": identifier, "title": title, "category": category, "severity": severity,
        "found_on": stage.now.date(),
    }  # fmt: skip
    return stage.create(WEAKNESS, values | where, by=stage.by(TESTER))


def _assess(stage: Stage, made: Any, treatment: str) -> Any:
    judged = {"assessment": "內網可達或需登入，已評估可能性及影響。", "treatment": treatment}
    return acts.move(made, "assessed", by=stage.by(REVIEWER), values=judged)


def _found(stage: Stage, row: tuple[int, str, str, str, str, str, str, int]) -> None:
    _ago, code, identifier, title, category, severity, treatment, fixed = row
    made = _enter(stage, identifier, title, category, severity, info_system=stage.systems[code])
    if not treatment:
        return
    made = _assess(stage, made, treatment)
    if not fixed:
        return

    def mend() -> None:
        acts.move(made, "fixed", by=stage.by(FIXER), values={"fixed_on": stage.now.date()})

    def look_again() -> None:
        acts.move(made, "verified", by=stage.by(REVIEWER), values={"retested_on": stage.now.date()})

    stage.plan(stage.at(stage.day(fixed), 18, 5), mend)
    stage.plan(stage.at(stage.day(fixed - 5), 10, 15), look_again)


def _accepted(stage: Stage) -> None:
    _ago, code, *facts = ACCEPTED
    made = _assess(stage, _enter(stage, *facts, info_system=stage.systems[code]), "accept")
    acts.move(made, "accepted", by=stage.by(HEAD_OF_SECURITY), values={"exception": "例外核准 114-11"})


def _camera(stage: Stage) -> None:
    """The camera whose maker gave up on it; what compensates for that is still missing."""
    things: Any = the("assets.iot_device").record.objects
    thing = things.get(device_no=story.WEAK_CAMERA)
    made = _enter(stage, "CVE-2025-55017", "網路攝影機韌體遠端執行弱點", "platform", "medium", iot_device=thing)
    _assess(stage, made, "compensate")
