"""A year of incidents: reported by whoever saw them, taken up within half an hour, contained, explained and closed."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts
from zhengan.kernel.acts import add_lines

INCIDENTS = 25
LATE = 13
OPEN = 24
FALSE_ALARMS = (5, 16)

_KINDS = (
    ("phishing", "s1", None, "收到冒名主管機關之可疑郵件，附件要求啟用巨集。", "寄件網域與主管機關網域近似，過濾規則未涵蓋。", "過濾規則加入近似網域比對。"),
    ("malware", "s2", None, "防毒軟體攔截可疑程式，來源為隨身碟。", "外部隨身碟未經掃描即插入。", "停用業務單位電腦之 USB 儲存裝置。"),
    ("outage", "s3", "ORD", "網路下單系統開盤後約六分鐘無法登入。", "連線池設定過低，開盤瞬間耗盡。", "提高連線池並增加開盤前壓力檢查。"),
    ("weakness", "s2", "WEB", "弱點掃描發現官網套件高風險弱點。", "套件未列入更新清單。", "納入元件清冊每月比對。"),
    ("leak", "s2", "STM", "電子對帳單誤寄一位客戶之信箱。", "客戶更正信箱後快取未更新。", "寄送前重新讀取主檔並抽樣核對。"),
    ("intrusion", "s2", "VPN", "遠端連線帳號短時間多次登入失敗，來源為境外。", "密碼猜測攻擊，未成功。", "境外來源預設封鎖。"),
    ("loss", "s1", None, "業務同仁遺失公務手機一支。", "外訪途中遺失，裝置已加密。", "遺失通報流程列入年度宣導。"),
    ("ddos", "s3", "QTE", "報價網站流量異常升高，回應變慢。", "短時間大量查詢，清洗服務已啟動。", "與業者約定自動啟動門檻。"),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the incidents, about two a month, by day."""
    for number in range(INCIDENTS):
        day = stage.day(3) if number == OPEN else stage.day(372 - number * 15)
        moment = stage.at(day, 9 + number % 7, 7 * (number % 8))
        late = timedelta(hours=25) if number == LATE else timedelta(minutes=12 + number)
        reported = stage.at(trading.next_trading(day), 11, 20) if number == LATE else moment + late
        stage.plan(reported, partial(_report, stage, number, moment))


def _report(stage: Stage, number: int, discovered_at: Any) -> None:
    kind, severity, code, what, cause, lesson = _KINDS[number % len(_KINDS)]
    people = [person for no, person in stage.people.items() if no not in stage.gone and person.supervisor_id]
    reporter = stage.named["何家瑋"] if number % 8 == 0 else people[(number * 37) % len(people)]
    incident = stage.create(
        "incidents.incident",
        {
            "discovered_at": discovered_at,
            "kind": kind,
            "severity": severity,
            "info_system": stage.systems[code] if code else None,
            "description": what,
            "suspected": number in FALSE_ALARMS,
            "personal_data": kind == "leak",
        },
        by=stage.by_person(reporter),
    )
    admin = ("張志豪", "曾偉倫")[number % 2]
    start = stage.now

    def step(target: str, who: str, action: str, **values: Any) -> None:
        add_lines(incident, "timeline", [{"at": stage.now, "by": stage.named[who], "action": action}], by=stage.by(who))
        acts.move(incident, target, by=stage.by(who), values=values)

    stage.plan(
        start + timedelta(minutes=9 + number % 12), lambda: step("acknowledged", admin, "受理通報，確認影響範圍。")
    )
    if number in FALSE_ALARMS:
        stage.plan(
            start + timedelta(minutes=75),
            lambda: acts.move(incident, "false_alarm", by=stage.by("江承翰"), reason="經查為內部社交工程演練郵件。"),
        )
        return
    stage.plan(start + timedelta(hours=2), lambda: step("contained", admin, "隔離受影響設備並封鎖來源。"))
    if number == OPEN:
        return
    stage.plan(start + timedelta(hours=5), lambda: step("recovered", admin, "恢復服務並完成檢測。"))
    reviewed = trading.next_trading(start.date() + timedelta(days=3))
    if kind == "leak":
        stage.plan(
            start + timedelta(hours=26),
            lambda: acts.change(incident, {"external_reported_at": stage.now}, by=stage.by("林雅婷")),
        )
    stage.plan(
        stage.at(reviewed, 15, 0),
        lambda: step("reviewed", "林雅婷", "召開檢討會議，確認原因及改善。", root_cause=cause, lesson=lesson),
    )
    stage.plan(
        stage.at(trading.next_trading(reviewed), 16, 0), lambda: acts.move(incident, "closed", by=stage.by("簡宏達"))
    )
