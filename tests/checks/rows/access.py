"""Rows of the room `access` that many examples need."""

from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.writing import ago, at, row


def account(**values: Any) -> Any:
    """An enabled account of a person, on a system in use."""
    least = {"state": "active", "enabled": True, "kind": "personal", "imported_at": at(ago(1))}
    return row("access.account", **{**least, **values})


def request(kind: str, **values: Any) -> Any:
    """A request for a right, approved and carried out the same day, by two people."""
    given = {
        "kind": kind,
        "state": "executed",
        "approver": person(),
        "approved_at": at(ago(20), 9),
        "executed_by": person(),
        "executed_at": at(ago(20), 11),
    }
    return row("access.access_request", **{**given, **values})


def use(**values: Any) -> Any:
    """A use of a privileged account twenty days ago, with consent before and a look at it after."""
    day = ago(20)
    given = {
        "state": "reviewed",
        "approver": person(),
        "approved_at": at(day, 9),
        "planned_from": at(day, 10),
        "planned_to": at(day, 12),
        "started_at": at(day, 10),
        "ended_at": at(day, 11),
    }
    return row("access.privileged_use", **{**given, **values})


def issue(kind: str, **values: Any) -> Any:
    """A credential handed over twenty days ago, to somebody whose identity another had confirmed."""
    day = ago(20)
    given = {
        "kind": kind,
        "state": "issued",
        "identity_checked_by": person(),
        "identity_checked_at": at(day, 9),
        "delivered_at": at(day, 10),
    }
    return row("access.credential_issue", **{**given, **values})


def rule(**values: Any) -> Any:
    """A grant to traders, in force on all systems."""
    given = {"kind": "grant", "state": "in_force", "object_type": "function", "business_role": "trader"}
    return row("access.access_rule", **{**given, **values})


def review(**values: Any) -> Any:
    """A recertification that was carried out, every line decided."""
    return row(
        "access.recertification",
        **{
            "subject": "accounts",
            "state": "executed",
            "as_of": ago(60),
            "due_on": ago(40),
            "completed_on": ago(45),
            "item_count": 1,
            "decided_count": 1,
            **values,
        },
    )
