"""Clauses of which only a document or an office can be seen so far."""

from functools import partial

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import ago, document, finding, obligation, office, policy_review, system, training
from zhengan.checks.status import Status

# Documents that rest on a rule from outside; the classification is reviewed as well.
RESTING = {"5.3.1": "classification", "7.2.6": "personal_data"}
COVERING = {
    "13.2.1.1": ("social_use", ("13.2.1.1",)),
    "13.2.1.2": ("social_use", ("13.2.1.2",)),
    "13.2.3": ("social_official", ("13.2.3.1", "13.2.3.2", "13.2.3.3", "13.2.3.4")),
    "13.3.1": ("mobile_company", ("13.3.1.1", "13.3.1.2", "13.3.1.3")),
    "13.3.2": ("mobile_own", ("13.3.2.1", "13.3.2.2", "13.3.2.3")),
    "13.4": ("iot", tuple(f"13.4.{number}" for number in range(1, 7))),
}
OFFICES = {
    "11.3.2": "plan_change_controller",
}
WITH_OFFICE = {
    "11.1.1": ("continuity_procedure", "plan_owner"),
}


def _declare(clause: str, seen: Status, name: str, *steps: object) -> None:
    def build() -> None:
        system()
        for step in steps:
            assert callable(step)
            step()

    build.__name__ = name
    example(clause, seen)(build)


for clause, (topic, points) in COVERING.items():
    _declare(clause, MET, "covering", lambda topic=topic, points=points: document(topic, covered_points=points))
    lacking = points[1:]
    _declare(clause, NOT_MET, "a_point_missing", lambda topic=topic, rest=lacking: document(topic, covered_points=rest))

for clause, role in OFFICES.items():
    _declare(clause, MET, "held", lambda role=role: office(role))
    _declare(clause, NOT_MET, "ended", lambda role=role: office(role, to_on=ago(1)))
    _declare(clause, NOT_MET, "not_approved", lambda role=role: office(role, state="proposed"))

for clause, (topic, role) in WITH_OFFICE.items():
    _declare(clause, MET, "both", lambda topic=topic: document(topic), lambda role=role: office(role))
    _declare(clause, NOT_MET, "no_document", lambda role=role: office(role))
    _declare(clause, NOT_MET, "no_office", lambda topic=topic: document(topic))


for clause, topic in RESTING.items():
    rule, looked_at = partial(obligation, clause), partial(policy_review, topic)
    _declare(clause, MET, "resting_on_a_rule", partial(document, topic), rule, looked_at)
    _declare(clause, NOT_MET, "resting_on_nothing", partial(document, topic), looked_at)
    _declare(clause, NOT_MET, "repealed", partial(document, topic), partial(rule, state="repealed"), looked_at)


@example("11.1.3", MET)
def plan_and_training() -> None:
    document("continuity_plan")
    training("continuity")


@example("11.1.3", NOT_MET)
def plan_without_training() -> None:
    document("continuity_plan")
    training("continuity", held_on=ago(370))


@example("11.2", MET)
def finding_of_a_drill_in_time() -> None:
    finding(clause="11.2")


@example("11.2", NOT_MET, exceptions=1)
def finding_of_a_drill_overdue() -> None:
    finding(clause="11.2", due_on=ago(1))
    finding(clause="11.2", due_on=ago(1), state="closed")
