"""Filters: from what an address or an option asks for to the records of a register that it means."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import DayField
from zhengan.kernel.fields import Many
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.incoming import read_bool
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.kernel.register import register as register_of
from zhengan.ledger.clock import TAIPEI

Kind = Literal["choice", "yes_no", "row", "date", "number", "text"]
OPTIONS_AT_MOST = 200
WORDS_AT_MOST = 10
IDS_AT_MOST = 2000
NOT_FILTERS = ("page", "size", "order", "csrfmiddlewaretoken")
_COMMON = ("no", "state", "made_at", "checked_at", "source", "version")


class Chip(NamedTuple):
    """One thing the list is narrowed by, and the query string that takes it away."""

    label: str
    value: str
    remove_query: str


@dataclass(frozen=True)
class FilterField:
    """A filter as the faces offer it; `names` are its names in a query, two for ranges (`x_from`, `x_to`)."""

    name: str
    label: str
    kind: Kind
    names: tuple[str, ...]
    value: tuple[str, ...]
    declared: bool
    options: Callable[[], list[tuple[str, str]]]


@dataclass(frozen=True)
class Narrowed:
    """The records asked for, and how to say and change what was asked."""

    queryset: RecordSet
    chips: tuple[Chip, ...]
    fields: tuple[FilterField, ...]
    form: forms.Form
    order: tuple[str, ...]
    problems: tuple[str, ...]
    query: str
    _params: QueryDict
    _sortable: dict[str, str]

    def may_order(self, column: str) -> bool:
        """Whether the list can be sorted by this column."""
        return column in self._sortable

    def order_query(self, column: str) -> str:
        """Return the query string that sorts by the column, or turns the order when it is sorted by it already."""
        turned = "-" if self.order[:1] == (column,) else ""
        return _query(self._params, order=f"{turned}{column}")


def narrowed(
    register: Register, actor: Actor, params: QueryDict, *, within: "QuerySet[Any] | None" = None
) -> Narrowed:
    """Return the records of a register that the actor may see and that the query asks for.

    `within` keeps only rows that are also in that query set (the exceptions of a check). Never raises for odd input:
    what cannot be understood is left out and told in `problems`.
    """
    names = tuple(_filterable(register, actor))
    records = register.visible_to(register.record.objects.all(), actor)
    if within is not None:
        records = records.filter(pk__in=within.values("pk"))
    asked = _filter_set(register.code, names)(params, queryset=records)
    for field in asked.form.fields.values():
        if isinstance(field, RowsField):
            field.actor = actor
    problems = [
        f"{asked.form.fields[name].label}: {message}" for name, messages in asked.form.errors.items() for message in messages
    ]
    sortable = dict(_sortable(register, actor))
    order, odd = _order(params.get("order", ""), sortable)
    problems += [str(_("The list cannot be sorted by “%(name)s”.") % {"name": name[:60]}) for name in odd]
    found = _searched(asked.qs, register, actor, asked.form.cleaned_data.get("q", ""))
    return Narrowed(
        queryset=found.select_related(*register.joins).order_by(*_expressions(order, sortable)),
        chips=tuple(_chips(asked, params)),
        fields=tuple(_fields(register, names, asked, params)),
        form=asked.form,
        order=order,
        problems=tuple(problems),
        query=_query(params, drop=NOT_FILTERS),
        _params=params,
        _sortable=sortable,
    )


# -- the filters of a register ------------------------------------------------------------------------------------


class RowsField(forms.Field):
    """One or several records, by number, primary key or single natural key."""

    widget = forms.SelectMultiple
    default_error_messages = {  # noqa: RUF012 (Django's own way of declaring messages)
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
        meant = Q(no__in=texts) | Q(pk__in=[int(text) for text in texts if _is_id(text)])
        key = self.model.register.key
        if len(key) == 1:
            meant |= Q(**{f"{key[0]}__in": [text for text in texts if "\0" not in text]})
        found = list(self.rows().filter(meant).select_related(*self.model.register.joins)) if "\0" not in "".join(texts) else []
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


class _RowsFilter(django_filters.Filter):  # type: ignore[misc]  # published without types
    field_class = RowsField

    def filter(self, records: Any, value: Any) -> Any:
        return records.filter(**{f"{self.field_name}__in": value}) if value else records


class _ChoiceFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]  # published without types
    """Any of several values."""

    def filter(self, records: Any, value: Any) -> Any:
        return records.filter(**{f"{self.field_name}__in": value}) if value else records


class _HasFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]  # published without types
    """Any of several values in a field that holds many."""

    def filter(self, records: Any, value: Any) -> Any:
        meant = Q()
        for one in value or ():
            meant |= Q(**{f"{self.field_name}__has": one})
        return records.filter(meant)


class _YesNoFilter(django_filters.Filter):  # type: ignore[misc]  # published without types
    field_class = YesNoField


class _DayFilter(django_filters.Filter):  # type: ignore[misc]  # published without types
    """From or until a day."""

    field_class = DayField

    def filter(self, records: Any, value: Any) -> Any:
        if value is None:
            return records
        return records.filter(**{f"{self.field_name}__{self.lookup_expr}": value})


class _MomentFilter(_DayFilter):
    """From or until a day in Taipei, asked of a moment."""

    def filter(self, records: Any, value: Any) -> Any:
        if value is None:
            return records
        midnight = datetime.combine(value, time(), tzinfo=TAIPEI)
        if self.lookup_expr == "gte":
            return records.filter(**{f"{self.field_name}__gte": midnight})
        return records.filter(**{f"{self.field_name}__lt": midnight + timedelta(days=1)})


class _IdsFilter(django_filters.CharFilter):  # type: ignore[misc]  # published without types
    """Exactly these records, by number or primary key."""

    def filter(self, records: Any, value: Any) -> Any:
        texts = [text.strip() for text in (value or "").split(",") if text.strip()][:IDS_AT_MOST]
        if not texts:
            return records
        return records.filter(Q(no__in=texts) | Q(pk__in=[int(text) for text in texts if _is_id(text)]))


class _VoidedFilter(django_filters.ChoiceFilter):  # type: ignore[misc]  # published without types
    """Voided records are left out unless they are asked for."""

    def filter(self, records: Any, value: Any) -> Any:
        if value == "all":
            return records
        return records.exclude(voided_at=None) if value == "only" else records.filter(voided_at=None)


class _FreeText(django_filters.CharFilter):  # type: ignore[misc]  # published without types
    """Searched over several fields at once, by `_searched`."""

    def filter(self, records: Any, value: Any) -> Any:
        return records


@cache
def _filter_set(code: str, names: tuple[str, ...]) -> Any:
    """Make the filter set of a register over these fields."""
    register = register_of(code)
    made: dict[str, Any] = {
        "q": _FreeText(label=_("Search"), max_length=200),
        "ids": _IdsFilter(label=_("Numbers")),
        "voided": _VoidedFilter(
            label=_("Voided records"),
            choices=[("only", _("Voided alone")), ("all", _("Voided as well"))],
        ),
    }
    for name in names:
        made |= _made(register, name)
    return type(f"{register.record.__name__}Filters", (django_filters.FilterSet,), made)


def _made(register: Register, name: str) -> dict[str, Any]:
    field = _field(register, name)
    label = _label(field)
    if name == "state":
        return {name: _ChoiceFilter(field_name=name, label=label, choices=register.flow.choices)}
    kind = _kind(field)
    common = {"field_name": name, "label": label}
    if kind == "choice":
        several = _HasFilter if isinstance(field, Many) else _ChoiceFilter
        return {name: several(choices=field.flatchoices, **common)}
    if kind == "yes_no":
        return {name: _YesNoFilter(**common)}
    if kind == "row":
        return {name: _RowsFilter(model=field.related_model, **common)}
    if kind == "date":
        several = _MomentFilter if isinstance(field, models.DateTimeField) else _DayFilter
        return {f"{name}_{end}": several(lookup_expr=lookup, **common) for end, lookup in _ENDS}
    if kind == "number":
        return {
            f"{name}_{end}": django_filters.NumberFilter(
                lookup_expr=lookup, max_digits=15, decimal_places=4, **common
            )
            for end, lookup in _ENDS
        }
    return {name: django_filters.CharFilter(lookup_expr="icontains", max_length=200, **common)}


_ENDS = (("from", "gte"), ("to", "lte"))


def _filterable(register: Register, actor: Actor) -> Iterator[str]:
    """The fields that the actor may filter by: declared ones first, then owner, days and state."""
    hidden = _hidden(register, actor)
    for name in dict.fromkeys((*register.filters, "state", register.owner, register.due, register.dated)):
        if name and name.partition("__")[0] not in hidden and _kind(_field(register, name)) is not None:
            yield name


def _hidden(register: Register, actor: Actor) -> set[str]:
    visible = {field.name for field in visible_fields(register, actor)}
    return {field.name for field in register.fields} - visible


def _field(register: Register, path: str) -> Any:
    """Return the last field of a path `relation__field`."""
    model: Any = register.record
    found: Any = None
    for name in path.split("__"):
        found = model._meta.get_field(name)
        model = found.related_model
    return found


def _kind(field: Any) -> Kind | None:
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


def _label(field: Any) -> "str | Promise":
    found: str | Promise = field.verbose_name
    return found


# -- search and order ---------------------------------------------------------------------------------------------


def _searched(records: Any, register: Register, actor: Actor, text: str) -> Any:
    """Keep the records in which every word is found in the number or in one of the search fields."""
    hidden = _hidden(register, actor)
    places = ["no"]
    for name in register.search:
        if name.partition("__")[0] not in hidden:
            places.append(f"{name}__no" if _field(register, name).is_relation else name)
    for word in text.split()[:WORDS_AT_MOST]:
        meant = Q()
        for place in dict.fromkeys(places):
            meant |= Q(**{f"{place}__icontains": word})
        records = records.filter(meant)
    return records


def _sortable(register: Register, actor: Actor) -> Iterator[tuple[str, str]]:
    """The names a list can be sorted by, with the column that does it."""
    hidden = _hidden(register, actor)
    extra = [name for name in (register.dated, register.due, register.owner) if name]
    for name in dict.fromkeys((*_COMMON, *register.columns, *extra)):
        if name.partition("__")[0] in hidden:
            continue
        try:
            field = _field(register, name)
        except (FieldDoesNotExist, AttributeError):  # a method of the record
            continue
        if not field.is_relation:
            yield name, name
        elif isinstance(field.related_model, type) and issubclass(field.related_model, Record):
            key = field.related_model.register.key
            yield name, f"{name}__{key[0] if len(key) == 1 else 'no'}"


def _order(asked: str, sortable: dict[str, str]) -> tuple[tuple[str, ...], list[str]]:
    found, odd = [], []
    for name in dict.fromkeys(part.strip() for part in asked.split(",") if part.strip()):
        (found if name.removeprefix("-") in sortable else odd).append(name)
    return tuple(found), odd


def _expressions(order: Sequence[str], sortable: dict[str, str]) -> list[Any]:
    """What the database sorts by: empty values last on both engines, and always the newest first among equals."""
    found: list[Any] = []
    for name in order:
        column = F(sortable[name.removeprefix("-")])
        found.append(column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True))
    return [*found, "-pk"]


# -- how to say and change what was asked -------------------------------------------------------------------------


def _chips(asked: Any, params: QueryDict) -> Iterator[Chip]:
    for name, value in asked.form.cleaned_data.items():
        label = capfirst(str(asked.form.fields[name].label))
        if value in (None, "", []):
            continue
        if isinstance(value, list):
            given = [text for text in params.getlist(name) if text.strip()]
            field = asked.form.fields[name]
            for one in value:
                keys = {str(one), str(getattr(one, "pk", "")), str(getattr(one, "no", ""))}
                keys |= {str(getattr(one, key)) for key in one.register.key} if isinstance(one, Record) else set()
                rest = [text for text in given if text.strip() not in keys]
                yield Chip(label, _said(field, one), _query(params, **{name: rest}))
        else:
            shown = {"from": "≥ ", "to": "≤ "}.get(name.rpartition("_")[2], "") if name not in ("q", "ids") else ""
            text = (_("Yes") if value else _("No")) if isinstance(value, bool) else _said(asked.form.fields[name], value)
            yield Chip(label, f"{shown}{text}", _query(params, **{name: []}))


def _said(field: Any, value: Any) -> str:
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))


def _fields(register: Register, names: Sequence[str], asked: Any, params: QueryDict) -> Iterator[FilterField]:
    for name in names:
        kind = _kind(_field(register, name))
        assert kind is not None
        queried = tuple(f"{name}_{end}" for end, _lookup in _ENDS) if kind in ("date", "number") else (name,)
        field = asked.form.fields[queried[0]]
        yield FilterField(
            name=name,
            label=capfirst(str(field.label)),
            kind=kind,
            names=queried,
            value=tuple(text for one in queried for text in params.getlist(one)),
            declared=name in register.filters,
            options=_options(field, kind),
        )


def _options(field: Any, kind: Kind) -> Callable[[], list[tuple[str, str]]]:
    def choices() -> list[tuple[str, str]]:
        return [(str(value), str(text)) for value, text in field.choices if value not in (None, "")]

    def rows() -> list[tuple[str, str]]:
        wanted = field.rows().live().select_related(*field.model.register.joins).order_by("no")
        return [(row.no, str(row)) for row in wanted[:OPTIONS_AT_MOST]]

    def yes_no() -> list[tuple[str, str]]:
        return [("1", str(_("Yes"))), ("0", str(_("No")))]

    return {"choice": choices, "row": rows, "yes_no": yes_no}.get(kind, list)


def _query(params: QueryDict, *, drop: Sequence[str] = ("page",), **changes: "str | list[str]") -> str:
    made = params.copy()
    for name in drop:
        made.pop(name, None)
    for name, value in changes.items():
        if value:
            made.setlist(name, [value] if isinstance(value, str) else value)
        else:
            made.pop(name, None)
    return made.urlencode()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
