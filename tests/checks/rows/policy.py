"""Rows of the room `policy` that many examples need."""

from typing import Any

from tests.checks.rows.writing import ago, at, line, row


def document(topic: str, **values: Any) -> Any:
    """A document in force."""
    return row(
        "policy.policy_document",
        **{
            "topic": topic,
            "doc_type": "rule",
            "state": "in_force",
            "effective_on": ago(100),
            "next_review_due": ago(-200),
            **values,
        },
    )


def notice(kind: str, *receipts: dict[str, Any], **values: Any) -> Any:
    """A published notice to the staff, with its receipts."""
    made = row(
        "policy.notice",
        **{"kind": kind, "state": "published", "audience": ("staff",), "published_at": at(ago(40)), **values},
    )
    for number, receipt in enumerate(receipts):
        line(made, "receipts", **{"recipient": f"PSN-{number}", **receipt})
    return made


def parameter(key: str, value: str, **values: Any) -> Any:
    """An approved value of a parameter, in force."""
    return row(
        "policy.parameter", **{"key": key, "value": value, "state": "in_force", "effective_on": ago(300), **values}
    )


def policy_review(subject: str, **values: Any) -> Any:
    """An approved review that found the subject adequate."""
    return row(
        "policy.review",
        **{
            "subject": subject,
            "state": "approved",
            "conclusion": "adequate",
            "reviewed_on": ago(100),
            "next_due": ago(-265),
            **values,
        },
    )


def obligation(*clauses: str, **values: Any) -> Any:
    """An outside rule in force that these clauses answer, compared not long ago."""
    return row(
        "policy.obligation",
        **{
            "kind": "exchange",
            "state": "in_force",
            "status": "met",
            "mapped_clauses": clauses,
            "last_checked_on": ago(50),
            **values,
        },
    )
