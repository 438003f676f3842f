"""Makers of the records of the room `access`."""

from datetime import date, timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import info_system
from tests.make.making import made, running, until
from tests.make.organization import appointment, undertaking
from tests.make.policy import document
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock


def account(cast: Cast, system: Any, *, state: str = "active", **values: Any) -> Any:
    """A personal account, used yesterday."""
    standard = {
        "info_system": system,
        "login": f"user{next(running)}",
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
    signed = register("organization.undertaking").record.objects.filter(person=given["person"], state="signed")
    if not signed.exists():  # nobody gets a right before (4.1)
        undertaking(cast, given["person"])
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
        "token_no": f"TK-{next(running)}",
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
