"""Covering: whether stretches of time follow each other without a gap, in one pass of the database."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from zhengan.checks.algebra import start_of
from zhengan.ledger.clock import TAIPEI


def unbroken(
    stretches: QuerySet[Any], *, of: str, begin: str, end: str, started: str, since: date, until: datetime
) -> Q:
    """Whether the stretches of a row (by the foreign key `of`) leave no gap.

    They reach from the row's own day `started`, or from the day `since` where that is later, to the moment `until`.
    """
    counted = stretches.filter(**{f"{end}__gte": start_of(since)})
    goes_on = counted.filter(**{of: OuterRef(of), f"{begin}__lte": OuterRef(end), f"{end}__gt": OuterRef(end)})
    own = counted.filter(**{of: OuterRef("pk")})
    first = own.annotate(_begins=TruncDate(begin, tzinfo=TAIPEI)).filter(
        Q(_begins__lte=since) | Q(_begins__lte=OuterRef(started))
    )
    gap = own.filter(~Exists(goes_on), **{f"{end}__lt": until})
    return Q(Exists(first)) & ~Q(Exists(gap))
