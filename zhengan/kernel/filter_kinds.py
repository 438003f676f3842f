"""Kinds of filters: what can be asked of a field, by the field's type."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Literal

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import DayField
from zhengan.kernel.fields import Many
from zhengan.kernel.incoming import read_bool
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger.clock import TAIPEI

Kind = Literal["choice", "yes_no", "row", "date", "number", "text"]
IDS_AT_MOST = 2000

# The two names of a range in a query, and how each bounds.
ENDS = (("from", "gte"), ("to", "lte"))


class RowsField(forms.Field):
    """One or several records, by number, primary key or single natural key."""

    widget = forms.SelectMultiple
    default_error_messages = {
        "unknown": _("“%(value)s” is not known."),
    }

    def __init__(self, *, model: type[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model
        self.actor: Actor | None = None

    def rows(self) -> Any:
        """Return the records that may be named."""
        everything = self.model.objects.all()
        return self.model.register.visible_to(everything, self.actor) if self.actor else everything.none()

    def clean(self, value: Any) -> list[Any]:
        """Return the records named. Raises ValidationError."""
        texts = [str(text).strip() for text in value or () if str(text).strip()][:IDS_AT_MOST]
        if not texts:
            return []
        meant = Q(no__in=texts) | Q(pk__in=[int(text) for text in texts if is_id(text)])
        key = self.model.register.key
        if len(key) == 1:
            meant |= Q(**{f"{key[0]}__in": [text for text in texts if "\0" not in text]})
        found = (
            list(self.rows().filter(meant).select_related(*self.model.register.joins))
            if "\0" not in "".join(texts)
            else []
        )
        names = {name for row in found for name in (row.no, str(row.pk), *(str(getattr(row, one)) for one in key))}
        for text in texts:
            if text not in names:
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"value": text[:60]})
        return found


class YesNoField(forms.Field):
    """Yes, no, or not asked."""

    def clean(self, value: Any) -> bool | None:
        """Return what is asked for. Raises ValidationError."""
        text = str(value or "").strip()
        return read_bool(text) if text else None


class RowsFilter(django_filters.Filter):  # type: ignore[misc]  # published without types
    """Pointing to one of several records."""

    field_class = RowsField

    def filter(self, records: Any, value: Any) -> Any:
        return records.filter(**{f"{self.field_name}__in": value}) if value else records


class AnyOfFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]  # published without types
    """Any of several values."""

    def filter(self, records: Any, value: Any) -> Any:
        return records.filter(**{f"{self.field_name}__in": value}) if value else records


class HasFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]  # published without types
    """Any of several values in a field that holds many."""

    def filter(self, records: Any, value: Any) -> Any:
        meant = Q()
        for one in value or ():
            meant |= Q(**{f"{self.field_name}__has": one})
        return records.filter(meant)


class YesNoFilter(django_filters.Filter):  # type: ignore[misc]  # published without types
    """Yes or no."""

    field_class = YesNoField


class DayFilter(django_filters.Filter):  # type: ignore[misc]  # published without types
    """From or until a day."""

    field_class = DayField

    def filter(self, records: Any, value: Any) -> Any:
        if value is None:
            return records
        return records.filter(**{f"{self.field_name}__{self.lookup_expr}": value})


class MomentFilter(DayFilter):
    """From or until a day in Taipei, asked of a moment."""

    def filter(self, records: Any, value: Any) -> Any:
        if value is None:
            return records
        midnight = datetime.combine(value, time(), tzinfo=TAIPEI)
        if self.lookup_expr == "gte":
            return records.filter(**{f"{self.field_name}__gte": midnight})
        return records.filter(**{f"{self.field_name}__lt": midnight + timedelta(days=1)})


class IdsFilter(django_filters.CharFilter):  # type: ignore[misc]  # published without types
    """Exactly these records, by number or primary key."""

    def filter(self, records: Any, value: Any) -> Any:
        texts = [text.strip() for text in (value or "").split(",") if text.strip()][:IDS_AT_MOST]
        if not texts:
            return records
        return records.filter(Q(no__in=texts) | Q(pk__in=[int(text) for text in texts if is_id(text)]))


class VoidedFilter(django_filters.ChoiceFilter):  # type: ignore[misc]  # published without types
    """Voided records are left out unless they are asked for."""

    def filter(self, records: Any, value: Any) -> Any:
        if value == "all":
            return records
        return records.exclude(voided_at=None) if value == "only" else records.filter(voided_at=None)


class FreeText(django_filters.CharFilter):  # type: ignore[misc]  # published without types
    """Searched over several fields at once, by `_searched`."""

    def filter(self, records: Any, value: Any) -> Any:
        return records


def query_names(name: str, kind: Kind) -> tuple[str, ...]:
    """Return the names in a query by which a field is filtered: two for a range."""
    return tuple(f"{name}_{end}" for end, _lookup in ENDS) if kind in ("date", "number") else (name,)


def filters_of(register: Register, name: str) -> dict[str, Any]:
    """Return the filters for one field of a register, by their names in a query."""
    field = field_of(register, name)
    label = field.verbose_name
    if name == "state":
        return {name: AnyOfFilter(field_name=name, label=label, choices=register.flow.choices)}
    kind = kind_of(field)
    common = {"field_name": name, "label": label}
    if kind == "choice":
        several = HasFilter if isinstance(field, Many) else AnyOfFilter
        return {name: several(choices=partial(getattr, field, "flatchoices"), **common)}
    if kind == "yes_no":
        return {name: YesNoFilter(**common)}
    if kind == "row":
        return {name: RowsFilter(model=field.related_model, **common)}
    if kind == "date":
        several = MomentFilter if isinstance(field, models.DateTimeField) else DayFilter
        return {f"{name}_{end}": several(lookup_expr=lookup, **common) for end, lookup in ENDS}
    if kind == "number":
        return {
            f"{name}_{end}": django_filters.NumberFilter(lookup_expr=lookup, max_digits=15, decimal_places=4, **common)
            for end, lookup in ENDS
        }
    return {name: django_filters.CharFilter(lookup_expr="icontains", max_length=200, **common)}


def field_of(register: Register, path: str) -> Any:
    """Return the last field of a path `relation__field`."""
    model: Any = register.record
    found: Any = None
    for name in path.split("__"):
        found = model._meta.get_field(name)
        model = found.related_model
    return found


def kind_of(field: Any) -> Kind | None:
    """Return how a field can be filtered, or None when it cannot."""
    if field.name == "state" or field.flatchoices:
        return "choice"
    if isinstance(field, models.BooleanField):
        return "yes_no"
    if field.is_relation:
        return "row" if isinstance(field.related_model, type) and issubclass(field.related_model, Record) else None
    if isinstance(field, models.DateField):
        return "date"
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return "number"
    return "text" if isinstance(field, (models.CharField, models.TextField, models.GenericIPAddressField)) else None


def is_id(text: str) -> bool:
    """Whether the text can be a primary key that the database holds."""
    return text.isascii() and text.isdigit() and len(text) <= 18
