"""Rows of the room `network` that many examples need."""

from datetime import timedelta
from typing import Any

from tests.checks.rows.access import request
from tests.checks.rows.development import change
from tests.checks.rows.organization import person
from tests.checks.rows.writing import TODAY, ago, at, line, row


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


def session(**values: Any) -> Any:
    """A session of last week, allowed by a request, explained and reviewed by another."""
    who = values.pop("person", None) or person()
    started = values.pop("started_at", at(ago(7), 20))
    return row(
        "network.remote_session",
        **{
            "person": who,
            "started_at": started,
            "ended_at": started + timedelta(hours=1),
            "access_request": request("remote", state="closed", person=who, approved_at=at(ago(400))),
            "mfa": True,
            "purpose": "更新系統",
            "state": "reviewed",
            "reviewed_by": person(),
            "reviewed_at": at(ago(5)),
            **values,
        },
    )


def mechanism(kind: str, *zones: Any, **values: Any) -> Any:
    """A mechanism for all systems that was verified this morning."""
    made = row(
        "network.security_control",
        **{
            "kind": kind,
            "state": "operating",
            "heartbeat_interval": timedelta(days=1),
            "last_verified_at": at(TODAY, 8),
            "test_ok": True,
            "detections_30d": 12,
            **values,
        },
    )
    for one in zones:
        line(made, "zones", zone=one)
    return made
