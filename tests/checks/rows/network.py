"""Rows of the room `network` that many examples need."""

from typing import Any

from tests.checks.rows.development import change
from tests.checks.rows.writing import ago, at, row


def zone(kind: str, **values: Any) -> Any:
    """A zone in use behind a firewall, confirmed a while ago."""
    given = {"kind": kind, "state": "active", "separated_by": ("firewall",), "confirmed_on": ago(100)}
    return row("network.network_zone", **{**given, **values})


def firewall_rule(source: str, target: str, **values: Any) -> Any:
    """A rule in use that lets one service through between zones of two kinds, on a change approved before."""
    given = {
        "state": "active",
        "action": "allow",
        "from_zone": zone(source),
        "to_zone": zone(target),
        "change_request": change(kind="firewall"),
        "first_seen_at": at(ago(11), 10),
    }
    return row("network.firewall_rule", **{**given, **values})
