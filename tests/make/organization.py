"""Makers of the records of the room `organization`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from tests.make.policy import document
from zhengan.kernel import acts, evidence
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock
from zhengan.rooms.organization.checklists import DONE_BY, Item


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


def undertaking(cast: Cast, person: Any, *, state: str = "signed", **values: Any) -> Any:
    """The confidentiality text, handed out by human resources and signed by the person."""
    given = {"kind": "confidentiality", "person": person} | values
    if "document" not in given:
        given["document"] = document(cast, topic="other")
    return made(
        "organization.undertaking",
        given,
        by=cast.actor("hr"),
        moves=until(state, ("signed", Actor.of(person.user, via="web"))),
    )


def personnel_change(cast: Cast, person: Any, *, kind: str = "leave", state: str = "in_progress", **values: Any) -> Any:
    """A change entered by human resources; in later states every office has done its part of the checklist."""
    change = made(
        "organization.personnel_change",
        {"kind": kind, "person": person, "effective_on": clock.today()} | values,
        by=cast.actor("hr"),
    )
    if state == "in_progress":
        return change
    for name in ("system_admin", "general_affairs", "hr"):
        change = all_done(change, by=cast.actor(name))
    for target, name in until(state, ("completed", "hr"), ("confirmed", "security_officer")):
        change = acts.move(change, target, by=cast.actor(name))
    return change


def all_done(change: Any, *, by: Actor) -> Any:
    """Fill in whatever of the checklist these offices do."""
    own = [row for row in change.items.all() if by.holds(*DONE_BY[Item(row.item)])]
    return acts.fill_lines(change, "items", {row.pk: {"evidence": "已辦理"} for row in own}, by=by) if own else change


def committee_meeting(
    cast: Cast, *resolutions: tuple[str, Any], state: str = "approved", present: bool = True, **values: Any
) -> Any:
    """A regular meeting under the president, minuted by security; each resolution with who carries it out."""
    security = cast.actor("security_officer")
    standard = {
        "held_on": clock.today(),
        "kind": "regular",
        "chair": cast.president,
        "topics": ("policy", "audit"),
        "minutes": evidence.keep_bytes(b"minutes", name="minutes.pdf"),
    }
    due = clock.today() + timedelta(days=60)
    return made(
        "organization.committee_meeting",
        standard | values,
        by=security,
        lines={
            "attendees": [{"person": cast.president, "present": present}],
            "resolutions": [{"text": text, "owner": owner, "due_on": due} for text, owner in resolutions],
        },
        moves=until(state, ("held", security), ("minuted", security), ("approved", cast.actor("president"))),
    )
