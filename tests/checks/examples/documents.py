"""Clauses of which only a document or an office can be seen so far."""

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import ago, document, office, system
from zhengan.checks.status import Status

DOCUMENTS = {
    "1.1": "security_policy",
    "5.3.1": "classification",
    "7.4.3": "evidence",
    "9.1.8": "remote_access",
    "9.6.6": "email_use",
}
COVERING = {
    "13.2.1.1": ("social_use", ("13.2.1.1",)),
    "13.2.1.2": ("social_use", ("13.2.1.2",)),
    "13.2.3": ("social_official", ("13.2.3.1", "13.2.3.2", "13.2.3.3", "13.2.3.4")),
    "13.3.1": ("mobile_company", ("13.3.1.1", "13.3.1.2", "13.3.1.3")),
    "13.3.2": ("mobile_own", ("13.3.2.1", "13.3.2.2", "13.3.2.3")),
    "13.4": ("iot", tuple(f"13.4.{number}" for number in range(1, 7))),
}
OFFICES = {
    "7.4.2": "log_reviewer",
    "7.7.3": "console_reviewer",
}


def _declare(clause: str, seen: Status, name: str, *steps: object) -> None:
    def build() -> None:
        system()
        for step in steps:
            assert callable(step)
            step()

    build.__name__ = name
    example(clause, seen)(build)


for clause, topic in DOCUMENTS.items():
    _declare(clause, MET, "in_force", lambda topic=topic: document(topic))
    _declare(clause, NOT_MET, "only_a_draft", lambda topic=topic: document(topic, state="draft"))
    _declare(clause, NOT_MET, "not_yet", lambda topic=topic: document(topic, effective_on=ago(-1)))

for clause, (topic, points) in COVERING.items():
    _declare(clause, MET, "covering", lambda topic=topic, points=points: document(topic, covered_points=points))
    lacking = points[1:]
    _declare(clause, NOT_MET, "a_point_missing", lambda topic=topic, rest=lacking: document(topic, covered_points=rest))

for clause, role in OFFICES.items():
    _declare(clause, MET, "held", lambda role=role: office(role))
    _declare(clause, NOT_MET, "ended", lambda role=role: office(role, to_on=ago(1)))
    _declare(clause, NOT_MET, "not_approved", lambda role=role: office(role, state="proposed"))
