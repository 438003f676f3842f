"""Audits: the yearly inspection, which serves as security check, one of personal data, and two of outsourcers."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

AUDITOR, HEAD, VERIFIER = "許家豪", "蔡淑芬", "葉婉如"
MET = ("met", "抽查紀錄與系統資料相符", "", "")
_CHAPTERS = {str(number): MET for number in range(1, 15)}
# clause, what was seen, what to improve, by whom
_BREACHES = {
    "8.4.2": ("not_met", "抽查二十件變更，一件未同步更新文件", "結案前檢附文件版次", "王建民"),
    "6.1.2": ("not_met", "抽查三十件設備，兩件未貼編號", "補貼並列入每月盤點", "宋志明"),
}
# so many days ago, kind, title, scope, firm, papers
_AUDITS = (
    (232, "annual_inspection", "年度資訊安全稽查", "全部條文，並作為年度資訊安全查核", "", _CHAPTERS | _BREACHES),
    (160, "personal_data", "個人資料檔案稽核", "客戶及內部人員個人資料檔案", "", {"7.2": MET}),
    (268, "supplier", "鼎瀚資訊委外稽核", "委外開發及維護作業", "鼎瀚資訊", {"10.4.4": MET}),
    (263, "supplier", "宏宇軟體委外稽核", "委外開發及維護作業", "宏宇軟體", {"10.4.4": MET}),
)


def plan(stage: Stage) -> None:
    """Plan the audits; each step plans the next."""
    for number, (ago, *_rest) in enumerate(_AUDITS):
        stage.plan(stage.at(stage.day(ago), 9, 50), partial(_begin, stage, number))


def _begin(stage: Stage, number: int) -> None:
    _ago, kind, title, scope, firm, papers = _AUDITS[number]
    today = stage.now.date()
    values = {
        "kind": kind, "serves_both": kind == "annual_inspection", "title": title, "scope": scope,
        "performed_by": "internal", "supplier": stage.firms.get(firm), "lead_auditor": stage.named[AUDITOR],
        "period_from": today - timedelta(days=365), "period_to": today - timedelta(days=1),
    }  # fmt: skip
    tests = [
        {
            "clause": clause,
            "result": result,
            "evidence_seen": seen,
            "suggestion": improve,
            "owner": stage.named.get(who),
        }
        for clause, (result, seen, improve, who) in papers.items()
    ]
    made = stage.create("assurance.audit", values, by=stage.by(AUDITOR), lines={"tests": tests})
    acts.move(made, "fieldwork", by=stage.by(AUDITOR))
    stage.plan(stage.at(trading.on_or_before(today + timedelta(days=18)), 15, 30), partial(_report, stage, made))


def _report(stage: Stage, made: Any) -> None:
    report = evidence.keep_bytes(f"{made.title}報告（示範）\n".encode(), name="稽核報告.txt")
    values = {"summary": "整體控制有效，個別缺失已列管追蹤。", "report": report}
    acts.move(made, "reported", by=stage.by(AUDITOR), values=values)
    stage.plan(stage.at(trading.next_trading(stage.now.date()), 10, 20), partial(_accept, stage, made))


def _accept(stage: Stage, made: Any) -> None:
    acts.move(made, "closed", by=stage.by(HEAD))
    findings: Any = the("assurance.finding").record.objects
    for finding in findings.filter(source_ref=made.no).select_related("owner"):
        who = finding.owner.name
        said = {"root_cause": "作業程序未訂檢核點。", "improvement": "增訂檢核點並由主管抽查。"}
        day = stage.now.date()
        for days, target, actor, values in (
            (3, "planned", who, said),
            (32, "done", who, {}),
            (37, "verified", VERIFIER, {}),
        ):
            moment = stage.at(trading.on_or_before(day + timedelta(days=days)), 11, 40)
            stage.plan(moment, partial(_follow, stage, finding, target, actor, values))


def _follow(stage: Stage, finding: Any, target: str, who: str, values: dict[str, str]) -> None:
    acts.move(finding, target, by=stage.by(who), values=values)
