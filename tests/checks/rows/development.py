"""Rows of the room `development` that many examples need."""

from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.writing import ago, at, row


def change(**values: Any) -> Any:
    """A change that was approved and then made, by three people."""
    return row(
        "development.change_request",
        **{
            "state": "verified",
            "kind": "application",
            "approver": person(),
            "approved_at": at(ago(12)),
            "implementer": person(),
            "implemented_at": at(ago(11)),
            **values,
        },
    )


def release(**values: Any) -> Any:
    """A release ten days ago, for a change that was approved before, found as it was released."""
    return row(
        "development.release",
        **{
            "state": "released",
            "form": "object",
            "library": "/app",
            "sha256": "a" * 64,
            "signature": "x",
            "released_at": at(ago(10)),
            "deployed_sha256": "a" * 64,
            "deployed_checked_at": at(ago(5)),
            "change_request": values.get("change_request") or change(),
            **values,
        },
    )


def data_copy(**values: Any) -> Any:
    """A copy of masked personal data whose test ended ten days ago, deleted on that day and confirmed."""
    return row(
        "development.test_data_copy",
        **{
            "state": "verified",
            "personal_data": True,
            "masked": True,
            "test_ends_on": ago(10),
            "network_zone": "NZ-T",
            "approver": person(),
            "approved_at": at(ago(30)),
            "copied_by": person(),
            "copied_at": at(ago(20)),
            "deleter": person(),
            "deleted_at": at(ago(10), 18),
            "verified_by": person(),
            **values,
        },
    )
