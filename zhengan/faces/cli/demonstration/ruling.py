"""Rules of who may do what, tokens that sign for the firm, and changes of data that weigh."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

RULE, SIGNING, DATA = "access.access_rule", "access.signing_token", "access.data_change"
SECURITY, HEAD_OF_IT, KEEPER, OWNER, CUSTODIAN = "林雅婷", "王建民", "宋志明", "董進祥", "潘惠玲"
RULES_AGO = 122

# role as the systems call it, what it may do
_ROLES = (
    ("查詢", ("read",)), ("交易", ("read", "write")), ("覆核", ("read", "approve")), ("報表", ("read", "print")),
    ("維護", ("read", "write")), ("系統管理", ("read", "write", "execute")), ("批次", ("execute",)),
)  # fmt: skip
_REPORTS = (("客戶庫存明細表", "confidential"), ("員工薪資清冊", "confidential"), ("融資融券整戶維持率表", "sensitive"))
# Offices that nobody holds together.
_APART = (
    ("operator", "operations_supervisor"),
    ("maintainer", "release_manager"),
    ("console_reviewer", "operations_supervisor"),
)
# number, kind, what it signs, the firm's own system
_TOKENS = (
    ("TK-01", "ic_card", "公開資訊觀測站申報", ""),
    ("TK-02", "usb", "證券商申報單一窗口", ""),
    (story.NOT_COUNTED, "ic_card", "公文電子交換系統", ""),
    ("TK-04", "hsm", "電子對帳單簽章", "STM"),
)
_USES_AGO = (112, 95, 63, 34, 5)
# days ago, category, system, who enters it, item, action, before, after
_CHANGES = (
    (330, "important", "BKO", "陳怡君", "手續費率", "update", "千分之 1.425", "千分之 1.4"),
    (290, "personal", "OPN", "呂欣怡", "通訊地址", "correct", "臺北市中＊區…", "臺北市大＊區…"),
    (240, "important", "RSK", "賴俊宇", "單日買賣額度", "update", "四千九百萬元", "六千萬元"),
    (180, "personal", "BKO", "呂欣怡", "行動電話", "update", "0912***001", "0933***417"),
    (120, "important", "CLR", "陳怡君", "交割專戶帳號", "input", "", "***6610"),
    (66, "personal", "STM", "賴俊宇", "電子信箱", "correct", "a***@mail", "b***@mail"),
    (30, "personal", "BKO", "呂欣怡", "銷戶客戶資料", "cancel", "A12****345", "已註銷"),
    (9, "important", "RSK", "陳怡君", "融資成數", "update", "六成", "五成"),
)


def plan(stage: Stage) -> None:
    """Plan the rules and tokens, once what they rest on is in force, their uses and the changes of data all through it."""
    stage.plan(stage.at(stage.day(RULES_AGO), 15, 5), lambda: _rules(stage))
    stage.plan(stage.at(stage.day(RULES_AGO), 15, 25), lambda: _tokens(stage))
    for ago in _USES_AGO:
        stage.plan(stage.at(stage.day(ago), 10, 35), partial(_use, stage, ago))
    stage.plan(stage.at(stage.day(80), 16, 25), lambda: _count(stage))
    for ago, *change in _CHANGES:
        stage.plan(stage.at(stage.day(ago), 11, 25), partial(_change, stage, *change))
    stage.plan(stage.at(stage.day(47), 18, 10), lambda: _unapproved(stage))


def _rules(stage: Stage) -> None:
    begins = stage.now.date() + timedelta(days=1)
    grant = {"kind": "grant", "effective_on": begins}
    described = stage.documents["program_access"]
    rows: list[dict[str, Any]] = [
        grant | {"object_type": "function", "object": "系統功能", "business_role": role, "rights": rights}
        for role, rights in _ROLES
    ]
    rows += [
        grant | {
            "object_type": "report", "object": report, "business_role": "報表", "rights": ("read", "print"),
            "classification": grade,
        }
        for report, grade in _REPORTS
    ]  # fmt: skip
    rows += [
        grant | {
            "object_type": "program", "object": "程式庫", "business_role": "維護", "rights": ("read", "execute"),
            "info_system": system, "document": described,
        }
        for system in stage.systems.values()
    ]  # fmt: skip
    rows += [
        {
            "kind": "conflict", "object_type": "duty", "object": "職務分工", "business_role": one, "other_role": other,
            "effective_on": begins,
        }
        for one, other in _APART
    ]  # fmt: skip
    made = stage.create_many(RULE, rows, by=stage.by(SECURITY), source="manual")
    acts.move_many(made, "submitted", by=stage.by(SECURITY))
    approved = acts.move_many(made, "approved", by=stage.by(HEAD_OF_IT))
    stage.plan(stage.at(begins, 0, 5), lambda: acts.move_many(approved, "in_force", by=stage.system))


# -- tokens -----------------------------------------------------------------------------------------------------------


def _tokens(stage: Stage) -> None:
    rows = [
        {
            "token_no": number, "kind": kind, "signs_what": what, "own_system": bool(code),
            "signs_for": stage.systems.get(code), "custodian": stage.named[CUSTODIAN], "storage": "結算部保險櫃",
            "procedure": stage.documents["token_custody"], "valid_until": stage.today + timedelta(days=420),
        }
        for number, kind, what, code in _TOKENS
    ]  # fmt: skip
    made = stage.create_many(SIGNING, rows, by=stage.by(KEEPER), source="manual")
    acts.move_many(made, "in_custody", by=stage.by(OWNER))


def _use(stage: Stage, ago: int) -> None:
    """Finance signs a filing, agreed by the head of brokerage; the token is back by the afternoon."""
    token = the(SIGNING).record.objects.order_by("pk")[_USES_AGO.index(ago) % 2]
    said = {"lent_to": stage.named["詹秀美"], "lent_for": f"{token.signs_what}用印", "lent_consent": stage.named[OWNER]}
    lent = acts.move(token, "lent", by=stage.by(CUSTODIAN), values=said)
    back = stage.at(stage.now.date(), 16, 15)
    stage.plan(back, lambda: acts.move(lent, "in_custody", by=stage.by(CUSTODIAN)))


def _count(stage: Stage) -> None:
    """The yearly count, in which one was in the drawer of somebody on leave."""
    for token in list(the(SIGNING).record.objects.order_by("pk")):
        if str(token).split()[0] != story.NOT_COUNTED:
            acts.change(token, {"last_stocktaken_on": stage.now.date()}, by=stage.by(KEEPER))


# -- data -------------------------------------------------------------------------------------------------------------


def _change(stage: Stage, *change: str) -> None:
    category, code, who, item, action, before, after = change
    values = {
        "category": category, "info_system": stage.systems[code], "data_kind": item, "action": action,
        "before": before, "after_change": after, "reason": "依業務單位申請書辦理。",
    }  # fmt: skip
    made = stage.create(DATA, values, by=stage.by(who))
    made = acts.move(made, "submitted", by=stage.by(who))
    made = acts.move(made, "approved", by=stage.by(CUSTODIAN))
    stage.plan(stage.now + timedelta(hours=2), lambda: acts.move(made, "executed", by=stage.by(who)))


def _unapproved(stage: Stage) -> None:
    """The log of a system tells of an entry that nobody asked for."""
    row = {
        "category": "important", "info_system": stage.systems["BKO"], "data_kind": "手續費率", "action": "update",
        "before": "千分之 1.4", "after_change": "千分之 1.3", "reason": "系統維護紀錄匯入",
        "executed_by": stage.named["杜世傑"], "executed_at": stage.now - timedelta(hours=3),
    }  # fmt: skip
    stage.create_many(DATA, [row], by=stage.by("李佩珊", via="cli"), source="import", source_file="7" * 64)
