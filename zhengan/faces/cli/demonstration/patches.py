"""Patches: the monthly cycle of servers and computers, and of the network; of one update some servers were left."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

PATCH = "operations.patch_record"
ADMINISTRATOR, APPROVER, VERIFIER = "曾偉倫", "王建民", "林雅婷"
# The updates of a month were published so many days back.
PUBLISHED = (110, 80, 50, 22)
LEFT_BEHIND = story.LEFT_BEHIND_AGO
_MONTHLY = (
    ("KB50{:05}", "Windows Server 2022 累積更新", "high", "server", 96),
    ("KB51{:05}", "Windows 11 累積更新", "high", "pc portable", 650),
    ("RHSA-{:05}", "Red Hat Enterprise Linux 9 核心更新", "medium", "server", 36),
    ("FN-{:05}", "交換器及防火牆韌體更新", "medium", "network", 86),
)


def plan(stage: Stage) -> None:
    """Plan the monthly cycles, and the update of which some servers were left."""
    for ago in PUBLISHED:
        stage.plan(stage.at(stage.day(ago), 10, 10), partial(_month, stage, ago))
    stage.plan(stage.at(stage.day(LEFT_BEHIND), 10, 20), partial(_left_behind, stage))


def _identified(stage: Stage, rows: list[dict[str, Any]]) -> list[Any]:
    """Enter the updates and have them approved at once."""
    made = stage.create_many(PATCH, rows, by=stage.by(ADMINISTRATOR), source="manual")
    return acts.move_many(made, "approved", by=stage.by(APPROVER))


def _values(stage: Stage, no: str, product: str, severity: str, scope: str, machines: int) -> dict[str, Any]:
    return {
        "patch_id": no, "product": product, "severity": severity, "published_on": stage.now.date(),
        "scope": tuple(scope.split()), "target_count": machines,
    }  # fmt: skip


def _month(stage: Stage, ago: int) -> None:
    rows = [
        _values(stage, no.format(4000 - ago), product, severity, scope, machines)
        for no, product, severity, scope, machines in _MONTHLY
    ]
    made = _identified(stage, rows)
    deployed = trading.next_trading(stage.now.date() + timedelta(days=6))
    stage.plan(stage.at(deployed, 19, 30), partial(_deploy, stage, made, left=0))
    following = trading.next_trading(deployed)
    stage.plan(stage.at(following, 14, 0), lambda: acts.move_many(made, "verified", by=stage.by(VERIFIER)))


def _deploy(stage: Stage, made: list[Any], *, left: int) -> None:
    for one in made:
        values = {"deployed_on": stage.now.date(), "done_count": one.target_count - left, "tested": True}
        acts.move(one, "deployed", by=stage.by(ADMINISTRATOR), values=values)


def _left_behind(stage: Stage) -> None:
    """Three servers of the settlement could not be stopped; the update waits for them, past its day."""
    rows = [_values(stage, "CVE-VMSA-18", "虛擬化平台安全性更新", "critical", "server", 15)]
    made = _identified(stage, rows)
    deployed = trading.next_trading(stage.now.date() + timedelta(days=9))
    stage.plan(stage.at(deployed, 20, 0), partial(_deploy, stage, made, left=3))
