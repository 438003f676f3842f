"""Independence of auditors: for which clauses somebody answers himself, by the offices that he holds."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _now

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


def not_independent(record: Any) -> str | None:
    """Nobody leads the audit of what he answers for himself (2.2.1)."""
    own = answers_for(record.lead_auditor, set(record.tests.values_list("clause", flat=True)))
    if not own:
        return None
    return _now("The lead auditor answers for clauses that are audited: %(points)s.") % {
        "points": catalogue().cite(own)
    }
