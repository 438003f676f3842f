"""The perimeter: firewalls and remote access, as far as documents, offices, changes and reviews show."""

from datetime import date
from typing import Any

from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, office_is_held


@check("9.1.8", waits_for=("remote_session",), besides=("access_request", "maintenance_record"))
def remote_access_has_rules(on: date, p: Any) -> Part:
    """Rules on remote access are in force."""
    return document_in_force("remote_access", on=on)


@check("9.2.2", waits_for=("security_control",))
def firewalls_are_in_charge_of_somebody(on: date, p: Any) -> Part:
    """Somebody administers the firewalls, and has a deputy."""
    return office_is_held("firewall_admin", on=on, with_deputy=True)
