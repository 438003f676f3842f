"""Clauses that ask for a document and the points it covers."""

from functools import partial

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import document, obligation, policy_review, system
from zhengan.checks.status import Status

COVERING = {
    "13.2.1.1": ("social_use", ("13.2.1.1",)),
    "13.2.1.2": ("social_use", ("13.2.1.2",)),
    "13.2.3": ("social_official", ("13.2.3.1", "13.2.3.2", "13.2.3.3", "13.2.3.4")),
    "13.3.1": ("mobile_company", ("13.3.1.1", "13.3.1.2", "13.3.1.3")),
    "13.3.2": ("mobile_own", ("13.3.2.1", "13.3.2.2", "13.3.2.3")),
    "13.4": ("iot", tuple(f"13.4.{number}" for number in range(1, 7))),
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


rule, looked_at = partial(obligation, "5.3.1"), partial(policy_review, "classification")
standard = partial(document, "classification")
_declare("5.3.1", MET, "resting_on_a_rule", standard, rule, looked_at)
_declare("5.3.1", NOT_MET, "resting_on_nothing", standard, looked_at)
_declare("5.3.1", NOT_MET, "repealed", standard, partial(rule, state="repealed"), looked_at)
