"""Examples of alerts: looked at in time, explained, and told to customers."""

from collections.abc import Callable
from typing import Any

from tests.checks.examples import ATTENTION, MET, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    alert,
    at,
    change,
    finding,
    firewall_rule,
    incident,
    inspection,
    mechanism,
    mobile,
    notice,
    release,
    system,
)

OPEN = {"state": "handling", "handled_at": None, "action": ""}


@example("8.5.8", MET)
def inspected_and_taken_down() -> None:
    inspection("website_content", inspected_on=ago(20))
    alert("page_changed", action="removed", hours=23)
    alert("page_changed", action="explained", hours=50)


@example("8.5.8", ATTENTION)
def soon_to_be_inspected() -> None:
    inspection("website_content", inspected_on=ago(28))


@example("8.5.8", NOT_MET)
def not_inspected_for_a_month() -> None:
    inspection("website_content", inspected_on=ago(40))


@example("8.5.8", NOT_MET, exceptions=1)
def taken_down_late() -> None:
    inspection("website_content")
    alert("page_changed", action="removed", hours=25)


@example("8.5.8", NOT_MET, exceptions=1)
def a_finding_on_the_website_overdue() -> None:
    inspection("website_content")
    finding(clause="8.5.8", due_on=ago(1))


def admission() -> None:
    """Devices are admitted by a mechanism that works."""
    mechanism("nac")


def integrity() -> None:
    """A core system whose integrity is verified."""
    mechanism("integrity", info_system=system(tier="core"))


for clause, kind, watched in (("9.1.9", "unknown_device", admission), ("10.2.4", "hash_mismatch", integrity)):

    @example(clause, MET)
    def handled_at_once(kind: str = kind, watched: Callable[[], None] = watched) -> None:
        watched()
        alert(kind)
        alert(kind, days_ago=0, **OPEN)

    @example(clause, NOT_MET, exceptions=2)
    def handled_late_or_not(kind: str = kind, watched: Callable[[], None] = watched) -> None:
        watched()
        alert(kind, hours=25)
        alert(kind, **OPEN)
        alert("malware", **OPEN)

    @example(clause, MET)
    def nothing_of_late(kind: str = kind, watched: Callable[[], None] = watched) -> None:
        watched()
        alert(kind, days_ago=400, **OPEN)


def ordering() -> None:
    """Customers order over the internet, and changes are watched for."""
    mechanism("tamper_watch", info_system=system(kind="online_trading"))


@example("9.7.2", MET)
def told_and_explained() -> None:
    ordering()
    alert("page_changed", action="explained", release=release())
    alert("program_changed", action="explained", change_request=change())
    alert("program_changed", action="incident", incident=incident())
    alert("page_changed", action="false_alarm")
    alert("page_changed", days_ago=0, **OPEN)


@example("9.7.2", NOT_MET, exceptions=2)
def not_explained() -> None:
    ordering()
    alert("page_changed", action="restored")
    alert("program_changed", **OPEN)


@example("9.7.2", NOT_MET, exceptions=2)
def told_late_or_never() -> None:
    ordering()
    alert("page_changed", action="false_alarm", notified_at=at(ago(20), 9, 31))
    alert("page_changed", days_ago=0, **OPEN | {"state": "new", "notified_at": None})


@example("9.7.2", NOT_APPLICABLE)
def no_ordering_over_the_internet() -> None:
    system(kind="back_office")
    alert("page_changed", **OPEN)


@example("9.2.5", NOT_MET, exceptions=1)
def a_changed_rule_that_nobody_looked_into() -> None:
    firewall_rule("office", "production")
    alert("rule_changed")
    alert("rule_changed", **OPEN)
    alert("rule_changed", days_ago=0, **OPEN)


@example("10.1.4", NOT_MET, exceptions=1)
def a_digest_that_nobody_looked_into() -> None:
    change(kind="security_program")
    alert("hash_mismatch", **OPEN)


@example("13.3.2.3", NOT_MET, exceptions=1)
def a_way_out_that_nobody_looked_into() -> None:
    mobile("own")
    mechanism("internet_block")
    alert("rogue_internet", **OPEN)


def warning(**values: Any) -> Any:
    """A warning to customers, a day after the alerts here were raised."""
    given = {"audience": ("customer",), "published_at": at(ago(19), 8), **values}
    return notice("phishing", **given)


@example("9.6.8", MET)
def warned_in_time() -> None:
    mechanism("phishing_watch")
    alert("phishing_site", notice=warning(), action="removed")
    alert("bad_link", action="false_alarm")
    alert("phishing_site", days_ago=0, **OPEN)


@example("9.6.8", NOT_MET, exceptions=3)
def warned_late_or_not_or_nothing_done() -> None:
    mechanism("phishing_watch")
    alert("phishing_site", notice=warning(published_at=at(ago(19), 10)), action="removed")
    alert("bad_link")
    alert("bad_link", notice=warning(), **OPEN)


@example("10.4.11.1.c", MET)
def warned_of_the_fake_app() -> None:
    system(kind="mobile_app")
    mechanism("fake_app_watch")
    alert("fake_app", notice=warning(), action="removed")


@example("10.4.11.1.c", NOT_MET, exceptions=1)
def not_warned_of_the_fake_app() -> None:
    system(kind="mobile_app")
    mechanism("fake_app_watch")
    alert("fake_app", action="removed")
