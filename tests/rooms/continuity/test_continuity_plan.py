"""Continuity plans: handed in by their controller alone, approved by another, and never with something missing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, NotWhatWasSubmitted, Refused
from zhengan.ledger import clock
from zhengan.rooms.continuity.contents import CONTENTS, FORESEEN

PROCEDURES = make.continuity.PROCEDURES


def handed_in(plan, cast):
    return acts.move(plan, "submitted", by=cast.actor("developer"))


def test_a_plan_that_is_whole_comes_into_force_once_approved(cast):
    plan = make.plan(cast)
    assert (plan.state, plan.checker) == ("in_force", cast.user("it_manager"))


@pytest.mark.parametrize("missing", CONTENTS)
def test_a_plan_with_an_empty_content_is_not_handed_in(cast, missing):
    """A blank is as good as nothing (11.1.3, 11.1.4)."""
    plan = make.plan(cast, state="draft", **{missing: " \n"})
    with pytest.raises(NotPossible) as refused:
        handed_in(plan, cast)
    assert str(plan._meta.get_field(missing).verbose_name) in str(refused.value)


@pytest.mark.parametrize("missing", FORESEEN)
def test_a_plan_that_did_not_think_of_a_threat_is_not_handed_in(cast, missing):
    plan = make.plan(cast, state="draft", scenarios=[one for one in FORESEEN if one != missing])
    with pytest.raises(NotPossible):
        handed_in(plan, cast)


@pytest.mark.parametrize("missing", PROCEDURES)
def test_a_procedure_without_people_is_not_handed_in(cast, missing):
    plan = make.plan(cast, state="draft", procedures=[one for one in PROCEDURES if one != missing])
    with pytest.raises(NotPossible):
        handed_in(plan, cast)


def test_what_was_emptied_after_it_was_handed_in_is_not_approved(cast):
    """The condition is asked again at the approval, and what is approved is what was handed in."""
    plan = make.plan(cast, state="submitted")
    with guard.writing():
        plan.roles.get(procedure="test").delete()
    with pytest.raises((NotPossible, NotWhatWasSubmitted)):
        acts.move(plan, "approved", by=cast.actor("it_manager"))


@pytest.mark.parametrize("name", ["security_officer", "ciso", "it_manager", "president", "operator"])
def test_only_the_controller_of_changes_hands_in(cast, name):
    """Neither who wrote it nor who may approve it (11.3.2)."""
    plan = make.plan(cast, state="draft")
    with pytest.raises(Refused):
        acts.move(plan, "submitted", by=cast.actor(name))


def test_who_controls_the_changes_does_not_approve_them(cast):
    plan = make.plan(cast, state="draft", change_controller=cast.it_manager)
    plan = acts.move(plan, "submitted", by=cast.actor("it_manager"))
    with pytest.raises(Refused):
        acts.move(plan, "approved", by=cast.actor("it_manager"))
    assert acts.move(plan, "approved", by=cast.actor("ciso")).state == "in_force"


def test_the_next_version_takes_the_place_of_the_one_before(cast):
    first = make.plan(cast, plan_no="BC-01")
    other = make.plan(cast, plan_no="BC-02")
    second = make.plan(cast, plan_no="BC-01", edition="2.0")
    states = []
    for plan in (first, other, second):
        plan.refresh_from_db()
        states.append(plan.state)
    assert states == ["superseded", "in_force", "in_force"]


def test_the_database_keeps_one_version_in_force(cast):
    make.plan(cast, plan_no="BC-01")
    draft = make.plan(cast, plan_no="BC-01", state="submitted")
    draft.state, draft.checker = "in_force", cast.user("ciso")
    with pytest.raises(IntegrityError), guard.writing():
        draft.save()


def test_nobody_puts_a_plan_in_force_by_hand(cast):
    plan = make.plan(cast, state="submitted")
    for name in ("it_manager", "ciso", "developer"):
        with pytest.raises((Refused, NotPossible)):
            acts.move(plan, "in_force", by=cast.actor(name))


def test_it_was_not_updated_on_a_day_to_come(cast):
    with pytest.raises(ValidationError):
        make.plan(cast, state="draft", updated_on=clock.today() + timedelta(days=1))
