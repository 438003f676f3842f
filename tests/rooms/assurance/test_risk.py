"""Risks: a level that follows from two numbers, a remainder that cannot exceed it, approved by another person."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def test_the_level_is_reckoned_and_never_typed(cast):
    risk = make.risk(cast, likelihood=3, impact=4, state="identified")
    assert risk.level == 12
    with pytest.raises(ValidationError):
        acts.change(risk, {"level": 1}, by=cast.actor("security_officer"))
    changed = acts.change(risk, {"impact": 2}, by=cast.actor("security_officer"))
    assert changed.level == 6


@pytest.mark.parametrize("number", [0, 6])
@pytest.mark.parametrize("field", ["likelihood", "impact"])
def test_likelihood_and_impact_go_from_one_to_five(cast, field, number):
    with pytest.raises(ValidationError) as refused:
        make.risk(cast, **{field: number})
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "fine"),
    [
        ({"treatment": "mitigate", "residual_level": 12}, True),
        ({"treatment": "mitigate", "residual_level": 13}, False),
        ({"treatment": "accept", "residual_level": 12}, True),
        ({"treatment": "accept", "residual_level": 4}, False),
    ],
)
def test_what_remains_fits_the_treatment(cast, values, fine):
    if fine:
        make.risk(cast, likelihood=3, impact=4, **values)
        return
    with pytest.raises(ValidationError) as refused:
        make.risk(cast, likelihood=3, impact=4, **values)
    assert "residual_level" in refused.value.message_dict


def test_approved_by_another_it_is_watched(cast):
    assert make.risk(cast, state="monitored").state == "monitored"


def test_nobody_approves_the_risk_he_entered(cast):
    own = make.risk(cast, state="assessed", by="business_owner")
    with pytest.raises(Refused):
        acts.move(own, "approved", by=cast.actor("business_owner"))
    done = acts.move(own, "approved", by=cast.actor("ciso"))
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing():
        type(done).objects.filter(pk=done.pk).update(checker=done.maker)


@pytest.mark.parametrize("name", ["it_manager", "security_officer", "auditor", "employee"])
def test_nobody_without_the_office_approves(cast, name):
    with pytest.raises(Refused):
        acts.move(make.risk(cast, state="assessed"), "approved", by=cast.actor(name))


@pytest.mark.parametrize("lacking", [{"measures": ""}, {"residual_level": None}], ids=["measures", "remainder"])
def test_an_assessment_says_what_is_done_and_what_remains(cast, lacking):
    risk = make.risk(cast, state="identified", **lacking)
    with pytest.raises(ValidationError):
        acts.move(risk, "assessed", by=cast.actor("security_officer"))


def test_days_are_in_order_and_not_to_come(cast):
    today = clock.today()
    with pytest.raises(ValidationError):
        make.risk(cast, next_due=today - timedelta(days=60))
    ahead = make.risk(cast, state="identified", assessed_on=today + timedelta(days=1))
    with pytest.raises(NotPossible):
        acts.move(ahead, "assessed", by=cast.actor("security_officer"))
