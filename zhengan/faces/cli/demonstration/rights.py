"""Requests for rights: of people from outside, of those who leave or change; and uses of privileged accounts."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import outsourced, story, trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

ACCOUNT, REQUEST, USE = "access.account", "access.access_request", "access.privileged_use"
APPROVER, EXECUTOR, SECURITY, PERSONNEL = "王建民", "曾偉倫", "林雅婷", "吳佩芸"
# Uses are recorded here for so many days; before that they were on paper.
USES_SINCE = 45
# The rights of people from outside were asked for anew once their undertakings were here.
OUTSIDERS_AGO = 314
# So many days ago the systems told of the privileged accounts alone.
LOOKED_AT = 2

# days ago, who, on which system, layer, for what
_USES = (
    (44, "張志豪", "ORD", "application", "調整委託佇列參數"),
    (38, "曾偉倫", "WEB", "os", "網站主機安全性更新"),
    (34, "張志豪", "SGN", "application", "簽章伺服器憑證更換"),
    (29, "曾偉倫", "STM", "os", "對帳單主機磁碟擴充"),
    (25, "黃冠宇", "API", "network", "調整程式交易專線路由"),
    (8, "張志豪", "AD", "os", "網域控制站更新"),
    (8, "曾偉倫", "DBM", "database", "帳務資料庫索引重整"),
    (7, "黃冠宇", "FWL", "network", "防火牆管理平台韌體更新"),
    (6, "曾偉倫", "VMH", "os", "虛擬化平台安全性更新"),
    (5, "張志豪", "BKO", "application", "月結批次重跑"),
    (4, "黃冠宇", "VPN", "network", "遠端連線閘道憑證更換"),
)
# days ago, person, system, rights before and after, days until it was carried out
_CHANGES = (
    (200, "杜世傑", "BKO", "查詢", "查詢、維護", 0),
    (131, "施宇涵", "STM", "查詢", "查詢、維護", 0),
    (73, "李佩珊", "SCM", "查詢", "查詢、維護", story.RIGHTS_LATE),
)


@dataclass
class _Slip:
    """One use on its way."""

    record: Any
    who: str


def plan(stage: Stage) -> None:
    """Plan the requests of the year, the uses of the last weeks, and the last look at the privileged accounts."""
    stage.plan(stage.at(stage.day(OUTSIDERS_AGO), 11, 50), lambda: _outsiders(stage))
    for ago, who, code, before, after, days in _CHANGES:
        stage.plan(stage.at(stage.day(ago), 10, 5), partial(_change, stage, who, code, (before, after), days))
    for leaver in story.leavers(stage):
        stage.plan(stage.at(leaver.left_on, 15, 0), partial(_withdraw, stage, leaver))
    for ago, who, code, layer, purpose in _USES:
        stage.plan(stage.at(stage.day(ago), 14, 5), partial(_ask, stage, who, code, layer, purpose))
    stage.plan(stage.at(stage.day(LOOKED_AT), 7, 10), lambda: _sign_ins(stage))
    stage.plan(stage.at(stage.day(1), 16, 50), lambda: _waiting(stage))


# -- requests ---------------------------------------------------------------------------------------------------------


def _outsiders(stage: Stage) -> None:
    """Rights until the end of the contract; those on site sit in a network of their own."""
    rows = []
    for one in outsourced.PEOPLE:
        common = {"person": stage.people[one.staff_no], "valid_until": one.ends_on(stage), "reason": "依委外契約辦理。"}
        rows.append(common | {"kind": "outsourced", "rights_after": f"{'、'.join(one.systems)} 維護"})
        if one.on_site:
            rows.append(common | {"kind": "network", "rights_after": "駐點人員網段", "isolation": "separate"})
    _grant(stage, rows, by="李佩珊")


def _change(stage: Stage, who: str, code: str, rights: tuple[str, str], days: int) -> None:
    row = {
        "kind": "change", "person": stage.named[who], "info_system": stage.systems[code],
        "rights_before": rights[0], "rights_after": rights[1], "reason": "職務調整，需負責系統維護。",
    }  # fmt: skip
    _grant(stage, [row], by="李佩珊", days=days)


def _withdraw(stage: Stage, leaver: story.Leaver) -> None:
    """Human resources ask for the withdrawal on the last day."""
    row = {
        "kind": "disable", "person": story.person_of(stage, leaver), "info_system": stage.systems["AD"],
        "rights_after": "全部收回", "reason": "離職。",
    }  # fmt: skip
    _grant(stage, [row], by=PERSONNEL)


def _grant(stage: Stage, rows: list[dict[str, Any]], *, by: str, days: int = 0) -> None:
    """Ask and approve at once; carried out an hour later, or so many days."""
    made = stage.create_many(REQUEST, rows, by=stage.by(by), source="manual")
    acts.move_many(made, "submitted", by=stage.by(by))
    approved = acts.move_many(made, "approved", by=stage.by(APPROVER))
    moment = stage.now + timedelta(hours=1, days=days)
    stage.plan(moment, lambda: acts.move_many(approved, "executed", by=stage.by(EXECUTOR)))


# -- uses of privileged accounts --------------------------------------------------------------------------------------


def _ask(stage: Stage, who: str, code: str, layer: str, purpose: str) -> None:
    """A slip in the afternoon, consent before the office closes, the work at night, a look at it two days later."""
    slip = _Slip(_submitted(stage, who, code, layer, purpose), who)
    day = stage.now.date()
    later = trading.next_trading(trading.next_trading(day))
    stage.plan(stage.at(day, 16, 35), partial(_step, stage, slip, "approved", APPROVER))
    stage.plan(stage.at(day, 22, 10), partial(_step, stage, slip, "in_use", who))
    stage.plan(stage.at(day, 23, 20), partial(_step, stage, slip, "ended", who))
    stage.plan(stage.at(later, 10, 45), partial(_step, stage, slip, "reviewed", SECURITY))


def _submitted(stage: Stage, who: str, code: str, layer: str, purpose: str) -> Any:
    values = {
        "account": _account(stage, who, code), "layer": layer, "purpose": purpose,
        "planned_from": stage.at(stage.now.date(), 22, 0), "planned_to": stage.at(stage.now.date(), 23, 59),
    }  # fmt: skip
    made = stage.create(USE, values, by=stage.by(who))
    return acts.move(made, "submitted", by=stage.by(who))


def _step(stage: Stage, slip: _Slip, target: str, by: str) -> None:
    said = {"work_done": f"{slip.record.purpose}完成，服務正常。"}
    slip.record = acts.move(slip.record, target, by=stage.by(by), values=said if target == "ended" else None)
    if target == "in_use":
        stage.signed_in[slip.record.account.no] = stage.now.date()


def _waiting(stage: Stage) -> None:
    """Yesterday's slip has no consent yet: its work did not begin."""
    _submitted(stage, "張志豪", "PAM", "application", "特權帳號管理系統參數調整")


def _account(stage: Stage, who: str, code: str) -> Any:
    login = f"adm-{stage.named[who].staff_no.lower()}.{code.lower()}"
    return next(one for one in stage.accounts[code] if one.login == login)


def _sign_ins(stage: Stage) -> None:
    """The systems tell when the privileged accounts were last used; once it was without a slip."""
    stray = _account(stage, "曾偉倫", story.USED_WITHOUT_CONSENT)
    days = stage.signed_in | {stray.no: stage.day(LOOKED_AT + 1)}
    accounts = the(ACCOUNT).record.objects.filter(no__in=days)
    changed = [(account, {"last_login_on": days[account.no]}, None) for account in accounts]
    acts.bring_in(the(ACCOUNT), [], changed, by=stage.by("張志豪", via="cli"), source_file="5" * 64)
