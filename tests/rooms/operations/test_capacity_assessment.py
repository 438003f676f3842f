"""Capacity assessments: a conclusion that the figures bear, judged by one person and approved by another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

OFFICES = frozenset({"it_manager", "ciso"})


@pytest.fixture
def system(cast):
    return make.info_system(cast)


def test_whoever_plans_it_assesses_unless_somebody_is_named(cast, system):
    values = {"info_system": system, "performed_by": "system_admin"}
    made = acts.create(register("operations.capacity_assessment"), values, by=cast.actor("system_admin"))
    assert made.assessor == cast.system_admin


def test_only_the_assessor_says_what_was_measured(cast, system):
    planned = make.capacity(cast, system, state="planned")
    for name in ("security_officer", "it_manager", "ciso"):
        with pytest.raises(Refused):
            acts.move(planned, "assessed", by=cast.actor(name))
    assert acts.move(planned, "assessed", by=cast.actor("developer")).state == "assessed"


@pytest.mark.parametrize("name", ["assessed_on", "measure", "peak", "capacity_limit", "conclusion", "report"])
def test_it_is_not_assessed_without_figures_and_report(cast, system, name):
    with pytest.raises(ValidationError) as refused:
        make.capacity(cast, system, **{name: "" if name in ("measure", "conclusion") else None})
    assert name in refused.value.message_dict


def test_neither_assessor_nor_maker_approves_whatever_his_offices(cast, system):
    waiting = make.capacity(cast, system, state="submitted")
    for name in ("developer", "security_officer"):
        with pytest.raises(Refused):
            acts.move(waiting, "approved", by=replace(cast.actor(name), offices=OFFICES))
    assert acts.move(waiting, "approved", by=cast.actor("it_manager")).state == "approved"


def test_what_administrators_assessed_is_approved_by_no_administrator(cast, system):
    waiting = make.capacity(cast, system, performed_by="system_admin", assessor=cast.system_admin, state="submitted")
    with pytest.raises(Refused):
        acts.move(waiting, "approved", by=replace(cast.actor("it_manager"), offices=OFFICES | {"system_admin"}))
    assert acts.move(waiting, "approved", by=cast.actor("ciso")).state == "approved"


def test_above_the_share_that_is_allowed_the_capacity_is_not_enough(cast, system):
    assert make.capacity(cast, system, peak=700).state == "approved"
    with pytest.raises(ValidationError) as refused:
        make.capacity(cast, system, peak=701)
    assert "70" in str(refused.value.message_dict["conclusion"])
    day = clock.today() + timedelta(days=90)
    expanding = {"conclusion": "expand", "plan": "增購主機", "plan_due_on": day}
    assert make.capacity(cast, system, peak=701, **expanding).state == "approved"


def test_the_share_follows_the_parameter(cast, system):
    make.parameter(cast, "capacity-max-utilisation", "40")
    with pytest.raises(ValidationError) as refused:
        make.capacity(cast, system)
    assert "conclusion" in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"conclusion": "expand"}, "plan"),
        ({"conclusion": "expand", "plan": "增購主機"}, "plan"),
        ({"stress_load": None}, "stress_tested_on"),
        ({"stress_ok": ""}, "stress_tested_on"),
        ({"capacity_limit": 0}, "capacity_limit"),
        ({"assessed_on": timedelta(days=1)}, "assessed_on"),
        ({"stress_tested_on": timedelta(days=1)}, "stress_tested_on"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, system, values, field):
    given = {name: clock.today() + value if isinstance(value, timedelta) else value for name, value in values.items()}
    with pytest.raises(ValidationError) as refused:
        make.capacity(cast, system, **given)
    assert field in refused.value.message_dict


def test_the_database_refuses_an_assessment_without_figures_or_by_its_own_maker(cast, system):
    made = make.capacity(cast, system)
    for change in ("peak = NULL", "capacity_limit = 0", "report_id = NULL", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_capacityassessment SET {change} WHERE id = %s", [made.pk])  # noqa: S608


def test_it_is_the_assessor_whose_task_it_is(cast, system):
    planned = make.capacity(cast, system, state="planned")
    assert "assessed" in {move.target for move in acts.open_moves(planned, Actor.of(cast.developer.user, via="web"))}
