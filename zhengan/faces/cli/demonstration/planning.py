"""The yearly plans: each made in the December before, carried out, and evaluated line by line at the end of its year."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

PLANNER, CISO, PRESIDENT, COMMITTEE = "林雅婷", "簡宏達", "劉明德", "周文凱"
# area, aim, how it is measured, value aimed at, in charge, what came of it, how well it worked
_AIMS = (
    ("policy", "政策與管理辦法每年評估", "完成評估之文件比率", "100%", "林雅婷", "98%", "partly"),
    ("organization", "資安委員會如期召開", "每年會議次數", "2", "簡宏達", "2 次", "effective"),
    ("people", "全員完成資安宣導", "時數達成率", "100%", "吳佩芸", "97%", "partly"),
    ("assets", "資產清冊正確", "盤點相符率", "99%", "王建民", "99.6%", "effective"),
    ("physical", "機房巡檢無重大缺失", "重大缺失件數", "0", "宋志明", "0 件", "effective"),
    ("access", "權限審查如期完成", "逾期系統數", "0", "林雅婷", "3 個系統逾期", "ineffective"),
    ("operations", "備份可回存", "回存測試成功率", "100%", "張志豪", "98%", "partly"),
    ("network", "防火牆規則均經核准", "未核准規則數", "0", "黃冠宇", "0 條", "effective"),
    ("development", "上線均經核准及驗證", "未核准上線件數", "0", "王建民", "0 件", "effective"),
    ("continuity", "核心系統完成演練", "演練系統比率", "100%", "王建民", "100%", "effective"),
)


def plan(stage: Stage) -> None:
    """Plan the one of the year in which the story begins, and each one made in a December of it."""
    stage.plan(
        stage.at(trading.next_trading(stage.start + timedelta(days=2)), 10, 30),
        partial(_draft, stage, stage.start.year),
    )
    for year in range(stage.start.year, stage.today.year + 1):
        day = max(date(year, 12, 11), stage.start + timedelta(days=9))
        stage.plan(stage.at(trading.next_trading(day), 10, 30), partial(_draft, stage, year + 1))


def _draft(stage: Stage, year: int) -> None:
    rows = [
        {
            "area": area, "objective": aim, "measure": measure, "aim": value, "owner": stage.named[who],
            "due_on": date(year, 12, 31),
        }
        for area, aim, measure, value, who, _result, _worked in _AIMS
    ]  # fmt: skip
    made = stage.create("assurance.security_plan", {"fiscal_year": year}, by=stage.by(PLANNER), lines={"areas": rows})
    acts.move(made, "submitted", by=stage.by(PLANNER))
    stage.plan(stage.at(trading.next_trading(stage.now.date()), 16, 20), partial(_approve, stage, made))


def _approve(stage: Stage, made: Any) -> None:
    acts.move(made, "approved", by=stage.by(PRESIDENT))
    stage.plan(stage.at(trading.on_or_before(date(made.fiscal_year, 12, 28)), 10, 0), partial(_evaluate, stage, made))


def _evaluate(stage: Stage, made: Any) -> None:
    said = {row[0]: {"result": row[5], "evaluation": row[6]} for row in _AIMS}
    acts.fill_lines(made, "areas", {row.pk: said[row.area] for row in made.areas.all()}, by=stage.by(PLANNER))
    acts.move(made, "evaluated", by=stage.by(CISO))
    stage.plan(stage.now + timedelta(hours=5), lambda: acts.move(made, "closed", by=stage.by(COMMITTEE)))
