"""The kinds of record that clauses name as evidence, with their titles: also those that are not built yet."""

from collections.abc import Mapping

from zhengan.catalogue.editions import catalogue
from zhengan.catalogue.model import PlannedRegister


def planned_registers() -> Mapping[str, PlannedRegister]:
    """Return every kind of record the policy asks for, by name."""
    return catalogue().registers
