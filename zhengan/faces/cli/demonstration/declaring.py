"""The yearly declaration: drafted in January, signed by its four in February, passed by the board and disclosed in March."""

from collections.abc import Callable
from datetime import date
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts, evidence

DRAFTER, DISCLOSER = "林雅婷", "周文凱"
CISO, CHAIRPERSON, PRESIDENT, CHIEF_AUDITOR = "簡宏達", "范正忠", "劉明德", "蔡淑芬"
BODY = (
    "本公司 {year} 年度資訊安全整體執行情形，業依「資訊安全政策」及「建立證券商資通安全檢查機制」辦理自行評估與內部稽核，"
    "除附列應加強事項外，均已落實執行。"
)
MATTERS = "一、部分系統使用者權限審查逾期，已排定補辦。\n二、容量評估程序應於次年度完成檢視。"


def plan(stage: Stage) -> None:
    """Plan the declaration of each January within the story; each step plans the next."""
    for year in range(stage.start.year, stage.today.year + 1):
        stage.plan(stage.at(trading.next_trading(date(year, 1, 19)), 10, 0), lambda: _draft(stage))


def _draft(stage: Stage) -> None:
    year = stage.now.year - 1
    made = stage.create(
        "assurance.declaration",
        {
            "fiscal_year": year,
            "fiscal_year_end": date(year, 12, 31),
            "body": BODY.format(year=year - 1911),
            "matters_noted": MATTERS,
        },
        by=stage.by(DRAFTER),
    )
    _then(stage, made, [(2, 3, "signing", CISO), (2, 4, "signing", CISO), (2, 5, "signing", CHIEF_AUDITOR),
                        (2, 9, "signing", PRESIDENT), (2, 24, "signing", CHAIRPERSON),
                        (3, 18, "board_passed", CHAIRPERSON), (3, 25, "disclosed", DISCLOSER)])  # fmt: skip


def _then(stage: Stage, record: Any, steps: list[tuple[int, int, str, str]]) -> None:
    """Plan the next step, which plans the rest."""
    if steps:
        (month, day, target, who), *rest = steps
        moment = stage.at(trading.next_trading(date(stage.now.year, month, day)), 16, 0)
        stage.plan(moment, _step(stage, record, target, who, rest))


def _step(
    stage: Stage, record: Any, target: str, who: str, rest: list[tuple[int, int, str, str]]
) -> Callable[[], None]:
    def act() -> None:
        moved = acts.move(record, target, by=stage.by(who), values=_said(stage, target))
        _then(stage, moved, rest)

    return act


def _said(stage: Stage, target: str) -> dict[str, Any]:
    today = stage.now.date()
    if target == "board_passed":
        return {"board_passed_on": today}
    if target == "disclosed":
        receipt = evidence.keep_bytes("公開資訊觀測站申報回條（示範）\n".encode(), name="申報回條.txt")
        return {"disclosed_on": today, "disclosure_receipt": receipt}
    return {}
