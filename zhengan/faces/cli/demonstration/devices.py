"""Tapes, telephones and things: labelled and handed over, managed, hardened; each sort with what was overlooked."""

from datetime import timedelta
from typing import Any

from zhengan.faces.cli.demonstration import firm, premises, story, undertakings
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

MEDIA, MOBILE, IOT = "assets.media", "assets.mobile_device", "assets.iot_device"
ADMIN, OPERATOR, KEEPER, APPROVER = "張志豪", "陳怡君", "宋志明", "王建民"
# label, what is on it, kind of content, where it is kept
TAPES = (
    *((f"BK-{n:03}", f"帳務及交易日備份（第 {n} 組）", "backup", "other_site") for n in range(1, 7)),
    ("BK-007", "資料庫週備份", "backup", "computer_centre"),
    (story.NOT_FIREPROOF, "主機組態備份", "backup", "same_building"),
    ("SW-001", "交易主機系統軟體", "software", "other_site"),
    ("SW-002", "資料庫及中介軟體", "software", "other_site"),
    ("DC-001", "系統文件及操作手冊", "document", "other_site"),
    ("DC-002", "資訊資產清冊", "list", "other_site"),
)
HOLDERS = ("簡宏達", "王建民", "林雅婷", "張志豪", "黃冠宇", "曾偉倫", "方子傑", "郭怡廷")
OWNERS = ("何家瑋", "劉明德")
# kind, how many, brand and model, where, who keeps it
THINGS = (
    ("camera", 5, "Axis", "P3245-LVE", "機房及出入口", "宋志明"),
    ("door", 3, "HID", "VertX V1000", "機房及媒體庫房", "宋志明"),
    ("printer", 3, "Ricoh", "IM C3000", "總公司各樓層", "宋志明"),
    ("ups", 2, "APC", "AP9641", "機房", "黃冠宇"),
    ("av", 1, "Poly", "Studio X50", "董事會議室", "黃冠宇"),
)
_LOCK = (("文件櫃及抽屜", "均上鎖"), ("紙本與媒體", "離座不留桌面"), ("印表機出紙匣", "無遺留文件"))


def plan(stage: Stage) -> None:
    """Plan the labelling, the monthly report of device management, the yearly round of things, and the walks."""
    stage.plan(stage.at(stage.day(200), 9, 30), lambda: _tapes(stage))
    stage.plan(stage.at(stage.day(130), 9, 40), lambda: _lend(stage))
    stage.plan(stage.at(stage.day(190), 9, 50), lambda: _telephones(stage))
    stage.plan(stage.at(stage.day(100), 10, 10), lambda: _next_holder(stage))
    stage.plan(stage.at(stage.day(4), 9, 20), lambda: _report(stage))
    stage.plan(stage.at(stage.day(180), 10, 20), lambda: _things(stage))
    stage.plan(stage.at(stage.day(30), 16, 20), lambda: _look_round(stage))


def _the_one(code: str, **values: Any) -> Any:
    objects: Any = the(code).record.objects
    return objects.get(**values)


# -- media ------------------------------------------------------------------------------------------------------------


def _tapes(stage: Stage) -> None:
    """Label them, hand them to general affairs, who sign and take them into store."""
    rows = [
        {
            "label_no": label, "content_name": name, "keep_until": stage.now.date() + timedelta(days=1825),
            "kind": "tape", "content_type": content, "classification": "confidential", "encrypted": True, "site": site,
            "storage": "電腦機房磁帶櫃", "locked": True, "fireproof_room": site == "computer_centre",
        }
        for label, name, content, site in TAPES
    ]  # fmt: skip
    for medium in stage.create_many(MEDIA, rows, by=stage.by(OPERATOR), source="manual"):
        place = "異地備援機房防火櫃" if medium.site == "other_site" else "總公司媒體存放處"
        given = {"receiver": stage.named[KEEPER], "to_place": place, "handed_for": "入庫存放"}
        handed = acts.move(medium, "in_transit", by=stage.by(OPERATOR), values=given)
        acts.move(acts.sign(handed, by=stage.by(KEEPER)), "stored", by=stage.by(KEEPER))


def _lend(stage: Stage) -> None:
    """A tape is lent for a test of restoring, and comes back two days later."""
    day = stage.now.date()
    medium = _the_one(MEDIA, label_no="BK-001")
    given = {"receiver": stage.named["曾偉倫"], "to_place": "資訊部測試區", "handed_for": "回存測試"}
    lent = acts.move(medium, "lent", by=stage.by(KEEPER), values=given | {"lent_until": day + timedelta(days=3)})
    acts.sign(lent, by=stage.by("曾偉倫"))

    def back() -> None:
        lent.refresh_from_db()
        given = {"receiver": stage.named[KEEPER], "to_place": "異地備援機房防火櫃", "handed_for": "歸還"}
        returned = acts.move(lent, "in_transit", by=stage.by("曾偉倫"), values=given)
        acts.move(acts.sign(returned, by=stage.by(KEEPER)), "stored", by=stage.by(KEEPER))

    stage.plan(stage.at(day + timedelta(days=2), 16, 0), back)


# -- telephones -------------------------------------------------------------------------------------------------------


def _telephones(stage: Stage) -> None:
    own = [("own", who) for who in OWNERS]
    rows: list[dict[str, Any]] = [
        {
            "device_no": f"MD-{number:03}", "ownership": ownership, "holder": stage.named[who], "model": "iPhone 15",
            "purpose": "公務聯絡及緊急應變" if ownership == "company" else "收發公務郵件",
            "os_version": "18.0", "agreement": "" if ownership == "company" else undertakings.agree(stage, stage.named[who]),
            "enrolled": True, "hotspot_blocked": True, "last_seen_at": stage.now, "updated_on": stage.now.date(),
        }
        for number, (ownership, who) in enumerate([*(("company", who) for who in HOLDERS), *own], start=1)
    ]  # fmt: skip
    made = stage.create_many(MOBILE, rows, by=stage.by(ADMIN), source="manual")
    for device in made:
        approver = APPROVER if device.holder.name != APPROVER else "郭怡廷"
        acts.move(acts.move(device, "approved", by=stage.by(approver)), "in_use", by=stage.by(ADMIN))


def _next_holder(stage: Stage) -> None:
    """One comes back, is wiped, and set up for somebody else."""
    device = _the_one(MOBILE, device_no="MD-007")
    for target in ("returned", "wiped"):
        device = acts.move(device, target, by=stage.by(ADMIN))
    values = {"holder": stage.named["陳怡君"], "purpose": "機房值班"}
    acts.move(device, "in_use", by=stage.by(ADMIN), values=values)


def _report(stage: Stage) -> None:
    """The monthly export of device management; one telephone was not updated for long."""
    for device in the(MOBILE).record.objects.in_state("in_use"):
        said: dict[str, Any] = {"last_seen_at": stage.now - timedelta(hours=2)}
        if device.device_no != story.NOT_UPDATED_PHONE:
            said |= {"updated_on": stage.now.date() - timedelta(days=12), "os_version": "18.2"}
        acts.change(device, said, by=stage.by(ADMIN))


# -- things -----------------------------------------------------------------------------------------------------------


def _things(stage: Stage) -> None:
    day = stage.now.date()
    rows: list[dict[str, Any]] = []
    for kind, count, brand, model, place, who in THINGS:
        for n in range(1, count + 1):
            number = len(rows) + 1
            device_no = f"IOT-{number:03}"
            weak = device_no == story.WEAK_CAMERA
            row = {
                "device_no": device_no,
                "kind": kind,
                "brand": brand,
                "model": model,
                "place": f"{place}（{n}）",
                "custodian": stage.named[who],
                "ip_address": f"10.60.1.{number}",
                "mac_address": f"AC:CC:8E:00:00:{number:02X}",
                "password_changed_on": day - timedelta(days=2),
                "firmware": "10.12",
                "update_supported": not weak,
                "known_weakness": weak,
                "updated_on": day,
                "services_closed_on": day,
                "open_ports": "443",
                "security_label": kind == "camera" and not weak,
                "label_missing_reason": "" if kind == "camera" and not weak else "採購時該類設備無標章機型",
                "last_verified_on": day,
            }  # fmt: skip
            rows.append(row)
    made = stage.create_many(IOT, rows, by=stage.by("黃冠宇"), source="manual")
    acts.move_many(made, "active", by=stage.by(APPROVER))


# -- walks ------------------------------------------------------------------------------------------------------------


def _look_round(stage: Stage) -> None:
    """The desks of all units, and the stock of media."""
    units = tuple({person.unit_id: person.unit for person in firm.active(stage)}.values())
    premises.walk(stage, "clear_desk", KEEPER, _LOCK, [], units=units)
    premises.walk(stage, "media_stock", OPERATOR, (("標籤名稱與保存期限", "與清冊相符"), ("數量", "與清冊相符")), [""])
