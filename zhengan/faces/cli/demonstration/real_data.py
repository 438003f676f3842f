"""Real data in tests: four copies of the year and one that is asked for."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

COPY = "development.test_data_copy"
ASKS, SECURITY, OWNER, COPIES, CONFIRMS = "杜世傑", "林雅婷", "潘惠玲", "張志豪", "林雅婷"

# asked for so many days ago, system, what, rows, for so many days, masked
_COPIES = (
    (201, "BKO", "帳務主檔（遮罩）", 1200, 14, True),
    (122, story.REAL_DATA, "信用交易歸戶資料（未遮罩）", 300, 10, False),
    (story.DELETED_LATE_AGO, "CLR", "交割明細（遮罩）", 5000, 12, True),
    (9, "RSK", "委託成交紀錄（遮罩）", 8000, 30, True),
    (2, "AML", "名單比對結果（遮罩）", 900, 20, True),
)


def plan(stage: Stage) -> None:
    """Plan the asking for each; the last one still waits for its approval."""
    for number, row in enumerate(_COPIES):
        stage.plan(stage.at(stage.day(row[0]), 11, 20), partial(_ask, stage, number))


def _ask(stage: Stage, number: int) -> None:
    ago, code, what, rows, days, masked = _COPIES[number]
    today = stage.now.date()
    values: dict[str, Any] = {
        "info_system": stage.systems[code], "data_kind": what, "personal_data": True, "masked": masked,
        "reason": "重現正式環境之差異，測試資料無法模擬。", "environment": "測試區主機", "network_zone": "測試區",
        "rows": rows, "test_ends_on": today + timedelta(days=days), "exception": "" if masked else stage.exceptions["real_test_data"].no,
    }  # fmt: skip
    made = acts.move(stage.create(COPY, values, by=stage.by(ASKS)), "submitted", by=stage.by(ASKS))
    if number == len(_COPIES) - 1:
        return

    def copy() -> None:
        if masked:
            acts.move(made, "approved", by=stage.by(SECURITY))
        else:
            acts.move(made, "security_agreed", by=stage.by(SECURITY))
            acts.move(made, "approved", by=stage.by(OWNER))
        acts.move(made, "copied", by=stage.by(COPIES))

    stage.plan(stage.at(stage.day(ago), 15, 40), copy)
    over = today + timedelta(days=days + (3 if ago == story.DELETED_LATE_AGO else 0))
    stage.plan(stage.at(over, 17, 0), partial(_delete, stage, made))


def _delete(stage: Stage, made: Any) -> None:
    acts.move(made, "deleted", by=stage.by(COPIES), values={"deletion_proof": "清空資料表之執行紀錄。"})
    stage.plan(stage.now + timedelta(minutes=30), lambda: acts.move(made, "verified", by=stage.by(CONFIRMS)))
