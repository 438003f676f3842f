"""Rows in any state and of any day, written past the acts: a check only reads, and must judge whatever is there."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import models

from zhengan.checks import trading
from zhengan.identity.models import OfficeHeld, User
from zhengan.kernel import evidence, guard
from zhengan.kernel.fields import Many
from zhengan.kernel.models import TradingDay
from zhengan.kernel.register import register
from zhengan.ledger.clock import TAIPEI

TODAY = date(2026, 11, 20)  # a Friday, the day on which tests/conftest.py lets the clock stand
_numbers = count(1)


def ago(days: int) -> date:
    """The day so many days before today."""
    return TODAY - timedelta(days=days)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of a day in Taipei."""
    return datetime.combine(day, time(hour, minute), TAIPEI)


def user(name: str) -> User:
    """A user of that login."""
    return User.objects.get_or_create(username=name, defaults={"name": name, "password": "!"})[0]


def row(code: str, /, **values: Any) -> Any:
    """Write one record; what is not given is filled with the least that the table takes."""
    made = register(code)
    state = values.pop("state", made.flow.initial)
    number = next(_numbers)
    given: dict[str, Any] = {
        "no": f"{made.prefix}-2026-{number:05d}",
        "state": state,
        "maker": user("maker"),
        "made_at": at(ago(0)),
        **({"checker": user("checker"), "checked_at": at(ago(0))} if state in made.flow.behind_approval else {}),
    }
    if code == "organization.person":
        given["user"] = user(f"person{number}")
    for field in made.record._meta.concrete_fields:
        if field.name not in given and field.name not in values and not field.primary_key:
            least = _least(field, number)
            if least is not models.NOT_PROVIDED:
                given[field.name] = least
    with guard.writing():
        return made.record.objects.create(**{**given, **values})


def line(record: Any, name: str, /, **values: Any) -> Any:
    """Write one child row of a record."""
    model: Any = record.register.lines[name]
    given = {}
    for field in model._meta.concrete_fields:
        if field.name not in values and field.name != "record" and not field.primary_key:
            least = _least(field, next(_numbers))
            if least is not models.NOT_PROVIDED:
                given[field.name] = least
    with guard.writing():
        return model.objects.create(record=record, **{**given, **values})


def _least(field: Any, number: int) -> Any:
    if field.null or field.has_default() or (field.blank and isinstance(field, (models.CharField, models.TextField))):
        return models.NOT_PROVIDED
    if field.is_relation:
        code = next(code for code in RELATED if register(code).record is field.related_model)
        return row(code, **RELATED[code])
    if field.flatchoices and not isinstance(field, Many):
        return field.flatchoices[0][0]
    kinds: list[tuple[type, Any]] = [
        (Many, ()),
        (models.BooleanField, False),
        (models.DateTimeField, at(ago(1))),
        (models.DateField, ago(100)),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, 1),
        (models.GenericIPAddressField, "192.0.2.1"),
        (models.CharField, f"x{number}"),
        (models.TextField, "x"),
    ]
    return next(value for kind, value in kinds if isinstance(field, kind))


RELATED: dict[str, dict[str, Any]] = {
    "organization.unit": {"state": "active"},
    "organization.person": {"state": "active", "joined_on": date(2020, 1, 2)},
    "assets.info_system": {"state": "active"},
    "policy.policy_document": {"state": "in_force"},
    "suppliers.supplier": {"state": "active"},
    "facilities.secure_area": {"state": "active"},
    "assets.asset": {"state": "active"},
    "development.change_request": {"state": "verified"},
    "suppliers.contract": {"kind": "maintenance", "state": "in_force"},
    "access.account": {"state": "active", "enabled": True, "kind": "personal"},
}


# -- what many examples need --------------------------------------------------------------------------------------


def person(**values: Any) -> Any:
    """Somebody who is with the firm; one from outside has a contract and a scope that end."""
    bounds: dict[str, Any] = {}
    if values.get("kind") in ("outsourced", "examiner"):
        end = ago(-90)
        bounds = {"contract_end_on": end, "scope_from_on": date(2020, 1, 2), "scope_to_on": end, "scope_chapters": "7"}
    return row("organization.person", **{**RELATED["organization.person"], **bounds, **values})


def system(**values: Any) -> Any:
    """A system in use."""
    return row("assets.info_system", **{"state": "active", **values})


def account(**values: Any) -> Any:
    """An enabled account of a person, on a system in use."""
    least = {"state": "active", "enabled": True, "kind": "personal", "imported_at": at(ago(1))}
    return row("access.account", **{**least, **values})


def request(kind: str, **values: Any) -> Any:
    """A request for a right, approved and carried out the same day, by two people."""
    given = {
        "kind": kind,
        "state": "executed",
        "approver": person(),
        "approved_at": at(ago(20), 9),
        "executed_by": person(),
        "executed_at": at(ago(20), 11),
    }
    return row("access.access_request", **{**given, **values})


def use(**values: Any) -> Any:
    """A use of a privileged account twenty days ago, with consent before and a look at it after."""
    day = ago(20)
    given = {
        "state": "reviewed",
        "approver": person(),
        "approved_at": at(day, 9),
        "planned_from": at(day, 10),
        "planned_to": at(day, 12),
        "started_at": at(day, 10),
        "ended_at": at(day, 11),
    }
    return row("access.privileged_use", **{**given, **values})


def issue(kind: str, **values: Any) -> Any:
    """A credential handed over twenty days ago, to somebody whose identity another had confirmed."""
    day = ago(20)
    given = {
        "kind": kind,
        "state": "issued",
        "identity_checked_by": person(),
        "identity_checked_at": at(day, 9),
        "delivered_at": at(day, 10),
    }
    return row("access.credential_issue", **{**given, **values})


def rule(**values: Any) -> Any:
    """A grant to traders, in force on all systems."""
    given = {"kind": "grant", "state": "in_force", "object_type": "function", "business_role": "trader"}
    return row("access.access_rule", **{**given, **values})


def zone(kind: str, **values: Any) -> Any:
    """A zone in use behind a firewall, confirmed a while ago."""
    given = {"kind": kind, "state": "active", "separated_by": ("firewall",), "confirmed_on": ago(100)}
    return row("network.network_zone", **{**given, **values})


def firewall_rule(source: str, target: str, **values: Any) -> Any:
    """A rule in use that lets one service through between zones of two kinds, on a change approved before."""
    given = {
        "state": "active",
        "action": "allow",
        "from_zone": zone(source),
        "to_zone": zone(target),
        "change_request": change(kind="firewall"),
        "first_seen_at": at(ago(11), 10),
    }
    return row("network.firewall_rule", **{**given, **values})


def asset(**values: Any) -> Any:
    """An asset in use."""
    return row("assets.asset", **{"state": "active", **values})


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


def office(role: str, **values: Any) -> Any:
    """An appointment in force."""
    return row("organization.appointment", **{"role": role, "state": "in_force", "from_on": ago(400), **values})


def training(kind: str, *people: Any, hours: int = 3, passed: bool = True, **values: Any) -> Any:
    """A confirmed course with the people who attended."""
    made = row(
        "organization.training",
        **{"kind": kind, "state": "confirmed", "held_on": ago(30), "hours": hours, **values},
    )
    for one in people:
        line(made, "attendees", person=one, hours=hours, passed=passed)
    return made


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


def finding(**values: Any) -> Any:
    """A finding in the state given."""
    return row("assurance.finding", **{"kind": "deficiency", "due_on": ago(-30), **values})


def incident(**values: Any) -> Any:
    """An incident that went as it should."""
    day = ago(20)
    return row(
        "incidents.incident",
        **{
            "state": "closed",
            "severity": "s1",
            "discovered_at": at(day, 9),
            "reported_at": at(day, 9, 20),
            "it_notified_at": at(day, 9, 25),
            "supervisor_notified_at": at(day, 9, 25),
            "acknowledged_at": at(day, 9, 40),
            "contained_at": at(day, 15),
            "recovered_at": at(day, 18),
            "procedure_steps": tuple(register("incidents.incident").record.Steps.values),
            "root_cause": "x",
            "lesson": "x",
            **values,
        },
    )


def review(**values: Any) -> Any:
    """A recertification that was carried out, every line decided."""
    return row(
        "access.recertification",
        **{
            "subject": "accounts",
            "state": "executed",
            "as_of": ago(60),
            "due_on": ago(40),
            "completed_on": ago(45),
            "item_count": 1,
            "decided_count": 1,
            **values,
        },
    )


def parameter(key: str, value: str, **values: Any) -> Any:
    """An approved value of a parameter, in force."""
    return row(
        "policy.parameter", **{"key": key, "value": value, "state": "in_force", "effective_on": ago(300), **values}
    )


def statement(clause: str, answer: str, **values: Any) -> Any:
    """An attestation, countersigned and valid."""
    return row(
        "assurance.attestation",
        **{
            "clause": clause,
            "answer": answer,
            "state": "countersigned",
            "attested_on": ago(30),
            "valid_until": ago(-300),
            **values,
        },
    )


def president(**values: Any) -> Any:
    """The president, and his office in the effective table."""
    made = person(**{"job_title": "總經理", **values})
    OfficeHeld.objects.create(user=made.user, office="president", from_on=date(2020, 1, 2))
    return made


def area(**values: Any) -> Any:
    """An area in use."""
    return row("facilities.secure_area", **{"state": "active", "kind": "office", **values})


def entry(where: Any, days_ago: int, **values: Any) -> Any:
    """A stay of an hour, authorised before and ended."""
    day = ago(days_ago)
    return row(
        "facilities.area_entry",
        **{
            "area": where,
            "state": "left",
            "visitor_kind": "visitor",
            "authorised_by": person(),
            "entered_at": at(day, 10),
            "left_at": at(day, 11),
            "checker": user("checker"),
            "checked_at": at(day, 8),
            **values,
        },
    )


def inspection(template: str, **values: Any) -> Any:
    """An approved inspection that found everything in order."""
    return row(
        "facilities.inspection",
        **{"template": template, "state": "approved", "result": "pass", "inspected_on": ago(20), **values},
    )


def contract(kind: str, *terms: str, **values: Any) -> Any:
    """A contract in force in which these terms are laid down."""
    made = row("suppliers.contract", **{"kind": kind, "state": "in_force", "end_on": ago(-200), **values})
    for term in terms:
        line(made, "terms", term=term, present=True, article="1")
    return made


def supplier(*kinds: str, **values: Any) -> Any:
    """A firm that was taken on."""
    return row("suppliers.supplier", **{"kind": kinds, "state": "active", **values})


def calendar(first: date = date(2025, 1, 1), last: date = date(2027, 12, 31), *, closed: tuple[date, ...] = ()) -> None:
    """A trading calendar without holidays but those given."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    TradingDay.objects.bulk_create(
        [TradingDay(day=day, trading=day.weekday() < 5 and day not in closed) for day in days]
    )


def page(day: date, **values: Any) -> Any:
    """A page of the operation log, verified on the next trading day by somebody else."""
    following = trading.next_trading_day(day) or day
    return row(
        "operations.operation_log",
        **{
            "log_date": day,
            "site": "總公司",
            "state": "verified",
            "supervisor": person(),
            "verified_at": at(following, 10),
            **values,
        },
    )


def backup(of: Any, kind: str = "data", days_ago: int = 1, **values: Any) -> Any:
    """A backup that succeeded that night."""
    day = ago(days_ago)
    return row(
        "operations.backup_run",
        **{
            "info_system": of,
            "kind": kind,
            "state": "done",
            "result": "ok",
            "started_at": at(day, 1),
            "ended_at": at(day, 2),
            **values,
        },
    )


def maintenance(of: Any, **values: Any) -> Any:
    """A piece of preventive maintenance that somebody of IT checked with the firm; the next one is due in a month."""
    day = ago(20)
    return row(
        "operations.maintenance_record",
        **{
            "asset": of,
            "kind": "preventive",
            "state": "closed",
            "engineer": "王工程師",
            "work": "更換濾網",
            "started_at": at(day, 9),
            "ended_at": at(day, 11),
            "joint_checker": person(unit_function="it"),
            "joint_checked_at": at(day, 12),
            "next_due_on": ago(-40),
            **values,
        },
    )


def patch(*scope: str, verified: int = 10, **values: Any) -> Any:
    """A medium update that was verified so many days ago, on every machine."""
    return row(
        "operations.patch_record",
        **{
            "scope": scope,
            "state": "verified",
            "severity": "medium",
            "published_on": ago(verified + 20),
            "due_on": ago(verified - 60),
            "target_count": 5,
            "done_count": 5,
            "tested": True,
            "deployed_on": ago(verified + 2),
            "checked_at": at(ago(verified)),
            **values,
        },
    )


def capacity(of: Any, days_ago: int = 100, **values: Any) -> Any:
    """An approved assessment that found room enough, with a stress test of the same day."""
    return row(
        "operations.capacity_assessment",
        **{
            "info_system": of,
            "state": "approved",
            "performed_by": "internal",
            "assessed_on": ago(days_ago),
            "peak": 50,
            "capacity_limit": 100,
            "safeguards_ok": True,
            "stress_tested_on": ago(days_ago),
            "stress_load": 100,
            "stress_ok": "yes",
            "conclusion": "enough",
            "report": evidence.keep_bytes(b"capacity", name="capacity.txt"),
            **values,
        },
    )


def report(days_ago: int, **values: Any) -> Any:
    """A general report that was due at five of that day, and was there before."""
    day = ago(days_ago)
    return row(
        "operations.report_run",
        **{
            "state": "delivered",
            "classification": "general",
            "due_at": at(day, 17),
            "produced_at": at(day, 16),
            "delivered_at": at(day, 18),
            **values,
        },
    )


def asset_change(kind: str, asset: Any, **values: Any) -> Any:
    """A change of an asset that was asked for, approved and entered."""
    return row(
        "assets.asset_change",
        **{
            "kind": kind,
            "asset": asset,
            "state": "done" if kind in ("take_out", "repair") else "closed",
            "checked_at": at(ago(21)),
            "out_at": at(ago(20)),
            "applied_to_inventory_at": at(ago(20)),
            "return_due": ago(-10),
            **values,
        },
    )


def sanitization(reason: str, **values: Any) -> Any:
    """A check of storage that was carried out as it should, before a witness."""
    return row(
        "assets.sanitization",
        **{
            "reason": reason,
            "state": "witnessed",
            "method": "destroy",
            "license_removed": True,
            "irrecoverable": True,
            "checked_on": ago(22),
            "executor": person(),
            "executed_on": ago(21),
            "witness": person(),
            "certificate": evidence.keep_bytes(b"certificate", name="certificate.pdf"),
            **values,
        },
    )


def medium(**values: Any) -> Any:
    """A tape with backups in the fireproof room, under lock."""
    given = {"state": "stored", "classification": "confidential", "locked": True, "fireproof_room": True}
    return row("assets.media", **{**given, "site": "computer_centre", **values})


def mobile(ownership: str, **values: Any) -> Any:
    """A device in use, approved, managed, up to date and seen."""
    return row(
        "assets.mobile_device",
        **{
            "ownership": ownership,
            "state": "in_use",
            "agreement": "UND-2026-0001" if ownership == "own" else "",
            "enrolled": True,
            "hotspot_blocked": True,
            "last_seen_at": at(ago(2)),
            "updated_on": ago(20),
            **values,
        },
    )


def thing(**values: Any) -> Any:
    """A connected thing in use, hardened and looked after."""
    return row(
        "assets.iot_device",
        **{
            "state": "active",
            "password_changed_on": ago(300),
            "update_supported": True,
            "updated_on": ago(100),
            "services_closed_on": ago(100),
            "security_label": True,
            "last_verified_on": ago(100),
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
