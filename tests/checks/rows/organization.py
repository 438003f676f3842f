"""Rows of the room `organization` that many examples need."""

from datetime import date
from typing import Any

from tests.checks.rows.writing import RELATED, ago, at, line, row
from zhengan.identity.models import OfficeHeld


def person(**values: Any) -> Any:
    """Somebody who is with the firm; one from outside has a contract and a scope that end."""
    bounds: dict[str, Any] = {}
    if values.get("kind") in ("outsourced", "examiner"):
        end = ago(-90)
        bounds = {"contract_end_on": end, "scope_from_on": date(2020, 1, 2), "scope_to_on": end, "scope_chapters": "7"}
    return row("organization.person", **{**RELATED["organization.person"], **bounds, **values})


def office(role: str, **values: Any) -> Any:
    """An appointment in force."""
    return row("organization.appointment", **{"role": role, "state": "in_force", "from_on": ago(400), **values})


def training(kind: str, *people: Any, hours: int = 3, passed: bool = True, **values: Any) -> Any:
    """A confirmed course with the people who attended."""
    made = row(
        "organization.training",
        **{"kind": kind, "state": "confirmed", "held_on": ago(30), "hours": hours, **values},
    )
    for one in people:
        line(made, "attendees", person=one, hours=hours, passed=passed)
    return made


def president(**values: Any) -> Any:
    """The president, and his office in the effective table."""
    made = person(**{"job_title": "總經理", **values})
    OfficeHeld.objects.create(user=made.user, office="president", from_on=date(2020, 1, 2))
    return made


def undertaking(who: Any, kind: str = "confidentiality", **values: Any) -> Any:
    """A text, in a version in state `text`, that somebody signed on the day he joined."""
    document = row("policy.policy_document", state=values.pop("text", "in_force"), author=who, owner_unit=who.unit)
    given = {"person": who, "kind": kind, "state": "signed", "signed_on": who.joined_on, "document": document}
    return row("organization.undertaking", **{**given, **values})


def personnel_change(kind: str, who: Any, *items: str, days_ago: int = 10, late: int = 0, **values: Any) -> Any:
    """A change whose checklist was done on its day, or so many days late."""
    made = row(
        "organization.personnel_change",
        **{
            "kind": kind,
            "person": who,
            "state": "confirmed",
            "effective_on": ago(days_ago),
            "notified_at": at(ago(days_ago + 5)),
            **values,
        },
    )
    for item in items:
        line(made, "items", item=item, required=True, done_by=person(), done_at=at(ago(days_ago - late), 23))
    return made


def meeting(*topics: str, **values: Any) -> Any:
    """A regular meeting with approved minutes."""
    return row(
        "organization.committee_meeting",
        **{"kind": "regular", "topics": topics, "state": "approved", "held_on": ago(60), **values},
    )
