"""Continuity: a plan for nearly every core system, tested one group after the other, and exercises of the year."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import firm, story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

PLAN, DRILL = "continuity.continuity_plan", "continuity.drill"
WRITER, OWNER, CONTROLLER, APPROVER = "林雅婷", "簡宏達", "方子傑", "王建民"
LEADER, ADMIN = "方子傑", "張志豪"
PLANS_AGO = 110
# Of so many days back a group of plans was tested; the plan of the story is in none of them.
TESTS_AGO = (96, 75, 54, 33)
SWITCHED_AGO, MAILED_AGO, DDOS_AGO, REPORTED_AGO = 61, 100, 82, 47
# How many people got the mail of the exercise, who opened it or followed the link, and who reported it.
MAILED = 48
FELL = {7: "clicked", 19: "opened", 33: "clicked"}
WATCHFUL = (3, 11, 28, 40)

# what happens, cause, impact, what lowers it
_IMPACTS = (
    ("system", "accident", "主機故障，服務中斷。", "備援主機待命，每年切換測試。"),
    ("data", "human", "資料誤刪或毀損。", "每日備份並異地存放，半年回存測試。"),
    ("people", "accident", "關鍵人員無法到班。", "職務代理人名冊，跨組訓練。"),
    ("facility", "accident", "機房停電或空調失效。", "不斷電系統、發電機及異地機房。"),
)
_ROLES = (
    ("emergency", "張志豪", "判斷影響、通報並啟動應變", "02-2700-1567"),
    ("recovery", "曾偉倫", "切換備援、驗證資料", "02-2700-1588"),
    ("test", "黃冠宇", "安排演練、記錄時間", "02-2700-1644"),
)


def plan(stage: Stage) -> None:
    """Plan the plans, their tests group by group, the switches, and the exercises."""
    stage.plan(stage.at(stage.day(PLANS_AGO), 14, 40), lambda: _plans(stage))
    for number, ago in enumerate(TESTS_AGO):
        stage.plan(stage.at(stage.day(ago), 17, 0), partial(_test, stage, number))
    stage.plan(stage.at(stage.day(SWITCHED_AGO), 18, 0), lambda: _switch(stage))
    stage.plan(stage.at(stage.day(MAILED_AGO), 16, 0), lambda: _mail(stage))
    stage.plan(
        stage.at(stage.day(DDOS_AGO), 16, 10),
        lambda: _exercise(stage, "ddos", "模擬報價網站遭大量查詢，啟動清洗服務並通知業者。", ("黃冠宇", "張志豪")),
    )
    stage.plan(
        stage.at(stage.day(REPORTED_AGO), 16, 10),
        lambda: _exercise(stage, "incident", "模擬營業員發現帳號異常，依程序通報。", ("何家瑋", "張志豪", "江承翰")),
    )


def _plans(stage: Stage) -> None:
    """One for each core system, but two; written by security, handed in by the controller of changes."""
    lines = {
        "impacts": [
            {"scenario": what, "cause": cause, "impact": impact, "mitigation": lowered}
            for what, cause, impact, lowered in _IMPACTS
        ],
        "roles": [
            {"procedure": procedure, "person": stage.named[who], "duty": duty, "phone": phone}
            for procedure, who, duty, phone in _ROLES
        ],
    }
    core = [one for one in stage.systems.values() if one.tier == "core" and one.code not in story.WITHOUT_PLAN]
    rows = [
        (
            {
                "plan_no": f"BCP-{number:02}", "edition": "1.0", "process": f"{system.name}維運", "info_system": system,
                "owner": stage.named[OWNER], "change_controller": stage.named[CONTROLLER], "rto": system.rto,
                "rpo": system.rpo, "emergency_procedure": "值班人員通報後十五分鐘內召集應變小組，判斷是否切換。",
                "recovery_procedure": "依切換手冊啟用備援，驗證資料後恢復服務，並保留原環境供查。",
                "test_procedure": "每年擇一情境實地演練，記錄起訖時間與目標比較。",
                "training_plan": "每年演練前講習，新任人員到任一個月內補訓。", "update_trigger": "yearly",
                "document": stage.documents["continuity_plan"],
            },
            lines,
        )
        for number, system in enumerate(core, start=1)
    ]  # fmt: skip
    made = acts.create_many(the(PLAN), rows, by=stage.by(WRITER), source="manual")
    acts.move_many(made, "submitted", by=stage.by(CONTROLLER))
    acts.move_many(made, "approved", by=stage.by(APPROVER))


def _test(stage: Stage, group: int) -> None:
    """Test a quarter of the plans; one recovery at a time, each with a lesson where it was slow."""
    plans: list[Any] = list(the(PLAN).record.objects.in_force().order_by("plan_no"))
    tested = [one for one in plans if one.info_system.code != story.PLAN_NOT_TESTED][group :: len(TESTS_AGO)]
    rows = [
        _held(
            stage,
            "continuity",
            "切換至備援後驗證交易及資料。",
            [(who, "took_part") for _procedure, who, _duty, _phone in _ROLES],
            minutes=35 + 11 * number,
            lesson="通訊錄兩位聯絡人之電話已更換，未即時更新。" if number == 0 else "",
            continuity_plan=one,
        )
        for number, one in enumerate(tested)
    ]
    _carry_out(stage, rows)


def _switch(stage: Stage) -> None:
    """Every trading host to its standby; one took longer than its target."""
    hosts = [one for one in stage.systems.values() if one.kind in ("host_link", "online_trading")]
    rows = [
        _held(
            stage,
            "standby",
            "收盤後將交易主機切換至備援並回切。",
            [(ADMIN, "took_part"), ("曾偉倫", "took_part")],
            minutes=155 if one.code == story.SWITCHED_TOO_SLOWLY else 48,
            lesson="備援專線頻寬不足，資料同步耗時。" if one.code == story.SWITCHED_TOO_SLOWLY else "",
            info_system=one,
        )
        for one in hosts
    ]
    _carry_out(stage, rows)


def _mail(stage: Stage) -> None:
    """A mail to some of the staff; whoever fell for it is enrolled by the software, and comes to the course."""
    staff = [one for one in firm.active(stage) if one.joined_on < stage.start and one.kind == "employee"]
    leaving = {story.person_of(stage, leaver).pk for leaver in story.leavers(stage)}
    mailed = [one for one in staff if one.pk not in leaving][:: len(staff) // MAILED][:MAILED]
    outcomes = dict.fromkeys(range(len(mailed)), "clean") | FELL | dict.fromkeys(WATCHFUL, "reported")
    people = [(person, outcomes[number]) for number, person in enumerate(mailed)]
    row = _held(stage, "social_engineering", "冒名人力資源部寄送調薪通知，內含連結。", people)
    _carry_out(stage, [row])
    course = the("organization.training").record.objects.in_state("planned").filter(kind="remedial").latest("pk")

    def held() -> None:
        acts.move(course, "held", by=stage.by(WRITER))

    def confirmed() -> None:
        stage.reach(course, "confirmed", by=stage.by("吳佩芸"))

    stage.plan(stage.at(course.held_on + timedelta(days=1), 10, 0), held)
    stage.plan(stage.at(course.held_on + timedelta(days=2), 10, 0), confirmed)


def _exercise(stage: Stage, kind: str, scenario: str, people: tuple[str, ...]) -> None:
    _carry_out(stage, [_held(stage, kind, scenario, [(who, "took_part") for who in people])])


def _held(
    stage: Stage,
    kind: str,
    scenario: str,
    people: list[tuple[Any, str]],
    *,
    minutes: int | None = None,
    lesson: str = "",
    **subject: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A drill of today with its participants; a lesson is due in two months or so."""
    day = stage.now.date()
    values = {
        "kind": kind, "leader": stage.named[LEADER], "planned_on": day, "held_on": day, "scenario": scenario,
        "recovery_minutes": minutes, "result": "partly" if lesson and minutes and minutes > 120 else "ok",
        "report": evidence.keep_bytes("演練報告（示範）\n".encode(), name="演練報告.txt"), **subject,
    }  # fmt: skip
    found = {"lesson": lesson, "owner": stage.named[ADMIN], "due_on": stage.today + timedelta(days=40)}
    return values, {
        "participants": [{"person": stage.named.get(who, who), "outcome": outcome} for who, outcome in people],
        "lessons": [found] if lesson else [],
    }


def _carry_out(stage: Stage, rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    made = acts.create_many(the(DRILL), rows, by=stage.by(ADMIN), source="manual")
    for target, who in (("held", LEADER), ("reported", LEADER), ("approved", APPROVER)):
        made = acts.move_many(made, target, by=stage.by(who))
