"""Samples: one record of any register, with every field filled by its type; for tests over all registers."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import models

from zhengan.identity.models import User
from zhengan.kernel import cards, evidence, guard
from zhengan.kernel.fields import Digest, Many, Reference
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# Where only certain values can be shown at all.
FITTING = {
    "operations.config_check": {"ok": True},
    "operations.endpoint_protection": {"installed": True},
    "channels.api_client": {"customer": "王○明", "ip_allowlist": ("192.0.2.7",)},
    "channels.service_metric": {"period": "2026-03"},
    "policy.parameter": {"key": "password-min-length", "value": "8"},
    "network.network_zone": {"kind": "production", "subnets": ("10.1.0.0/16",)},
}
# Where the database itself refuses the same person twice.
SOMEBODY_ELSE = {"development.release": ("releaser",), "logs.log_review": ("second_reviewer",)}
_running = count(1)
# What a text can hold and a spreadsheet can spoil.
TEXTS = (
    "=1+1",
    "+886-2-1234",
    "-5%",
    "@here",
    "'=quoted",
    "０００１２",
    "00123",
    '林「甲」, "乙"; 丙|丁',
    "1091221",
    "true",
)


def sample(register: Register, *, lines: int = 2, depth: int = 0) -> Any:
    """Write one record past the register's own rules: what is tested is the way out and back, not the content."""
    number = next(_running)
    record = register.record(
        no=f"{register.prefix}-2026-{9000 + number}",
        state=register.flow.initial,
        maker=User.objects.system(),
        made_at=clock.now(),
    )
    # Two people who must differ are left to the moves that name them.
    stamped = {name for move in register.flow.moves for name in move.stamp}
    for field in _own_fields(register.record):
        if not (field.null and field.name in stamped):
            setattr(record, field.name, _value(field, number, depth, besides=_people(record, field)))
    for name, value in FITTING.get(register.code, {}).items():
        setattr(record, name, value)
    with guard.writing():
        record.save(force_insert=True)
        for model in register.lines.values():
            for _ in range(1 if model._meta.constraints else lines):
                _line(model, record, depth)
        cards.file(register, [record])
    return type(record).objects.select_related(*register.joins).get(pk=record.pk)


def _line(model: type[Line], record: Any, depth: int) -> None:
    number = next(_running)
    row = model(record=record)
    used: list[Any] = []
    for field in _own_fields(model):
        if field.name != "record" and not (model._meta.constraints and field.null and field.is_relation):
            value = _value(field, number, depth)
            if model._meta.constraints and field.is_relation and value in used:  # two people who must differ
                value = sample(field.related_model.register, lines=0, depth=depth + 1)
            used.append(value)
            setattr(row, field.name, value)
    row.save(force_insert=True)


def _own_fields(model: Any) -> list[Any]:
    inherited = {field.name for field in Record._meta.fields} - {"remark"}
    return [field for field in model._meta.fields if not field.primary_key and field.name not in inherited]


def _people(record: Any, field: Any) -> set[int]:
    """The keys of those whom the record names by now, where this field must name somebody else."""
    if field.name not in SOMEBODY_ELSE.get(record.register.code, ()):
        return set()
    return {key for name in record.register.people if (key := getattr(record, f"{name}_id")) is not None}


def _value(  # noqa: C901, PLR0912 (one line for each type of field)
    field: Any, number: int, depth: int, *, besides: Collection[int] = ()
) -> Any:
    codes = [code for code, _label in field.flatchoices if code not in (None, "")]
    if isinstance(field, Many):
        return tuple(codes[:2]) if codes else ("甲", "two words")
    if codes:
        return codes[number % len(codes)]
    if isinstance(field, EvidenceField):
        return None if field.null else evidence.keep_bytes(f"content {number}".encode(), name="內容.txt")
    if field.is_relation:
        return _row(field, depth, besides=besides)
    if isinstance(field, Reference):
        return f"SYS-2026-{number:04}" if _is_key(field) else "SYS-2026-0001"
    if isinstance(field, Digest):
        return f"{number:064x}"
    if isinstance(field, models.BooleanField):
        return bool(number % 2)
    if isinstance(field, models.DateTimeField):
        return datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=clock.TAIPEI) + _apart(field, number)
    if isinstance(field, models.DateField):
        return date(2026, 3, 4) + _apart(field, number)
    if isinstance(field, models.TimeField):
        return time(8, 30)
    if isinstance(field, models.DurationField):
        return timedelta(days=1, hours=4)
    if isinstance(field, models.DecimalField):
        return Decimal(number % 10) + Decimal(1) / 10 ** min(field.decimal_places, 2)
    if isinstance(field, models.IntegerField):
        return number
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.7"
    if isinstance(field, models.URLField):
        return "https://example.tw/?a=1&b=2"
    if isinstance(field, models.EmailField):
        return f"a{number}@broker.example"
    if isinstance(field, models.JSONField):
        return {}
    text = TEXTS[number % len(TEXTS)] + (f"\nsecond line {number}" if isinstance(field, models.TextField) else "")
    if field.unique or _is_key(field):
        text = f"{number}{text}"
    return text[: field.max_length] if field.max_length else text


def _apart(field: Any, number: int) -> timedelta:
    """How far the days of a row lie from those of others, where one of them is part of what no two rows have alike."""
    days = [one for one in field.model._meta.fields if isinstance(one, models.DateField) and _is_key(one)]
    return timedelta(days=number if days else 0)


def sampled(field: Any, number: int) -> Any:
    """A value that the column takes."""
    return _value(field, number, 0)


def is_unique(field: Any) -> bool:
    """Whether no two rows may have the same value, by the field or by a rule of the table."""
    rules = [rule for rule in field.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return getattr(field, "unique", False) or any(tuple(rule.fields) == (field.name,) for rule in rules)


def _is_key(field: Any) -> bool:
    """Whether the field is part of what no two rows have alike."""
    rules = [rule for rule in field.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return any(field.name in rule.fields for rule in rules)


def _row(field: Any, depth: int, *, besides: Collection[int]) -> Any:
    model = field.related_model
    if model is User:
        number = next(_running)
        return User.objects.create(username=f"sample{number}", name="範例", password="!")
    if field.null and (depth > 1 or model is field.model):
        return None
    known = model.objects.exclude(pk__in=besides) if besides else model.objects
    found = known.first() if not is_unique(field) else None
    return found or sample(model.register, lines=0, depth=depth + 1)
