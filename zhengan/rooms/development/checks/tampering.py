"""Tampering: every core system has a means that shows when data or messages were altered."""

from datetime import date
from typing import Any

from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.mechanisms import each_protected
from zhengan.checks.populations import core_systems


@check("10.2.4", waits_for=("alert",))
def tampering_is_detected(on: date, p: Any) -> Part:
    """Every core system is protected by a verification of integrity that works."""
    return each_protected(core_systems(), "integrity", on=on)
