"""The yearly plan: an aim in each of ten areas, approved by others; results are said by those in charge (2.1.3)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.rooms.assurance.registers.security_plan import DEMANDED

RESULT = {"result": "達成", "evaluation": "effective"}


@pytest.mark.parametrize("missing", DEMANDED)
def test_a_plan_without_one_of_the_ten_areas_is_not_submitted(cast, missing):
    draft = make.security_plan(cast, *(area for area in DEMANDED if area != missing), state="draft")
    with pytest.raises(NotPossible) as refused:
        acts.move(draft, "submitted", by=cast.actor("security_officer"))
    assert str(missing.label) in str(refused.value)


@pytest.mark.parametrize("name", ["president", "ciso", "it_manager"])
def test_the_committee_or_the_president_approves(cast, name):
    plan = make.security_plan(cast, state="submitted")
    assert acts.move(plan, "approved", by=cast.actor(name)).state == "approved"


@pytest.mark.parametrize("name", ["auditor", "compliance", "employee", "chairperson"])
def test_nobody_else_approves(cast, name):
    with pytest.raises(Refused):
        acts.move(make.security_plan(cast, state="submitted"), "approved", by=cast.actor(name))


def test_nobody_approves_the_plan_he_wrote_nor_closes_it(cast):
    own = make.security_plan(cast, state="submitted", by="it_manager")
    with pytest.raises(Refused):
        acts.move(own, "approved", by=cast.actor("it_manager"))
    own = acts.move(own, "approved", by=cast.actor("president"))
    acts.fill_lines(own, "areas", {row.pk: RESULT for row in own.areas.all()}, by=cast.actor("ciso"))
    own = acts.move(own, "evaluated", by=cast.actor("ciso"))
    with pytest.raises(Refused):
        acts.move(own, "closed", by=cast.actor("it_manager"))
    assert acts.move(own, "closed", by=cast.actor("president")).state == "closed"


def test_whoever_is_in_charge_of_a_line_says_what_came_of_it(cast):
    plan = make.security_plan(cast)
    line = plan.areas.first()
    with pytest.raises(Refused):
        acts.fill_lines(plan, "areas", {line.pk: RESULT}, by=cast.actor("operator"))
    acts.fill_lines(plan, "areas", {line.pk: RESULT}, by=cast.actor("it_manager"))
    line.refresh_from_db()
    assert (line.result, line.evaluation) == ("達成", "effective")
    assert line.evaluated_on is not None


@pytest.mark.parametrize("field", ["objective", "aim", "due_on", "area"])
def test_an_approved_aim_is_not_rewritten_while_its_result_is_said(cast, field):
    plan = make.security_plan(cast)
    line = plan.areas.first()
    changed = {field: date(2027, 1, 1) if field == "due_on" else "compliance"}
    with pytest.raises(ValidationError):
        acts.fill_lines(plan, "areas", {line.pk: changed}, by=cast.actor("it_manager"))


@pytest.mark.parametrize("state", ["draft", "submitted", "evaluated"])
def test_results_are_said_between_approval_and_evaluation(cast, state):
    plan = make.security_plan(cast, state=state)
    with pytest.raises((NotPossible, Refused)):
        acts.fill_lines(plan, "areas", {plan.areas.first().pk: RESULT}, by=cast.actor("it_manager"))


def test_a_plan_with_an_open_line_is_not_evaluated(cast):
    plan = make.security_plan(cast)
    rows = list(plan.areas.all())
    acts.fill_lines(plan, "areas", {row.pk: RESULT for row in rows[1:]}, by=cast.actor("ciso"))
    plan.refresh_from_db()
    with pytest.raises(NotPossible):
        acts.move(plan, "evaluated", by=cast.actor("ciso"))


def test_lines_are_written_by_people_until_the_plan_is_approved(cast):
    draft = make.security_plan(cast, state="draft")
    acts.add_lines(draft, "areas", [make.plan_line(cast, "emerging")], by=cast.actor("security_officer"))
    assert draft.areas.count() == 11
    approved = make.security_plan(cast, fiscal_year=2027)
    with pytest.raises(NotPossible):
        acts.change(approved, {}, by=cast.actor("security_officer"), lines={"areas": []})


def test_a_new_plan_goes_on_with_what_the_last_one_did_not_reach(cast):
    last = make.security_plan(cast, fiscal_year=2025)
    rows = list(last.areas.all())
    acts.fill_lines(last, "areas", {row.pk: RESULT for row in rows[2:]}, by=cast.actor("ciso"))
    acts.fill_lines(last, "areas", {rows[0].pk: RESULT | {"evaluation": "partly"}}, by=cast.actor("ciso"))
    fresh = make.security_plan(cast, lines={}, fiscal_year=2026, state="draft")
    assert [row.area for row in fresh.areas.all()] == [rows[0].area, rows[1].area]
    assert fresh.areas.first().due_on == date(2027, 12, 31)
    assert not fresh.areas.exclude(result="").exists()


def test_there_is_one_plan_for_a_year(cast):
    make.security_plan(cast, state="draft")
    with pytest.raises(ValidationError):
        make.security_plan(cast, state="draft")
