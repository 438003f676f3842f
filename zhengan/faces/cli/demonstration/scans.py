"""Scans: what the weekly scans last found of settings; they do not reach the computers of the branches yet."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the

CHECK, BASELINE = "operations.config_check", "operations.config_baseline"
ADMINISTRATOR = "曾偉倫"
SCANNED_AGO = 2
TOOL = "OpenSCAP 1.3"
# What is found where nothing is wrong, by the code of the item.
_ON_SYSTEMS = (
    ("AP-ST-01", "bcrypt"), ("AP-FC-01", "on"), ("AP-LK-01", "3"), ("AP-PW-01", "10"), ("AP-PW-02", "on"),
    ("AP-DA-01", ""), ("AP-AD-01", "on"),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the scan of this week."""
    stage.plan(stage.at(stage.day(SCANNED_AGO), 22, 30), lambda: _scan(stage))


def _scan(stage: Stage) -> None:
    items = {one.item_code: one for one in the(BASELINE).record.objects.in_force()}
    hour = stage.now - timedelta(minutes=30)
    rows = [
        {"target": target.no, "baseline": items[code], "observed": found, "found_at": hour, "tool": tool}
        for target, code, found, tool in _found(stage)
    ]
    by = stage.by(ADMINISTRATOR, via="cli")
    stage.create_many(CHECK, rows, by=by, source="import", source_file="8" * 64)


def _found(stage: Stage) -> Iterable[tuple[Any, str, str, str]]:
    systems = list(stage.systems.values())
    for one in systems:
        for code, value in (*_ON_SYSTEMS, *_of_some(one)):
            yield one, code, story.SETTINGS_FOUND.get((one.code, code), value), TOOL
    machines = the("assets.asset").record.objects.active().filter(category="hardware")
    for one in machines.filter(subtype="server").order_by("pk"):
        yield one, "SV-SV-01", "telnet" if one.name == story.SERVER_WITH_TELNET else "", "nmap 7.95"
        yield one, "SV-DA-01", "", TOOL
        yield one, "SV-AD-01", "10.20.30.0/24", TOOL
    for one in machines.filter(subtype__in=("network_device", "firewall")).order_by("pk"):
        yield one, "NW-SV-01", "", "nmap 7.95"
    for one in machines.filter(subtype="firewall").order_by("pk"):
        yield one, "NW-DA-01", "", TOOL
        yield one, "NW-AD-01", "10.20.30.0/24", TOOL
    for one in machines.filter(subtype="pc").exclude(unit__kind="branch").order_by("pk")[: story.COMPUTERS_SCANNED]:
        yield one, "PC-SC-01", "10", "GPO"
    for one in the("assets.iot_device").record.objects.active().order_by("pk"):
        yield one, "IO-SV-01", "telnet" if one.device_no == story.WEAK_CAMERA else "", "nmap 7.95"


def _of_some(one: Any) -> Iterable[tuple[str, str]]:
    """What is looked at on some systems alone."""
    conditions: tuple[tuple[bool, str, str], ...] = (
        (one.customer_facing or one.internet_facing, "WB-TL-01", "1.2"),
        (one.kind == "infrastructure", "AP-PW-03", "P60D"),
        (bool(one.test_environment), "AP-SE-01", "on"),
        (True, "AP-RN-01", "on"),
    )
    return ((code, value) for holds, code, value in conditions if holds)
