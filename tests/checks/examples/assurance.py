"""Examples of the assurance room: following up."""

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import (
    ago,
    at,
    document,
    finding,
    parameter,
    person,
)


@example("2.2.1", MET)
def disciplined() -> None:
    document("discipline")
    finding(kind="violation", made_at=at(ago(70)), discipline="warning", discipline_on=ago(60))
    finding(kind="violation", made_at=at(ago(50)))


@example("2.2.1", NOT_MET, exceptions=1)
def not_disciplined() -> None:
    document("discipline")
    finding(kind="violation", made_at=at(ago(70)))


@example("2.2.7", MET)
def tier_set() -> None:
    parameter("firm-tier", "2")


@example("2.2.7", NOT_MET)
def tier_only_proposed() -> None:
    parameter("firm-tier", "2", state="approved")


@example("6.1.6", MET)
def misuse_decided() -> None:
    finding(kind="violation", clause="6.1.6", made_at=at(ago(70)), discipline="warning", discipline_on=ago(60))


@example("6.1.6", NOT_MET, exceptions=1)
def misuse_not_decided() -> None:
    finding(kind="violation", clause="6.1.6", made_at=at(ago(70)))


@example("7.2.7", NOT_MET, exceptions=1)
def personal_data_finding_overdue() -> None:
    finding(clause="7.2.7", due_on=ago(1))


@example("12.2", MET)
def followed_up() -> None:
    finding()
    finding(state="verified", improvement="x", verified_by=person(), verified_on=ago(1), due_on=ago(9))


@example("12.2", NOT_MET, exceptions=1)
def overdue() -> None:
    finding(due_on=ago(1))
    finding(due_on=ago(0))


@example("12.2", NOT_MET, exceptions=1)
def no_improvement() -> None:
    finding(state="planned")


@example("12.2", NOT_MET, exceptions=1)
def verified_by_nobody() -> None:
    finding(state="closed", improvement="x")
