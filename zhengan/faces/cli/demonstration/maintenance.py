"""Maintenance: the quarterly visits by contract, the work of the engineers who were let in, and the joint checks."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

WORK = "operations.maintenance_record"
ADMINISTRATOR, CHECKER, APPROVER = "曾偉倫", "黃冠宇", "王建民"
# So many days back the quarterly visits were made; the next one is due within the days of a quarter.
VISITED, QUARTER = (290, 200, 110, 20), timedelta(days=95)
# Where the device stands, and what is done to it each quarter.
_PREVENTIVE = (
    ("SA-HQ-3F", "清潔風扇濾網，檢視電源模組及硬碟健康狀態，更新韌體。"),
    ("SA-DR", "檢視控制器及快取電池，執行容錯切換測試。"),
    ("SA-MEDIA", "清潔磁帶機磁頭，校正機械手臂。"),
)


def plan(stage: Stage) -> None:
    """Plan the quarterly visits, once the devices are in the inventory."""
    for ago in VISITED:
        stage.plan(stage.at(stage.day(ago), 14, 0), partial(_quarter, stage))


def device(stage: Stage, area: str) -> Any:
    """A device under a maintenance contract in that area, if the inventory has one already."""
    found = the("assets.asset").record.objects.active().filter(secure_area=stage.areas[area].no)
    return found.exclude(maintenance_contract="").order_by("asset_no").first()


def of_visit(stage: Stage, entry: Any) -> Any:
    """Open the record of the work for which an engineer was let in."""
    values = {
        "asset": device(stage, "SA-HQ-3F"), "kind": "repair", "started_at": stage.now, "engineer": entry.visitor_name,
        "work": "更換故障硬碟並重建陣列。", "area_entry": entry,
    }  # fmt: skip
    return stage.create(WORK, values, by=stage.by(ADMINISTRATOR))


def check_together(stage: Stage, work: list[Any]) -> None:
    """Bring the work, ended just now, through the joint check; the head of IT closes it the next trading day."""
    for one in work:
        acts.move(one, "done", by=stage.by(ADMINISTRATOR), values={"ended_at": stage.now})
    acts.move_many(work, "jointly_checked", by=stage.by(CHECKER))
    following = trading.next_trading(stage.now.date())
    stage.plan(stage.at(following, 11, 5), lambda: acts.move_many(work, "closed", by=stage.by(APPROVER)))


def _quarter(stage: Stage) -> None:
    rows = []
    for area, work in _PREVENTIVE:
        if one := device(stage, area):
            rows.append(
                {
                    "asset": one, "kind": "preventive", "started_at": stage.now, "engineer": "廖工程師", "work": work,
                    "next_due_on": stage.now.date() + QUARTER,
                }
            )  # fmt: skip
    made = stage.create_many(WORK, rows, by=stage.by(ADMINISTRATOR), source="manual")
    stage.plan(stage.now + timedelta(hours=2), lambda: check_together(stage, made))
