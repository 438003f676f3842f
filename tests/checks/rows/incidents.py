"""Rows of the room `incidents` that many examples need."""

from datetime import timedelta
from typing import Any

from tests.checks.rows.writing import ago, at, row
from zhengan.kernel.register import register


def incident(**values: Any) -> Any:
    """An incident that went as it should."""
    day = ago(20)
    return row(
        "incidents.incident",
        **{
            "state": "closed",
            "severity": "s1",
            "discovered_at": at(day, 9),
            "reported_at": at(day, 9, 20),
            "it_notified_at": at(day, 9, 25),
            "supervisor_notified_at": at(day, 9, 25),
            "acknowledged_at": at(day, 9, 40),
            "contained_at": at(day, 15),
            "recovered_at": at(day, 18),
            "procedure_steps": tuple(register("incidents.incident").record.Steps.values),
            "root_cause": "x",
            "lesson": "x",
            **values,
        },
    )


def alert(kind: str, *, hours: int = 2, days_ago: int = 20, **values: Any) -> Any:
    """An alert told at once and closed so many hours later."""
    seen = at(ago(days_ago), 9)
    return row(
        "incidents.alert",
        **{
            "kind": kind,
            "state": "closed",
            "detected_at": seen,
            "notified_at": seen + timedelta(minutes=5),
            "handled_at": seen + timedelta(hours=hours),
            "action": "blocked",
            **values,
        },
    )
