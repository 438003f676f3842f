"""Makers of the records of the room `assurance`."""

from datetime import date, timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made
from zhengan.kernel import acts, evidence
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


def declaration(cast: Cast, *, state: str = "draft", signed_by: tuple[str, ...] = (), **values: Any) -> Any:
    """The declaration on the last closed year, drafted by the security officer; `signing` with these signatures."""
    year = clock.today().year - 1
    standard = {"fiscal_year": year, "fiscal_year_end": date(year, 12, 31), "body": "資訊安全整體執行情形良好。"}
    record = made("assurance.declaration", standard | values, by=cast.actor("security_officer"))
    if state == "draft":
        return record
    record = acts.move(record, "signing", by=cast.actor("ciso"))
    signers = signed_by if state == "signing" else ("ciso", "chairperson", "president", "chief_auditor")
    for office in signers:
        record = acts.move(record, "signing", by=cast.actor(office))
    today = clock.today()
    if state in {"board_passed", "disclosed"}:
        record = acts.move(record, "board_passed", by=cast.actor("chairperson"), values={"board_passed_on": today})
    if state == "disclosed":
        proof = {"disclosed_on": today, "disclosure_receipt": evidence.keep_bytes(b"MOPS", name="receipt.txt")}
        record = acts.move(record, "disclosed", by=cast.actor("compliance"), values=proof)
    return record
