"""What the firm says of itself: parameters it has set, statements of responsible people, findings and their improvement."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import cast, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

PARAMETERS = (
    ("firm-tier", "", "2", "實收資本額及經紀業務市占率對應證券商資安分級第二級。"),
    ("password-min-length", "", "8", "維持現行網域原則。"),
    ("idle-account-days", "", "90", "一季未登入即視為久未使用。"),
    ("incident-report-within", "", "PT1H", "「立即」以一小時計。"),
    ("incident-acknowledge-within", "", "PT30M", "值班人員三十分鐘內受理。"),
    ("log-retention", "", "P5Y", "配合證券商內部控制制度標準規範延長為五年。"),
)  # fmt: skip
REVISION = ("password-min-length", "", "10", "網域密碼遭猜測之演練結果，最短長度由 8 提高為 10。")
PROPOSED = ("idle-account-days", "", "60", "權限審查發現三十餘個帳號兩個月未使用，擬由 90 日縮短為 60 日。")

# clause, who, what, how long ago it was asked, how many days it lasts
STATEMENTS = (
    ("6.1.4", "宋志明", "電源與通訊線纜分管槽敷設，機房與各分公司均已檢視。", 340, 365),
    ("6.2.1.1", "宋志明", "周邊設施與障礙物檢視完成，出入口淨空。", 150, 365),
    ("6.2.3.1", "王建民", "機房位於三樓，避開水源、易燃物及外部危險。", 210, 365),
    ("5.2.2", "王建民", "三類資產均已納入清冊管理。", 120, 365),
    ("5.3.4", "簡宏達", "委外及雲端契約均沿用本公司分級，未採用他公司之等級。", 300, 365),
)  # fmt: skip

# The one that states that its clause does not apply.
DOES_NOT_APPLY = "5.3.4"

# clause, severity, what, improvement: what audits and reviews have found
FOUND = (
    ("7.1.3.6", "medium", "部分系統權限審查未附久未使用帳號之保留理由。", "審查表增列理由欄，無理由者退回。"),
    ("7.3.6", "medium", "兩套系統密碼未設定最長使用期間。", "調整密碼原則並重設逾期密碼。"),
    ("7.7.2", "low", "操作日誌核驗欄位偶有漏簽。", "改以系統逐日提醒。"),
    ("9.1.2", "high", "一部對外伺服器弱點逾期未修補。", "安排停機修補並納入每月盤點。"),
    ("8.4.2", "low", "程式上線後系統文件未同步更新。", "變更單結案前須附文件版次。"),
    ("6.1.2", "low", "部分設備未貼財產編號。", "補貼標籤並拍照存查。"),
    ("9.2.6", "medium", "防火牆規則存在過期之測試規則。", "刪除並建立到期日欄位。"),
    ("4.1", "low", "新進人員保密切結書逾期簽署。", "報到當日完成簽署方開通帳號。"),
    ("11.2", "medium", "演練紀錄未載明實際復原時間。", "修訂演練紀錄格式。"),
    ("5.2.3", "low", "報廢設備未即時自清冊除列。", "每月與財產系統核對。"),
    ("10.3.1", "medium", "緊急上線未於次日補齊核准。", "緊急變更列入次日晨會追蹤。"),
    ("13.3.1", "low", "公務手機遺失通報流程未宣導。", "列入教育訓練教材。"),
)  # fmt: skip
# What each branch states every quarter; of one branch the last statement on the terminals has run out.
OF_BRANCHES = (
    ("8.5.2", "上市公司營運資料及公開說明書陳列於資料櫃，客戶得自行取閱。"),
    ("8.5.3", "營業廳公開資訊觀測站設備可用，客戶得自行操作。"),
    ("8.5.4", "閱覽室開放使用，不限對象、不收費。"),
    ("8.5.6", "閱覽室僅供閱覽，無從事業務行為。"),
)
LAPSED = ("8.5.3", "B05")
PEOPLE = ("王建民", "方子傑", "張志豪", "黃冠宇", "彭明修", "郭怡廷", "潘惠玲", "宋志明", "吳佩芸", "余光明")
FINDINGS = 60
OVERDUE = (57, 58)
# Reported as done; whoever verifies it has not come to it yet.
UNVERIFIED = 56


def plan(stage: Stage) -> None:
    """Plan parameters with a revision and one that is proposed, statements, and sixty findings."""
    grades = tuple(
        ("grade-hours", grade, hours, f"{grade}每年應受 {hours} 小時資安訓練。") for grade, hours in cast.GRADES.items()
    )
    stage.plan(stage.at(stage.day(395), 15, 0), lambda: _propose(stage, (*PARAMETERS, *grades), approve_in=1))
    stage.plan(stage.at(stage.day(152), 15, 0), lambda: _propose(stage, (REVISION,), approve_in=2))
    stage.plan(stage.at(stage.day(2), 16, 10), lambda: _propose(stage, (PROPOSED,), approve_in=0))
    for statement in STATEMENTS:
        stage.plan(stage.at(stage.day(statement[3]), 9, 40), partial(_ask, stage, statement))
    stage.plan(stage.at(stage.day(48), 9, 40), lambda: _ask_branches(stage, late=False))
    stage.plan(stage.at(stage.day(130), 9, 40), lambda: _ask_branches(stage, late=True))
    for number in range(FINDINGS):
        _plan_finding(stage, number)


def _propose(stage: Stage, rows: tuple[tuple[str, str, str, str], ...], *, approve_in: int) -> None:
    after = stage.now.date()
    for _n in range(approve_in):
        after = trading.next_trading(after)
    effective_on = after if approve_in else stage.today + timedelta(days=30)
    made = stage.create_many(
        "policy.parameter",
        [
            {"key": key, "scope": scope, "value": value, "reason": reason, "effective_on": effective_on}
            for key, scope, value, reason in rows
        ],
        by=stage.by("林雅婷"),
        source="manual",
    )
    if approve_in:
        stage.plan(stage.at(after, 9, 20), lambda: acts.move_many(made, "approved", by=stage.by("簡宏達")))


def _ask(stage: Stage, statement: tuple[str, str, str, int, int]) -> None:
    clause, who, says, _ago, lasts = statement
    today = stage.now.date()
    asked = stage.create(
        "assurance.attestation",
        {"clause": clause, "attested_by": stage.named[who], "valid_until": today + timedelta(days=lasts)},
        by=stage.by("林雅婷"),
    )
    answer = "not_applicable" if clause == DOES_NOT_APPLY else "holds"
    given = {"answer": answer, "statement": says, "evidence_note": "現場檢視並拍照，照片存於機關檔案。"}

    def countersign() -> None:
        stage.reach(asked, "countersigned", by=stage.by("許家豪"))

    def attest() -> None:
        stage.reach(asked, "attested", by=stage.by(who), values=given)
        stage.plan(stage.at(trading.next_trading(stage.now.date()), 14, 30), countersign)

    stage.plan(stage.at(trading.next_trading(today), 11, 0), attest)


def _ask_branches(stage: Stage, *, late: bool) -> None:
    """Ask every branch for its statements of the quarter; `late` is the quarter before, of which one has run out."""
    today = stage.now.date()
    places = [(code, head) for code, head in stage.heads.items() if code.startswith("B") and code != "BRD"]
    asked = [
        (clause, says, code, head)
        for clause, says in OF_BRANCHES
        for code, head in places
        if ((clause, code) == LAPSED) == late
    ]
    made = stage.create_many(
        "assurance.attestation",
        [
            {
                "clause": clause,
                "unit": stage.units[code],
                "attested_by": head,
                "valid_until": today + timedelta(days=92),
            }
            for clause, _says, code, head in asked
        ],
        by=stage.by("林雅婷"),
        source="manual",
    )
    day = trading.next_trading(today)
    for number, (one, (_clause, says, _code, head)) in enumerate(zip(made, asked, strict=True)):
        given = {"answer": "holds", "statement": says, "evidence_note": "每日開門前檢視，登記於營業日誌。"}
        moment = stage.at(day, 9 + number // 10, 5 * (number % 10))
        stage.plan(
            moment,
            partial(_attest, stage, one, head, given),
        )
    after = trading.next_trading(day)
    stage.plan(stage.at(after, 15, 0), lambda: acts.move_many(made, "countersigned", by=stage.by("許家豪")))


def _attest(stage: Stage, asked: Any, head: Any, given: dict[str, str]) -> None:
    acts.move(asked, "attested", by=stage.by(head.name), values=given)


# -- findings ---------------------------------------------------------------------------------------------------------


def _plan_finding(stage: Stage, number: int) -> None:
    """A finding each week or so: planned in a few days, done before its day, verified by another person."""
    opened = stage.day(385 - number * 6)
    clause, severity, what, how = FOUND[number % len(FOUND)]
    owner = PEOPLE[number % len(PEOPLE)]
    by_audit = number % 3 != 2
    overdue = number in OVERDUE
    verified = number != UNVERIFIED
    due = opened + timedelta(days=12 if overdue else 60)
    values: dict[str, Any] = {
        "kind": "deficiency" if number % 4 else "suggestion",
        "clause": clause,
        "description": f"{what.rstrip('。')}（{opened.year - 1911} 年第 {number // 15 + 1} 季查核第 {number % 15 + 1} 項）。",
        "severity": severity,
        "due_on": due,
    }
    stage.plan(
        stage.at(opened, 15, 50),
        partial(_open, stage, values, by_audit=by_audit, how=how, owner=owner, overdue=overdue, verified=verified),
    )


def _open(
    stage: Stage, values: dict[str, Any], *, by_audit: bool, how: str, owner: str, overdue: bool, verified: bool
) -> None:
    day = stage.now.date()
    finding = stage.create(
        "assurance.finding", values | {"owner": stage.named[owner]}, by=stage.by("許家豪" if by_audit else "江承翰")
    )
    verifier = "葉婉如" if by_audit else "許家豪"
    given = {"root_cause": "作業規定未明訂負責人及期限。", "improvement": how}
    steps: list[tuple[date, int, Any]] = [
        (day + timedelta(days=4), 10, lambda: stage.reach(finding, "planned", by=stage.by(owner), values=given))
    ]
    if not overdue:
        steps.append((day + timedelta(days=38), 11, lambda: stage.reach(finding, "done", by=stage.by(owner))))
    if not overdue and verified:
        steps.append((day + timedelta(days=44), 16, lambda: acts.move(finding, "verified", by=stage.by(verifier))))
    for when, hour, act in steps:
        stage.plan(stage.at(trading.on_or_before(when), hour, 15), act)
