"""Examples of the room of incidents: its clocks."""

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import (
    ago,
    at,
    document,
    drill,
    incident,
)


@example("2.1.4", MET)
def reporting_is_ruled() -> None:
    document("incident_reporting")


@example("2.1.4", NOT_MET, exceptions=1)
def reporting_rules_overdue() -> None:
    document("incident_reporting", next_review_due=ago(1))


@example("2.1.4.1", MET)
def reported_at_once() -> None:
    incident()
    incident(discovered_at=at(ago(0), 9), reported_at=at(ago(0), 9, 5), it_notified_at=None, state="reported")


@example("2.1.4.1", MET)
def no_incident_but_a_drill() -> None:
    drill("incident")


@example("2.1.4.1", NO_DATA)
def no_incident_and_a_drill_long_ago() -> None:
    drill("incident", held_on=ago(400))


@example("2.1.4.1", NOT_MET, exceptions=2)
def reported_late() -> None:
    incident(reported_at=at(ago(20), 10, 1))
    incident(it_notified_at=None)
    incident(discovered_at=at(ago(400)), reported_at=at(ago(390)))


@example("2.1.4.2", MET)
def handled() -> None:
    document("incident_reporting")
    incident()
    incident(state="false_alarm", contained_at=None, root_cause="")


@example("2.1.4.2", NOT_MET, exceptions=1)
def taken_up_late() -> None:
    document("incident_reporting")
    incident(acknowledged_at=at(ago(20), 9, 51))


@example("2.1.4.2", NOT_MET, exceptions=1)
def closed_without_lesson() -> None:
    document("incident_reporting")
    incident(lesson="")


@example("2.1.4.2", NOT_MET, exceptions=1)
def closed_without_a_step() -> None:
    document("incident_reporting")
    incident(procedure_steps=("report", "tell", "acknowledge"))


@example("2.1.4.2", NOT_MET, exceptions=1)
def contained_late() -> None:
    document("incident_reporting")
    incident(severity="s3", contained_at=at(ago(18), 9))
    incident(severity="s2", contained_at=at(ago(18), 9))


@example("2.1.4.2", NOT_MET, exceptions=1)
def open_for_too_long() -> None:
    document("incident_reporting")
    day = ago(40)
    incident(
        state="recovered",
        discovered_at=at(day),
        reported_at=at(day),
        acknowledged_at=at(day, 9, 5),
        contained_at=at(day, 12),
    )


@example("11.4", MET)
def told_in_time() -> None:
    document("incident_reporting")
    incident()


@example("11.4", NOT_MET, exceptions=1)
def supervisor_not_told() -> None:
    document("incident_reporting")
    incident(supervisor_notified_at=None)
