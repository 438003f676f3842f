"""Rows of the room `suppliers` that many examples need."""

from typing import Any

from tests.checks.rows.writing import ago, line, row


def contract(kind: str, *terms: str, **values: Any) -> Any:
    """A contract in force in which these terms are laid down."""
    made = row("suppliers.contract", **{"kind": kind, "state": "in_force", "end_on": ago(-200), **values})
    for term in terms:
        line(made, "terms", term=term, present=True, article="1")
    return made


def supplier(*kinds: str, **values: Any) -> Any:
    """A firm that was taken on."""
    return row("suppliers.supplier", **{"kind": kinds, "state": "active", **values})
