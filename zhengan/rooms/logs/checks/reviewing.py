"""Logs: who reads them, and the procedure by which they are kept as evidence."""

from datetime import date
from typing import Any

from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, office_is_held


@check("7.4.2", waits_for=("log_review", "log_source"))
def somebody_reads_the_logs(on: date, p: Any) -> Part:
    """Somebody is appointed to review the logs of important systems."""
    return office_is_held("log_reviewer", on=on)


@check("7.4.3", waits_for=("evidence_archive", "log_source"))
def digital_evidence_has_a_procedure(on: date, p: Any) -> Part:
    """A procedure for digital evidence is in force."""
    return document_in_force("evidence", on=on)
