"""Makers of the records of the room `organization`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from zhengan.ledger import clock


def appointment(cast: Cast, role: str, person: Any, *, state: str = "in_force", **values: Any) -> Any:
    """An appointment, proposed by human resources and made by the president."""
    return made(
        "organization.appointment",
        {"role": role, "person": person, "from_on": date(2026, 1, 1)} | values,
        by=cast.actor("hr"),
        moves=until(state, ("in_force", cast.actor("president"))),
    )


def person(cast: Cast, **values: Any) -> Any:
    """One more employee of the brokerage."""
    number = next(running)
    standard = {
        "staff_no": f"X{number:04d}",
        "name": f"員工{number}",
        "kind": "employee",
        "unit": cast.units["brokerage"],
        "unit_function": "business",
        "job_title": "營業員",
        "grade": "staff",
        "joined_on": date(2021, 3, 1),
    }
    if values.get("kind") in ("outsourced", "examiner"):
        standard |= {"scope_from_on": date(2021, 3, 1), "scope_to_on": date(2027, 6, 30), "scope_chapters": "7 8"}
    return made("organization.person", standard | values, by=cast.actor("hr"))


def training(cast: Cast, attendees: Sequence[Any], *, state: str = "confirmed", hours: Any = 3, **values: Any) -> Any:
    """A course that these people attended in full, confirmed by the other of the two in human resources."""
    standard = {
        "title": "資安宣導",
        "kind": "awareness",
        "topics": ("policy", "law", "procedure", "proper_use"),
        "provider": "資訊安全處",
        "held_on": clock.today() - timedelta(days=30),
        "hours": hours,
    }
    return made(
        "organization.training",
        standard | values,
        by=cast.actor("hr"),
        lines={"attendees": [{"person": one, "hours": hours, "passed": True} for one in attendees]},
        moves=until(state, ("held", cast.actor("hr")), ("confirmed", cast.actor("other_hr"))),
    )
