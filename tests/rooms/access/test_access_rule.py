"""Access rules: approved by another, one version in force; duties that a rule keeps apart are not given to one."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def test_whoever_wrote_a_rule_does_not_approve_it(cast):
    values = {"kind": "grant", "object_type": "program", "object": "委託", "business_role": "trader"}
    values |= {"rights": ("read",), "effective_on": clock.today()}
    by = cast.actor("it_manager")
    rule = acts.move(acts.create(register("access.access_rule"), values, by=by), "submitted", by=by)
    with pytest.raises(Refused):
        acts.move(rule, "approved", by=by)
    assert acts.move(rule, "approved", by=cast.actor("business_owner")).state == "in_force"


def test_a_rule_comes_into_force_on_its_day_and_ends_the_one_before(cast):
    former = make.access_rule(cast)
    other = make.access_rule(cast, business_role="reader")
    rule = make.access_rule(cast, state="approved", rights=("read",), effective_on=clock.today() + timedelta(days=2))
    for days, states in ((1, ("approved", "in_force")), (2, ("in_force", "superseded"))):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            carry_out(clock.today())
        for one in (rule, former, other):
            one.refresh_from_db()
        assert (rule.state, former.state, other.state) == (*states, "in_force")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rights": ()}, "rights"),
        ({"kind": "conflict", "other_role": ""}, "other_role"),
        ({"kind": "conflict", "other_role": "trader"}, "other_role"),
    ],
)
def test_a_rule_says_what_it_grants_or_keeps_apart(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.access_rule(cast, state="draft", **values)
    assert field in refused.value.message_dict


@pytest.mark.parametrize("pair", [("plan_owner", "log_reviewer"), ("log_reviewer", "plan_owner")])
def test_nobody_is_appointed_to_two_duties_that_a_rule_keeps_apart(cast, pair):
    make.appointment(cast, "plan_owner", cast.employee)
    later = make.appointment(cast, "log_reviewer", cast.employee, state="proposed")
    kept = {"kind": "conflict", "object_type": "duty", "business_role": pair[0], "other_role": pair[1]}
    make.access_rule(cast, state="submitted", **kept)
    make.appointment(cast, "log_reviewer", cast.operator)
    make.access_rule(cast, **kept)
    with pytest.raises(ValidationError):
        acts.move(later, "in_force", by=cast.actor("president"))
    with pytest.raises(ValidationError):
        make.appointment(cast, "log_reviewer", cast.employee)
    assert make.appointment(cast, "log_reviewer", cast.developer).state == "in_force"
