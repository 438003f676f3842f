"""Cleaning: checks the fields of a row as Django does, without asking again what was found right before.

Whether a value suits a field depends on nothing but the two, so a short value that passed once is let through at once;
most values of a thousand rows are such. What points to another row is left to the database, which knows it.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

_MOST = 50_000
_SHORT = 60
_passed: set[tuple[Any, ...]] = set()


def clean(row: Any, *, skip: Collection[str] = ()) -> None:
    """Check every field of a row and then the row itself, as `full_clean` does. Raises ValidationError (by field)."""
    errors: dict[str, Any] = {}
    model = type(row)
    for field in model._meta.fields:
        value = getattr(row, field.attname)
        if field.name in skip or (field.is_relation and value is not None):
            continue
        if field.blank and value in field.empty_values:
            continue
        key = _key(model, field, value)
        if key in _passed:
            continue
        try:
            cleaned = field.clean(value, row)
        except ValidationError as error:
            errors[field.name] = error.error_list
            continue
        setattr(row, field.attname, cleaned)
        if key is not None and type(cleaned) is type(value) and cleaned == value:
            _remember(key)
    try:
        row.clean()
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _key(model: type[Any], field: Any, value: Any) -> tuple[Any, ...] | None:
    """Name a value of a field, if it is short and cannot change."""
    if isinstance(value, str):
        return (model, field.attname, str, value) if len(value) <= _SHORT else None
    return None if isinstance(value, (list, dict)) else (model, field.attname, type(value), value)


def _remember(key: tuple[Any, ...]) -> None:
    if len(_passed) >= _MOST:
        _passed.clear()
    _passed.add(key)
