"""Continuity plans: every core system under one, whole, up to date, and in charge of people who are here."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, earliest_in_time, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import (
    PERSON,
    document_in_force,
    in_office,
    is_here,
    office_is_held,
    systems,
)
from zhengan.checks.reading import lines, note, records
from zhengan.checks.status import Status
from zhengan.rooms.continuity.contents import CONTENTS, FORESEEN

PLAN, DRILL, SYSTEM = "continuity.continuity_plan", "continuity.drill", "assets.info_system"
YEAR = Period("P1Y")
# What touches a plan is answered by a new version within so many days (11.3.1).
ANSWERED_WITHIN = timedelta(days=30)


def plans() -> QuerySet[Any]:
    """Plans in force."""
    return records(PLAN).in_force()


def of_same_plan() -> Any:
    """Approved drills of any version of the plan of the outer query."""
    return records(DRILL, PLAN).in_state("approved").filter(continuity_plan__plan_no=OuterRef("plan_no"))


def written(names: Iterable[str]) -> Q:
    """A plan in which none of these contents is empty."""
    rule = Q()
    for name in names:
        rule &= ~Q(**{name: ""})
    return rule


def manned() -> Q:
    """A plan that names somebody for each of its procedures."""
    rule = Q()
    for procedure in lines(PLAN, "roles").model.Procedure.values:
        rule &= Q(Exists(lines(PLAN, "roles").filter(record=OuterRef("pk"), procedure=procedure)))
    return rule


def foreseen(names: Iterable[str]) -> Q:
    """A plan that has thought over these scenarios, and lowers each."""
    thought_over = lines(PLAN, "impacts").filter(record=OuterRef("pk")).exclude(mitigation="")
    rule = Q()
    for name in names:
        rule &= Q(Exists(thought_over.filter(scenario=name)))
    return rule


@check("11")
def core_systems_have_a_plan(on: date, p: Any) -> Part:
    """Every core system in use is covered by a continuity plan in force."""
    return each(systems().filter(tier="core")).must_have(
        plans(),
        by="info_system",
        holds=_("All %(population)s core systems in use are covered by a continuity plan."),
        fails=_("%(exceptions)s of %(population)s core systems in use are covered by no continuity plan."),
    )


@check("11.1.1")
def planning_has_a_procedure_and_somebody_in_charge(on: date, p: Any) -> list[Part]:
    """A procedure for continuity is in force, and every plan is in charge of an appointed person who is here."""
    return [
        document_in_force("continuity_procedure", on=on),
        office_is_held("plan_owner", on=on),
        each(plans()).must(
            Q(Exists(in_office(on, "plan_owner").filter(person=OuterRef("owner")))),
            holds=_("All %(population)s plans in force are owned by a person appointed to it who is here."),
            fails=_("%(exceptions)s of %(population)s plans in force are owned by nobody appointed to it who is here."),
        ),
    ]


@check("11.1.2")
def threats_are_thought_over_and_lowered(on: date, p: Any) -> list[Part]:
    """Every plan in force says what befalls systems, data, people and facilities; the risk was assessed in a year."""
    risks = records("assurance.risk").in_state("assessed", "approved", "monitored")
    return [
        each(plans()).must(
            foreseen(FORESEEN),
            holds=_("All %(population)s plans in force have thought over systems, data, people and facilities."),
            fails=_("%(exceptions)s of %(population)s plans in force have not thought over all that may happen."),
        ),
        there_is_recent(
            risks.filter(category="continuity"),
            when="assessed_on",
            every=YEAR,
            on=on,
            holds=_("%(population)s risks of interruption were assessed within 12 months."),
            fails=_("No risk of interruption was assessed within 12 months."),
            soon=_("The risks of interruption must soon be assessed again."),
        ),
    ]


@check("11.1.3")
def plans_are_whole_trained_and_tested(on: date, p: Any) -> list[Part]:
    """Every plan in force is whole, its document in force, tested and updated within a year; people are trained."""
    note("policy.policy_document")
    since = earliest_in_time(YEAR, on)
    sound = Q(document__topic="continuity_plan", document__state="in_force", document__voided_at=None)
    return [
        document_in_force("continuity_plan", on=on),
        each(plans()).must(
            sound & written(CONTENTS) & manned() & Q(Exists(lines(PLAN, "impacts").filter(record=OuterRef("pk")))),
            holds=_("All %(population)s plans in force have all that the policy demands, and a document in force."),
            fails=_("%(exceptions)s of %(population)s plans in force lack something demanded, or a document in force."),
        ),
        there_is_recent(
            records("organization.training").in_state("confirmed").filter(kind="continuity"),
            when="held_on",
            every=YEAR,
            on=on,
            holds=_("%(population)s trainings on continuity were held within 12 months."),
            fails=_("No training on continuity was held within 12 months."),
            soon=_("The last training on continuity is soon 12 months old."),
        ),
        each(plans()).must(
            Q(Exists(of_same_plan().filter(held_on__range=(since, on)))),
            holds=_("All %(population)s plans in force were tried out within 12 months."),
            fails=_("%(exceptions)s of %(population)s plans in force were not tried out within 12 months."),
        ),
        _updated(on),
    ]


@check("11.1.4")
def procedures_are_written_and_manned(on: date, p: Any) -> Part:
    """Every plan in force has procedures for emergency, recovery and test, and people for each of them."""
    return each(plans()).must(
        written(("emergency_procedure", "recovery_procedure", "test_procedure")) & manned(),
        holds=_("All %(population)s plans in force have the three procedures, and people for each."),
        fails=_("%(exceptions)s of %(population)s plans in force lack one of the three procedures, or people for it."),
    )


@check("11.3.1", besides=("obligation",))
def plans_follow_what_changes(on: date, p: Any) -> list[Part]:
    """No plan in force names people who left or a system out of use; each was updated in time."""
    note(PERSON)
    note(SYSTEM)
    gone = lines(PLAN, "roles").filter(record=OuterRef("pk")).exclude(is_here(on, "person__"))
    showed = of_same_plan().exclude(result="ok").filter(held_on__lt=on - ANSWERED_WITHIN)
    return [
        each(plans()).must_not(
            Q(Exists(gone)) | ~Q(info_system__state="active"),
            holds=_("None of %(population)s plans in force names people who have left, or a system out of use."),
            fails=_("%(exceptions)s of %(population)s plans in force name people who left, or systems out of use."),
        ),
        each(plans()).must_not(
            Q(Exists(showed.filter(held_on__gt=OuterRef("updated_on")))),
            holds=_("All %(population)s plans in force were updated after a drill that did not succeed."),
            fails=_("%(exceptions)s of %(population)s plans were not updated after a drill that did not succeed."),
        ),
        each(plans()).must_not(
            Q(Exists(_people_who_moved(on))),
            holds=_("All %(population)s plans in force were updated after people in them moved or left."),
            fails=_("%(exceptions)s of %(population)s plans in force were not updated after people in them moved."),
        ),
        _updated(on),
    ]


def _people_who_moved(on: date) -> Any:
    """People in the plan of the outer query who moved since it was updated, and longer ago than the time to answer."""
    changes = records("organization.personnel_change").filter(
        kind__in=("transfer", "long_leave", "leave"),
        effective_on__lt=on - ANSWERED_WITHIN,
        effective_on__gt=OuterRef(OuterRef("updated_on")),
        person=OuterRef("person"),
    )
    return lines(PLAN, "roles").filter(Exists(changes), record=OuterRef("pk"))


@check("11.3.2")
def changes_of_plans_are_in_charge_of_somebody(on: date, p: Any) -> list[Part]:
    """Somebody is appointed to control changes; every plan names such a person, and somebody else approved it."""
    return [
        office_is_held("plan_change_controller", on=on),
        each(plans()).must(
            Q(Exists(in_office(on, "plan_change_controller").filter(person=OuterRef("change_controller")))),
            holds=_("The changes of all %(population)s plans in force are controlled by a person appointed to it."),
            fails=_("The changes of %(exceptions)s of %(population)s plans are controlled by nobody appointed to it."),
        ),
        each(records(PLAN, PERSON).in_state("approved", "in_force", "superseded")).must(
            Q(checker__isnull=False) & ~Q(checker=F("maker")) & ~Q(checker=F("change_controller__user")),
            holds=_("All %(population)s versions of plans were approved by somebody else."),
            fails=_("%(exceptions)s of %(population)s versions of plans were not approved by somebody else."),
        ),
    ]


def _updated(on: date) -> Part:
    return (
        each(plans())
        .must_be_fresh(
            "updated_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s plans in force were updated within 12 months."),
            fails=_("%(exceptions)s of %(population)s plans in force were not updated within 12 months."),
            soon=_("%(warnings)s of %(population)s plans in force must soon be updated."),
        )
        .when_empty(Status.NO_DATA, _("No continuity plan is in force."))
        .no_duty()
    )
