"""Independence of auditors: for which clauses somebody answers himself, by the offices that he holds."""

from collections.abc import Collection
from typing import Any

from zhengan.catalogue import catalogue
from zhengan.identity import offices
from zhengan.ledger import clock

# Auditing answers for its own clauses (12); that alone makes nobody partial. Being staff is no office.
NOT_JUDGED = frozenset({"auditor", "chief_auditor", "all_staff"})


def answers_for(person: Any, clauses: Collection[str]) -> list[str]:
    """Return those of the clauses for which an office answers that the person holds today."""
    held = offices.offices_of(person.user, on=clock.today()) - NOT_JUDGED
    book = catalogue().clauses
    return [one for one in book if one in clauses and book[one].owner in held]
