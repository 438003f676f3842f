"""Drills: measured against the target, approved by another, each lesson a finding, whoever fell for a mail trained."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

FINDINGS = register("assurance.finding").record.objects
COURSES = register("organization.training").record.objects


def test_only_its_leader_reports_and_neither_he_nor_the_maker_approves(cast):
    drill = make.drill(cast, (cast.employee, "clean"), state="planned", leader=cast.it_manager)
    with pytest.raises(Refused):
        acts.move(drill, "held", by=cast.actor("system_admin"))
    for target in ("held", "reported"):
        drill = acts.move(drill, target, by=cast.actor("it_manager"))
    with pytest.raises(Refused):
        acts.move(drill, "approved", by=cast.actor("it_manager"))
    assert acts.move(drill, "approved", by=cast.actor("ciso")).state == "approved"


def test_nothing_is_held_ahead(cast):
    drill = make.drill(cast, (cast.employee, "clean"), state="planned", held_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotPossible):
        acts.move(drill, "held", by=cast.actor("system_admin"))


def test_nothing_is_reported_without_people(cast):
    drill = make.drill(cast, state="held")
    with pytest.raises(NotPossible):
        acts.move(drill, "reported", by=cast.actor("system_admin"))


@pytest.mark.parametrize("missing", ["result", "report"])
def test_nothing_is_reported_without_result_and_report(cast, missing):
    drill = make.drill(cast, (cast.employee, "clean"), state="held", **{missing: None if missing == "report" else ""})
    with pytest.raises(ValidationError) as refused:
        acts.move(drill, "reported", by=cast.actor("system_admin"))
    assert missing in refused.value.message_dict


@pytest.mark.parametrize("kind", ["continuity", "standby"])
def test_a_recovery_says_how_long_it_took(cast, kind):
    plan = make.plan(cast)
    drill = make.drill(
        cast,
        (cast.employee, "took_part"),
        state="held",
        kind=kind,
        continuity_plan=plan,
        info_system=plan.info_system,
        recovery_minutes=None,
    )
    with pytest.raises(NotPossible):
        acts.move(drill, "reported", by=cast.actor("system_admin"))


@pytest.mark.parametrize(("minutes", "met"), [(240, True), (241, False)])
def test_what_was_measured_is_held_against_the_plan(cast, minutes, met):
    drill = make.drill(
        cast,
        (cast.employee, "took_part"),
        kind="continuity",
        continuity_plan=make.plan(cast, rto=timedelta(hours=4)),
        recovery_minutes=minutes,
    )
    assert drill.target_met is met


def test_nobody_types_whether_the_target_was_reached(cast):
    with pytest.raises(ValidationError):
        make.drill(cast, state="planned", target_met=True)


def test_a_switch_is_held_against_the_system(cast):
    system = make.info_system(cast, rto=timedelta(hours=1))
    drill = make.drill(cast, (cast.employee, "took_part"), kind="standby", info_system=system, recovery_minutes=61)
    assert drill.target_met is False


def test_each_lesson_becomes_a_finding_once_approved(cast):
    drill = make.drill(
        cast, (cast.employee, "clean"), state="reported", kind="ddos", lessons=[("名單過舊", cast.operator)]
    )
    assert not FINDINGS.exists()
    drill = acts.move(drill, "approved", by=cast.actor("it_manager"))
    found = FINDINGS.get()
    assert (found.kind, found.clause, found.owner, found.source_ref) == ("lesson", "11.6", cast.operator, drill.no)
    assert drill.lessons.get().finding == found


def test_whoever_fell_for_the_mail_is_enrolled_and_known_to_be_trained_once_it_is_confirmed(cast):
    drill = make.drill(cast, (cast.employee, "clicked"), (cast.operator, "opened"), (cast.developer, "reported"))
    course = COURSES.get()
    assert set(course.attendees.values_list("person__name", flat=True)) == {cast.employee.name, cast.operator.name}
    there = [{"person": cast.employee, "hours": 1, "passed": True}]
    with clock.standing_at(clock.now() + timedelta(days=31)):
        course = acts.change(course, {}, by=cast.actor("hr"), lines={"attendees": there}, reason="一人請假")
        course = acts.move(course, "held", by=cast.actor("hr"))
        acts.move(course, "confirmed", by=cast.actor("other_hr"))
    done = dict(drill.participants.values_list("person__name", "retrained_on"))
    assert done[cast.employee.name] == course.held_on
    assert done[cast.operator.name] is None, "whoever did not come is still to be trained"


def test_where_nobody_fell_no_course_is_planned(cast):
    make.drill(cast, (cast.employee, "clean"), (cast.operator, "reported"))
    assert not COURSES.exists()


@pytest.mark.parametrize(("kind", "missing"), [("continuity", "continuity_plan"), ("standby", "info_system")])
def test_a_test_is_of_something(cast, kind, missing):
    with pytest.raises(ValidationError) as refused:
        make.drill(cast, state="planned", kind=kind)
    assert missing in refused.value.message_dict


def test_nobody_takes_part_twice(cast):
    with pytest.raises(ValidationError):
        make.drill(cast, (cast.employee, "clean"), (cast.employee, "clicked"), state="planned")


def test_who_took_part_does_not_read_how_the_others_fared(cast):
    drill = make.drill(cast, (cast.employee, "clicked"), (cast.operator, "opened"))
    objects = type(drill).objects.all()
    assert not drill.register.visible_to(objects, cast.actor("employee")).exists()
    assert drill.register.visible_to(objects, cast.actor("it_manager")).exists()
