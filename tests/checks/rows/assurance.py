"""Rows of the room `assurance` that many examples need."""

from typing import Any

from tests.checks.rows.writing import ago, row


def finding(**values: Any) -> Any:
    """A finding in the state given."""
    return row("assurance.finding", **{"kind": "deficiency", "due_on": ago(-30), **values})


def statement(clause: str, answer: str, **values: Any) -> Any:
    """An attestation, countersigned and valid."""
    return row(
        "assurance.attestation",
        **{
            "clause": clause,
            "answer": answer,
            "state": "countersigned",
            "attested_on": ago(30),
            "valid_until": ago(-300),
            **values,
        },
    )
