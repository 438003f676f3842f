"""Rows of any register, made from the types of its fields alone, written beside the acts: for tests that only read."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from tests.samples import is_unique
from zhengan.identity.models import User
from zhengan.kernel import cards, guard
from zhengan.kernel.fields import Digest, Many
from zhengan.kernel.models import Evidence
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register

MOMENT = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)

# Rows that others need are numbered apart from those that are asked for, so that what is unique stays so.
ON_THE_WAY = 250

# What a column of a type takes; the narrower type comes first.
PLAIN: tuple[tuple[type, Callable[[int], Any]], ...] = (
    (Digest, lambda number: f"{number:064x}"),
    (models.BooleanField, lambda number: number % 2 == 0),
    (models.DateTimeField, lambda number: MOMENT + timedelta(hours=number)),
    (models.DateField, lambda number: date(2026, 5, 4) + timedelta(days=number)),
    (models.TimeField, lambda number: time(9, number % 60)),
    (models.DurationField, lambda _number: timedelta(hours=4)),
    (models.DecimalField, lambda _number: Decimal(1)),
    (models.IntegerField, lambda number: number),
    (models.GenericIPAddressField, lambda number: f"10.0.0.{number}"),
    (models.URLField, lambda number: f"https://example.test/{number}"),
    (models.EmailField, lambda number: f"person{number}@example.test"),
)

# Columns whose value has a form of its own.
NAMED: dict[str, Any] = {
    "policy.Parameter.value": "P1Y",
    "operations.ConfigCheck.ok": True,
    "operations.EndpointProtection.installed": True,
}


def grown(register: Register, count: int, *, maker: User, lines: int = 2, start: int = 1) -> list[Any]:
    """Write `count` records in the first state, each with `lines` child rows of every kind, and their cards."""
    with guard.writing():
        records = [_record(register, number, maker) for number in range(start, start + count)]
        made = register.record.objects.bulk_create(records)
        for name, model in register.lines.items():
            model.objects.bulk_create(
                model(record=record, **_values(register.line_fields(name), place + 1, maker, all_fields=True))
                for record in made
                for place in range(lines)
            )
        cards.file(register, made)
    return list(made)


def _record(register: Register, number: int, maker: User) -> Any:
    own = [field for field in register.record._meta.fields if not field.primary_key and _is_filled(field)]
    return register.record(
        no=f"{register.prefix}-2026-{9000 + number}",
        state=register.flow.initial,
        maker=maker,
        made_at=MOMENT,
        **_values(own, number, maker),
    )


def _is_filled(field: "models.Field[Any, Any]") -> bool:
    common = {one.name for one in Record._meta.fields} | {"id"}
    return field.name not in common


def _values(fields: Any, number: int, maker: User, *, all_fields: bool = False) -> dict[str, Any]:
    found = {}
    for place, field in enumerate(fields):
        needed = all_fields or not field.null or isinstance(field, models.ForeignKey)
        if needed and (value := value_of(field, number, maker, place=place)) is not None:
            found[field.name] = value
    return found


def value_of(field: "models.Field[Any, Any]", number: int, maker: User, *, place: int = 0) -> Any:
    """A value that the column takes; different for each number where it can be."""
    if (named := NAMED.get(f"{field.model._meta.label}.{field.name}")) is not None:
        return named
    if field.is_relation:
        return _row(field, number, maker, place)
    if field.choices:
        codes = [code for code, _label in field.flatchoices if code not in (None, "")]
        return (codes[0],) if isinstance(field, Many) else codes[0]
    if isinstance(field, Many):
        return (f"part {number}",)
    for kind, value in PLAIN:
        if isinstance(field, kind):
            return value(number)
    if isinstance(field, (models.CharField, models.TextField)):
        text = "7.1" if field.name == "clause" else f"{field.name} {number}"
        return text[: field.max_length] if field.max_length else text
    return None


def _row(field: Any, number: int, maker: User, place: int) -> Any:
    model = field.remote_field.model
    if model is User:
        if not field.one_to_one:
            return maker
        user, _made = User.objects.get_or_create(
            username=f"grown{number}", defaults={"name": f"人員 {number}", "must_change_password": False}
        )
        return user
    if model is Evidence:
        if field.null:
            return None
        digest = f"{number:064d}"
        return Evidence.objects.get_or_create(
            sha256=digest, defaults={"size": 1, "name": "a.txt", "kind": "text/plain", "added_at": MOMENT}
        )[0]
    if issubclass(model, Record) and is_unique(field):
        return grown(model.register, 1, maker=maker, lines=0, start=ON_THE_WAY + number)[0]
    if issubclass(model, Record):
        # Another row for each column, because two people of one record often must not be the same.
        rows = list(model.objects.order_by("pk")[: place + 1])
        if rows:
            return rows[place % len(rows)]
        return None if field.null else grown(model.register, 1, maker=maker, lines=0, start=ON_THE_WAY)[0]
    return model.objects.order_by("pk").first()
