"""Makers of the records of the room `policy`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from zhengan.kernel import acts
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


def review(cast: Cast, *, state: str = "planned", by: str = "security_officer", **values: Any) -> Any:
    """A review planned by the security officer, done by the head of IT, approved by that of security."""
    standard = {"subject": "asset_inventory", "reviewer": cast.it_manager, "performed_by": "internal"}
    record = made("policy.review", standard | values, by=cast.actor(by))
    reviewer = Actor.of(record.reviewer.user, via="web")
    if state != "planned":
        record = acts.move(record, "in_progress", by=reviewer)
    if state in {"submitted", "approved"}:
        record = concluded(cast, record)
    return acts.move(record, "approved", by=cast.actor("ciso")) if state == "approved" else record


def concluded(cast: Cast, record: Any, **values: Any) -> Any:
    """Submit a review with its conclusion."""
    today = clock.today()
    standard = {
        "inputs": "法令、技術及業務均無重大變動。",
        "conclusion": "adequate",
        "reviewed_on": today,
        "next_due": today + timedelta(days=365),
    }
    return acts.move(record, "submitted", by=Actor.of(record.reviewer.user, via="web"), values=standard | values)


def obligation(cast: Cast, *, state: str = "in_force", by: str = "security_officer", **values: Any) -> Any:
    """An outside rule entered by the security officer, put in force by the head of security."""
    standard = {
        "kind": "statute",
        "source_title": "個人資料保護法",
        "former_title": "電腦處理個人資料保護法",
        "authority": "個人資料保護委員會",
        "article": "一",
        "requirement": "應採行適當之安全措施。",
        "last_checked_on": clock.today() - timedelta(days=9),
        "mapped_clauses": ("7.2.6",),
        "status": "met",
        "how_met": "訂有個人資料保護管理辦法。",
        "owner": cast.compliance,
    }
    maker = cast.actor(by)
    steps = until(state, ("assessed", maker), ("in_force", cast.actor("ciso")))
    return made("policy.obligation", standard | values, by=maker, moves=steps)
