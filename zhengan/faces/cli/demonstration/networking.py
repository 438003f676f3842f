"""The map of the network, and the rules of its firewalls as they tell them."""

from datetime import timedelta
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

ZONE, RULE = "network.network_zone", "network.firewall_rule"
ADMINISTRATOR, HEAD_OF_IT = "黃冠宇", "王建民"
RULES_AGO, TEMPORARY_AGO, ENDED_AGO = 60, 40, 12

# code, name, kind, subnet, separated by, personal data
_ZONES = (
    ("NZ-INET", "網際網路", "internet", "0.0.0.0/0", "firewall", False),
    ("NZ-DMZ", "對外服務區", "dmz", "10.10.0.0/16", "firewall vlan", False),
    ("NZ-INT", "營運區", "production", "10.20.0.0/16", "firewall vlan", True),
    ("NZ-TST", "測試區", "test", "10.30.0.0/16", "firewall vlan", False),
    ("NZ-OFC", "辦公區", "office", "10.40.0.0/16", "firewall vlan", True),
    ("NZ-GST", "訪客及駐點區", "guest", "10.50.0.0/16", "physical", False),
    ("NZ-MGT", "管理區", "management", "10.60.0.0/16", "firewall vlan", False),
)
# from zone and address, to zone and address, service, what becomes of it
_RULES = (
    ("NZ-INET", "0.0.0.0/0", "NZ-DMZ", "10.10.1.10", "tcp/443", "allow"),
    ("NZ-INET", "0.0.0.0/0", "NZ-DMZ", "10.10.1.25", "tcp/25", "allow"),
    ("NZ-DMZ", "10.10.1.10", "NZ-INT", "10.20.1.20", "tcp/8443", "allow"),
    ("NZ-DMZ", "10.10.1.25", "NZ-INT", "10.20.1.25", "tcp/25", "allow"),
    ("NZ-OFC", "10.40.0.0/16", "NZ-INT", "10.20.2.0/24", "tcp/443", "allow"),
    ("NZ-OFC", "10.40.0.0/16", "NZ-INET", "0.0.0.0/0", "tcp/443", "allow"),
    ("NZ-MGT", "10.60.0.0/24", "NZ-INT", "10.20.0.0/16", "tcp/22", "allow"),
    ("NZ-MGT", "10.60.0.0/24", "NZ-DMZ", "10.10.0.0/16", "tcp/22", "allow"),
    ("NZ-TST", "any", "NZ-INT", "any", "any", "deny"),
    ("NZ-GST", "any", "NZ-INT", "any", "any", "deny"),
)


def plan(stage: Stage) -> None:
    """Plan the zones on the first day, their yearly confirmation, the import of the rules, and a temporary one."""
    stage.plan(stage.at(stage.start, 11, 55), lambda: _zones(stage))
    stage.plan(stage.at(stage.day(110), 15, 35), lambda: _confirm(stage))
    stage.plan(stage.at(stage.day(RULES_AGO), 19, 10), lambda: _import(stage))
    stage.plan(stage.at(stage.day(TEMPORARY_AGO), 19, 15), lambda: _temporary(stage))


def _zones(stage: Stage) -> None:
    diagram = evidence.keep_bytes("網路架構圖（示範）\n".encode(), name="網路架構圖.txt")
    rows = [
        {
            "code": code, "name": name, "kind": kind, "subnets": (subnet,), "separated_by": tuple(apart.split()),
            "personal_data_allowed": personal, "manager": stage.named[ADMINISTRATOR], "diagram": diagram,
            "confirmed_on": stage.start,
        }
        for code, name, kind, subnet, apart, personal in _ZONES
    ]  # fmt: skip
    made = stage.create_many(ZONE, rows, by=stage.by(ADMINISTRATOR), source="manual")
    acts.move_many(made, "active", by=stage.by(HEAD_OF_IT))


def _confirm(stage: Stage) -> None:
    for zone in list(the(ZONE).record.objects.order_by("pk")):
        acts.change(zone, {"confirmed_on": stage.now.date()}, by=stage.by(ADMINISTRATOR))


def _import(stage: Stage) -> None:
    """The first firewall tells its rules; one of them nobody asked for."""
    change = _last_change()
    rows = [
        _rule(number, ways, {"change_request": change if ways[-1] == "allow" else None})
        for number, ways in enumerate(_RULES, start=1)
    ]
    rows.append(_rule(len(rows) + 1, story.RULE_NOBODY_ASKED_FOR, {}))
    by = stage.by(ADMINISTRATOR, via="cli")
    stage.create_many(RULE, rows, by=by, source="import", source_file="9" * 64)


def _temporary(stage: Stage) -> None:
    """A firm from outside gets in for some weeks; the rule ends by itself."""
    ways = ("NZ-GST", "10.50.3.7", "NZ-TST", "10.30.1.5", "tcp/3389", "allow")
    last = stage.day(ENDED_AGO)
    more = {"change_request": _last_change(), "expires_on": last}
    made = stage.create(RULE, _rule(90, ways, more), by=stage.by(ADMINISTRATOR))
    over = stage.at(last + timedelta(days=1), 0, 5)
    stage.plan(over, lambda: acts.move(made, "disabled", by=stage.system))


def _rule(number: int, ways: tuple[str, ...], more: dict[str, Any]) -> dict[str, Any]:
    source_zone, source, target_zone, target, service, action = ways
    zones = {str(zone).split()[0]: zone for zone in the(ZONE).record.objects.all()}
    return {
        "device": _firewall(), "rule_no": f"{number * 10:04}", "source_address": source, "destination_address": target,
        "service": service, "action": action, "from_zone": zones[source_zone], "to_zone": zones[target_zone],
        **more,
    }  # fmt: skip


def _firewall() -> Any:
    return the("assets.asset").record.objects.active().filter(subtype="firewall").order_by("no").first()


def _last_change() -> Any:
    """The last change of the firewalls that was carried out."""
    changes: Any = the("development.change_request").record.objects
    return changes.in_state("implemented", "verified", "closed").filter(kind="firewall").order_by("pk").last()
