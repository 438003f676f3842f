"""Joining: gives rows the rows that they point to, with one query for each table pointed to, however many point there.

A wide SQL join costs Django ten times as much: a change request names seven people, and each would be a join of thirty
columns and an object of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from zhengan.ledger.rows import fetch


def join(rows: Sequence[Any], names: Iterable[str]) -> None:
    """Fetch what the foreign keys `names` of these rows (all of one model) point to, unless they hold it already."""
    if not rows:
        return
    fields: dict[type[models.Model], list[Any]] = defaultdict(list)
    for name in names:
        field = rows[0]._meta.get_field(name)
        fields[field.related_model].append(field)
    for model, pointing in fields.items():
        open_ends = [(row, field) for row in rows for field in pointing if not field.is_cached(row)]
        found = _fetched(model, sorted({getattr(row, field.attname) for row, field in open_ends} - {None}))
        for row, field in open_ends:
            key = getattr(row, field.attname)
            if key in found:
                field.set_cached_value(row, found[key])


def _fetched(model: type[models.Model], keys: list[Any]) -> dict[Any, Any]:
    return {row.pk: row for row in fetch(model, str(model._meta.pk.name), keys)} if keys else {}
