"""Reports: the list of the scheduler for the last weeks, day by day; one report failed twice, another was late once."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

REPORT = "operations.report_run"
LISTED = 33
LATE = 9
# code, name, system, class, unit, time it is due, whether it reconciles the processing
_REPORTS = (
    ("BKO010", "當日成交明細表", "BKO", "sensitive", "BKD", (16, 0), False),
    ("BKO090", "帳務日結核對表", "BKO", "general", "ITD", (18, 0), True),
    ("CLR020", "交割款項應收應付表", "CLR", "confidential", "CLR", (16, 30), False),
    ("CRD030", "融資融券維持率報表", "CRD", "sensitive", "BKD", (17, 0), False),
    ("RSK040", "盤後風險部位表", "RSK", "confidential", "BKD", (17, 30), False),
)


def plan(stage: Stage) -> None:
    """Plan the import of each day's list in the evening."""
    days = trading.trading_days(stage.today - timedelta(days=LISTED), stage.today - timedelta(days=1))
    for number, day in enumerate(reversed(days)):
        stage.plan(stage.at(day, 20, 30), partial(_listed, stage, day, number))


def _listed(stage: Stage, day: date, ago: int) -> None:
    rows = []
    for code, name, system, classification, unit, (hour, minute), reconciles in _REPORTS:
        due = stage.at(day, hour, minute)
        rule = "" if classification == "general" else f"存取規則 {code}"
        row: dict[str, Any] = {
            "report_code": code, "report_name": name, "info_system": stage.systems[system],
            "classification": classification, "reconciles": reconciles, "due_at": due,
            "recipient_unit": stage.units[unit], "access_rule": rule,
        }  # fmt: skip
        if not (code == story.REPORT_MISSING and ago in story.REPORT_MISSING_AGO):
            late = timedelta(minutes=50) if ago == LATE and code == "CLR020" else timedelta(minutes=-25)
            reason = "結算批次重跑，延後產生。" if late > timedelta() else ""
            row |= {"produced_at": due + late, "delivered_at": due + timedelta(hours=1), "late_reason": reason}
        rows.append(row)
    for run in stage.create_many(REPORT, rows, by=stage.system):
        if run.state == "due":
            acts.move(run, "late", by=stage.system)
