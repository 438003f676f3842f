"""People of other firms who work here: each with the systems of his contract, and the day on which his rights end."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts


@dataclass(frozen=True, kw_only=True)
class Contractor:
    """One person: where he sits, what he works on, and in how many days the contract ends (below zero: it has)."""

    staff_no: str
    name: str
    title: str
    unit: str
    function: str
    systems: tuple[str, ...]
    ends_in: int
    on_site: bool = True

    def ends_on(self, stage: Stage) -> date:
        """The last day of the contract."""
        return stage.today + timedelta(days=self.ends_in)


PEOPLE = tuple(
    Contractor(
        staff_no=no, name=name, title=title, unit=unit, function=function, systems=tuple(systems.split()),
        ends_in=ends_in, on_site=on_site,
    )
    for no, name, title, unit, function, systems, ends_in, on_site in (
        ("V101", "巫柏翰", "駐點程式設計師", "DEV", "it", "APP OPN", 212, True),
        ("V102", "溫雅玲", "駐點系統分析師", "DEV", "it", "BKO CLR CRD", 318, True),
        ("V103", "卓俊廷", "駐點維運工程師", "OPS", "it", "VMH BKP", 96, True),
        ("V104", "田佩真", "駐點維運工程師", "OPS", "it", "SEM DBM", 41, True),
        ("V105", "柳承翰", "客服系統維護人員", "CSD", "business", "CTI", 150, False),
        ("V106", "凌士傑", "網路維護工程師", "NET", "it", "VPN FWL", -24, True),
    )
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan their coming, on the first day, and the end of the contract that has run out."""
    stage.plan(stage.at(stage.start, 8, 30), lambda: _hire(stage))
    for one in ended():
        stage.plan(stage.at(stage.day(-one.ends_in), 16, 40), partial(_end, stage, one))


def ended() -> list[Contractor]:
    """Return those whose contract has run out."""
    return [one for one in PEOPLE if one.ends_in < 0]


def working_on(stage: Stage, system: str) -> list[Any]:
    """Return those whose contract covers a system and who are here."""
    numbers = [one.staff_no for one in PEOPLE if system in one.systems and one.staff_no not in stage.gone]
    return [stage.people[no] for no in numbers]


def _hire(stage: Stage) -> None:
    rows = [
        {
            "staff_no": one.staff_no,
            "name": one.name,
            "kind": "outsourced",
            "email": f"{one.staff_no.lower()}@rijin.example",
            "unit": stage.units[one.unit],
            "unit_function": one.function,
            "job_title": one.title,
            "grade": "資訊專業" if one.function == "it" else "一般職員",
            "supervisor": stage.heads[one.unit],
            "on_site": one.on_site,
            "uses_it": True,
            "joined_on": stage.start - timedelta(days=60 + 31 * number),
            "contract_end_on": one.ends_on(stage),
            "scope_from_on": stage.start - timedelta(days=60 + 31 * number),
            "scope_to_on": one.ends_on(stage),
            "scope_chapters": "7 8 10",
        }
        for number, one in enumerate(PEOPLE)
    ]
    for person in stage.create_many("organization.person", rows, by=stage.system):
        stage.people[person.staff_no] = person
        stage.named[person.name] = person


def _end(stage: Stage, one: Contractor) -> None:
    """The contract ends, and human resources record it."""
    day = stage.now.date()
    stage.gone.add(one.staff_no)
    stage.left_on[one.staff_no] = day
    acts.move(stage.people[one.staff_no], "left", by=stage.by("吳佩芸"), values={"left_on": day})
