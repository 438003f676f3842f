"""Rows of the room `continuity` that many examples need."""

from datetime import timedelta
from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.policy import document
from tests.checks.rows.writing import ago, line, row, user
from zhengan.kernel import evidence

SCENARIOS = ("system", "data", "people", "facility")
PROCEDURES = ("emergency", "recovery", "test")


def plan(*, scenarios: Any = SCENARIOS, procedures: Any = PROCEDURES, of: Any = None, **values: Any) -> Any:
    """A plan in force that is whole, with the document it stands in; `of` is the person in its procedures."""
    given = {
        "state": "in_force",
        "updated_on": ago(60),
        "rto": timedelta(hours=4),
        "rpo": timedelta(hours=1),
        "checker": user("checker"),
        **values,
    }
    if "document" not in given:
        given["document"] = document("continuity_plan")
    made = row("continuity.continuity_plan", **given)
    somebody = of or person()
    for scenario in scenarios:
        line(made, "impacts", scenario=scenario, mitigation="備援")
    for procedure in procedures:
        line(made, "roles", person=somebody, procedure=procedure)
    return made


def drill(kind: str, *outcomes: str, **values: Any) -> Any:
    """An approved drill that went well, with a participant for each outcome."""
    made = row(
        "continuity.drill",
        **{
            "kind": kind,
            "state": "approved",
            "planned_on": values.get("held_on", ago(30)),
            "held_on": ago(30),
            "result": "ok",
            "report": evidence.keep_bytes(b"report", name="report.txt"),
            **values,
        },
    )
    for outcome in outcomes:
        line(made, "participants", outcome=outcome)
    return made
