"""Makers of the records of the room `assurance`."""

from datetime import date, timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, until
from zhengan.kernel import acts, evidence
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock
from zhengan.rooms.assurance.registers.security_plan import DEMANDED


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


def exception(cast: Cast, *, state: str = "approved", by: str = "security_officer", **values: Any) -> Any:
    """An exception asked for by the security officer, answered for by the head of IT, approved by that of security."""
    today = clock.today()
    standard = {
        "kind": "baseline",
        "clause": "8.2.4",
        "subject_ref": "AST-2026-0001",
        "reason": "原廠不支援。",
        "compensating_control": "限制來源位址並加強監控。",
        "responsible": cast.it_manager,
        "valid_from": today,
        "valid_until": today + timedelta(days=180),
    }
    maker = cast.actor(by)
    steps = until(state, ("submitted", maker), ("approved", cast.actor("ciso")))
    return made("assurance.exception", standard | values, by=maker, moves=steps)


def risk(cast: Cast, *, state: str = "assessed", by: str = "security_officer", **values: Any) -> Any:
    """A risk assessed by the security officer and approved by the head of security."""
    today = clock.today()
    standard = {
        "category": "system",
        "threat": "malware",
        "scenario": "端點遭植入惡意程式。",
        "property": ("availability",),
        "likelihood": 3,
        "impact": 4,
        "treatment": "mitigate",
        "measures": "端點防護。",
        "residual_level": 4,
        "owner": cast.it_manager,
        "assessed_on": today - timedelta(days=3),
        "next_due": today + timedelta(days=362),
    }
    maker = cast.actor(by)
    steps = until(state, ("assessed", maker), ("approved", cast.actor("ciso")), ("monitored", Actor.system()))
    return made("assurance.risk", standard | values, by=maker, moves=steps)


def plan_line(cast: Cast, area: str) -> dict[str, Any]:
    """One aim in an area, with the head of IT in charge."""
    return {
        "area": area,
        "objective": "降低風險",
        "measure": "件數",
        "aim": "0",
        "owner": cast.it_manager,
        "due_on": date(2026, 12, 31),
    }


def security_plan(
    cast: Cast,
    *areas: str,
    state: str = "approved",
    by: str = "security_officer",
    lines: dict[str, Any] | None = None,
    **values: Any,
) -> Any:
    """A plan with an aim in each area by the security officer, approved by the president, evaluated as effective."""
    maker = cast.actor(by)
    given = lines if lines is not None else {"areas": [plan_line(cast, area) for area in areas or DEMANDED]}
    steps = until(state, ("submitted", maker), ("approved", cast.actor("president")))
    if state == "evaluated":
        steps = [("submitted", maker), ("approved", cast.actor("president"))]
    plan = made("assurance.security_plan", {"fiscal_year": 2026} | values, by=maker, lines=given, moves=steps)
    if state == "evaluated":
        result = {"result": "達成", "evaluation": "effective"}
        acts.fill_lines(plan, "areas", {row.pk: result for row in plan.areas.all()}, by=cast.actor("ciso"))
        plan = acts.move(plan, "evaluated", by=cast.actor("ciso"))
    return plan


def audit_test(clause: str, result: str = "met", **values: Any) -> dict[str, Any]:
    """One clause of an audit's working papers."""
    suggestion = "應改善。" if result == "not_met" else ""
    return {"clause": clause, "result": result, "evidence_seen": "抽查紀錄", "suggestion": suggestion} | values


def audit(cast: Cast, *tests: dict[str, Any], state: str = "closed", **values: Any) -> Any:
    """A security check led by the auditor, accepted by the head of internal audit."""
    auditor = cast.actor("auditor")
    given = values.pop("tests", None)
    rows = list(tests) or [audit_test("7")] if given is None else given
    standard = {
        "kind": "security_check",
        "title": "年度資訊安全查核",
        "scope": "全部條文",
        "performed_by": "internal",
        "lead_auditor": cast.auditor,
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
    }
    record = made("assurance.audit", standard | values, by=auditor, lines={"tests": rows})
    if state != "planned":
        record = acts.move(record, "fieldwork", by=auditor)
    if state in {"reported", "closed"}:
        record = report(cast, record)
    return acts.move(record, "closed", by=cast.actor("chief_auditor")) if state == "closed" else record


def report(cast: Cast, record: Any) -> Any:
    """Report an audit with a summary and a file."""
    values = {"summary": "無重大缺失。", "report": evidence.keep_bytes(b"report", name="report.txt")}
    return acts.move(record, "reported", by=cast.actor("auditor"), values=values)
