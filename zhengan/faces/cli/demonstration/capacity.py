"""Capacity: the yearly assessment of the core systems by turns, each with its stress test."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.backups import core
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts, evidence

ASSESSMENT = "operations.capacity_assessment"
PLANNER, ASSESSOR, APPROVER = "林雅婷", "張志豪", "簡宏達"
ASSESSED = (310, 240, 170, 80)


def plan(stage: Stage) -> None:
    """Plan the assessments, some systems at a time."""
    for turn, ago in enumerate(ASSESSED):
        stage.plan(stage.at(stage.day(ago), 15, 40), partial(_assess, stage, turn))


def _assess(stage: Stage, turn: int) -> None:
    paper = evidence.keep_bytes("容量評估及壓力測試報告（示範）\n".encode(), name="容量評估報告.txt")
    rows = [_values(stage, system, number, paper) for number, system in enumerate(core(stage)[turn :: len(ASSESSED)])]
    made = stage.create_many(ASSESSMENT, rows, by=stage.by(PLANNER), source="manual")
    for target in ("assessed", "submitted"):
        acts.move_many(made, target, by=stage.by(ASSESSOR))
    day = stage.now.date()
    stage.plan(stage.at(day, 17, 20), lambda: acts.move_many(made, "approved", by=stage.by(APPROVER)))


def _values(stage: Stage, system: Any, number: int, paper: Any) -> dict[str, Any]:
    day = stage.now.date()
    values = {
        "info_system": system, "assessor": stage.named[ASSESSOR], "performed_by": "system_admin", "assessed_on": day,
        "measure": "尖峰每秒交易筆數", "peak": 400 + 15 * (number % 9), "capacity_limit": 1000, "safeguards_ok": True,
        "stress_tested_on": day - timedelta(days=6), "stress_load": 1000,
        "stress_ok": "no" if system.code == story.STRESS_NOT_PASSED else "yes", "conclusion": "enough", "report": paper,
    }  # fmt: skip
    if system.code == story.EXPANSION_OVERDUE:
        overdue = stage.today - timedelta(days=12)
        values |= {"peak": 910, "conclusion": "expand", "plan": "增購兩部報價主機並調整分流。", "plan_due_on": overdue}
    return values
