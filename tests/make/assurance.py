"""Makers of the records of the room `assurance`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock


def attestation(
    cast: Cast,
    clause: str,
    *,
    answer: str = "holds",
    state: str = "countersigned",
    by: str = "general_affairs",
    **values: Any,
) -> Any:
    """A statement asked for by compliance, made by the person in charge, countersigned by the auditor."""
    record = made(
        "assurance.attestation",
        {"clause": clause, "attested_by": getattr(cast, by)} | values,
        by=cast.actor("compliance"),
    )
    if state != "requested":
        said = {"answer": answer, "statement": "已現場查核。", "evidence_note": "照片存檔。"}
        record = acts.move(record, "attested", by=cast.actor(by), values=said)
    return acts.move(record, "countersigned", by=cast.actor("auditor")) if state == "countersigned" else record


def finding(cast: Cast, *, state: str = "open", **values: Any) -> Any:
    """A deficiency raised by the auditor, owned by the head of IT, verified by the security officer."""
    standard = {
        "kind": "deficiency",
        "clause": "7.1.3.6",
        "description": "帳號清查逾期。",
        "severity": "medium",
        "owner": cast.it_manager,
        "due_on": clock.today() + timedelta(days=30),
    }
    record = made("assurance.finding", standard | values, by=cast.actor("auditor"))
    owner = Actor.of(record.owner.user, via="web")
    if state in {"planned", "done", "verified", "closed"}:
        said = {"root_cause": "未排程。", "improvement": "每半年排程。"}
        record = acts.move(record, "planned", by=owner, values=said)
    if state in {"done", "verified", "closed"}:
        record = acts.move(record, "done", by=owner)
    if state in {"verified", "closed"}:
        record = acts.move(record, "verified", by=cast.actor("security_officer"))
    return record
