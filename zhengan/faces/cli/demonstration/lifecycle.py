"""What becomes of assets: sent to repair and back, handed on, carried home, and disposed of before a witness."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

ASSET, CHANGE, SANITIZATION = "assets.asset", "assets.asset_change", "assets.sanitization"
ADMIN, KEEPER, APPROVER, WITNESS = "張志豪", "宋志明", "王建民", "林雅婷"
BOUGHT_AGO, SENT_AGO, DISPOSED_AGO = 230, 45, 110
# number, name, subtype, what becomes of it
OLD_MACHINES = (
    ("HW-90001", "舊報表伺服器", "server", "disposal"),
    ("HW-90002", "舊櫃台電腦", "pc", "disposal"),
    ("HW-90003", "備援網路儲存設備", "storage", "repair"),
)
# who, how many days ago, until when, whether it came back
CARRIED = (("何家瑋", 80, 70, True), ("郭怡廷", 33, 20, True), ("曾偉倫", story.TAKEN_OUT_AGO, 9, False))


def plan(stage: Stage) -> None:
    """Plan the machines that come and go, two that are handed on, and what people carry home."""
    stage.plan(stage.at(stage.day(BOUGHT_AGO), 10, 0), lambda: _buy(stage))
    stage.plan(stage.at(stage.day(SENT_AGO), 10, 0), lambda: _repair(stage, _machine("HW-90003")))
    stage.plan(stage.at(stage.day(DISPOSED_AGO), 10, 0), lambda: _dispose(stage))
    stage.plan(stage.at(stage.day(150), 10, 0), lambda: _hand_on(stage))
    for number, (who, ago, due, back) in enumerate(CARRIED):
        stage.plan(
            stage.at(stage.day(ago), 16, 0),
            partial(_carry, stage, number, who, stage.day(due), back=back),
        )
    stage.plan(stage.at(stage.day(2), 16, 30), lambda: _ask(stage))


def _machine(asset_no: str) -> Any:
    objects: Any = the(ASSET).record.objects
    return objects.get(asset_no=asset_no)


def _portable(number: int) -> Any:
    """One of the portable computers that are in use."""
    return the(ASSET).record.objects.active().filter(subtype="portable").order_by("asset_no")[number]


def _buy(stage: Stage) -> None:
    """Machines that came with the branch that was taken over."""
    rows = [
        {
            "asset_no": number, "name": name, "category": "hardware", "subtype": subtype, "has_storage": True,
            "owner": stage.named[APPROVER], "custodian": stage.named[ADMIN], "unit": stage.units["ITD"],
            "classification": "confidential", "confidentiality": 3, "integrity": 3, "availability": 3,
            "handling": "加密存放，專人保管，傳送須經主管核准", "property_no": f"FA{number[-5:]}", "brand": "HPE",
            "serial_no": f"SN{number[-5:]}", "secure_area": stage.areas["SA-HQ-3F"].no, "boot_password": subtype == "pc",
            "last_verified_on": stage.now.date(),
        }
        for number, name, subtype, _fate in OLD_MACHINES
    ]  # fmt: skip
    made = stage.create_many(ASSET, rows, by=stage.by(ADMIN))
    acts.move_many(made, "active", by=stage.by(APPROVER))


def _checked(stage: Stage, asset: Any, reason: str) -> Any:
    """Somebody looks what is on it, and how it is to be erased is approved."""
    values = {
        "asset": asset, "storage_serial": asset.serial_no, "reason": reason, "classification_found": "confidential",
        "method": "destroy" if reason == "disposal" else "crypto_erase", "license_removed": True, "irrecoverable": True,
        "certificate": evidence.keep_bytes("銷毀證明（示範）\n".encode(), name="銷毀證明.txt"),
    }  # fmt: skip
    made = acts.move(stage.create(SANITIZATION, values, by=stage.by(ADMIN)), "submitted", by=stage.by(ADMIN))
    made = acts.move(made, "approved", by=stage.by(APPROVER))
    return acts.move(made, "executed", by=stage.by(ADMIN))


def _approved(stage: Stage, values: dict[str, Any], *, by: str) -> Any:
    """A change that is asked for and approved."""
    made = acts.move(stage.create(CHANGE, values, by=stage.by(by)), "submitted", by=stage.by(by))
    return acts.move(made, "approved", by=stage.by(APPROVER))


def _repair(stage: Stage, asset: Any) -> None:
    """The store is checked, sent away, and comes back a week later."""
    _checked(stage, asset, "repair")
    values = {
        "asset": asset, "kind": "repair", "what": "equipment", "reason": "控制器故障，送原廠檢修。",
        "to_location": "原廠維修中心", "return_due": stage.now.date() + timedelta(days=14),
    }  # fmt: skip
    change = acts.move(_approved(stage, values, by=ADMIN), "done", by=stage.by(KEEPER))
    stage.plan(stage.at(stage.now.date() + timedelta(days=7), 15, 0), lambda: _back(stage, change))


def _back(stage: Stage, change: Any) -> None:
    change.refresh_from_db()
    acts.move(change, "closed", by=stage.by(ADMIN), values={"returned_at": stage.now})


def _dispose(stage: Stage) -> None:
    """Checked and erased by one, put out of use, and witnessed by another."""
    for asset in (_machine(number) for number, _name, _subtype, fate in OLD_MACHINES if fate == "disposal"):
        erased = _checked(stage, asset, "disposal")
        values = {"asset": asset, "kind": "retire", "reason": "逾耐用年限，依報廢程序辦理。"}
        acts.move(_approved(stage, values, by=ADMIN), "done", by=stage.by(KEEPER))
        acts.move(erased, "witnessed", by=stage.by(WITNESS))


def _hand_on(stage: Stage) -> None:
    """Two portable computers get another custodian."""
    for number, who in ((10, "曾偉倫"), (11, "方子傑")):
        values = {
            "asset": _portable(number), "kind": "transfer", "reason": "人員職務調整，移轉保管。",
            "new_custodian": stage.named[who],
        }  # fmt: skip
        acts.move(_approved(stage, values, by=ADMIN), "done", by=stage.by(KEEPER))


def _taking(number: int, due: date) -> dict[str, Any]:
    return {
        "asset": _portable(number), "kind": "take_out", "what": "equipment", "reason": "至客戶處簡報使用。",
        "to_location": "客戶辦公處所", "encrypted": True, "return_due": due,
    }  # fmt: skip


def _carry(stage: Stage, number: int, who: str, due: date, *, back: bool) -> None:
    """Somebody takes a portable computer along; one has not come back yet."""
    change = acts.move(_approved(stage, _taking(number, due), by=who), "done", by=stage.by(KEEPER))
    if back:
        stage.plan(stage.at(due - timedelta(days=1), 15, 0), lambda: _back(stage, change))


def _ask(stage: Stage) -> None:
    """A request that waits for its approval."""
    made = stage.create(CHANGE, _taking(5, stage.now.date() + timedelta(days=7)), by=stage.by("何家瑋"))
    acts.move(made, "submitted", by=stage.by("何家瑋"))
