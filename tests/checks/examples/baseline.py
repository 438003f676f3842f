"""Examples of the baseline: approved for each platform that the policy names, and in force."""

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import row


def item(platform: str, category: str = "password", state: str = "in_force") -> None:
    row("operations.config_baseline", platform=platform, category=category, state=state, item_code=category)


@example("8.2.4", MET)
def all_three_platforms() -> None:
    for platform in ("pc", "server", "network"):
        item(platform)


@example("8.2.4", NOT_MET)
def of_the_network_other_things_or_not_in_force() -> None:
    item("pc")
    item("server")
    item("network", "clock")
    item("network", state="submitted")


@example("9.1.7", MET)
def services_of_both() -> None:
    item("server", "service")
    item("network", "service")


@example("9.1.7", NOT_MET)
def services_of_servers_alone() -> None:
    item("server", "service")
    item("network", "service", "superseded")
