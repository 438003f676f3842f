"""A year of changes: asked for, approved each week by the head of IT, carried out, verified, and followed by documents."""

from datetime import date, timedelta
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

CHANGES = 120
LATE = 88  # its documents came two months late
WAITING = (118, 119)

# kind, system, who asks for it and carries it out, what, whether documents must follow
_CHANGES = (
    ("application", "ORD", "李佩珊", "下單畫面新增盤中零股委託提示", True),
    ("application", "APP", "施宇涵", "行動下單 App 生物辨識登入調整", True),
    ("firewall", "FWL", "黃冠宇", "開放對帳單平台至郵件閘道之連線", False),
    ("database", "BKO", "杜世傑", "帳務資料庫索引重整及分割區擴充", False),
    ("os_environment", "VMH", "曾偉倫", "虛擬化平台安全性更新", False),
    ("application", "RSK", "杜世傑", "風控系統新增現股當沖額度檢核", True),
    ("network", "VPN", "黃冠宇", "遠端連線閘道器韌體更新", False),
    ("os_rights", "AD", "張志豪", "網域群組權限依職務重整", False),
    ("application", "STM", "施宇涵", "電子對帳單版面及加密方式調整", True),
    ("security_program", "SGN", "李佩珊", "電子簽署驗章元件升級", True),
    ("application", "CLR", "杜世傑", "交割款項試算批次效能改善", True),
    ("firewall", "FWL", "黃冠宇", "關閉到期之廠商維護連線", False),
    ("emergency", "HST", "張志豪", "連線主機憑證到期緊急更換", False),
    ("application", "OPN", "施宇涵", "線上開戶身分證影像辨識更新", True),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the changes: a few a week, from request to closing."""
    for number in range(CHANGES):
        asked = stage.day(390 - number * 389 // CHANGES)
        stage.plan(stage.at(asked, 13, number % 50), lambda number=number: _ask(stage, number))


def _ask(stage: Stage, number: int) -> None:
    kind, code, who, what, documents = _CHANGES[number % len(_CHANGES)]
    day = stage.now.date()
    planned = trading.next_trading(day + timedelta(days=5))
    made = stage.create(
        "development.change_request",
        {
            "kind": kind,
            "info_system": stage.systems[code],
            "title": f"{what}（第 {number // len(_CHANGES) + 1} 次）",
            "enhancement": kind == "application",
            "reason": "業務單位需求單核准辦理。" if kind == "application" else "依弱點掃描及廠商公告辦理。",
            "risk_note": "影響範圍限單一系統，離峰執行；失敗時依復原計畫還原。",
            "planned_at": stage.at(planned, 18, 30),
            "documents_needed": documents,
            "rollback_plan": "還原異動前備份並重新啟動服務，預估三十分鐘。",
            "developer": stage.named[who] if kind in ("application", "security_program") else None,
            "tester": stage.named["彭明修"] if kind in ("application", "security_program") else None,
        },
        by=stage.by(who),
    )
    acts.move(made, "submitted", by=stage.by(who))
    if number in WAITING:
        return
    approved = trading.next_trading(day)
    if number % 29 == 17:
        stage.plan(stage.at(approved, 10, 30), lambda: acts.move(made, "rejected", by=stage.by("王建民"), reason="影響評估不足，請補充交割時段之風險。"))
        return
    stage.plan(stage.at(approved, 10, 30), lambda: acts.move(made, "approved", by=stage.by("王建民")))
    stage.plan(stage.at(planned, 18, 40), lambda: acts.move(made, "implemented", by=stage.by(_who(kind, who))))
    stage.plan(stage.at(trading.next_trading(planned), 10, 50), lambda: acts.move(made, "verified", by=stage.by("王建民")))
    _plan_closing(stage, made, number, planned, documents=documents, who=who, code=code)


def _who(kind: str, asked: str) -> str:
    return "曾偉倫" if kind == "os_rights" else asked


def _plan_closing(stage: Stage, made: Any, number: int, done: date, *, documents: bool, who: str, code: str) -> None:
    # Numbers of the firm's backup program, until backups have a register of their own.
    values: dict[str, Any] = {"pre_backup": f"NBU-{done:%Y%m%d}-{number % 40:02}A", "post_backup": f"NBU-{done:%Y%m%d}-{number % 40:02}B"}
    when = done + timedelta(days=66 if number == LATE else 6)

    def fill() -> None:
        if documents:
            manual = stage.documents.get(f"system_document {code}") or stage.documents["software_control"]
            values.update(documents_updated_on=stage.now.date(), updated_documents=manual)
        acts.change(made, values, by=stage.by(who))

    stage.plan(stage.at(trading.on_or_before(when), 16, 20), fill)
