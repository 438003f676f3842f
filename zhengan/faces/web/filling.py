"""Child rows that people fill in where they stand: which are whose, with which fields, and what was typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from zhengan.faces.web import shown
from zhengan.kernel.actor import Actor
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.forms import RowField, form_field
from zhengan.kernel.record import Line
from zhengan.kernel.register import Register


def may_fill(record: Any, row: Line, actor: Actor) -> bool:
    """Whether the row is the actor's to fill in now, as the register says."""
    return record.register.why_not_fill(record, row, actor) is None


def is_open(record: Any) -> bool:
    """Whether child rows can be filled in at all in the record's present state."""
    flow = record.flow
    return not record.is_void and record.state not in flow.awaiting_approval


def bound_rows(
    record: Any, name: str, rows: list[Any], actor: Actor, titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For each row its plain cells and, where it is the actor's, the fields to fill in."""
    one: Register = record.register
    opened = list(one.fills.get(name, ()))
    fields = one.line_fields(name)
    can = bool(opened) and is_open(record)
    found = []
    for row in rows:
        mine = can and may_fill(record, row, actor)
        form = _form(one, name, row) if mine else None
        cells = shown.line_cells(row, fields, titles)
        if form is not None:
            for place, field in enumerate(fields):
                if field.name in opened:
                    cells[place] = {"field": form[field.name]}
        found.append({"cells": cells, "mine": mine})
    return found


def given(record: Any, name: str, data: QueryDict) -> tuple[dict[int, Mapping[str, Any]], list[str]]:
    """What was typed, by primary key of the row, and what is wrong with it; untouched rows are left out."""
    one: Register = record.register
    wanted = {key.split("-")[1] for key in data if key.startswith("row-") and key.count("-") == 2}
    keys = [int(key) for key in wanted if is_id(key)]
    rows = getattr(record, name).filter(pk__in=keys)
    values: dict[int, Mapping[str, Any]] = {}
    problems: list[str] = []
    for row in rows:
        form = _form(one, name, row, data)
        if not form.has_changed():
            continue
        if form.is_valid():
            values[row.pk] = dict(form.cleaned_data)
        else:
            problems += [
                f"{row} · {form.fields[field].label}: {message}"
                for field, told in form.errors.items()
                for message in told
            ]
    return values, problems


def soften_blank(field: forms.Field) -> None:
    """An empty choice is a dash, not a row of hyphens."""
    if isinstance(field.widget, forms.Select) and not isinstance(field, RowField):
        field.widget.choices = [(value, "—" if value in ("", None) else text) for value, text in field.widget.choices]


def _form(one: Register, name: str, row: Line, data: QueryDict | None = None) -> forms.Form:
    opened = one.fills.get(name, ())
    fields = {field.name: field for field in one.line_fields(name) if field.name in opened}
    typed = {key: form_field(field) for key, field in fields.items()}
    for field in typed.values():
        soften_blank(field)
    made = type("FillForm", (forms.Form,), dict(typed))
    initial = {key: getattr(row, key) for key in fields}
    return made(data, initial=initial, prefix=f"row-{row.pk}")
