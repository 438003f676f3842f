"""Makers of the records of the room `network`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import asset, info_system
from tests.make.development import change_request
from tests.make.making import made, running, until
from zhengan.kernel import acts, evidence
from zhengan.ledger import clock


def network_zone(cast: Cast, kind: str = "production", *, state: str = "active", **values: Any) -> Any:
    """A zone behind a firewall, drawn by the network administrator, put into use by the head of IT."""
    number = next(running)
    standard = {
        "code": f"Z{number}",
        "name": "營運區",
        "kind": kind,
        "subnets": (f"10.{number // 250}.{number % 250}.0/24",),
        "separated_by": ("firewall",),
        "manager": cast.network_admin,
        "diagram": evidence.keep_bytes(b"diagram", name="diagram.txt"),
        "confirmed_on": clock.today(),
    }
    return made(
        "network.network_zone",
        standard | values,
        by=cast.actor("network_admin"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def firewall_rule(cast: Cast, *, zones: tuple[str, str] = ("office", "production"), **values: Any) -> Any:
    """A rule that the network administrator enters by hand after the change was approved."""
    standard = {
        "rule_no": f"{next(running):04}",
        "source_address": "10.9.1.0/24",
        "destination_address": "10.8.1.5",
        "service": "tcp/443",
        "action": "allow",
    }
    given = standard | values
    given["device"] = given.get("device") or asset(cast, subtype="firewall")
    for name, kind in zip(("from_zone", "to_zone"), zones, strict=True):
        given[name] = given.get(name) or network_zone(cast, kind)
    if "change_request" not in given:
        given["change_request"] = change_request(cast, info_system(cast), kind="firewall", state="implemented")
    return made("network.firewall_rule", given, by=cast.actor("network_admin"))


def remote_session(cast: Cast, *, state: str = "recorded", **values: Any) -> Any:
    """An hour from outside of yesterday; later states explained by the administrator, reviewed by the head of IT."""
    started = clock.now() - timedelta(days=1, seconds=next(running))
    standard = {
        "login": "sysadmin",
        "person": cast.system_admin,
        "started_at": started,
        "ended_at": started + timedelta(hours=1),
        "source_ip": "203.0.113.9",
        "mfa": True,
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    record = made("network.remote_session", given, by=cast.actor("network_admin"))
    if state != "recorded":
        record = acts.move(record, "explained", by=cast.actor("system_admin"), values={"purpose": "更新系統"})
    return acts.move(record, "reviewed", by=cast.actor("it_manager")) if state == "reviewed" else record


def security_control(
    cast: Cast, kind: str = "mail_filter", *, state: str = "operating", zones: Sequence[Any] = (), **values: Any
) -> Any:
    """A mechanism of the network administrator that was verified an hour ago, put into operation by the head of IT."""
    standard = {
        "kind": kind,
        "name": f"防護機制 {next(running)}",
        "covers": "全公司",
        "custodian": cast.network_admin,
        "deputy": cast.system_admin,
        "brand": "Fortinet",
        "heartbeat_interval": timedelta(days=1),
        "last_verified_at": clock.now() - timedelta(hours=1),
        "verified_by": "sensor",
        "test_ok": True,
    }
    return made(
        "network.security_control",
        standard | values,
        by=cast.actor("network_admin"),
        lines={"zones": [{"zone": zone} for zone in zones]},
        moves=until(state, ("operating", cast.actor("it_manager"))),
    )
