"""The inventory: 2,500 assets in the five classes, brought in during one stock-taking and approved by a second person."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import contracts, story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

BATCHES = 10
FIRST_BATCH = 300
ASSETS = 2500

# subtype, how many, name, brands, whether important, whether it stores data
_HARDWARE = (
    ("pc", 560, "個人電腦", ("Acer Veriton", "ASUS ExpertCenter", "HP ProDesk"), False, True),
    ("portable", 90, "筆記型電腦", ("ASUS ExpertBook", "Lenovo ThinkPad"), False, True),
    ("server", 132, "伺服器", ("HPE ProLiant DL380", "Dell PowerEdge R750", "IBM Power S1022"), True, True),
    ("network_device", 64, "網路交換器", ("Cisco Catalyst 9300", "Aruba 6300"), False, False),
    ("network_device", 12, "核心交換器", ("Cisco Nexus 9336",), True, False),
    ("firewall", 10, "防火牆", ("Fortinet FortiGate 600F", "Palo Alto PA-3430"), True, False),
    ("storage", 14, "儲存設備", ("NetApp AFF A250", "HPE Alletra"), True, True),
    ("storage", 8, "磁帶機", ("HPE StoreEver",), True, True),
    ("other", 150, "事務機", ("Fuji Xerox ApeosPort", "Ricoh IM C3000"), False, True),
    ("other", 70, "IP 話機", ("Cisco 8841",), False, False),
    ("other", 30, "不斷電系統", ("APC Smart-UPS", "台達 Amplon"), False, False),
)
_SOFTWARE = (
    ("os", 180, ("Windows Server 2022", "Red Hat Enterprise Linux 9", "AIX 7.3")),
    ("tool", 60, ("Visual Studio 2022", "IntelliJ IDEA", "Oracle JDK 17")),
    ("other", 235, ("Microsoft 365", "Adobe Acrobat", "趨勢科技 Apex One", "SQL Server 2022", "Oracle Database 19c")),
)
_PERSONNEL = ("系統管理人員", "網路管理人員", "電腦操作人員", "程式開發人員", "資料庫管理人員", "資安專責人員")
_HANDLING = {
    "confidential": "加密存放，專人保管，傳送須經主管核准",
    "sensitive": "限業務需要者存取，攜出須登記",
    "general": "一般保管，廢棄時刪除或銷毀",
}
# Important devices stand in the machine room of the head office, but for these.
_ROOM = {"儲存設備": "SA-DR", "磁帶機": "SA-MEDIA"}
_CLASS = {1: "general", 2: "sensitive", 3: "confidential"}


def plan(stage: Stage) -> None:
    """Plan the stock-taking: a batch a week, approved the next trading day; and what became of the leaver's machines."""
    rows = list(_rows(stage))
    stage.random.shuffle(rows)
    size = -(-ASSETS // BATCHES)
    for number in range(BATCHES):
        day = stage.day(FIRST_BATCH - 5 * number)
        batch = rows[number * size : (number + 1) * size]
        stage.plan(stage.at(day, 15, 0), partial(_bring_in, stage, batch, day))
    stage.plan(stage.at(stage.day(62), 15, 0), lambda: _hand_over(stage))


def _rows(stage: Stage) -> Iterator[dict[str, Any]]:
    """Yield the inventory with names where rows will stand: people and systems are not there yet when this is planned."""
    number = 0
    dice = stage.random
    custodians = ("張志豪", "曾偉倫", "方子傑", "黃冠宇")
    for subtype, count, name, brands, important, storage in _HARDWARE:
        for n in range(count):
            number += 1
            rating = 3 if important else (2 if storage else 1)
            label = f"{name} {n + 1:03}" if count > 20 else f"{name} C{n + 1}"
            custodian = custodians[n % 4]
            if label == story.FORGOTTEN_ASSET or (name == "伺服器" and n in (7, 19, 33)):
                custodian = "鍾文豪"
            yield {
                "asset_no": f"HW-{number:05}", "name": label, "category": "hardware", "subtype": subtype,
                "owner": "王建民" if important or subtype in ("network_device", "firewall") else None,
                "custodian": custodian if important or subtype in ("network_device", "firewall") else None,
                "rating": rating, "important": important, "has_storage": storage,
                "brand": dice.choice(brands), "property_no": f"FA{number:06}",
                "serial_no": f"SN{dice.randrange(10**9):09}", "boot_password": name in ("個人電腦", "筆記型電腦"),
                "hostname": f"{'srv' if name == '伺服器' else 'dev'}-{number:04}" if rating > 1 else "",
                "ip_address": f"10.{20 + number // 250}.{number % 250}.10" if rating > 1 else None,
                "secure_area": _ROOM.get(name, "SA-HQ-3F") if important else "" if name == "筆記型電腦" else "SA-OFFICE",
                "maintenance_contract": subtype if important else "",
            }  # fmt: skip
    number = 0
    for subtype, count, names in _SOFTWARE:
        for n in range(count):
            number += 1
            yield {
                "asset_no": f"SW-{number:05}", "name": f"{names[n % len(names)]}（{n + 1:03}）", "category": "software",
                "subtype": subtype, "owner": "王建民", "custodian": custodians[n % 3], "rating": 1 + n % 2,
                "license_basis": "subscription" if "365" in names[n % len(names)] else "purchased",
                "approved_for_mobile": "365" in names[n % len(names)],
                "license_count": 50, "installed_count": 20 + n % 30, "installed_version": names[n % len(names)].split()[-1],
            }  # fmt: skip
    for code in _system_codes():
        for category, subtype, name, rating in (
            ("software", "application", "應用程式", 3), ("electronic", "database", "正式資料庫", 3),
            ("electronic", "database", "備份資料庫", 3), ("electronic", "other", "交易與客戶資料檔", 3),
            ("electronic", "other", "稽核日誌", 2), ("document", "other", "系統文件", 2),
            ("document", "manual", "使用手冊", 2), ("document", "manual", "操作手冊", 2),
        ):  # fmt: skip
            number += 1
            yield {
                "asset_no": f"SY-{number:05}", "name": name, "category": category, "subtype": subtype, "system": code,
                "rating": rating, "important": subtype == "application",
                "license_basis": "in_house" if subtype == "application" else "",
                "maintenance_contract": "application" if subtype == "application" else "",
            }  # fmt: skip
    for n in range(ASSETS - 1140 - 475 - 8 * 45):
        category, name = (
            ("personnel", _PERSONNEL[n % 6]) if n < 60 else ("document", ("契約", "申請書表", "會議紀錄")[n % 3]) if n < 330
            else ("electronic", ("報表檔", "掃描影像檔", "錄音檔")[n % 3])
        )  # fmt: skip
        yield {
            "asset_no": f"GN-{n + 1:05}", "name": f"{name} {n + 1:03}", "category": category, "subtype": "other",
            "rating": 1 + n % 2,
        }  # fmt: skip


def _system_codes() -> list[str]:
    from zhengan.faces.cli.demonstration import firm

    return [one["code"] for one in firm.table()]


def _values(stage: Stage, row: dict[str, Any], day: date) -> dict[str, Any]:
    rest = dict(row)
    rating, system = rest.pop("rating"), stage.systems.get(rest.pop("system", ""))
    unit = stage.random.choice(stage.offices_with_machines) if system is None else stage.units["ITD"]
    if system is not None:
        owner, custodian = system.business_owner, system.maintainer
        rest["name"] = f"{system.name} {rest['name']}"
        if not system.important:
            rest["important"] = False
        if not system.holds_personal_data:
            rating = min(rating, 2)
        if rest["important"]:
            custodian = stage.named["張志豪"]
    else:
        owner = stage.named[rest["owner"]] if rest.get("owner") else stage.heads[unit.code]
        custodian = stage.named[rest["custodian"]] if rest.get("custodian") else owner
        if rest.get("owner"):
            unit = stage.units["ITD"]
    rest |= {"maintenance_contract": _contract(stage, rest), "secure_area": _area(stage, rest)}
    low = max(1, rating - 1)
    classification = _CLASS[rating]
    return rest | {
        "owner": owner, "custodian": custodian, "unit": unit, "classification": classification,
        "confidentiality": rating, "integrity": rating if rating == 3 else low, "availability": low,
        "classified_by": owner, "classified_on": day, "handling": _HANDLING[classification], "info_system": system,
        "last_verified_on": day,
    }  # fmt: skip


def _contract(stage: Stage, row: dict[str, Any]) -> str:
    """The number of the contract by which it is maintained."""
    subtype = row.get("maintenance_contract", "")
    return stage.contracts[contracts.MAINTAINED[subtype][0]].no if subtype else ""


def _area(stage: Stage, row: dict[str, Any]) -> str:
    """The number of the area in which it stands."""
    code = row.get("secure_area", "")
    return stage.areas[code].no if code else ""


def _bring_in(stage: Stage, batch: list[dict[str, Any]], day: date) -> None:
    values = [_values(stage, row, day) for row in batch]
    drafts = stage.create_many("assets.asset", values, by=stage.by("張志豪"))
    stage.plan(stage.at(trading.next_trading(day), 10, 0), lambda: _approve(stage, drafts))


def _approve(stage: Stage, drafts: list[Any]) -> None:
    for asset in acts.move_many(drafts, "active", by=stage.by("王建民")):
        if asset.custodian.name == "鍾文豪":
            stage.handed_over.append(asset)


def _hand_over(stage: Stage) -> None:
    """Hand the leaver's machines to his colleague; one is forgotten."""
    for asset in stage.handed_over:
        if asset.name != story.FORGOTTEN_ASSET:
            acts.change(
                asset, {"custodian": stage.named["曾偉倫"]}, by=stage.by("張志豪"), reason="原保管人離職，移交保管。"
            )
