"""Personal data: the rules that must be in force before any file is kept."""

from datetime import date
from typing import Any

from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, rule_rested_on


@check("7.2.6", waits_for=("personal_data_file",))
def personal_data_has_rules(on: date, p: Any) -> list[Part]:
    """Rules on the protection of personal data are in force, and the law's duties are entered."""
    return [document_in_force("personal_data", on=on), rule_rested_on("7.2.6")]
