"""The five statuses of a verdict, and which is worse."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """符合, 注意, 不符合, 不適用, 尚無資料 (catalogue `statuses`)."""

    MET = "met"
    ATTENTION = "attention"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    NO_DATA = "no_data"


# Nothing is not proof: what was never shown to hold is worse than a thing due soon, and better than a known breach.
_WORSE = (Status.NOT_APPLICABLE, Status.MET, Status.ATTENTION, Status.NO_DATA, Status.NOT_MET)


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst of the statuses; of nothing at all, no data. Not applicable counts only when all are."""
    return max(statuses, key=_WORSE.index, default=Status.NO_DATA)
