"""Rows of the room `assets` that many examples need."""

from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.writing import ago, at, row
from zhengan.kernel import evidence


def system(**values: Any) -> Any:
    """A system in use."""
    return row("assets.info_system", **{"state": "active", **values})


def asset(**values: Any) -> Any:
    """An asset in use."""
    return row("assets.asset", **{"state": "active", **values})


def asset_change(kind: str, asset: Any, **values: Any) -> Any:
    """A change of an asset that was asked for, approved and entered."""
    return row(
        "assets.asset_change",
        **{
            "kind": kind,
            "asset": asset,
            "state": "done" if kind in ("take_out", "repair") else "closed",
            "checked_at": at(ago(21)),
            "out_at": at(ago(20)),
            "applied_to_inventory_at": at(ago(20)),
            "return_due": ago(-10),
            **values,
        },
    )


def sanitization(reason: str, **values: Any) -> Any:
    """A check of storage that was carried out as it should, before a witness."""
    return row(
        "assets.sanitization",
        **{
            "reason": reason,
            "state": "witnessed",
            "method": "destroy",
            "license_removed": True,
            "irrecoverable": True,
            "checked_on": ago(22),
            "executor": person(),
            "executed_on": ago(21),
            "witness": person(),
            "certificate": evidence.keep_bytes(b"certificate", name="certificate.pdf"),
            **values,
        },
    )


def medium(**values: Any) -> Any:
    """A tape with backups in the fireproof room, under lock."""
    given = {"state": "stored", "classification": "confidential", "locked": True, "fireproof_room": True}
    return row("assets.media", **{**given, "site": "computer_centre", **values})


def mobile(ownership: str, **values: Any) -> Any:
    """A device in use, approved, managed, up to date and seen."""
    return row(
        "assets.mobile_device",
        **{
            "ownership": ownership,
            "state": "in_use",
            "agreement": "UND-2026-0001" if ownership == "own" else "",
            "enrolled": True,
            "hotspot_blocked": True,
            "last_seen_at": at(ago(2)),
            "updated_on": ago(20),
            **values,
        },
    )


def thing(**values: Any) -> Any:
    """A connected thing in use, hardened and looked after."""
    return row(
        "assets.iot_device",
        **{
            "state": "active",
            "password_changed_on": ago(300),
            "update_supported": True,
            "updated_on": ago(100),
            "services_closed_on": ago(100),
            "security_label": True,
            "last_verified_on": ago(100),
            **values,
        },
    )
