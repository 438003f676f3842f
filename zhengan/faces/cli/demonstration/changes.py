"""A year of changes: asked for, approved in the fortnightly window, carried out, verified, and followed by documents."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import backups, releases, story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

WINDOWS, EACH = 24, 5
# The windows of which the releases are kept here: the library of programs had a book on paper before.
RELEASED = 6
EMERGENCY = "emergency"

# kind, system, who asks for it and carries it out, what, whether documents must follow
_CHANGES = (
    ("application", "ORD", "李佩珊", "下單畫面新增盤中零股委託提示", True),
    ("security_program", "SGN", "李佩珊", "電子簽署驗章元件升級", True),
    ("application", "API", "李佩珊", "程式交易 API 流量限制調整", True),
    ("os_environment", "VMH", "曾偉倫", "虛擬化平台安全性更新", False),
    ("os_rights", "DBM", "曾偉倫", "資料庫主機權限依職務重整", False),
    ("application", "APP", "施宇涵", "行動下單 App 生物辨識登入調整", True),
    ("application", "STM", "施宇涵", "電子對帳單版面及加密方式調整", True),
    ("application", "OPN", "施宇涵", "線上開戶身分證影像辨識更新", True),
    ("firewall", "FWL", "黃冠宇", "開放對帳單平台至郵件閘道之連線", False),
    ("network", "VPN", "黃冠宇", "遠端連線閘道器韌體更新", False),
    ("application", "RSK", "杜世傑", "風控系統新增現股當沖額度檢核", True),
    ("database", "BKO", "杜世傑", "帳務資料庫索引重整及分割區擴充", False),
    ("application", "CLR", "杜世傑", "交割款項試算批次效能改善", True),
    ("emergency", "HST", "張志豪", "連線主機憑證到期緊急更換", True),
    ("os_rights", "AD", "張志豪", "網域群組權限依職務重整", False),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the windows: five changes each, by the two or three people whose turn it is."""
    for window in range(WINDOWS):
        asked = stage.day(386 - window * 385 // WINDOWS)
        stage.plan(stage.at(asked, 13, 30), partial(_ask, stage, window))
    stage.plan(stage.at(stage.day(2), 13, 30), lambda: _ask(stage, WINDOWS))


def _ask(stage: Stage, window: int) -> None:
    """Ask for the changes of a window; the newest ones still wait for approval."""
    first = window * EACH % len(_CHANGES)
    rows = _CHANGES[first : first + EACH]
    day = stage.now.date()
    planned = trading.next_trading(day + timedelta(days=5))
    made: list[Any] = []
    for who in dict.fromkeys(row[2] for row in rows):
        values = [_values(stage, row, window, planned) for row in rows if row[2] == who]
        own = stage.create_many("development.change_request", values, by=stage.by(who), source="manual")
        made += acts.move_many(own, "submitted", by=stage.by(who))
    if window == WINDOWS:
        return
    approval = trading.next_trading(day)
    if window % 6 == 2:
        turned_down = made.pop()
        reason = "影響評估不足，請補充交割時段之風險。"
        stage.plan(
            stage.at(approval, 10, 20), lambda: acts.move(turned_down, "rejected", by=stage.by("王建民"), reason=reason)
        )
    stage.plan(stage.at(approval, 10, 30), lambda: acts.move_many(made, "approved", by=stage.by("王建民")))
    for who in dict.fromkeys(one.requester.name for one in made):
        own = [one for one in made if one.requester.name == who]
        stage.plan(stage.at(planned, 18, 40), partial(_carry_out, stage, own, who))
    if window >= WINDOWS - RELEASED:
        releases.follow(stage, made, approval, planned)
    verified = trading.next_trading(planned)
    stage.plan(stage.at(verified, 10, 50), lambda: acts.move_many(made, "verified", by=stage.by("王建民")))
    for number, one in enumerate(made):
        _plan_closing(stage, one, planned, late=window == story.LATE_WINDOW and number == 0)


def _carry_out(stage: Stage, own: list[Any], who: str) -> None:
    acts.move_many(own, "implemented", by=stage.by(who))


def _values(stage: Stage, row: tuple[str, str, str, str, bool], window: int, planned: date) -> dict[str, Any]:
    kind, code, who, what, documents = row
    programmed = kind in ("application", "security_program")
    return {
        "kind": kind,
        "info_system": stage.systems[code],
        "title": f"{what}（第 {window * EACH // len(_CHANGES) + 1} 次）",
        "enhancement": kind == "application",
        "reason": "業務單位需求單核准辦理。" if programmed else "依弱點掃描及廠商公告辦理。",
        "risk_note": "影響範圍限單一系統，離峰執行；失敗時依復原計畫還原。",
        "requester": stage.named[who],
        "planned_at": stage.at(planned, 18, 30),
        "documents_needed": documents,
        "rollback_plan": "還原異動前備份並重新啟動服務，預估三十分鐘。",
        "developer": stage.named[who] if programmed else None,
        "tester": stage.named["彭明修"] if programmed else None,
    }


def _plan_closing(stage: Stage, made: Any, done: date, *, late: bool) -> None:
    """Enter the backups and, where they were called for, the documents: with that the change is closed."""
    when = trading.on_or_before(done + timedelta(days=66 if late else 6))

    def fill() -> None:
        values: dict[str, Any] = {**backups.around(stage, made, done)}
        if made.documents_needed:
            manual = (
                stage.documents.get(f"system_document {made.info_system.code}") or stage.documents["system_document"]
            )
            values.update(documents_updated_on=stage.now.date(), updated_documents=manual)
        acts.change(made, values, by=stage.by(made.requester.name))

    stage.plan(stage.at(when, 16, 20), fill)
