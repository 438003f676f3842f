"""Filters: from what an address or an option asks for to the records of a register that it means."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.filter_kinds import (
    FreeText,
    IdsFilter,
    Kind,
    RowsField,
    VoidedFilter,
    field_of,
    filters_of,
    kind_of,
    query_names,
)
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.models import Card
from zhengan.kernel.prepared import Statement, asked, statement
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.kernel.register import register as register_of

OPTIONS_AT_MOST = 200
WORDS_AT_MOST = 10
NOT_FILTERS = ("page", "size", "order", "csrfmiddlewaretoken")
# What a query calls the words by which the options of a filter are looked for: `info_system_find=order`.
FIND = "_find"
_COMMON = ("no", "state", "made_at", "checked_at", "source", "version")


class Chip(NamedTuple):
    """One thing the list is narrowed by, and the query string that takes it away."""

    label: str
    value: str
    remove_query: str


@dataclass(frozen=True)
class FilterField:
    """A filter as the faces offer it; `names` are its names in a query, two for ranges (`x_from`, `x_to`).

    A filter by rows of another register offers the first of them, or those that the query looks for (`x_find`).
    """

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


def narrowed(register: Register, actor: Actor, params: QueryDict, *, within: "QuerySet[Any] | None" = None) -> Narrowed:
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
        f"{asked.form.fields[name].label}: {message}"
        for name, messages in asked.form.errors.items()
        for message in messages
    ]
    sortable = dict(_sortable(register, actor))
    order, odd = _order(params.get("order", "") or ",".join(register.order), sortable)
    fields = tuple(_fields(register, names, asked, params, actor))
    problems += [
        str(_("%(filter)s: nothing matches “%(words)s”.") % {"filter": field.label, "words": words[:60]})
        for field in fields
        if (words := _looked_for(params, field.names[0])) and not field.options()
    ]
    problems += [str(_("The list cannot be sorted by “%(name)s”.") % {"name": name[:60]}) for name in odd]
    kept = asked.qs if "voided" in asked.form.cleaned_data else asked.qs.filter(voided_at=None)
    found = _searched(kept, register, actor, asked.form.cleaned_data.get("q", ""))
    return Narrowed(
        queryset=found.select_related(*register.texts).order_by(*_expressions(register, order, sortable)),
        chips=tuple(_chips(asked, params)),
        fields=fields,
        form=asked.form,
        order=order,
        problems=tuple(problems),
        query=_query(params, drop=NOT_FILTERS),
        _params=params,
        _sortable=sortable,
    )


# -- the filters of a register ------------------------------------------------------------------------------------


@cache
def _filter_set(code: str, names: tuple[str, ...]) -> Any:
    """Make the filter set of a register over these fields."""
    register = register_of(code)
    made: dict[str, Any] = {
        "q": FreeText(label=_("Search"), max_length=200),
        "ids": IdsFilter(label=_("Numbers")),
        "voided": VoidedFilter(
            label=_("Voided records"),
            choices=[("only", _("Voided alone")), ("all", _("Voided as well"))],
        ),
    }
    for name in names:
        made |= filters_of(register, name)
    return type(f"{register.record.__name__}Filters", (django_filters.FilterSet,), made)


def _filterable(register: Register, actor: Actor | None) -> Iterator[str]:
    """The fields that the actor may filter by: declared ones first, then owner, days and state."""
    hidden = _hidden(register, actor)
    for name in dict.fromkeys((*register.filters, "state", register.owner, register.due, register.dated)):
        if name and name.partition("__")[0] not in hidden and kind_of(field_of(register, name)) is not None:
            yield name


def _hidden(register: Register, actor: Actor | None) -> set[str]:
    if actor is None:
        return set()
    visible = {field.name for field in visible_fields(register, actor)}
    return {field.name for field in register.fields} - visible


def filterable(register: Register) -> Iterator[tuple[str, Kind, tuple[str, ...], list[str]]]:
    """Yield what a register can be filtered by (by who may see every field): field, kind, names, codes of a choice."""
    for name in _filterable(register, None):
        field = field_of(register, name)
        kind = cast("Kind", kind_of(field))
        choices = register.flow.choices if name == "state" else field.flatchoices
        yield name, kind, query_names(name, kind), [str(code) for code, _label in choices if code not in (None, "")]


# -- search and order ---------------------------------------------------------------------------------------------


def _searched(records: Any, register: Register, actor: Actor, text: str) -> Any:
    """Keep the records in which every word is found in the number or in one of the search fields."""
    hidden = _hidden(register, actor)
    shown = [name for name in register.search if name.partition("__")[0] not in hidden]
    places = ["no", *(f"{name}__no" if field_of(register, name).is_relation else name for name in shown)]
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
            field = field_of(register, name)
        except (FieldDoesNotExist, AttributeError):  # a method of the record
            continue
        if not field.is_relation:
            yield name, name
        elif isinstance(field.related_model, type) and issubclass(field.related_model, Record):
            key = field.related_model.register.key
            yield name, f"{name}__{key[0] if len(key) == 1 else 'no'}"


def _order(asked: str, sortable: dict[str, str]) -> tuple[tuple[str, ...], list[str]]:
    found: list[str] = []
    odd: list[str] = []
    for name in dict.fromkeys(part.strip() for part in asked.split(",") if part.strip()):
        (found if name.removeprefix("-") in sortable else odd).append(name)
    return tuple(found), odd


def _expressions(register: Register, order: Sequence[str], sortable: dict[str, str]) -> list[Any]:
    """What the database sorts by: empty values last on both engines, the newest first where no column is named.

    Equals follow the direction of the first column, so that an index on it serves both directions as it stands.
    """
    found: list[Any] = []
    for name in order:
        path = sortable[name.removeprefix("-")]
        last = True if _may_be_empty(register, path) else None
        found.append(F(path).desc(nulls_last=last) if name.startswith("-") else F(path).asc(nulls_last=last))
    return [*found, "pk" if order and not order[0].startswith("-") else "-pk"]


def _may_be_empty(register: Register, path: str) -> bool:
    """Whether sorting by this meets empty values."""
    steps = path.split("__")
    return any(field_of(register, "__".join(steps[: place + 1])).null for place in range(len(steps)))


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
            text = (
                (_("Yes") if value else _("No")) if isinstance(value, bool) else _said(asked.form.fields[name], value)
            )
            yield Chip(label, f"{shown}{text}", _query(params, **{name: []}))


def _said(field: Any, value: Any) -> str:
    return next((str(text) for code, text in getattr(field, "choices", ()) if code == value), str(value))


def _fields(
    register: Register, names: Sequence[str], asked: Any, params: QueryDict, actor: Actor
) -> Iterator[FilterField]:
    for name in names:
        kind = cast("Kind", kind_of(field_of(register, name)))
        queried = query_names(name, kind)
        field = asked.form.fields[queried[0]]
        yield FilterField(
            name=name,
            label=capfirst(str(field.label)),
            kind=kind,
            names=queried,
            value=tuple(text for one in queried for text in params.getlist(one)),
            declared=name in register.filters,
            options=cache(_options(field, kind, actor, _looked_for(params, queried[0]))),
        )


def _looked_for(params: QueryDict, name: str) -> str:
    return params.get(f"{name}{FIND}", "").strip()


def _options(field: Any, kind: Kind, actor: Actor, words: str) -> Callable[[], list[tuple[str, str]]]:
    def choices() -> list[tuple[str, str]]:
        offered = [(str(value), str(text)) for value, text in field.choices if value not in (None, "")]
        return [(value, text) for value, text in offered if words.lower() in text.lower()]

    def rows() -> list[tuple[str, str]]:
        there: Register = field.model.register
        everything = there.record.objects.all()
        visible = there.visible_to(everything, actor)
        # Every list asks for the same, for everybody who sees all.
        if visible is everything and not words:
            return [(no, title) for no, title in asked(_every_title(there.code), actor.user)]
        return list(_titles(there, _searched(visible.live(), there, actor, words)))

    def yes_no() -> list[tuple[str, str]]:
        return [("1", str(_("Yes"))), ("0", str(_("No")))]

    return {"choice": choices, "row": rows, "yes_no": yes_no}.get(kind, list)


@cache
def _every_title(code: str) -> Statement:
    there = register_of(code)
    return statement(_titles(there, there.record.objects.all().live()))


def _titles(there: Register, rows: Any) -> Any:
    wanted = rows.order_by("no").values("pk")[:OPTIONS_AT_MOST]
    return Card.objects.filter(register=there.code, record_id__in=wanted).order_by("no").values_list("no", "title")


def _query(params: QueryDict, *, drop: Sequence[str] = ("page",), **changes: "str | list[str]") -> str:
    made = {name: values for name, values in params.lists() if name not in drop and not name.endswith(FIND)}
    for name, value in changes.items():
        if value:
            made[name] = [value] if isinstance(value, str) else value
        else:
            made.pop(name, None)
    return urlencode(made, doseq=True)
