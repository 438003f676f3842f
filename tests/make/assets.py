"""Makers of the records of the room `assets`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from zhengan.kernel import acts, evidence
from zhengan.ledger import clock


def info_system(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A core system of the brokerage, kept by the developer."""
    number = next(running)
    standard = {
        "code": f"SYS{number}",
        "name": f"系統{number}",
        "kind": "back_office",
        "tier": "core",
        "tier_reason": "直接提供客戶交易。",
        "tier_reviewed_on": clock.today() - timedelta(days=60),
        "built_by": "in_house",
        "business_owner": cast.business_owner,
        "maintainer": cast.developer,
        "production_environment": "主機房",
    }
    return made(
        "assets.info_system",
        standard | values,
        by=cast.actor("it_manager"),
        moves=until(state, ("active", cast.actor("business_owner")), ("retired", cast.actor("business_owner"))),
    )


def asset(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A server in the inventory."""
    standard = {
        "asset_no": f"HW-{next(running):05d}",
        "name": "交易主機",
        "category": "hardware",
        "subtype": "server",
        "owner": cast.business_owner,
        "custodian": cast.system_admin,
        "unit": cast.units["it"],
        "classification": "confidential",
        "confidentiality": 3,
        "integrity": 3,
        "availability": 3,
    }
    return made(
        "assets.asset",
        standard | values,
        by=cast.actor("system_admin"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def asset_change(cast: Cast, kind: str, *, state: str = "done", **values: Any) -> Any:
    """A change that the developer asks for, approved by the head of IT, carried out by general affairs."""
    standard: dict[str, Any] = {"kind": kind, "reason": "業務需要。", "requested_by": cast.developer}
    if kind in ("take_out", "repair"):
        standard |= {"what": "equipment", "to_location": "原廠", "return_due": clock.today() + timedelta(days=14)}
    given = standard | values
    given["asset"] = given.get("asset") or asset(cast)
    maker = cast.actor("system_admin")
    record = made(
        "assets.asset_change",
        given,
        by=maker,
        moves=until(
            state,
            ("submitted", maker),
            ("approved", cast.actor("it_manager")),
            ("done", cast.actor("general_affairs")),
        ),
    )
    record.refresh_from_db()
    return record


def sanitization(cast: Cast, reason: str = "disposal", *, state: str = "executed", **values: Any) -> Any:
    """A disk destroyed by the system administrator, with a certificate."""
    standard = {
        "storage_serial": "WD-0001",
        "reason": reason,
        "classification_found": "confidential",
        "method": "destroy",
        "license_removed": True,
        "irrecoverable": True,
        "certificate": evidence.keep_bytes(b"certificate", name="certificate.pdf"),
    }
    given = standard | values
    if "medium" not in given:
        given["asset"] = given.get("asset") or asset(cast, has_storage=True)
    maker = cast.actor("system_admin")
    return made(
        "assets.sanitization",
        given,
        by=maker,
        moves=until(
            state,
            ("submitted", maker),
            ("approved", cast.actor("it_manager")),
            ("executed", maker),
            ("witnessed", cast.actor("auditor")),
        ),
    )


def medium(cast: Cast, *, state: str = "stored", **values: Any) -> Any:
    """A tape that the operator labelled, handed to general affairs and signed for, put into store by them."""
    standard = {
        "label_no": f"T{next(running)}",
        "content_name": "帳務日備份",
        "keep_until": clock.today() + timedelta(days=365),
        "kind": "tape",
        "content_type": "backup",
        "classification": "confidential",
        "encrypted": True,
        "site": "other_site",
        "storage": "電腦機房",
        "locked": True,
    }
    record = made("assets.media", standard | values, by=cast.actor("operator"))
    if state == "active":
        return record
    given = {"receiver": cast.general_affairs, "to_place": "異地庫房", "handed_for": "異地存放"}
    record = acts.move(record, "in_transit", by=cast.actor("operator"), values=given)
    if state == "in_transit":
        return record
    record = acts.sign(record, by=cast.actor("general_affairs"))
    return acts.move(record, "stored", by=cast.actor("general_affairs"))


def mobile_device(cast: Cast, *, state: str = "in_use", **values: Any) -> Any:
    """A company telephone of the employee."""
    standard = {
        "device_no": f"MD-{next(running)}",
        "ownership": "company",
        "holder": cast.employee,
        "purpose": "外勤聯絡",
        "model": "手機",
        "os_version": "18.1",
        "enrolled": True,
    }
    admin = cast.actor("system_admin")
    return made(
        "assets.mobile_device",
        standard | values,
        by=admin,
        moves=until(
            state, ("approved", cast.actor("it_manager")), ("in_use", admin), ("returned", admin), ("wiped", admin)
        ),
    )


def iot_device(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A camera whose first password was changed."""
    standard = {
        "device_no": f"IOT-{next(running)}",
        "kind": "camera",
        "brand": "Axis",
        "model": "P3245",
        "custodian": cast.general_affairs,
        "place": "機房入口",
        "ip_address": "10.9.8.7",
        "mac_address": "00:11:22:33:44:55",
        "firmware": "11.5",
        "password_changed_on": clock.today() - timedelta(days=10),
    }
    return made(
        "assets.iot_device",
        standard | values,
        by=cast.actor("network_admin"),
        moves=until(state, ("active", cast.actor("general_affairs"))),
    )
