"""Rows of the room `logs` that many examples need."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.writing import TODAY, ago, at, row


def log_source(kind: str = "application", **values: Any) -> Any:
    """A log of an important system, kept for 60 days, that tells all and came in this morning."""
    return row(
        "logs.log_source",
        **{
            "kind": kind,
            "state": "active",
            "important": True,
            "has_user_id": True,
            "has_login_time": True,
            "has_terminal": True,
            "retention_months": 36,
            "retention_basis": "對帳單",
            "backup_kept": True,
            "expected_interval": timedelta(days=1),
            "last_received_at": at(TODAY, 8),
            "oldest_held_on": ago(60),
            "started_on": ago(60),
            "review_interval": timedelta(days=7),
            "access_restricted": True,
            **values,
        },
    )


def log_review(source: Any, first: int = 60, last: int = 3, kind: str = "audit", **values: Any) -> Any:
    """A stretch of days of a log that was read and verified."""
    return row(
        "logs.log_review",
        **{
            "log_source": source,
            "kind": kind,
            "state": "verified",
            "period_from": at(ago(first), 0),
            "period_to": at(ago(last), 0),
            "reviewer": source.reviewer,
            "unusual": "無",
            "conclusion": "normal",
            "reviewed_at": at(ago(last)),
            "supervisor": person(),
            "verified_at": at(ago(last)),
            **values,
        },
    )


def sealed(source: Any, kind: str = "log", first: int = 60, last: int = 0, **values: Any) -> Any:
    """A batch that covers a stretch of days, found intact last week."""
    covers_to = at(ago(last), 0)
    digest = sha256(f"{source.pk} {kind} {first} {last}".encode()).hexdigest()
    return row(
        "logs.evidence_archive",
        **{
            "log_source": source,
            "kind": kind,
            "state": "sealed",
            "covers_from": at(ago(first), 0),
            "covers_to": covers_to,
            "sha256": digest,
            "seal": digest,
            "kept_until": date(covers_to.year + 3, covers_to.month, covers_to.day),
            "intact": True,
            "verified_at": at(ago(7)),
            **values,
        },
    )
