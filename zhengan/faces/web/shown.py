"""Values as people read them: a field of a record, a value of the frozen JSON, a cell of a list, a fact of a page."""

import contextlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from types import MappingProxyType
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime, parse_duration
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.web.dates import is_chinese, show_date, show_distance, show_duration, show_time
from zhengan.faces.web.places import TONES, clause_url, joined, number_url, record_url
from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, Reference
from zhengan.kernel.masking import is_personal, masked
from zhengan.kernel.models import Card, Evidence
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, by_prefix
from zhengan.ledger import clock

Cell = dict[str, Any]


# A text of so many characters is opened by whoever wants to read it.
FOLDED_FROM = 2000
DIGEST = re.compile(r"[0-9a-f]{64}")


@cache
def field_of(one: Register, name: str) -> "models.Field[Any, Any] | None":
    """The model field behind a column, or None where the column is a property or method."""
    with contextlib.suppress(FieldDoesNotExist):
        found = one.record._meta.get_field(name)
        if isinstance(found, models.Field):
            return found
    return None


def title_of(one: Register, name: str) -> str:
    """The heading of a column."""
    return _title(one, name, get_language())


@cache
def _title(one: Register, name: str, language: str | None) -> str:
    del language  # it is what the cache goes by, as the words do
    field = field_of(one, name)
    if field is not None:
        return capital(field.verbose_name)
    found = getattr(one.record, name, None)
    described = getattr(found, "short_description", None) or getattr(
        getattr(found, "fget", None), "short_description", None
    )
    return capital(described or name.replace("_", " "))


def capital(text: Any) -> str:
    """A label with a capital letter first (Chinese stays as it is)."""
    word = str(text)
    return word[:1].upper() + word[1:]


def words(value: Any, field: "models.Field[Any, Any] | None" = None) -> str:
    """A value as text, in the reader's tongue and way of counting years."""
    if value in (None, "", ()):
        return ""
    if field is not None and is_personal(field):
        return masked(value)
    if field is not None and field.choices:
        return _choice(field, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return show_time(value)
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, timedelta):
        return show_duration(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (list, tuple)):
        return joined(str(part) for part in value)
    if isinstance(value, int):
        return str(localize(value))
    if field is not None and field.name == "clause" and str(value) in catalogue().clauses:
        return catalogue().clause(str(value)).cite
    return str(value)


def told(value: Any, field: "models.Field[Any, Any] | None" = None) -> str:
    """A value of the frozen JSON (submission, ledger) as text; what cannot be understood is shown as it stands."""
    if isinstance(value, dict):
        if "text" in value:
            return str(value["text"])
        return joined(f"{name}: {told(one)}" for name, one in value.items())
    if isinstance(value, list):
        return words(tuple(str(part) if not isinstance(part, dict) else told(part) for part in value), field)
    if isinstance(value, str) and value and field is not None:
        return words(_parsed(value, field), field)
    return words(value, field)


def cell(record: Any, name: str, one: Register, *, link: bool = False) -> Cell:
    """One cell of a list, for the table component."""
    if name == "state":
        return {"kind": "state", "text": record.state_label, "tone": TONES[record.state_tone]}
    field = field_of(one, name)
    value = getattr(record, name)
    if callable(value):
        value = value()
    if isinstance(value, bool):
        return {"kind": "tick", "on": value}
    found: Cell = {"text": words(value, field)}
    if link:
        found["url"] = record_url(one, record.no)
        found["mono"] = name in ("no", "code")
    elif isinstance(value, Record):
        found["url"] = record_url(value.register, value.no)
    elif isinstance(field, Reference) and value:
        found["url"] = number_url(value)
    if name == one.due and record.state not in one.flow.final:
        found |= due_look(value)
    if isinstance(value, str) and len(value) > 80 and not link:
        found["text"] = f"{value[:78]}…"
    return found


def due_look(day: Any) -> Cell:
    """How a due day looks: red when past, amber within a week."""
    if day is None:
        return {}
    due = day.astimezone(clock.TAIPEI).date() if isinstance(day, datetime) else day
    days = (due - clock.today()).days
    if days < 0:
        return {"tone": "bad", "note": show_distance(due, on=clock.today())}
    return {"tone": "warn", "note": show_distance(due, on=clock.today())} if days <= 7 else {}


def titles_of(numbers: Iterable[str], actor: Actor) -> dict[str, str]:
    """What these record numbers are called, as far as the actor may know; one query."""
    kinds = {owner.code: owner for no in numbers if no and (owner := by_prefix(no)) and owner.may_read(actor)}
    if not kinds:
        return {}
    visible = reduce(or_, (cards.within(owner, actor) for owner in kinds.values()))
    return dict(Card.objects.filter(visible, no__in=[no for no in numbers if no]).values_list("no", "title"))


def fact(
    record: Any,
    field: "models.Field[Any, Any]",
    *,
    url: str = "",
    titles: Mapping[str, str] = MappingProxyType({}),
    bare: bool = False,
) -> Cell:
    """One fact of a record's page: label, text, and a link where the value points somewhere; `bare`: not masked."""
    value = getattr(record, field.name)
    text = str(value) if bare and is_personal(field) else words(value, field)
    found: Cell = {"title": capital(field.verbose_name), "text": text, "mono": is_personal(field)}
    if isinstance(value, Record):
        found |= {"url": record_url(value.register, value.no), "sub": value.no}
    elif isinstance(value, Evidence):
        found |= {"url": url, "text": value.name, "sub": f"SHA-256 {value.sha256[:16]}…"}
    elif isinstance(field, Reference) and value:
        found |= {"url": number_url(str(value)), "sub": titles.get(str(value), "")}
    elif field.name == "clause" and value in catalogue().clauses:
        found |= {"url": clause_url(value), "sub": clause_title(value)}
    elif isinstance(field, models.URLField) and value:
        found["text"] = str(value)
    if isinstance(field, models.TextField) and not isinstance(field, Many) and len(found["text"]) > 60:
        found |= {"long": True, "size": len(found["text"]) if len(found["text"]) > FOLDED_FROM else 0}
    elif isinstance(value, str) and DIGEST.fullmatch(value):
        found["mono"] = True
    return found


def line_cells(
    row: Line,
    fields: "Sequence[models.Field[Any, Any]]",
    titles: Mapping[str, str] = MappingProxyType({}),
    *,
    bare: Collection[str] = (),
) -> list[Cell]:
    """The cells of one child row; `titles` say what record numbers in it mean, `bare` which fields are not masked."""
    found = []
    for field in fields:
        value = getattr(row, field.name)
        if isinstance(value, bool):
            found.append({"kind": "tick", "on": value})
            continue
        one: Cell = {"text": str(value) if field.name in bare else words(value, field)}
        if is_personal(field):
            one["mono"] = True
        elif isinstance(value, Record):
            one["url"] = record_url(value.register, value.no)
        elif isinstance(field, Reference) and value:
            one |= {"url": number_url(str(value)), "sub": titles.get(str(value), ""), "mono": True}
        found.append(one)
    return found


def clause_title(clause: str) -> str:
    """The clause's short title in the reader's tongue."""
    found = catalogue().clause(clause)
    return found.title if is_chinese() else found.title_en


def is_number(field: "models.Field[Any, Any] | None") -> bool:
    """Whether a column holds numbers, to be aligned at the right."""
    return isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)) and not field.choices


@cache
def _labels(field: "models.Field[Any, Any]", language: str | None) -> dict[str, str]:
    """What a field's choices are called in a language; a list asks for every cell."""
    del language  # it is what the cache goes by, as the labels do
    return {str(code): str(label) for code, label in field.flatchoices}


def _choice(field: "models.Field[Any, Any]", value: Any) -> str:
    labels = _labels(field, get_language())
    if isinstance(value, (list, tuple)):
        return joined(labels.get(str(part), str(part)) for part in value)
    return labels.get(str(value), str(value))


def _parsed(text: str, field: "models.Field[Any, Any]") -> Any:
    with contextlib.suppress(ValueError):
        if isinstance(field, models.DateTimeField):
            return parse_datetime(text) or text
        if isinstance(field, models.DateField):
            return parse_date(text) or text
        if isinstance(field, models.DurationField):
            return parse_duration(text) or text
    return text
