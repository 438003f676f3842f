"""Rows of the room `assurance` that many examples need."""

from typing import Any

from tests.checks.rows.writing import ago, line, row


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


def exception(kind: str, subject: str = "", **values: Any) -> Any:
    """An exception that was approved and still holds."""
    return row(
        "assurance.exception",
        **{
            "kind": kind,
            "subject_ref": subject,
            "state": "approved",
            "valid_from": ago(100),
            "valid_until": ago(-100),
            **values,
        },
    )


def risk(category: str, subject: str = "", **values: Any) -> Any:
    """A risk that was assessed, approved and is watched."""
    return row(
        "assurance.risk",
        **{
            "category": category,
            "subject_ref": subject,
            "property": ("integrity",),
            "measures": "x",
            "state": "monitored",
            "assessed_on": ago(100),
            **values,
        },
    )


def audit(kind: str, *clauses: str, result: str = "met", **values: Any) -> Any:
    """An audit that was reported and accepted, with these clauses tested."""
    made = row(
        "assurance.audit",
        **{
            "kind": kind,
            "performed_by": "internal",
            "summary": "x",
            "state": "closed",
            "reported_on": ago(100),
            **values,
        },
    )
    for clause in clauses:
        line(made, "tests", clause=clause, result=result)
    return made


def security_plan(year: int, *areas: str, evaluation: str = "", **values: Any) -> Any:
    """An approved plan with a line in each of these areas."""
    made = row("assurance.security_plan", **{"fiscal_year": year, "state": "approved", **values})
    for area in areas:
        line(made, "areas", area=area, evaluation=evaluation, result="x" if evaluation else "")
    return made
