"""Examples of the continuity room: plans, drills, standby."""

from typing import Any

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_MET, example
from tests.checks.rows import (
    ago,
    document,
    drill,
    finding,
    line,
    mechanism,
    office,
    person,
    personnel_change,
    plan,
    risk,
    system,
    training,
)

for clause in ("11.1.1", "11.3.2"):

    @example(clause, MET)
    def in_charge_of_appointed_people() -> None:
        kept()

    @example(clause, NOT_MET, exceptions=2)
    def in_charge_of_somebody_else_or_of_who_left() -> None:
        kept()
        kept(owner=person(), change_controller=person())
        gone = person(state="left", left_on=ago(1))
        office("plan_owner", person=gone)
        office("plan_change_controller", person=gone)
        kept(owner=gone, change_controller=gone)


def kept(**values: Any) -> Any:
    """A plan whose owner and controller are appointed, under a procedure."""
    document("continuity_procedure")
    owner, controller = person(), person()
    office("plan_owner", person=owner)
    office("plan_change_controller", person=controller)
    return plan(**{"owner": owner, "change_controller": controller, **values})


@example("11.3.2", NOT_MET, exceptions=1)
def approved_by_who_controls_it() -> None:
    controller = person()
    office("plan_change_controller", person=controller)
    plan(change_controller=controller, checker=controller.user)


@example("11", MET)
def every_core_system_has_a_plan() -> None:
    plan(info_system=system(tier="core"))
    system(tier="non_core")


@example("11", NOT_MET, exceptions=2)
def without_a_plan_or_with_a_draft() -> None:
    plan(info_system=system(tier="core"))
    system(tier="core")
    plan(info_system=system(tier="core"), state="submitted")


@example("11.1.2", MET)
def all_thought_over() -> None:
    plan()
    risk("continuity")


@example("11.1.2", NOT_MET)
def risk_assessed_too_long_ago() -> None:
    plan()
    risk("continuity", assessed_on=ago(370))


@example("11.1.2", NOT_MET, exceptions=1)
def people_not_thought_of() -> None:
    risk("continuity")
    plan()
    plan(scenarios=("system", "data", "facility"))


def whole(**values: Any) -> Any:
    """A plan that is whole and tried out, with a training."""
    training("continuity")
    made = plan(**values)
    drill("continuity", "took_part", continuity_plan=made)
    return made


@example("11.1.3", MET)
def whole_trained_and_tried() -> None:
    whole()


@example("11.1.3", MET)
def a_version_before_was_tried() -> None:
    whole(plan_no="BC-1", state="superseded")
    plan(plan_no="BC-1")


@example("11.1.3", NOT_MET, exceptions=3)
def not_written_not_manned_or_in_no_document() -> None:
    whole()
    whole(training_plan="")
    whole(procedures=("emergency", "test"))
    whole(document=document("ddos"))


@example("11.1.3", NOT_MET, exceptions=1)
def never_tried() -> None:
    whole()
    plan()


@example("11.1.3", NOT_MET, exceptions=1)
def not_updated_for_a_year() -> None:
    whole(updated_on=ago(370))


@example("11.1.3", NOT_MET)
def nobody_trained() -> None:
    drill("continuity", continuity_plan=plan())


@example("11.1.4", MET)
def procedures_and_people() -> None:
    plan()


@example("11.1.4", NOT_MET, exceptions=2)
def no_procedure_or_nobody_for_it() -> None:
    plan(test_procedure="")
    plan(procedures=("emergency", "recovery"))


@example("11.2", MET)
def tested() -> None:
    drill("continuity", "took_part", continuity_plan=plan(plan_no="BC-1", state="superseded"))
    plan(plan_no="BC-1")
    finding(clause="11.2", due_on=ago(-9))


@example("11.2", ATTENTION)
def soon_to_be_tested() -> None:
    drill("continuity", "took_part", continuity_plan=plan(), held_on=ago(350))


@example("11.2", NOT_MET, exceptions=4)
def not_tested_or_by_nobody_or_not_approved_or_long_ago() -> None:
    plan()
    drill("continuity", continuity_plan=plan())
    drill("continuity", "took_part", continuity_plan=plan(), state="reported")
    drill("continuity", "took_part", continuity_plan=plan(), held_on=ago(400))


@example("11.2", NOT_MET, exceptions=1)
def a_lesson_overdue() -> None:
    drill("continuity", "took_part", continuity_plan=plan())
    finding(clause="11.2", due_on=ago(1), kind="lesson")


@example("11.3.1", MET)
def follows_what_changes() -> None:
    drill("continuity", continuity_plan=plan(updated_on=ago(20)), result="partly", held_on=ago(90))
    drill("continuity", continuity_plan=plan(updated_on=ago(90)), result="failed", held_on=ago(10))


@example("11.3.1", NOT_MET, exceptions=2)
def names_who_left_or_a_system_out_of_use() -> None:
    plan(of=person(state="left", left_on=ago(1)))
    plan(info_system=system(state="retired"))


@example("11.3.1", NOT_MET, exceptions=1)
def not_updated_after_a_drill() -> None:
    drill("continuity", continuity_plan=plan(updated_on=ago(90)), result="partly", held_on=ago(60))


@example("11.3.1", NOT_MET, exceptions=1)
def not_updated_after_somebody_moved() -> None:
    mover = person()
    personnel_change("transfer", mover, days_ago=40)
    plan(of=mover)
    plan(of=mover, updated_on=ago(30))


@example("11.3.1", NOT_MET, exceptions=1)
def not_updated() -> None:
    plan(updated_on=ago(370))


@example("11.5", MET)
def standby_that_works_and_was_switched_to() -> None:
    drill("standby", info_system=system(kind="host_link", standby=mechanism("standby").no), target_met=True)


@example("11.5", NOT_MET, exceptions=3)
def standby_that_does_not_work() -> None:
    for standby in (mechanism("standby", test_ok=False, state="degraded").no, mechanism("relay").no, "SYS-1"):
        drill("standby", info_system=system(kind="host_link", standby=standby), target_met=True)


@example("11.5", NOT_MET, exceptions=1)
def standby_not_named() -> None:
    drill("standby", info_system=system(kind="online_trading"), target_met=True)


@example("11.5", NOT_MET, exceptions=3)
def not_switched_or_too_slowly_or_long_ago() -> None:
    ready = mechanism("standby").no
    system(kind="host_link", standby=ready)
    drill("standby", info_system=system(kind="host_link", standby=ready), target_met=False)
    drill("standby", info_system=system(kind="online_trading", standby=ready), target_met=True, held_on=ago(370))


def defended(*, without: str = "") -> None:
    """A system that the internet reaches, with all that is asked for but one thing."""
    exposed = system(internet_facing=True, important=True)
    if without != "procedure":
        document("ddos")
    if without != "mechanism":
        mechanism("ddos", info_system=exposed)
    drill("incident" if without == "exercise" else "ddos")


@example("11.6", MET)
def ddos_stopped_and_exercised() -> None:
    defended()


@example("11.6", ATTENTION)
def ddos_not_exercised() -> None:
    defended(without="exercise")


@example("11.6", NOT_MET)
def ddos_without_a_procedure() -> None:
    defended(without="procedure")


@example("11.6", NOT_MET, exceptions=1)
def ddos_not_stopped_everywhere() -> None:
    defended(without="mechanism")


@example("11.6", NO_DATA)
def no_drill_at_all() -> None:
    document("ddos")
    mechanism("ddos", info_system=system(internet_facing=True, important=True))


def fell(*, days: int, **values: Any) -> None:
    """Somebody clicked, so many days ago."""
    made = drill("social_engineering", "clean", held_on=ago(days))
    line(made, "participants", outcome="clicked", **values)


@example("9.6.9", MET)
def all_trained_again() -> None:
    fell(days=90, retrained_on=ago(60))
    fell(days=20, retrained_on=ago(5))


@example("9.6.9", ATTENTION, exceptions=2)
def still_to_be_trained() -> None:
    fell(days=20)
    fell(days=90)


@example("9.6.9", NO_DATA)
def an_exercise_that_nobody_approved() -> None:
    training("remedial")


@example("9.6.9", ATTENTION)
def no_exercise_for_long() -> None:
    fell(days=400, retrained_on=ago(370))
