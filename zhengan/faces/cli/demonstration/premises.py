"""Areas, who may enter them and who did, and the inspections of the year."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import firm, maintenance, story, trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

AREA, ENTRY, INSPECTION = "facilities.secure_area", "facilities.area_entry", "facilities.inspection"
KEEPER, APPROVER, SECURITY = "宋志明", "王建民", "林雅婷"
ALL_DANGERS = ("flood", "fire", "quake", "man_made", "neighbours")
HOLDERS = ("張志豪", "曾偉倫", "方子傑", "黃冠宇", "陳怡君", "王建民")
# Of so many days back the door system's log is there, day by day.
LOGGED = 32
VISITS = (190, story.STILL_INSIDE_AGO)

# code, name, kind, restricted, level; machine rooms and the media store have all provisions
_AREAS = (
    ("SA-HQ-3F", "總公司三樓電腦機房", "machine_room", True, "high"),
    ("SA-DR", "異地備援機房", "machine_room", True, "high"),
    ("SA-MEDIA", "媒體庫房", "media_store", True, "high"),
    ("SA-OFFICE", "總公司及分公司辦公區", "office", False, "medium"),
)
_FIRE = (
    ("偵煙警示", "測試有作動"),
    ("氣體滅火鋼瓶壓力", "指針位於綠色區"),
    ("空調溫度", "二十至二十四度"),
    ("發電機試車", "十秒內供電"),
)
_ROOM = (("門禁感應", "無卡不得開啟"), ("監錄畫面", "可回放九十日"), ("識別證配掛", "進入者均配掛"))
_SELF = (("桌面與文件櫃", "下班後上鎖"), ("帳號與密碼", "無共用"), ("離職交接", "證件已收回"))
_NETWORK = (
    ("作業系統版本", "在廠商支援內"), ("網站伺服器版本", "在廠商支援內"), ("瀏覽器版本", "最新兩版"),
    ("防火牆韌體版本", "在廠商支援內"), ("防毒病毒碼", "三日內"),
)  # fmt: skip
_ORDER = (("登入經認證", "無憑證不得登入"), ("下單經憑證簽章", "每筆均簽章"), ("未簽章下單遭拒", "回覆拒絕"))


def plan(stage: Stage) -> None:
    """Plan the areas on the first day, the doors' log of the last weeks, the visits and the walks."""
    stage.plan(stage.at(stage.start, 11, 40), lambda: _areas(stage))
    for day in trading.trading_days(stage.today - timedelta(days=LOGGED), stage.today - timedelta(days=1)):
        stage.plan(stage.at(day, 20, 0), partial(_door_log, stage, day))
    for number, ago in enumerate(VISITS):
        stage.plan(stage.at(stage.day(ago), 8, 40), partial(_visit, stage, number, stage.day(ago)))
    for ago in (36, 6):
        stage.plan(stage.at(stage.day(ago), 15, 0), lambda: walk(stage, "fire_power", KEEPER, _FIRE, _rooms(stage)))
    stage.plan(
        stage.at(stage.day(40), 15, 10),
        lambda: walk(stage, "machine_room", KEEPER, _ROOM, [one.no for one in stage.areas.values()][:2]),
    )
    stage.plan(stage.at(stage.day(150), 16, 0), lambda: _self_checks(stage))
    stage.plan(stage.at(stage.day(8), 16, 10), lambda: _network(stage))
    stage.plan(stage.at(stage.day(7), 16, 20), lambda: _ordering(stage))
    stage.plan(
        stage.at(stage.day(90), 16, 30),
        lambda: walk(stage, "license", "張志豪", (("安裝數與授權數", "不超過授權數"),), [""]),
    )
    stage.plan(stage.at(stage.day(200), 16, 40), lambda: _encryption(stage))


def _areas(stage: Stage) -> None:
    paper = evidence.keep_bytes("平面圖（示範）\n".encode(), name="平面圖.txt")
    rows = []
    for number, (code, name, kind, restricted, level) in enumerate(_AREAS):
        supplied = kind in ("machine_room", "media_store")
        values = {
            "code": code, "name": name, "kind": kind, "restricted": restricted, "level": level,
            "boundary": "水泥隔間至樓板，單一出入口。" if supplied else "大樓管制出入口及櫃台。", "floor_plan": paper,
            "door_system": True, "cctv": supplied, "anti_theft": "門禁及保全連線", "smoke_detector": True,
            "gas_extinguisher": supplied, "air_conditioning": True, "ups": supplied, "generator": supplied,
            "cables_separated": True, "site_risks_considered": ALL_DANGERS, "manager": stage.named[KEEPER],
        }  # fmt: skip
        cards = [
            {
                "person": stage.named[who], "card_no": _card(stage, who), "granted_on": stage.start - timedelta(days=90),
                "access_request": f"門禁申請 {number + 1:02}{place:02}",
            }
            for place, who in enumerate(HOLDERS)
        ]  # fmt: skip
        rows.append((values, {"permissions": cards if restricted else []}))
    made = acts.create_many(the(AREA), rows, by=stage.by(KEEPER), source="manual")
    for area in acts.move_many(made, "active", by=stage.by(APPROVER)):
        stage.areas[area.code] = area


def _card(stage: Stage, who: str) -> str:
    return f"C-{stage.named[who].staff_no}"


def _rooms(stage: Stage) -> list[str]:
    """The numbers of the machine rooms and the media store."""
    return [area.no for area in stage.areas.values() if area.kind != "office"]


# -- entries ----------------------------------------------------------------------------------------------------------


def _door_log(stage: Stage, day: date) -> None:
    """A stay of a card holder, as the door system tells of it."""
    who = HOLDERS[day.toordinal() % 5]
    row = {
        "area": stage.areas["SA-HQ-3F"], "visitor_name": who, "visitor_kind": "permitted",
        "person": stage.named[who], "badge_no": _card(stage, who), "purpose": "例行巡檢",
        "entered_at": stage.at(day, 9, 5), "left_at": stage.at(day, 9, 35),
    }  # fmt: skip
    stage.create_many(ENTRY, [row], by=stage.system, source="import")


def _visit(stage: Stage, number: int, day: date) -> None:
    """An engineer is summoned, authorised, let in and watched; the last one never signed out."""
    values = {
        "area": stage.areas["SA-HQ-3F"], "visitor_name": f"王工程師（{number + 1}）", "visitor_kind": "engineer",
        "supplier": stage.firms["久揚電腦"], "badge_no": f"V-{number + 1:03}", "purpose": "伺服器硬碟更換",
        "summoned_by": stage.named["張志豪"], "escort": stage.named["曾偉倫"], "restrictions": "不得接觸儲存之資料",
    }  # fmt: skip
    made = stage.create(ENTRY, values, by=stage.by("陳怡君"))
    made = acts.move(made, "authorised", by=stage.by(APPROVER))

    work: list[Any] = []

    def let_in() -> None:
        work.append(maintenance.of_visit(stage, acts.move(made, "inside", by=stage.by("陳怡君"))))

    def out() -> None:
        maintenance.check_together(stage, work)
        acts.move(made, "left", by=stage.by("陳怡君"), values={"left_at": stage.now})

    stage.plan(stage.at(day, 10, 0), let_in)
    if VISITS[number] != story.STILL_INSIDE_AGO:
        stage.plan(stage.at(day, 11, 30), out)


# -- inspections ------------------------------------------------------------------------------------------------------


def walk(
    stage: Stage,
    template: str,
    who: str,
    items: tuple[tuple[str, str], ...],
    subjects: list[str],
    *,
    units: tuple[Any, ...] = (),
    failing: str = "",
) -> None:
    """Walk through a checklist for each subject, or each unit, and have it approved by somebody else at once."""
    common = {"template": template, "inspected_on": stage.now.date(), "inspector": stage.named[who]}
    heads = [{"unit": unit} for unit in units] or [{"subject_ref": subject} for subject in subjects]
    lines = [
        {"item": item, "expected": wanted, "observed": "版本過舊" if item == failing else "符合", "ok": item != failing}
        for item, wanted in items
    ]
    made = acts.create_many(
        the(INSPECTION), [(common | head, {"lines": lines}) for head in heads], by=stage.by(who), source="manual"
    )
    acts.move_many(made, "done", by=stage.by(who))
    acts.move_many(made, "approved", by=stage.by(APPROVER if who != APPROVER else KEEPER))


def _self_checks(stage: Stage) -> None:
    """The security officer collects the self-checks of all units with people."""
    units = tuple({person.unit_id: person.unit for person in firm.active(stage)}.values())
    walk(stage, "department", SECURITY, _SELF, [], units=units)


def _network(stage: Stage) -> None:
    """The monthly assessment; one firewall is behind, and becomes a finding."""
    walk(stage, "network_security", "黃冠宇", _NETWORK, [""], failing="防火牆韌體版本")


def _ordering(stage: Stage) -> None:
    systems = [one.no for one in stage.systems.values() if one.kind in ("online_trading", "mobile_app")]
    walk(stage, "order_functions", "張志豪", _ORDER, systems)


def _encryption(stage: Stage) -> None:
    """Every system with sensitive data but one."""
    systems = [
        one.no
        for one in stage.systems.values()
        if one.holds_sensitive_data and one.code != story.ENCRYPTION_NOT_LOOKED_AT
    ]
    walk(stage, "encryption", "張志豪", (("儲存加密", "AES-256"), ("傳輸加密", "TLS 1.2 以上")), systems)
