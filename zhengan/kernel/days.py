"""Days: which rows of a table have their day, kept as a day or as a moment, in a period."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from zhengan.identity.scope import Scope
from zhengan.ledger import clock


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Taipei."""
    return datetime.combine(day, time(), tzinfo=clock.TAIPEI)


def between(model: type[models.Model], name: str, first: date | None, last: date | None) -> Q:
    """Return the rows whose field `name` says a day in the period, both ends included; None leaves an end open."""
    moment = isinstance(model._meta.get_field(name), models.DateTimeField)
    found = Q(**{f"{name}__isnull": False})
    if first is not None:
        found &= Q(**{f"{name}__gte": midnight(first) if moment else first})
    if last is not None:
        after = last + timedelta(days=1)
        bound: Any = midnight(after) if moment else after
        found &= Q(**{f"{name}__lt": bound})
    return found


def within(model: type[models.Model], dated: str, scope: Scope) -> Q:
    """The records whose day lies in a scope: the day `dated` it happened, or where none is said that of recording."""
    made = between(model, "made_at", scope.from_on, scope.to_on)
    if not dated:
        return made
    return between(model, dated, scope.from_on, scope.to_on) | (Q(**{f"{dated}__isnull": True}) & made)
