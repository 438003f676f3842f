"""The firm itself: units, people, appointments and information systems, and those who come and go during the year."""

import csv
from datetime import date, timedelta
from functools import partial
from importlib.resources import files
from typing import Any

from zhengan.faces.cli.demonstration import cast, story
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.identity import offices
from zhengan.identity.models import User
from zhengan.kernel import acts

JOINERS = 22
SYSTEM_APPOINTER = "劉明德"


def plan(stage: Stage) -> None:
    """Plan the first day, and the joining and leaving of the year."""
    day = stage.start
    stage.plan(stage.at(day, 8, 0), lambda: _units(stage))
    stage.plan(stage.at(day, 8, 10), lambda: _first_people(stage))
    stage.plan(stage.at(day, 8, 20), lambda: _everybody_else(stage))
    stage.plan(stage.at(day, 8, 40), lambda: _found(stage))
    stage.plan(stage.at(day, 9, 0), lambda: _appoint(stage))
    stage.plan(stage.at(day, 10, 0), lambda: _systems(stage))
    stage.plan(stage.at(day, 10, 30), lambda: _approve_systems(stage))
    stage.plan(stage.at(day, 11, 0), lambda: _maintainers(stage))
    stage.plan(stage.at(stage.day(171), 14, 0), lambda: _review_tiers(stage))
    for number in range(JOINERS // 2):
        joined = stage.day(370 - number * 33)
        stage.plan(stage.at(joined, 9, 5), partial(_join, stage, joined))
    for leaver in story.leavers(stage):
        stage.plan(stage.at(leaver.left_on, 16, 30), partial(_leave, stage, leaver))


def active(stage: Stage) -> list[Any]:
    """Return everybody who is with the firm at the moment of the stage, in the order of joining."""
    return [person for no, person in stage.people.items() if no not in stage.gone]


# -- units and people -------------------------------------------------------------------------------------------------


def _units(stage: Stage) -> None:
    rows: list[dict[str, Any]] = [
        {"code": code, "name": name, "kind": "headquarters"} for code, name in (cast.HEADQUARTERS,)
    ]
    for unit in stage.create_many("organization.unit", rows, by=stage.system):
        stage.units[unit.code] = unit
    top = stage.units[cast.HEADQUARTERS[0]]
    rows = [
        {"code": code, "name": name, "kind": "headquarters", "parent": top}
        for code, name, _function, _count in cast.DEPARTMENTS
        if code not in cast.PARENTS
    ]
    rows += [{"code": code, "name": name, "kind": "branch", "parent": top} for code, name in cast.BRANCHES]
    for unit in stage.create_many("organization.unit", rows, by=stage.system):
        stage.units[unit.code] = unit
    rows = [
        {"code": code, "name": name, "kind": "headquarters", "parent": stage.units[cast.PARENTS[code]]}
        for code, name, _function, _count in cast.DEPARTMENTS
        if code in cast.PARENTS
    ]
    for unit in stage.create_many("organization.unit", rows, by=stage.system):
        stage.units[unit.code] = unit


def _first_people(stage: Stage) -> None:
    """The cast and everybody with an office, then a head for each unit that has none among them."""
    named = [
        _person(stage, one.staff_no, one.name, one.unit, one.function, one.title, one.grade, _joined_long_ago(stage))
        for one in (*cast.CAST, *cast.OTHERS)
    ]
    headed = {one.unit for one in (*cast.CAST, *cast.OTHERS) if one.grade in ("單位主管", "高階主管")}
    for code, name, function in _all_units():
        if code not in headed:
            title = f"{name}經理" if name.endswith(("部", "分公司")) else f"{name}主管"
            named.append(
                _person(
                    stage,
                    stage.staff_no(),
                    next(stage.names),
                    code,
                    function,
                    title,
                    "單位主管",
                    _joined_long_ago(stage),
                )
            )
    president = next(row for row in named if row["name"] == "劉明德")
    for person in _hire(stage, [president, *(row for row in named if row is not president)]):
        code = person.unit.code
        if person.grade == "單位主管" or (code == "GMO" and person.name == "劉明德") or code == "BRD":
            stage.heads.setdefault(code, person)
    stage.heads["HQ"] = stage.heads["GMO"]


def _everybody_else(stage: Stage) -> None:
    """The rest of the staff, under the heads of their units; and the heads themselves are entered in the units."""
    size = cast.STAFF - JOINERS + len(story.LEAVERS)
    rows: list[dict[str, Any]] = []
    had: dict[str, int] = {}
    for person in stage.people.values():
        had[person.unit.code] = had.get(person.unit.code, 0) + 1
    wanted = {code: count for code, _name, _function, count in cast.DEPARTMENTS}
    wanted |= {code: 13 if n % 2 else 12 for n, (code, _name) in enumerate(cast.BRANCHES)}
    functions = {code: function for code, _name, function in _all_units()}
    order = [code for code in wanted for _n in range(wanted[code] - had.get(code, 0))]
    while len(order) < size:
        order.append(f"B{stage.random.randint(1, 11):02}")
    for code in order[: size - len(stage.people)]:
        function = functions[code]
        grade = "資訊專業" if function in ("it", "security") else "一般職員"
        title = cast.title_for(stage.random, function)
        rows.append(
            _person(stage, stage.staff_no(), next(stage.names), code, function, title, grade, _joined_long_ago(stage))
        )
    for row in rows:
        row["supervisor"] = stage.heads[row["unit"].code]
    _hire(stage, rows)
    for code, head in stage.heads.items():
        acts.change(stage.units[code], {"head": head}, by=stage.system)


def _person(
    stage: Stage, no: str, name: str, unit: str, function: str, title: str, grade: str, joined_on: date
) -> dict[str, Any]:
    return {
        "staff_no": no,
        "name": name,
        "kind": "officer" if unit == "BRD" else "employee",
        "email": f"{no.lower()}@rijin.example",
        "unit": stage.units[unit],
        "unit_function": function,
        "job_title": title,
        "grade": grade,
        "uses_it": True,
        "joined_on": joined_on,
    }


def _hire(stage: Stage, rows: list[dict[str, Any]], **more: Any) -> list[Any]:
    people = stage.create_many("organization.person", rows, by=more.get("by") or stage.system)
    for person in people:
        stage.people[person.staff_no] = person
        stage.named.setdefault(person.name, person)
    return people


def _joined_long_ago(stage: Stage) -> date:
    return stage.start - timedelta(days=stage.random.randint(120, 7300))


def _all_units() -> list[tuple[str, str, str]]:
    found = [(code, name, function) for code, name, function, _count in cast.DEPARTMENTS]
    return found + [(code, name, "business") for code, name in cast.BRANCHES]


def _join(stage: Stage, joined: date) -> None:
    codes = ["BKD", "ECD", "CSD", "DEV", "B02", "B05", "B08", "B09", "WMD", "CLR", "OPS"]
    functions = {code: function for code, _name, function in _all_units()}
    rows = []
    for _n in range(2):
        code = stage.random.choice(codes)
        grade = "資訊專業" if functions[code] == "it" else "一般職員"
        title = cast.title_for(stage.random, functions[code])
        row = _person(stage, stage.staff_no(), next(stage.names), code, functions[code], title, grade, joined)
        rows.append(row | {"supervisor": stage.heads[code]})
    _hire(stage, rows, by=stage.by("吳佩芸"))


def _leave(stage: Stage, leaver: story.Leaver) -> None:
    person = story.person_of(stage, leaver)
    stage.gone.add(person.staff_no)
    stage.left[leaver] = person.staff_no
    stage.left_on[person.staff_no] = leaver.left_on
    acts.move(person, "left", by=stage.by("吳佩芸"), values={"left_on": leaver.left_on})


# -- offices ----------------------------------------------------------------------------------------------------------


def _found(stage: Stage) -> None:
    """Give the president his office for the founding day, so that he can appoint everybody but himself."""
    president = User.objects.get(username=stage.named[SYSTEM_APPOINTER].user.username)
    acts.note("found", by=stage.system, body={"president": president.name})
    offices.grant(president, "president", from_on=stage.start, to_on=stage.start, source="found")


def _appoint(stage: Stage) -> None:
    deputies = {"it_manager": "方子傑", "ciso": "劉明德", "security_head": "江承翰", "firewall_admin": "曾偉倫"}
    rows: list[dict[str, Any]] = []
    for one in (*cast.CAST, *cast.OTHERS):
        for duty in one.duties:
            deputy = deputies.get(duty)
            rows.append(_appointment(stage, duty, stage.named[one.name], deputy=stage.named.get(deputy or "")))
    known = {one.unit for one in (*cast.CAST, *cast.OTHERS) if "unit_head" in one.duties}
    rows += [
        _appointment(stage, "unit_head", stage.heads[code])
        for code, _name, function in _all_units()
        if function == "business" and code not in known and code not in ("BRD", "GMO", "ECD")
    ]
    rows.append(_appointment(stage, "plan_owner", stage.named["簡宏達"]))
    rows.append(_appointment(stage, "plan_change_controller", stage.named["方子傑"]))
    rows.append(_appointment(stage, "token_custodian", stage.named["潘惠玲"]))
    rows.append(_appointment(stage, "file_manager", stage.named["余光明"]))
    made = stage.create_many("organization.appointment", rows, by=stage.system)
    president = stage.named[SYSTEM_APPOINTER]
    own = [one for one in made if president.pk in (one.person_id, one.deputy_id)]
    acts.move_many([one for one in made if one not in own], "in_force", by=stage.by(SYSTEM_APPOINTER))
    stage.forget_offices()
    for one in own:
        acts.move(one, "in_force", by=stage.by("蔡淑芬"))
    stage.forget_offices()


def _appointment(stage: Stage, duty: str, person: Any, *, deputy: Any = None, subject: str = "") -> dict[str, Any]:
    return {
        "role": duty,
        "person": person,
        "deputy": deputy,
        "subject_ref": subject,
        "from_on": stage.start,
    }


# -- systems ----------------------------------------------------------------------------------------------------------


def table() -> list[dict[str, str]]:
    """Return the 45 information systems as data."""
    text = files(__package__).joinpath("systems.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _systems(stage: Stage) -> None:
    rows: list[dict[str, Any]] = []
    for one in table():
        flags = one["flags"].split()
        core = "core" in flags
        rows.append(
            {
                "code": one["code"],
                "name": one["name"],
                "kind": one["kind"],
                "tier": "core" if core else "non_core",
                "tier_reason": "停擺將使交易、交割或客戶權益受影響。" if core else "停擺時可改以人工或次日補做。",
                "tier_reviewed_on": stage.day(200 - len(rows)),
                "important": "important" in flags,
                "built_by": one["built_by"],
                "source_available": one["built_by"] == "in_house",
                "business_owner": stage.named[one["owner"]],
                "maintainer": stage.named[one["maintainer"]],
                "holds_personal_data": "personal" in flags,
                "holds_sensitive_data": "sensitive" in flags,
                "internet_facing": "internet" in flags,
                "customer_facing": "customer" in flags,
                "digits_only_input": "digits" in flags,
                "url": f"https://{one['code'].lower()}.rijin.example/" if "internet" in flags else "",
                "rto": timedelta(hours=2 if core else 24),
                "rpo": timedelta(minutes=15 if core else 24 * 60),
                "test_environment": f"t-{one['code'].lower()}-01（測試區）" if one["built_by"] != "cloud" else "",
                "network_zone": "NZ-DMZ" if "internet" in flags and "personal" not in flags else "NZ-INT",
                "standby": f"DR-{one['code']}" if core else "",
                "production_environment": f"p-{one['code'].lower()}-01（總公司機房）",
            }
        )
    for system in stage.create_many("assets.info_system", rows, by=stage.system):
        stage.systems[system.code] = system


def _approve_systems(stage: Stage) -> None:
    for system in acts.move_many(list(stage.systems.values()), "active", by=stage.by("王建民")):
        stage.systems[system.code] = system


def _maintainers(stage: Stage) -> None:
    """Every system has a maintainer by appointment (policy 10.4.7)."""
    rows = [
        _appointment(stage, "maintainer", system.maintainer, subject=system.no) for system in stage.systems.values()
    ]
    made = stage.create_many("organization.appointment", rows, by=stage.by("吳佩芸"))
    acts.move_many(made, "in_force", by=stage.by("王建民"))


def _review_tiers(stage: Stage) -> None:
    """The yearly look at the tier of every system (policy 5.3.5)."""
    for system in stage.systems.values():
        values = {"tier_reviewed_on": stage.now.date()}
        acts.change(system, values, by=stage.by("王建民"), reason="年度系統分級檢視，維持原分級。")
