"""Examples of scans and weaknesses, and of what they say of programs."""

from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, project, release, security_test, system, weakness

OWN = {"built_by": "in_house", "source_available": True}


def scanned(kind: str = "vulnerability_scan", **values: Any) -> Any:
    """A system that was scanned."""
    facts = {name: values.pop(name) for name in ("tier", "internet_facing", "built_by") if name in values}
    one = system(**facts)
    security_test(info_system=one, kind=kind, **values)
    return one


@example("10.4.9", MET)
def scanned_in_time() -> None:
    scanned(tested_on=ago(100))
    system(built_by="cloud")


@example("10.4.9", MET)
def weaknesses_treated() -> None:
    one = scanned()
    weakness(info_system=one)
    weakness(info_system=one, state="fixed")
    weakness(info_system=one, state="assessed", due_on=ago(0))
    weakness(info_system=one, state="accepted", exception="EXC-2026-0001")
    weakness(info_system=one, state="open", severity="low", assessment="", treatment="")


@example("10.4.9", NOT_MET, exceptions=3)
def not_scanned() -> None:
    scanned(tested_on=ago(190))
    scanned("source_scan")
    scanned(state="reported", reviewer=None, reviewed_on=None)


@example("10.4.9", NOT_MET, exceptions=2)
def weaknesses_left() -> None:
    one = scanned()
    weakness(info_system=one, state="assessed")
    weakness(info_system=one, state="open", severity="medium", assessment="", treatment="", due_on=ago(-3))


@example("10.4.10.1", MET)
def source_scanned() -> None:
    one = system(**OWN)
    security_test(info_system=one, kind="source_scan", tested_on=ago(60))
    release(info_system=one)
    weakness(info_system=one, state="assessed", exception="EXC-2026-0001")
    weakness(info_system=one, state="assessed", severity="medium")
    release(info_system=system(built_by="package"))


@example("10.4.10.1", NOT_MET, exceptions=3)
def source_not_scanned() -> None:
    for kind, day in (("source_scan", ago(120)), ("source_scan", ago(5)), ("penetration", ago(20))):
        one = system(**OWN)
        security_test(info_system=one, kind=kind, tested_on=day)
        release(info_system=one)


@example("10.4.10.1", NOT_MET, exceptions=2)
def grave_weakness_open() -> None:
    for values in ({"severity": "critical"}, {"severity": "low", "category": "malicious"}):
        one = system(**OWN)
        security_test(info_system=one, kind="source_scan", tested_on=ago(60))
        release(info_system=one)
        weakness(info_system=one, state="open", **values)


@example("10.4.10.1", NO_DATA)
def no_source_at_hand() -> None:
    release(info_system=system(built_by="outsourced"))


@example("10.4.10.4", MET)
def resists_injection() -> None:
    for facts in ({"tier": "core"}, {"tier": "non_core", "internet_facing": True}):
        one = scanned("penetration", tested_on=ago(300), **facts)
        project("injection", info_system=one)
        weakness(info_system=one, category="injection")
    system(tier="non_core")


# What makes a system weak: how it was tested, what became of its weakness, whether its requirement was tested.
WEAK = (("integrity", "verified", True), ("penetration", "open", True), ("penetration", "verified", False))
for _number, _facts in enumerate(WEAK):

    def _weak(facts: Any = _facts) -> None:
        resists_injection()
        kind, state, tested = facts
        one = scanned(kind, tier="core")
        project("injection", tested=tested, info_system=one)
        weakness(info_system=one, category="injection", state=state)

    _weak.__name__ = f"does_not_resist_injection_{_number}"
    example("10.4.10.4", NOT_MET, exceptions=1)(_weak)


for _clause in ("10.2.1", "10.4.2"):

    @example(_clause, MET)
    def input_checked() -> None:
        project("input", info_system=system(tier="core"))
        scanned("source_scan", tier="core")
        system(tier="non_core")

    @example(_clause, NOT_MET, exceptions=3)
    def input_not_checked() -> None:
        project("input", tested=False, info_system=system(tier="core"))
        scanned("source_scan", tier="core", tested_on=ago(400))
        weakness(info_system=scanned(tier="core"), category="injection", state="assessed")
