"""The operators' journal: a page for every trading day at two sites, verified by somebody else the next trading day."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts
from zhengan.kernel.register import register

SITES = ("總公司機房", "異地備援機房")
OPERATORS = ("陳怡君", "賴俊宇", "呂欣怡")
SUPERVISOR = "王建民"
FIRST = 372

_JOBS = (
    (("07:20", "主機及交易連線系統開機檢查"), ("08:10", "行情主機與證交所連線測試"), ("08:25", "下單系統開盤前功能檢查"),
     ("13:45", "收盤作業及成交資料接收"), ("15:30", "結算交割批次作業"), ("17:00", "帳務日結及報表產製"), ("17:10", "資料庫備份")),
    (("08:30", "異地備援主機狀態檢查"), ("15:40", "資料同步差異檢核"), ("17:05", "備份媒體入庫核對")),
)  # fmt: skip
_ODD = {
    17: (
        0,
        2,
        "failed",
        "行動下單推播異常，重新啟動服務後正常。",
        "08:31 行動下單推播延遲約四分鐘，已通知電子商務部。",
    ),
    56: (0, 5, "failed", "報表產製逾時，改以備援主機重跑完成。", "帳務日結延至 17:48 完成。"),
    101: (1, 1, "failed", "同步延遲 25 分鐘，專線業者處理中。", "專線不穩，14:50 至 15:15 同步中斷。"),
    160: (0, 6, "skipped", "備份伺服器維護，改於夜間補做。", ""),
    207: (0, 1, "failed", "證交所測試線路切換，五分鐘後恢復。", ""),
}


def plan(stage: Stage) -> None:
    """Plan a page for each site and trading day; two days are missing, one page is verified late."""
    days = trading.trading_days(stage.today - timedelta(days=FIRST), stage.today - timedelta(days=1))
    for number, day in enumerate(days):
        ago = len(days) - 1 - number
        if ago not in story.LOG_GAPS:
            stage.plan(stage.at(day, 17, 15), partial(_write, stage, day, ago))


def _write(stage: Stage, day: date, ago: int) -> None:
    operator = OPERATORS[0] if ago < 2 else OPERATORS[day.toordinal() % 3]
    rows = []
    for site, name in enumerate(SITES):
        jobs, unusual = _jobs(stage, day, ago, site)
        rows.append(({"log_date": day, "site": name, "shift": "day", "unusual": unusual}, {"jobs": jobs}))
    by = stage.by(operator)
    pages = acts.create_many(register("operations.operation_log"), rows, by=by, source="manual")
    acts.move_many(pages, "submitted", by=by)
    following = day
    for _n in range(4 if ago == story.LOG_LATE else 1):
        following = trading.next_trading(following)
    stage.plan(stage.at(following, 9, 15), lambda: acts.move_many(pages, "verified", by=stage.by(SUPERVISOR)))


def _jobs(stage: Stage, day: date, ago: int, site: int) -> tuple[list[dict[str, Any]], str]:
    procedure = stage.documents["operations"]
    odd = _ODD.get(ago)
    rows = []
    for number, (at, job) in enumerate(_JOBS[site]):
        hour, minute = at.split(":")
        row = {
            "time": stage.at(day, int(hour), int(minute)),
            "job": job,
            "procedure": procedure,
            "step_done": True,
            "result": "ok",
        }
        if odd and odd[:2] == (site, number):
            row |= {"result": odd[2], "note": odd[3], "step_done": odd[2] != "skipped"}
        rows.append(row)
    return rows, odd[4] if odd and odd[0] == site else ""
