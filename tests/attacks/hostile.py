"""Hostile texts, and a record of any register that carries them in every text that a person can type."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction

from tests.samples import sampled
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import creating, moving
from zhengan.kernel.fields import Digest, Many, Reference
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.register import Register

ELEMENT = "zz"
# One text for all tongues: it begins a formula, breaks out of an attribute and of what holds only text, asks a template
# engine to count, and ends a statement of SQL. What a parser sees of `zz` or `onzz` is live.
TEXT = "=1+\"'></textarea></title></script><zz onzz=1>{{7*7}}{% zz %}');--"
SHORT = "=\"'><zz onzz=1>"
FILE = "\"><zz onzz=1>{{7*7}}'.svg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="zz()"><script>zz()</script></svg>'

# What the software itself reads back cannot be told from an attack on it; no rule of a register lets that pass.
READ_BACK = {"policy.parameter": {"key": "password-min-length", "value": "8"}}


def is_text(field: "models.Field[Any, Any]") -> bool:
    """Whether people type free text into the column."""
    formed = isinstance(field, (Reference, Digest, models.EmailField, models.URLField))
    return isinstance(field, (models.CharField, models.TextField)) and not formed and not field.choices


def text_for(field: Any) -> str:
    """The longest hostile text that the column takes."""
    return next((text for text in (TEXT, SHORT, "<zz>") if len(text) <= (field.max_length or len(TEXT))), "=")


def texts_of(one: Register) -> "list[models.Field[Any, Any]]":
    """Every column of a register and of its child rows into which people type free text."""
    beside = [field for name in one.lines if name not in one.made_lines for field in one.line_fields(name)]
    return [field for field in (*one.entries, *beside) if is_text(field)]


def written(one: Register, *, address: str) -> tuple[Any, bool]:
    """Write a record by the act, with hostile text in every text column; returns it, and whether its rules let it pass.

    What the rules of the register refuse is written without them: that a page is safe must not hang on what may enter.
    `address` is put into every column for an address.
    """
    rows = {name: one.line_fields(name) for name in one.lines if name not in one.made_lines}
    values = _values(one.entries, address) | READ_BACK.get(one.code, {})
    lines = {name: [_values(fields, address)] for name, fields in rows.items()}
    try:
        with transaction.atomic():
            return acts.create(one, values, by=Actor.system(), lines=lines), True
    except ValidationError:
        with pytest.MonkeyPatch.context() as patch:
            for place in (creating, moving):
                patch.setattr(place, "check", lambda *_record, **_how: None)
            return acts.create(one, values, by=Actor.system(), lines=lines), False


def _values(fields: Any, address: str) -> dict[str, Any]:
    return {field.name: _value(field, place, address) for place, field in enumerate(fields)}


def _value(field: Any, place: int, address: str) -> Any:
    if isinstance(field, EvidenceField):
        return ContentFile(SVG, name=FILE)
    if is_text(field):
        return (text_for(field).replace("|", ""),) if isinstance(field, Many) else text_for(field)
    if isinstance(field, models.URLField):
        return f"{address}{field.model._meta.label}.{field.name}"
    if isinstance(field, models.ForeignKey) and field.related_model.objects.exists():
        rows = list(field.related_model.objects.order_by("pk")[: place + 1])  # people who must differ do
        return rows[place % len(rows)]
    return sampled(field, 8)
