"""Rows in any state and of any day, written past the acts: a check only reads, and must judge whatever is there."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import models

from zhengan.checks import trading
from zhengan.identity.models import OfficeHeld, User
from zhengan.kernel import guard
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
    "development.change_request": {"state": "verified"},
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
