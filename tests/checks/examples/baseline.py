"""Examples of the baseline: approved for each platform that the policy names, looked at, and kept."""

from typing import Any

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, asset, at, row, setting


def item(platform: str, category: str = "password", state: str = "in_force", **values: Any) -> Any:
    return row(
        "operations.config_baseline", platform=platform, category=category, state=state, item_code=category, **values
    )


def machine(subtype: str) -> Any:
    return asset(category="hardware", subtype=subtype)


def all_three() -> Any:
    return [item(platform) for platform in ("pc", "server", "network")][1]


@example("8.2.4", MET)
def looked_at_and_kept() -> None:
    passwords = all_three()
    for subtype in ("pc", "server", "firewall"):
        setting(machine(subtype), "password", item=passwords)
    setting(machine("portable"), "screen_lock", state="excepted")
    machine("other")


@example("8.2.4", ATTENTION, exceptions=1)
def one_of_many_to_be_fixed() -> None:
    passwords = all_three()
    for _ in range(19):
        setting(machine("server"), "password", item=passwords)
    setting(machine("server"), "password", item=passwords, state="failed", failing_since=at(ago(20)))


@example("8.2.4", NOT_MET, exceptions=2)
def too_many_to_be_fixed() -> None:
    passwords = all_three()
    for state in ("ok", "failed", "failed"):
        setting(machine("server"), "password", item=passwords, state=state, failing_since=at(ago(20)))


@example("8.2.4", NOT_MET, exceptions=1)
def one_of_many_fails_for_long() -> None:
    passwords = all_three()
    for _ in range(19):
        setting(machine("server"), "password", item=passwords)
    setting(machine("server"), "password", item=passwords, state="failed", failing_since=at(ago(40)))


@example("8.2.4", NOT_MET, exceptions=3)
def machines_not_looked_at() -> None:
    passwords = all_three()
    setting(machine("server"), "password", item=passwords)
    setting(machine("server"), "password", item=passwords, days_ago=40)
    setting(machine("pc"), "clock", item=item("pc", "clock", "superseded"))
    machine("network_device")


@example("8.2.4", NO_DATA)
def approved_and_no_machine() -> None:
    all_three()


@example("8.2.4", NOT_MET)
def of_the_network_other_things_or_not_in_force() -> None:
    item("pc")
    item("server")
    item("network", "clock")
    item("network", state="submitted")


@example("9.1.7", MET)
def services_of_both() -> None:
    setting(machine("server"), "service", item=item("server", "service"))
    setting(machine("firewall"), "service", item=item("network", "service"))
    machine("pc")


@example("9.1.7", NOT_MET, exceptions=2)
def a_service_too_many() -> None:
    server = machine("server")
    setting(server, "service", item=item("server", "service"))
    setting(server, "service", state="failed")
    setting(machine("firewall"), "service", item=item("network", "service"), days_ago=40)


@example("9.1.7", NOT_MET)
def services_of_servers_alone() -> None:
    item("server", "service")
    item("network", "service", "superseded")
