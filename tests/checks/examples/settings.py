"""Examples of settings: found in order, failing, excepted, long ago, never; and the walks that may stand for them."""

from typing import Any

from tests.checks.examples import ATTENTION, MET, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import asset, inspection, line, person, row, setting, system
from zhengan.checks.reading import records

# The clauses that settings alone answer: what has the setting, and what it is.
ALONE: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "7.3.2": ({}, ("storage", "passwords")),
    "7.3.5": ({}, ("lockout", "tries")),
    "7.5.3": ({"customer_facing": True, "holds_personal_data": True}, ("tls", "version")),
    "9.4": ({"kind": "online_trading"}, ("tls", "version")),
}

for clause, (values, what) in ALONE.items():

    @example(clause, MET)
    def in_order(values: dict[str, Any] = values, what: tuple[str, ...] = what) -> None:
        setting(system(**values), *what)
        setting(system(**values), *what, state="fixed")
        setting(system(**values), *what, state="excepted")
        system(**values, state="retired")

    @example(clause, NOT_MET, exceptions=5)
    def not_in_order(values: dict[str, Any] = values, what: tuple[str, ...] = what) -> None:
        setting(system(**values), *what)
        failing = system(**values)
        setting(failing, *what)
        setting(failing, *what, state="failed")
        setting(system(**values), *what, days_ago=400)
        setting(system(**values), "clock")
        old = row("operations.config_baseline", state="superseded", category=what[0], measure=what[-1])
        setting(system(**values), *what, item=old)
        system(**values)


for clause in ("7.5.3", "9.4"):

    @example(clause, NOT_APPLICABLE)
    def nothing_of_the_kind() -> None:
        system(kind="website")

    @example(clause, NOT_MET, exceptions=1)
    def not_probed_this_week(clause: str = clause) -> None:
        values, what = ALONE[clause]
        setting(system(**values), *what, days_ago=9)


@example("9.5.2", MET)
def no_order_unauthenticated() -> None:
    inspection("order_functions", subject_ref=system(kind="api").no)


@example("9.5.2", NOT_MET, exceptions=2)
def orders_that_nobody_tried() -> None:
    inspection("order_functions", subject_ref=system(kind="online_trading").no, result="partly")
    system(kind="mobile_app")


@example("9.5.2", NOT_APPLICABLE)
def no_orders_by_internet() -> None:
    system(kind="website")


def walk(*good: bool) -> Any:
    """The desks of somebody's unit, and his computer."""
    who = person()
    seen = inspection("clear_desk", unit=who.unit, inspector=who)
    for ok in good:
        line(seen, "lines", ok=ok)
    return computer(who)


def computer(who: Any, subtype: str = "pc") -> Any:
    people = dict.fromkeys(("owner", "custodian", "classified_by"), who)
    return asset(category="hardware", subtype=subtype, unit=who.unit, **people)


@example("6.2.4.1", MET)
def clear_desks_and_locked_screens() -> None:
    setting(walk(True), "screen_lock")


@example("6.2.4.1", ATTENTION, exceptions=1)
def one_desk_in_ten() -> None:
    setting(walk(*([True] * 9), False), "screen_lock")


@example("6.2.4.1", NOT_MET, exceptions=2)
def two_desks_in_ten() -> None:
    setting(walk(*([True] * 8), False, False), "screen_lock")


@example("6.2.4.1", NOT_MET, exceptions=1)
def screens_that_stay_open() -> None:
    setting(walk(True), "screen_lock", state="failed")
    setting(computer(records("organization.person").get(), "portable"), "screen_lock", state="excepted")


@example("10.2.3", MET)
def encrypted_on_the_way_or_at_rest() -> None:
    setting(system(holds_sensitive_data=True), "tls")
    setting(system(holds_sensitive_data=True), "storage", "data")
    inspection("encryption", subject_ref=system(holds_sensitive_data=True).no)


@example("7.2.3", NOT_MET, exceptions=2)
def secrets_in_the_clear() -> None:
    setting(system(holds_sensitive_data=True), "tls")
    setting(system(holds_sensitive_data=True), "storage", "data", state="failed")
    setting(system(holds_sensitive_data=True), "storage", "data")
