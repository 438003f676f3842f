"""Masking: what of personal data is shown to whoever has not said why he needs it, and how it is taken back."""

from collections.abc import Collection
from functools import cache
from typing import Any

from zhengan.kernel.record import Line, Record

COVER = "•"
# So much is left of a number, so that two can be told apart: its first two letters and its last three.
AT_FIRST, AT_LAST = 2, 3


@cache
def is_personal(field: Any) -> bool:
    """Whether a field of a record, or of a child row, is declared as personal (`Register.personal`)."""
    model: Any = getattr(field, "model", None)
    if not isinstance(model, type):
        return False
    if issubclass(model, Record):
        return field.name in model.register.personal
    if issubclass(model, Line):
        owner: Any = next(one for one in model._meta.fields if one.name == "record")
        return f"{owner.remote_field.related_name}.{field.name}" in owner.related_model.register.personal
    return False


def masked(value: Any) -> str:
    """Return a value covered word by word: `l•••@rijin.example`, `09••-•••-678`, `A1•••••789`, `王••`; empty: empty."""
    if value in (None, "", ()):
        return ""
    return " ".join(_word(word) for word in str(value).split(" "))


def _word(word: str) -> str:
    before, at, after = word.partition("@")
    if at:
        return f"{before[:1]}{COVER * 3}@{after}"
    letters = sum(one.isalnum() for one in word)
    first, last = (AT_FIRST, AT_LAST) if letters >= AT_FIRST + AT_LAST + 3 else (1, 0)
    told, place = "", 0
    for one in word:
        place += one.isalnum()
        told += COVER if one.isalnum() and first < place <= letters - last else one
    return told


def masked_in(body: Any, names: Collection[str]) -> Any:
    """Return a body of the ledger, however deep, in which the texts under these names are covered."""
    if isinstance(body, dict):
        return {
            name: masked(value) if name in names and isinstance(value, str) else masked_in(value, names)
            for name, value in body.items()
        }
    return [masked_in(one, names) for one in body] if isinstance(body, list) else body
