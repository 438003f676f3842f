"""Examples of the channels room: notices, ordering, customers."""

from tests.checks.examples import MET, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, at, mechanism, notice, person, row, system


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


@example("9.7.2", MET)
def order_pages_watched() -> None:
    mechanism("tamper_watch", info_system=system(kind="online_trading"))


@example("9.7.2", NOT_MET, exceptions=2)
def order_pages_not_watched() -> None:
    mechanism("tamper_watch", info_system=system(kind="online_trading"))
    mechanism("tamper_watch", info_system=system(kind="online_trading"), state="degraded")
    system(kind="online_trading")


@example("9.7.2", NOT_APPLICABLE)
def no_ordering() -> None:
    system(kind="website")


@example("10.4.11.1.c", MET)
def fake_apps_watched() -> None:
    system(kind="mobile_app")
    mechanism("fake_app_watch")


@example("10.4.11.1.c", NOT_MET)
def fake_apps_not_watched() -> None:
    system(kind="mobile_app")


@example("10.4.11.1.c", NOT_APPLICABLE)
def no_app() -> None:
    system(kind="website")


@example("9.6.8", MET)
def customers_warned() -> None:
    notice("phishing", audience=("customer",))
    mechanism("phishing_watch")


@example("9.6.8", NOT_MET, exceptions=1)
def nobody_watches_for_phishing() -> None:
    notice("phishing", audience=("customer",))
    mechanism("phishing_watch", last_verified_at=at(ago(2)))


@example("9.6.8", NOT_MET)
def only_staff_warned() -> None:
    notice("phishing")
