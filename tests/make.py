"""Makers of records, through the same acts as everybody: `make.info_system(cast, code="OMS")`.

Each gives back the record in the state in which most tests want it, by the people of the cast who would do it; what is
said by keyword replaces the made-up values. `made` is the general one behind them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tests.cast import Cast
from zhengan.checks.populations import in_office
from zhengan.kernel import acts, evidence
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock

_running = count(1)
PROOF = {"deletion_proof": "刪除指令與空表截圖。"}


def made(
    code: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    lines: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    moves: Sequence[tuple[str, Actor]] = (),
) -> Any:
    """Create a record and bring it through these states, each by its actor."""
    record = acts.create(register(code), values, by=by, lines=lines)
    for target, actor in moves:
        if record.state != target:
            record = acts.move(record, target, by=actor)
    return record


def until(state: str, *steps: tuple[str, Actor]) -> list[tuple[str, Actor]]:
    """Return the steps up to the state; none when it is the first one."""
    targets = [target for target, _actor in steps]
    return list(steps[: targets.index(state) + 1]) if state in targets else []


def appointment(cast: Cast, role: str, person: Any, *, state: str = "in_force", **values: Any) -> Any:
    """An appointment, proposed by human resources and made by the president."""
    return made(
        "organization.appointment",
        {"role": role, "person": person, "from_on": date(2026, 1, 1)} | values,
        by=cast.actor("hr"),
        moves=until(state, ("in_force", cast.actor("president"))),
    )


def person(cast: Cast, **values: Any) -> Any:
    """One more employee of the brokerage."""
    number = next(_running)
    standard = {
        "staff_no": f"X{number:04d}",
        "name": f"員工{number}",
        "kind": "employee",
        "unit": cast.units["brokerage"],
        "unit_function": "business",
        "job_title": "營業員",
        "grade": "staff",
        "joined_on": date(2021, 3, 1),
    }
    if values.get("kind") in ("outsourced", "examiner"):
        standard |= {"scope_from_on": date(2021, 3, 1), "scope_to_on": date(2027, 6, 30), "scope_chapters": "7 8"}
    return made("organization.person", standard | values, by=cast.actor("hr"))


def training(cast: Cast, attendees: Sequence[Any], *, state: str = "confirmed", hours: Any = 3, **values: Any) -> Any:
    """A course that these people attended in full, confirmed by the other of the two in human resources."""
    standard = {
        "title": "資安宣導",
        "kind": "awareness",
        "topics": ("policy", "law", "procedure", "proper_use"),
        "provider": "資訊安全處",
        "held_on": clock.today() - timedelta(days=30),
        "hours": hours,
    }
    return made(
        "organization.training",
        standard | values,
        by=cast.actor("hr"),
        lines={"attendees": [{"person": one, "hours": hours, "passed": True} for one in attendees]},
        moves=until(state, ("held", cast.actor("hr")), ("confirmed", cast.actor("other_hr"))),
    )


def info_system(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A core system of the brokerage, kept by the developer."""
    number = next(_running)
    standard = {
        "code": f"SYS{number}",
        "name": f"系統{number}",
        "kind": "back_office",
        "tier": "core",
        "tier_reason": "直接提供客戶交易。",
        "tier_reviewed_on": clock.today() - timedelta(days=60),
        "built_by": "in_house",
        "business_owner": cast.business_owner,
        "maintainer": cast.developer,
        "production_environment": "主機房",
    }
    return made(
        "assets.info_system",
        standard | values,
        by=cast.actor("it_manager"),
        moves=until(state, ("active", cast.actor("business_owner")), ("retired", cast.actor("business_owner"))),
    )


def asset(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A server in the inventory."""
    standard = {
        "asset_no": f"HW-{next(_running):05d}",
        "name": "交易主機",
        "category": "hardware",
        "subtype": "server",
        "owner": cast.business_owner,
        "custodian": cast.system_admin,
        "unit": cast.units["it"],
        "classification": "confidential",
        "confidentiality": 3,
        "integrity": 3,
        "availability": 3,
    }
    return made(
        "assets.asset",
        standard | values,
        by=cast.actor("system_admin"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def document(cast: Cast, *, topic: str = "operations", state: str = "in_force", **values: Any) -> Any:
    """A controlled document by the security officer, approved by the head of security (the policy by the president)."""
    doc_type = values.get("doc_type", "procedure")
    approver = cast.actor("president" if doc_type == "policy" else "ciso")
    standard = {
        "doc_no": f"ISMS-{next(_running):03d}",
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


def account(cast: Cast, system: Any, *, state: str = "active", **values: Any) -> Any:
    """A personal account, used yesterday."""
    standard = {
        "info_system": system,
        "login": f"user{next(_running)}",
        "person": cast.employee,
        "kind": "personal",
        "enabled": True,
        "auth_method": "password",
        "roles": ("trader",),
        "created_on": date(2024, 1, 2),
        "last_login_on": clock.today() - timedelta(days=1),
        "password_changed_on": clock.today() - timedelta(days=20),
    }
    return made(
        "access.account",
        standard | values,
        by=cast.actor("system_admin"),
        moves=until(state, ("disabled", cast.actor("system_admin")), ("removed", cast.actor("system_admin"))),
    )


def recertification(cast: Cast, system: Any, *, state: str = "deciding", decision: str = "keep", **values: Any) -> Any:
    """A campaign over the accounts of a system; later states have every line decided alike by the owner."""
    from zhengan.kernel.acts import fill_lines

    record = made(
        "access.recertification",
        {"subject": "accounts", "info_system": system} | values,
        by=cast.actor("security_officer"),
    )
    if state == "deciding":
        return record
    owner = Actor.of(record.decider.user, via="web")
    decided = {row.pk: {"decision": decision, "reason": "業務需要。"} for row in record.lines.all()}
    record = acts.move(fill_lines(record, "lines", decided, by=owner), "submitted", by=owner)
    return acts.move(record, "approved", by=cast.actor("ciso")) if state in {"approved", "executed"} else record


def operation_log(cast: Cast, *, state: str = "verified", jobs: Sequence[Mapping[str, Any]] = (), **values: Any) -> Any:
    """Yesterday's page of the operator, verified by the head of IT."""
    day = values.get("log_date", clock.today() - timedelta(days=1))
    at = datetime(day.year, day.month, day.day, 8, 30, tzinfo=clock.TAIPEI)
    standard = {"log_date": day, "site": "台北總公司", "shift": "day", "operator": cast.operator}
    operator = cast.actor("operator")
    return made(
        "operations.operation_log",
        standard | values,
        by=operator,
        lines={"jobs": jobs or [{"time": at, "job": "開機檢查", "step_done": True, "result": "ok"}]},
        moves=until(state, ("submitted", operator), ("verified", cast.actor("it_manager"))),
    )


def backup_run(cast: Cast, system: Any, *, result: str = "ok", **values: Any) -> Any:
    """A run of an hour that ended an hour ago, entered by the operator."""
    now = clock.now()
    standard = {
        "info_system": system,
        "kind": "data",
        "started_at": now - timedelta(hours=2, seconds=next(_running)),
        "ended_at": now - timedelta(hours=1) if result else None,
        "result": result,
        "failure": "磁帶已滿" if result in ("partial", "failed") else "",
    }
    return made("operations.backup_run", standard | values, by=cast.actor("operator"))


def restore_test(cast: Cast, system: Any, *, state: str = "approved", **values: Any) -> Any:
    """A backup of an hour ago, restored by the system administrator within half an hour, approved by the head of IT."""
    standard = {
        "info_system": system,
        "tested_on": clock.today(),
        "integrity_ok": True,
        "environment_ok": True,
        "environment_note": "防潮箱溫溼度正常",
        "minutes": 30,
        "result": "ok",
        "evidence": evidence.keep_bytes(b"restored", name="restored.txt"),
    }
    given = standard | values
    if "backup_run" not in given:
        given["backup_run"] = backup_run(cast, system)
    admin = cast.actor("system_admin")
    return made(
        "operations.restore_test",
        given,
        by=admin,
        moves=until(state, ("tested", admin), ("approved", cast.actor("it_manager"))),
    )


def maintenance(cast: Cast, *, state: str = "closed", **values: Any) -> Any:
    """A preventive visit of this morning, checked together by the network administrator, closed by the head of IT."""
    now = clock.now()
    standard = {
        "kind": "preventive",
        "started_at": now - timedelta(hours=2),
        "ended_at": now - timedelta(hours=1),
        "engineer": "王工程師",
        "work": "更換濾網並清潔風扇。",
        "next_due_on": clock.today() + timedelta(days=90),
    }
    given = standard | values
    given["contract"] = given["contract"] if "contract" in given else contract(cast, kind="maintenance")
    given["asset"] = given.get("asset") or asset(cast)
    admin = cast.actor("system_admin")
    return made(
        "operations.maintenance_record",
        given,
        by=admin,
        moves=until(
            state,
            ("done", admin),
            ("jointly_checked", cast.actor("network_admin")),
            ("closed", cast.actor("it_manager")),
        ),
    )


def patch(cast: Cast, *, state: str = "verified", **values: Any) -> Any:
    """A grave update of ten days ago, on all ten servers since a week, verified by the security officer."""
    today = clock.today()
    standard = {
        "patch_id": f"KB{next(_running):07d}",
        "product": "Windows Server 2022",
        "severity": "high",
        "published_on": today - timedelta(days=10),
        "scope": ("server",),
        "target_count": 10,
        "done_count": 10,
        "deployed_on": today - timedelta(days=7),
        "tested": True,
    }
    admin = cast.actor("system_admin")
    return made(
        "operations.patch_record",
        standard | values,
        by=admin,
        moves=until(
            state,
            ("approved", cast.actor("it_manager")),
            ("deployed", admin),
            ("verified", cast.actor("security_officer")),
        ),
    )


def capacity(cast: Cast, system: Any, *, state: str = "approved", **values: Any) -> Any:
    """An assessment by the developer of yesterday, with a stress test, approved by the head of security."""
    yesterday = clock.today() - timedelta(days=1)
    standard = {
        "info_system": system,
        "assessor": cast.developer,
        "performed_by": "internal",
        "assessed_on": yesterday,
        "measure": "每秒委託筆數",
        "peak": 500,
        "capacity_limit": 1000,
        "safeguards_ok": True,
        "stress_tested_on": yesterday,
        "stress_load": 1000,
        "stress_ok": "yes",
        "conclusion": "enough",
        "report": evidence.keep_bytes(b"capacity", name="capacity.txt"),
    }
    given = standard | values
    assessor = Actor.of(given["assessor"].user, via="web")
    return made(
        "operations.capacity_assessment",
        given,
        by=cast.actor("security_officer"),
        moves=until(state, ("assessed", assessor), ("submitted", assessor), ("approved", cast.actor("ciso"))),
    )


def report_run(cast: Cast, *, state: str = "due", **values: Any) -> Any:
    """A sensitive report for the brokerage, due in an hour."""
    number = next(_running)
    standard = {
        "report_code": f"R{number:04d}",
        "report_name": "當日成交明細表",
        "classification": "sensitive",
        "due_at": clock.now() + timedelta(hours=1),
        "recipient_unit": cast.units["brokerage"],
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    operator = cast.actor("operator")
    return made(
        "operations.report_run",
        given,
        by=operator,
        moves=until(state, ("produced", operator), ("delivered", operator)),
    )


def baseline(cast: Cast, *, state: str = "in_force", **values: Any) -> Any:
    """The shortest password of servers, in force since its approval by the head of security."""
    standard = {
        "platform": "server",
        "item_code": f"SV-{next(_running):04d}",
        "category": "password",
        "measure": "length",
        "setting": "密碼最短長度",
        "operator": "ge",
        "expected": "8",
        "clause": "8.2.4",
        "effective_on": clock.today(),
    }
    admin = cast.actor("system_admin")
    return made(
        "operations.config_baseline",
        standard | values,
        by=admin,
        moves=until(
            "approved" if state == "in_force" else state, ("submitted", admin), ("approved", cast.actor("ciso"))
        ),
    )


def change_request(cast: Cast, system: Any, *, state: str = "draft", **values: Any) -> Any:
    """A change asked for by the developer, approved by the head of IT, made by the administrator, then verified."""
    standard = {
        "kind": "application",
        "info_system": system,
        "title": "調整委託畫面",
        "reason": "使用者需求。",
        "risk_note": "低。",
        "planned_at": clock.now() + timedelta(days=1),
        "rollback_plan": "還原前一版。",
    }
    developer = cast.actor("developer")
    return made(
        "development.change_request",
        standard | values,
        by=developer,
        moves=until(
            state,
            ("submitted", developer),
            ("approved", cast.actor("it_manager")),
            ("implemented", cast.actor("system_admin")),
            ("verified", cast.actor("business_owner")),
        ),
    )


def incident(cast: Cast, *, by: str = "employee", **values: Any) -> Any:
    """A report by an employee, ten minutes after he saw it."""
    standard = {
        "description": "收到可疑郵件並點擊連結。",
        "kind": "phishing",
        "discovered_at": clock.now() - timedelta(minutes=10),
        "suspected": True,
    }
    return made("incidents.incident", standard | values, by=cast.actor(by))


def supplier(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A software house of medium risk."""
    standard = {
        "name": f"廠商{next(_running)}",
        "kind": ("software", "outsourcer"),
        "risk_tier": "medium",
        "contact": "02-2700-1100",
    }
    return made(
        "suppliers.supplier",
        standard | values,
        by=cast.actor("general_affairs"),
        moves=until(state, ("active", cast.actor("it_manager")), ("ended", cast.actor("it_manager"))),
    )


def contract(cast: Cast, *terms: str, state: str = "in_force", **values: Any) -> Any:
    """An outsourcing contract that began a month ago, in which these terms are laid down."""
    today = clock.today()
    standard = {
        "kind": "outsourcing",
        "title": "系統開發委外契約",
        "scope": "下單系統之開發與維護。",
        "owner": cast.business_owner,
        "signed_on": today - timedelta(days=40),
        "start_on": today - timedelta(days=30),
        "end_on": today + timedelta(days=300),
        "file": evidence.keep_bytes(b"contract", name="contract.pdf"),
    }
    given = standard | values
    given.setdefault("supplier", None)
    given["supplier"] = given["supplier"] or supplier(cast)
    rows = [{"term": term, "present": True, "article": "1"} for term in terms]
    maker = cast.actor("general_affairs")
    return made(
        "suppliers.contract",
        given,
        by=maker,
        lines={"terms": rows},
        moves=until(state, ("submitted", maker), ("approved", cast.actor("it_manager")), ("in_force", maker)),
    )


def area(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A machine room with a door system."""
    standard = {
        "code": f"A{next(_running)}",
        "name": "電腦機房",
        "kind": "machine_room",
        "restricted": True,
        "level": "high",
        "boundary": "水泥隔間，單一出入口。",
        "door_system": True,
        "anti_theft": "保全連線",
        "site_risks_considered": ("flood", "fire", "quake", "man_made", "neighbours"),
        "manager": cast.general_affairs,
    }
    return made(
        "facilities.secure_area",
        standard | values,
        by=cast.actor("general_affairs"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def entry(cast: Cast, *, state: str = "booked", **values: Any) -> Any:
    """An engineer, summoned by the system administrator for a firm and escorted."""
    operator = cast.actor("operator")
    standard = {
        "visitor_name": "王工程師",
        "visitor_kind": "engineer",
        "badge_no": "V-001",
        "purpose": "更換硬碟",
        "summoned_by": cast.system_admin,
        "escort": cast.developer,
    }
    given = standard | values
    given["area"] = given.get("area") or area(cast)
    given["supplier"] = given["supplier"] if "supplier" in given else supplier(cast)
    return made(
        "facilities.area_entry",
        given,
        by=operator,
        moves=until(state, ("authorised", cast.actor("it_manager")), ("inside", operator)),
    )


def inspection(cast: Cast, *items: tuple[str, bool], state: str = "approved", **values: Any) -> Any:
    """A walk by the system administrator; each item with whether it was in order."""
    standard = {"template": "machine_room", "inspected_on": clock.today(), "inspector": cast.system_admin}
    rows = [{"item": item, "expected": "符合", "observed": "所見", "ok": ok} for item, ok in items]
    inspector = cast.actor("system_admin")
    return made(
        "facilities.inspection",
        standard | values,
        by=inspector,
        lines={"lines": rows},
        moves=until(state, ("done", inspector), ("approved", cast.actor("it_manager"))),
    )


def access_request(cast: Cast, *, state: str = "approved", **values: Any) -> Any:
    """A change of rights asked for by the security officer, approved by the owner, carried out by the administrator."""
    standard = {
        "kind": "change",
        "person": cast.employee,
        "rights_before": "查詢",
        "rights_after": "trader",
        "reason": "職務調整。",
    }
    given = standard | values
    if "info_system" not in given and given["kind"] not in ("door", "network", "social", "outsourced"):
        given["info_system"] = info_system(cast)
    maker = cast.actor("security_officer")
    return made(
        "access.access_request",
        given,
        by=maker,
        moves=until(
            state,
            ("submitted", maker),
            ("approved", cast.actor("business_owner")),
            ("executed", cast.actor("system_admin")),
        ),
    )


def privileged_use(cast: Cast, *, state: str = "approved", **values: Any) -> Any:
    """A slip of the system administrator for the next two hours, consented to by the head of IT."""
    user = cast.actor("system_admin")
    standard = {
        "layer": "os",
        "purpose": "套用安全性更新",
        "planned_from": clock.now(),
        "planned_to": clock.now() + timedelta(hours=2),
        "work_done": "已更新並重新啟動。",
    }
    given = standard | values
    if "account" not in given:
        given["account"] = account(cast, info_system(cast), kind="privileged", person=cast.system_admin)
    return made(
        "access.privileged_use",
        given,
        by=user,
        moves=until(
            state,
            ("submitted", user),
            ("approved", cast.actor("it_manager")),
            ("in_use", user),
            ("ended", user),
            ("reviewed", cast.actor("security_officer")),
        ),
    )


def credential_issue(cast: Cast, kind: str = "staff_reset", *, state: str = "issued", **values: Any) -> Any:
    """A new password asked for by customer service, confirmed and handed over by the administrator."""
    standard = {
        "kind": kind,
        "recipient": "曾雅文" if kind.startswith("staff") else "A12****789",
        "identity_method": "in_person",
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    clerk = cast.actor("system_admin")
    return made(
        "access.credential_issue",
        given,
        by=cast.actor("customer_service"),
        moves=until(state, ("verified", clerk), ("issued", clerk)),
    )


def data_change(cast: Cast, *, state: str = "approved", **values: Any) -> Any:
    """A fee that the operator changes, approved by the owner."""
    standard = {
        "category": "important",
        "data_kind": "手續費率",
        "action": "update",
        "before": "0.1425%",
        "after_change": "0.14%",
        "reason": "公告調整。",
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    operator = cast.actor("operator")
    return made(
        "access.data_change",
        given,
        by=operator,
        moves=until(state, ("submitted", operator), ("approved", cast.actor("business_owner")), ("executed", operator)),
    )


def access_rule(cast: Cast, *, state: str = "in_force", **values: Any) -> Any:
    """A grant to traders, written by the security officer, approved by the owner."""
    standard = {
        "kind": "grant",
        "object_type": "function",
        "object": "委託",
        "business_role": "trader",
        "rights": ("read", "write"),
        "effective_on": clock.today(),
    }
    maker = cast.actor("security_officer")
    return made(
        "access.access_rule",
        standard | values,
        by=maker,
        moves=until(
            state, ("submitted", maker), ("approved", cast.actor("business_owner")), ("in_force", Actor.system())
        ),
    )


def signing_token(cast: Cast, *, state: str = "in_custody", **values: Any) -> Any:
    """A card that signs filings, registered by general affairs, kept by the employee who is appointed to it."""
    if "custodian" not in values:
        appointment(cast, "token_custodian", cast.employee)
    standard = {
        "token_no": f"TK-{next(_running)}",
        "kind": "ic_card",
        "signs_what": "公開資訊觀測站申報",
        "custodian": cast.employee,
        "storage": "保險櫃",
        "valid_until": clock.today() + timedelta(days=300),
    }
    given = standard | values
    given["procedure"] = given.get("procedure") or document(cast, topic="token_custody")
    return made(
        "access.signing_token",
        given,
        by=cast.actor("general_affairs"),
        moves=until(state, ("in_custody", cast.actor("business_owner"))),
    )


def network_zone(cast: Cast, kind: str = "production", *, state: str = "active", **values: Any) -> Any:
    """A zone behind a firewall, drawn by the network administrator, put into use by the head of IT."""
    number = next(_running)
    standard = {
        "code": f"Z{number}",
        "name": "營運區",
        "kind": kind,
        "subnets": (f"10.{number // 250}.{number % 250}.0/24",),
        "separated_by": ("firewall",),
        "manager": cast.network_admin,
        "diagram": evidence.keep_bytes(b"diagram", name="diagram.txt"),
        "confirmed_on": clock.today(),
    }
    return made(
        "network.network_zone",
        standard | values,
        by=cast.actor("network_admin"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def firewall_rule(cast: Cast, *, zones: tuple[str, str] = ("office", "production"), **values: Any) -> Any:
    """A rule that the network administrator enters by hand after the change was approved."""
    standard = {
        "rule_no": f"{next(_running):04}",
        "source_address": "10.9.1.0/24",
        "destination_address": "10.8.1.5",
        "service": "tcp/443",
        "action": "allow",
    }
    given = standard | values
    given["device"] = given.get("device") or asset(cast, subtype="firewall")
    for name, kind in zip(("from_zone", "to_zone"), zones, strict=True):
        given[name] = given.get(name) or network_zone(cast, kind)
    if "change_request" not in given:
        given["change_request"] = change_request(cast, info_system(cast), kind="firewall", state="implemented")
    return made("network.firewall_rule", given, by=cast.actor("network_admin"))


def asset_change(cast: Cast, kind: str, *, state: str = "done", **values: Any) -> Any:
    """A change that the developer asks for, approved by the head of IT, carried out by general affairs."""
    standard: dict[str, Any] = {"kind": kind, "reason": "業務需要。", "requested_by": cast.developer}
    if kind in ("take_out", "repair"):
        standard |= {"what": "equipment", "to_location": "原廠", "return_due": clock.today() + timedelta(days=14)}
    given = standard | values
    given["asset"] = given.get("asset") or asset(cast)
    maker = cast.actor("system_admin")
    record = made(
        "assets.asset_change",
        given,
        by=maker,
        moves=until(
            state,
            ("submitted", maker),
            ("approved", cast.actor("it_manager")),
            ("done", cast.actor("general_affairs")),
        ),
    )
    record.refresh_from_db()
    return record


def sanitization(cast: Cast, reason: str = "disposal", *, state: str = "executed", **values: Any) -> Any:
    """A disk destroyed by the system administrator, with a certificate."""
    standard = {
        "storage_serial": "WD-0001",
        "reason": reason,
        "classification_found": "confidential",
        "method": "destroy",
        "license_removed": True,
        "irrecoverable": True,
        "certificate": evidence.keep_bytes(b"certificate", name="certificate.pdf"),
    }
    given = standard | values
    if "medium" not in given:
        given["asset"] = given.get("asset") or asset(cast, has_storage=True)
    maker = cast.actor("system_admin")
    return made(
        "assets.sanitization",
        given,
        by=maker,
        moves=until(
            state,
            ("submitted", maker),
            ("approved", cast.actor("it_manager")),
            ("executed", maker),
            ("witnessed", cast.actor("auditor")),
        ),
    )


def medium(cast: Cast, *, state: str = "stored", **values: Any) -> Any:
    """A tape that the operator labelled, handed to general affairs and signed for, put into store by them."""
    standard = {
        "label_no": f"T{next(_running)}",
        "content_name": "帳務日備份",
        "keep_until": clock.today() + timedelta(days=365),
        "kind": "tape",
        "content_type": "backup",
        "classification": "confidential",
        "encrypted": True,
        "site": "other_site",
        "storage": "電腦機房",
        "locked": True,
    }
    record = made("assets.media", standard | values, by=cast.actor("operator"))
    if state == "active":
        return record
    given = {"receiver": cast.general_affairs, "to_place": "異地庫房", "handed_for": "異地存放"}
    record = acts.move(record, "in_transit", by=cast.actor("operator"), values=given)
    if state == "in_transit":
        return record
    record = acts.sign(record, by=cast.actor("general_affairs"))
    return acts.move(record, "stored", by=cast.actor("general_affairs"))


def mobile_device(cast: Cast, *, state: str = "in_use", **values: Any) -> Any:
    """A company telephone of the employee."""
    standard = {
        "device_no": f"MD-{next(_running)}",
        "ownership": "company",
        "holder": cast.employee,
        "purpose": "外勤聯絡",
        "model": "手機",
        "os_version": "18.1",
        "enrolled": True,
    }
    admin = cast.actor("system_admin")
    return made(
        "assets.mobile_device",
        standard | values,
        by=admin,
        moves=until(
            state, ("approved", cast.actor("it_manager")), ("in_use", admin), ("returned", admin), ("wiped", admin)
        ),
    )


def iot_device(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A camera whose first password was changed."""
    standard = {
        "device_no": f"IOT-{next(_running)}",
        "kind": "camera",
        "brand": "Axis",
        "model": "P3245",
        "custodian": cast.general_affairs,
        "place": "機房入口",
        "ip_address": "10.9.8.7",
        "mac_address": "00:11:22:33:44:55",
        "firmware": "11.5",
        "password_changed_on": clock.today() - timedelta(days=10),
    }
    return made(
        "assets.iot_device",
        standard | values,
        by=cast.actor("network_admin"),
        moves=until(state, ("active", cast.actor("general_affairs"))),
    )


def release(cast: Cast, system: Any = None, *, state: str = "released", **values: Any) -> Any:
    """A release by the system administrator, appointed for it, of an approved change that the developer made."""
    if not in_office(clock.today(), "release_manager").filter(person=cast.system_admin).exists():
        appointment(cast, "release_manager", cast.system_admin)
    system = system or info_system(cast)
    developer = cast.actor("developer")
    standard = {
        "info_system": system,
        "version_no": f"1.{next(_running)}",
        "library": f"/app/{system.code}",
        "form": "object",
        "sha256": "a" * 64,
        "signature": "簽章",
        "developer": cast.developer,
        "releaser": cast.system_admin,
    }
    given = standard | values
    given["change_request"] = given.get("change_request") or change_request(cast, system, state="approved")
    return made(
        "development.release",
        given,
        by=developer,
        moves=until(
            state,
            ("approved", cast.actor("it_manager")),
            ("released", cast.actor("system_admin")),
            ("rolled_back", cast.actor("system_admin")),
        ),
    )


def data_copy(cast: Cast, *, state: str = "copied", **values: Any) -> Any:
    """A copy of masked customer data that the developer asks for, for a test of a week."""
    developer = cast.actor("developer")
    standard = {
        "data_kind": "客戶基本資料",
        "personal_data": True,
        "masked": True,
        "reason": "重現帳務差異。",
        "environment": "測試區",
        "network_zone": "測試區",
        "rows": 500,
        "test_ends_on": clock.today() + timedelta(days=7),
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    record = made(
        "development.test_data_copy",
        given,
        by=developer,
        moves=until(
            "copied" if state in {"deleted", "verified"} else state,
            ("submitted", developer),
            ("approved", cast.actor("security_officer")),
            ("copied", cast.actor("system_admin")),
        ),
    )
    if state in {"deleted", "verified"}:
        record = acts.move(record, "deleted", by=cast.actor("system_admin"), values=PROOF)
    return acts.move(record, "verified", by=cast.actor("auditor")) if state == "verified" else record
