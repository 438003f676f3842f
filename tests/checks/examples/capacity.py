"""Examples of capacity: assessed, with room left or a plan, and under stress."""

from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, capacity, document, system


def core() -> Any:
    return system(tier="core")


@example("7.8", MET)
def room_left_or_a_plan() -> None:
    system(tier="non_core")
    capacity(core(), peak=70)
    capacity(core(), peak=95, conclusion="expand", plan="擴充", plan_due_on=ago(0))


@example("7.8", NOT_MET, exceptions=2)
def not_assessed_or_not_approved() -> None:
    capacity(core(), 370)
    capacity(core(), state="submitted")


@example("7.8", NOT_MET, exceptions=2)
def full_or_plan_overdue() -> None:
    full = core()
    capacity(full, 200, peak=40)
    capacity(full, 20, peak=70.5)
    capacity(core(), peak=95, conclusion="expand", plan="擴充", plan_due_on=ago(1))


@example("7.8", NO_DATA)
def no_core_system() -> None:
    system(tier="non_core")


@example("7.9", MET)
def safe_and_stressed() -> None:
    document("capacity")
    capacity(core())


@example("7.9", NOT_MET, exceptions=3)
def stress_failed_too_long_ago_or_never() -> None:
    document("capacity")
    capacity(core(), stress_ok="no")
    capacity(core(), stress_tested_on=ago(400))
    capacity(core(), stress_tested_on=None, stress_load=None, stress_ok="")


@example("7.9", NOT_MET, exceptions=1)
def safeguards_do_not_suffice() -> None:
    document("capacity")
    capacity(core(), safeguards_ok=False)


@example("7.9", NOT_MET)
def without_a_procedure() -> None:
    capacity(core())
