"""Examples of the channels room: notices, ordering, customers."""

from tests.checks.examples import MET, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    at,
    notice,
    person,
    row,
    system,
)


@example("8.5.1", MET)
def posted_and_acknowledged() -> None:
    branch = row("organization.unit", kind="branch", state="active")
    notice(
        "regulation",
        {"recipient": person(unit=branch).no, "read_at": at(ago(39), 23)},
        channel=("board",),
        received_on=ago(40),
    )


@example("8.5.1", NOT_MET, exceptions=2)
def posted_late_or_not_at_all() -> None:
    notice("regulation", channel=("board",), received_on=ago(42))
    notice("regulation", channel=("email",), received_on=ago(40))


@example("8.5.1", NOT_MET, exceptions=1)
def a_branch_is_silent() -> None:
    branch = row("organization.unit", kind="branch", state="active")
    row("organization.unit", kind="branch", state="active")
    notice("regulation", {"recipient": branch.no, "signed_at": at(ago(39))}, channel=("board",), received_on=ago(40))


for clause in ("9.4", "9.5.2", "9.7.2"):

    @example(clause, MET)
    def ordering() -> None:
        system(kind="online_trading")

    @example(clause, NOT_APPLICABLE)
    def no_ordering() -> None:
        system(kind="website")


@example("9.6.8", MET)
def customers_warned() -> None:
    notice("phishing", audience=("customer",))


@example("9.6.8", NOT_MET)
def only_staff_warned() -> None:
    notice("phishing")
