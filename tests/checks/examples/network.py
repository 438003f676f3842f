"""Examples of the network room: zones and firewalls."""

from tests.checks.examples import ATTENTION, MET, NOT_MET, example
from tests.checks.rows import (
    ago,
    office,
    person,
    review,
    system,
)


@example("9.1.6", MET)
def zone_named() -> None:
    system(holds_personal_data=True, network_zone="ZON-1")


@example("9.1.6", NOT_MET, exceptions=1)
def zone_not_named() -> None:
    system(holds_sensitive_data=True)


@example("9.2.2", MET)
def firewall_in_charge() -> None:
    office("firewall_admin", deputy=person())


@example("9.2.2", NOT_MET)
def firewall_without_deputy() -> None:
    office("firewall_admin")


@example("9.2.4", MET)
def exposed_in_a_zone() -> None:
    system(internet_facing=True, important=True, network_zone="ZON-1")


@example("9.2.4", NOT_MET, exceptions=1)
def exposed_in_no_zone() -> None:
    system(internet_facing=True, important=True)


@example("9.2.6", MET)
def rules_reviewed() -> None:
    review(subject="firewall")


@example("9.2.6", ATTENTION)
def rules_to_be_reviewed_soon() -> None:
    review(subject="firewall", completed_on=ago(350))


@example("9.2.6", NOT_MET)
def rules_not_wholly_reviewed() -> None:
    review(subject="firewall", decided_count=0)
