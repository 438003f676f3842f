"""Examples of logs: told, read and kept without a gap; silent, unread, with days missing."""

from datetime import timedelta
from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, at, document, log_review, log_source, office, person, row, sealed, system


@example("7.4.1", MET)
def logs_tell_all() -> None:
    log_source(info_system=system(important=True))
    system()


@example("7.4.1", NOT_MET, exceptions=4)
def logs_tell_too_little_or_nothing() -> None:
    log_source(info_system=system(important=True), has_terminal=False)
    log_source(info_system=system(important=True), last_received_at=at(ago(2)))
    log_source(info_system=system(important=True), state="retired")
    system(important=True)


def reader(role: str = "log_reviewer") -> Any:
    return office(role, person=person()).person


@example("7.4.2", MET)
def logs_are_read() -> None:
    first = log_source(reviewer=reader())
    log_review(first, 60, 40)
    log_review(first, 42, 14, state="reviewed")
    log_source(important=False)


@example("7.4.2", NOT_MET, exceptions=4)
def logs_are_not_read() -> None:
    somebody = reader()
    gap, late, waiting = (log_source(reviewer=somebody) for _ in range(3))
    log_review(gap, 60, 40)
    log_review(gap, 39, 3)
    log_review(late, 60, 15)
    log_review(waiting, state="due")
    log_source(reviewer=somebody)


@example("7.4.2", NOT_MET, exceptions=1)
def read_by_nobody_in_office() -> None:
    reader()
    log_review(log_source())


@example("7.4.2", NO_DATA)
def a_reader_and_no_log() -> None:
    reader()


@example("7.7.3", MET)
def console_read_and_verified() -> None:
    log_review(log_source("console", reviewer=reader("console_reviewer")), kind="console")


@example("7.7.3", NOT_MET, exceptions=2)
def console_not_verified() -> None:
    somebody = reader("console_reviewer")
    log_review(log_source("console", reviewer=somebody), kind="console")
    log_review(log_source("console", reviewer=somebody), kind="console", state="reviewed")
    log_source("console", reviewer=somebody)


@example("7.7.3", NOT_MET, exceptions=1)
def console_read_by_anybody() -> None:
    reader("console_reviewer")
    log_review(log_source("console"), kind="console")


@example("7.4.3", MET)
def logs_are_sealed() -> None:
    document("evidence")
    source = log_source()
    sealed(source, first=60, last=30)
    sealed(source, first=30, last=1)
    old = log_source(started_on=ago(2000))
    sealed(old, first=1200, last=1090)
    sealed(old, first=1090, last=0)


@example("7.4.3", NOT_MET, exceptions=4)
def days_are_missing() -> None:
    document("evidence")
    gap, ended, late = (log_source() for _ in range(3))
    sealed(gap, first=60, last=30)
    sealed(gap, first=29, last=0)
    sealed(ended, last=2)
    sealed(late, first=59)
    log_source()


@example("7.4.3", NOT_MET, exceptions=3)
def batches_not_whole() -> None:
    document("evidence")
    sealed(log_source(), intact=False)
    sealed(log_source(), verified_at=at(ago(40)))
    sealed(log_source(), kept_until=ago(-700))


@example("7.4.3", NOT_MET)
def no_procedure_on_evidence() -> None:
    sealed(log_source())


@example("9.2.3", MET)
def firewall_kept_twice() -> None:
    source = log_source("firewall")
    sealed(source, "firewall")
    sealed(source, "firewall_backup")


@example("9.2.3", NOT_MET, exceptions=2)
def firewall_kept_once() -> None:
    for values in ({}, {"backup_kept": False}):
        source = log_source("firewall", **values)
        sealed(source, "firewall")
        if values:
            sealed(source, "firewall_backup")


def signing(**values: Any) -> Any:
    one = system()
    row("access.signing_token", state="in_custody", own_system=True, signs_for=one)
    return log_source("signing", info_system=one, **values)


@example("7.2.5", MET)
def signing_kept() -> None:
    sealed(signing(), "signing")
    sealed(signing(oldest_held_on=ago(1100), started_on=ago(2000)), "signing", first=1100)


@example("7.2.5", NOT_MET, exceptions=4)
def signing_not_kept() -> None:
    sealed(signing(oldest_held_on=ago(20)), "signing")
    sealed(signing(retention_months=12), "signing")
    sealed(signing(retention_basis=""), "signing")
    signing(expected_interval=timedelta(days=2))


@example("7.2.5", NOT_APPLICABLE)
def nothing_signs() -> None:
    row("access.signing_token", state="in_custody", own_system=False)


@example("10.4.11.2.a", NOT_MET, exceptions=2)
def app_log_open() -> None:
    log_source("mobile_api", info_system=system(kind="mobile_app"), access_restricted=False)
    system(kind="mobile_app")


@example("10.4.11.2.a", NOT_APPLICABLE)
def no_app() -> None:
    system(kind="website")
