"""Makers of the records of the room `policy`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock


def document(cast: Cast, *, topic: str = "operations", state: str = "in_force", **values: Any) -> Any:
    """A controlled document by the security officer, approved by the head of security (the policy by the president)."""
    doc_type = values.get("doc_type", "procedure")
    approver = cast.actor("president" if doc_type == "policy" else "ciso")
    standard = {
        "doc_no": f"ISMS-{next(running):03d}",
        "title": "作業程序",
        "doc_type": doc_type,
        "topic": topic,
        "edition": "1.0",
        "body": "內容。",
        "owner_unit": cast.units["security"],
        "author": cast.security_officer,
        "effective_on": clock.today() - timedelta(days=90),
        "next_review_due": clock.today() + timedelta(days=275),
    }
    author = cast.actor("security_officer")
    return made(
        "policy.policy_document",
        standard | values,
        by=author,
        moves=until(state, ("submitted", author), ("approved", approver), ("in_force", Actor.system())),
    )


def parameter(cast: Cast, key: str, value: str, *, state: str = "in_force", **values: Any) -> Any:
    """A number of the policy, proposed by the security officer and approved by the head of security."""
    standard = {"key": key, "value": value, "reason": "依風險評估。", "effective_on": clock.today()}
    return made(
        "policy.parameter",
        standard | values,
        by=cast.actor("security_officer"),
        moves=[("approved", cast.actor("ciso"))] if state != "proposed" else [],
    )


def notice(cast: Cast, *, state: str = "published", **values: Any) -> Any:
    """A notice to staff by the security officer, published by the head of security."""
    standard = {
        "subject": "釣魚郵件提醒",
        "kind": "awareness",
        "audience": ("staff",),
        "channel": ("email", "intranet"),
        "body": "請勿點擊不明連結。",
    }
    author = cast.actor("security_officer")
    return made(
        "policy.notice",
        standard | values,
        by=author,
        moves=until(state, ("submitted", author), ("published", cast.actor("ciso"))),
    )
