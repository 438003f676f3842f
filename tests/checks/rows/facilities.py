"""Rows of the room `facilities` that many examples need."""

from typing import Any

from tests.checks.rows.organization import person
from tests.checks.rows.writing import ago, at, row, user


def area(**values: Any) -> Any:
    """An area in use."""
    return row("facilities.secure_area", **{"state": "active", "kind": "office", **values})


def entry(where: Any, days_ago: int, **values: Any) -> Any:
    """A stay of an hour, authorised before and ended."""
    day = ago(days_ago)
    return row(
        "facilities.area_entry",
        **{
            "area": where,
            "state": "left",
            "visitor_kind": "visitor",
            "authorised_by": person(),
            "entered_at": at(day, 10),
            "left_at": at(day, 11),
            "checker": user("checker"),
            "checked_at": at(day, 8),
            **values,
        },
    )


def inspection(template: str, **values: Any) -> Any:
    """An approved inspection that found everything in order."""
    return row(
        "facilities.inspection",
        **{"template": template, "state": "approved", "result": "pass", "inspected_on": ago(20), **values},
    )
