"""Writing a row in any state and of any day, past the acts."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import models

from zhengan.identity.models import User
from zhengan.kernel import guard
from zhengan.kernel.fields import Many
from zhengan.kernel.models import Evidence, TradingDay
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


def file() -> Evidence:
    """A file that proves something; its content is never asked for."""
    made = {"size": 1, "name": "file.txt", "kind": "text/plain", "added_at": at(ago(0))}
    return Evidence.objects.get_or_create(sha256="0" * 64, defaults=made)[0]


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
        (models.DurationField, timedelta(days=1)),
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
    "network.network_zone": {"kind": "production", "state": "active", "personal_data_allowed": True},
    "continuity.continuity_plan": {"state": "in_force"},
    "policy.policy_document": {"state": "in_force"},
    "suppliers.supplier": {"state": "active"},
    "facilities.secure_area": {"state": "active"},
    "assets.asset": {"state": "active"},
    "development.change_request": {"state": "verified"},
    "development.mobile_app_release": {"state": "draft"},
    "development.security_test": {"state": "planned"},
    "suppliers.contract": {"kind": "maintenance", "state": "in_force"},
    "operations.config_baseline": {"state": "in_force"},
    "logs.log_source": {"state": "active"},
    "access.account": {"state": "active", "enabled": True, "kind": "personal"},
}


def calendar(first: date = date(2025, 1, 1), last: date = date(2027, 12, 31), *, closed: tuple[date, ...] = ()) -> None:
    """A trading calendar without holidays but those given."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    TradingDay.objects.bulk_create(
        [TradingDay(day=day, trading=day.weekday() < 5 and day not in closed) for day in days]
    )
