"""Security requirements: one sheet for each core or exposed system, tested; and a package bought before its analysis."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts
from zhengan.kernel.plain import lines_contents

PROJECT = "development.security_requirement"
ANALYST, APPROVER = "李佩珊", "林雅婷"
ANALYSED, TESTED = 388, 330
# The systems whose functions are being enhanced; the sheets of the others are of their maintenance.
ENHANCED = ("ORD", "API", "APP", "STM", "OPN", "RSK", "CLR")
BOUGHT_TOO_EARLY_AGO = 52


def plan(stage: Stage) -> None:
    """Plan the sheets of the first year, and the purchase that did not wait for its analysis."""
    stage.plan(stage.at(stage.day(ANALYSED), 14, 5), lambda: _sheets(stage))
    stage.plan(stage.at(stage.day(BOUGHT_TOO_EARLY_AGO), 14, 15), lambda: _too_early(stage))


def _sheets(stage: Stage) -> None:
    judged = [one for one in stage.systems.values() if one.tier == "core" or one.internet_facing]
    rows = [
        _values(stage, system, "enhancement" if system.code in ENHANCED else "maintenance", "年度功能調整")
        for system in judged
    ]
    made = _submitted(stage, rows)
    stage.plan(stage.at(stage.day(ANALYSED - 3), 10, 25), partial(_approve, stage, made))


def _approve(stage: Stage, made: list[Any]) -> None:
    approved = acts.move_many(made, "approved", by=stage.by(APPROVER))
    stage.plan(stage.at(stage.day(TESTED), 16, 5), partial(_test, stage, approved))


def _submitted(stage: Stage, rows: list[dict[str, Any]]) -> list[Any]:
    made = stage.create_many(PROJECT, rows, by=stage.by(ANALYST), source="manual")
    return acts.move_many(made, "submitted", by=stage.by(ANALYST))


def _values(stage: Stage, system: Any, kind: str, what: str) -> dict[str, Any]:
    today = stage.now.date()
    return {
        "project": f"{system.name}{what}", "info_system": system, "kind": kind, "analysed_on": today,
        "design_started_on": today + timedelta(days=7), "asset_value": 3 if system.tier == "core" else 2,
        "harm_if_missing": "交易或客戶資料外洩、竄改，影響客戶權益及公司信譽。", "risk": f"風險評鑑表 {system.code}",
    }  # fmt: skip


def _test(stage: Stage, made: list[Any]) -> None:
    """Enter the results of the acceptance tests, and accept."""
    rows: Any = lines_contents(made[0].register, made)
    for one in made:
        keys = one.requirements.order_by("pk").values_list("pk", flat=True)
        given = [
            {**row, "id": key, "test_ref": f"驗收測試 {one.info_system.code}", "test_ok": True}
            for key, row in zip(keys, rows[one.pk]["requirements"], strict=True)
        ]
        acts.change(one, {}, by=stage.by(ANALYST), lines={"requirements": given})
    acts.move_many(made, "verified", by=stage.by(APPROVER))


def _too_early(stage: Stage) -> None:
    """The package was ordered a fortnight before anybody asked what it has to be able to do."""
    system = stage.systems[story.ANALYSED_TOO_LATE]
    values = _values(stage, system, "package", "改版套裝軟體採購")
    values["design_started_on"] = stage.now.date() - timedelta(days=14)
    acts.move_many(_submitted(stage, [values]), "approved", by=stage.by(APPROVER))
