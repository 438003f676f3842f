"""Tampering: every core system has a means that shows when data or messages were altered."""

from datetime import date
from typing import Any

from zhengan.checks.alerts import alerts, handled
from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.mechanisms import each_protected
from zhengan.checks.populations import core_systems


@check("10.2.4")
def tampering_is_detected_and_followed(on: date, p: Any) -> list[Part]:
    """Every core system is protected by a verification of integrity that works; every alarm of it was handled."""
    alarms = alerts(on, "hash_mismatch")
    return [
        each_protected(core_systems(), "integrity", on=on),
        handled(alarms, p.period("immediate-tolerance"), on=on),
    ]
