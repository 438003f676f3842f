"""Configuration baseline: never softer than the policy, approved by a second person, one item in force at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts, due_moves
from zhengan.kernel.errors import Refused
from zhengan.ledger import clock


@pytest.mark.parametrize(
    ("measure", "operator", "kept", "softer"),
    [
        ("length", "ge", "6", "5"),
        ("length", "eq", "12", "4"),
        ("age", "le", "P3M", "P6M"),
        ("age", "eq", "P60D", "P1Y"),
        ("tries", "le", "3", "5"),
        ("version", "ge", "1.2", "1.1"),
    ],
)
def test_what_is_softer_than_the_policy_is_refused(cast, measure, operator, kept, softer):
    assert make.baseline(cast, measure=measure, operator=operator, expected=kept).state == "in_force"
    with pytest.raises(ValidationError) as refused:
        make.baseline(cast, measure=measure, operator=operator, expected=softer)
    assert "expected" in refused.value.message_dict


@pytest.mark.parametrize(("measure", "operator"), [("length", "le"), ("age", "ge"), ("tries", "in"), ("version", "le")])
def test_the_comparison_is_no_way_around_the_limit(cast, measure, operator):
    values = {"length": "12", "age": "P1M", "tries": "3", "version": "1.3"}
    with pytest.raises(ValidationError) as refused:
        make.baseline(cast, measure=measure, operator=operator, expected=values[measure])
    assert "operator" in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"clause": "99.9"}, "clause"),
        ({"expected": " "}, "expected"),
        ({"measure": "other", "operator": "absent", "expected": "telnet"}, "expected"),
        ({"expected": "many"}, "expected"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.baseline(cast, **values)
    assert field in refused.value.message_dict


def test_whoever_wrote_it_does_not_approve_it(cast):
    item = make.baseline(cast, state="submitted")
    with pytest.raises(Refused):
        acts.move(item, "approved", by=replace(cast.actor("system_admin"), offices=frozenset({"ciso"})))
    assert acts.move(item, "approved", by=cast.actor("ciso")).state == "in_force"


def test_a_newer_item_takes_the_place_of_the_old_one_on_its_day(cast):
    old = make.baseline(cast, item_code="PW-01", expected="8")
    other = make.baseline(cast, item_code="PW-01", platform="pc")
    day = clock.today() + timedelta(days=3)
    new = make.baseline(cast, item_code="PW-01", expected="12", effective_on=day, state="approved")
    assert new.state == "approved"
    due_moves.carry_out(day)
    for record, state in ((old, "superseded"), (new, "in_force"), (other, "in_force")):
        record.refresh_from_db()
        assert record.state == state


def test_the_database_refuses_two_of_an_item_in_force_and_an_approval_by_the_maker(cast):
    old = make.baseline(cast, item_code="PW-01")
    make.baseline(cast, item_code="PW-01")
    for change in ("state = 'in_force'", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_configbaseline SET {change} WHERE id = %s", [old.pk])  # noqa: S608
