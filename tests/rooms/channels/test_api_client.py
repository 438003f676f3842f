"""Clients of the API: judged by criteria, approved by another, connected with key and stop switch, cut off in time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def test_an_application_starts_with_the_written_criteria(cast):
    made = make.api_client(cast, state="applied", lines={"criteria": []})
    assert made.criteria.count() == 4
    assert not made.criteria.filter(met=True).exists()


def test_once_key_and_stop_switch_are_there_it_connects_by_itself(cast):
    made = make.api_client(cast, state="approved", stop_switch_tested_on=None)
    assert (made.state, made.approved_on) == ("approved", clock.today())
    made = acts.change(made, {"stop_switch_tested_on": clock.today()}, by=cast.actor("customer_service"))
    assert made.state == "active"


@pytest.mark.parametrize("met", [(False,), (True, False)])
def test_with_an_unmet_criterion_it_is_not_approved(cast, met):
    rows = [make.CRITERION | {"item": f"標準 {number}", "met": one} for number, one in enumerate(met)]
    made = make.api_client(cast, state="assessed", lines={"criteria": rows})
    with pytest.raises(NotPossible, match=f"標準 {len(met) - 1}"):
        acts.move(made, "approved", by=cast.actor("compliance"))


def test_whoever_entered_it_does_not_approve_it(cast):
    made = make.api_client(cast, state="assessed")
    for office in ("compliance", "ciso"):
        with pytest.raises(Refused):
            acts.move(made, "approved", by=replace(cast.actor("customer_service"), offices=frozenset({office})))
    with pytest.raises(Refused):
        acts.move(made, "approved", by=cast.actor("business_owner"))


def test_what_was_assessed_is_frozen(cast):
    made = make.api_client(cast, state="assessed")
    with pytest.raises(NotPossible):
        acts.change(made, {"rate_limit": 1000}, by=cast.actor("customer_service"))


def test_a_key_that_has_run_out_connects_nobody(cast):
    day = clock.today()
    made = make.api_client(cast, key_issued_on=day - timedelta(days=30), key_expires_on=day - timedelta(days=1))
    assert made.state == "approved"
    with pytest.raises(NotPossible):
        acts.move(made, "active", by=Actor.system())


def test_the_day_after_its_key_ran_out_a_client_is_cut_off_and_comes_back_with_a_new_one(cast):
    made = make.api_client(cast, key_expires_on=clock.today() + timedelta(days=10))
    assert carry_out(made.key_expires_on) == 0
    with clock.standing_at(clock.now() + timedelta(days=11)):
        assert carry_out(clock.today()) == 1
        made.refresh_from_db()
        assert made.state == "suspended"
        owner = cast.actor("business_owner")
        with pytest.raises(NotPossible):
            acts.move(made, "active", by=owner, reason="換發金鑰")
        later = clock.today() + timedelta(days=300)
        made = acts.change(made, {"key_expires_on": later}, by=cast.actor("customer_service"))
        assert acts.move(made, "active", by=owner, reason="換發金鑰").state == "active"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"customer": "王小明"}, "customer"),
        ({"ip_allowlist": ("203.0.113.300",)}, "ip_allowlist"),
        ({"ip_allowlist": ()}, "ip_allowlist"),
        ({"applied_on": 1}, "applied_on"),
        ({"risk_notice_signed_on": 1}, "risk_notice_signed_on"),
        ({"key_expires_on": -1}, "key_expires_on"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    given = {
        name: clock.today() + timedelta(days=value) if isinstance(value, int) else value
        for name, value in values.items()
    }
    with pytest.raises(ValidationError) as refused:
        make.api_client(cast, state="applied", **given)
    assert field in refused.value.message_dict


def test_the_database_refuses_a_connection_without_key_or_approval(cast):
    made = make.api_client(cast)
    for change in (
        "key_expires_on = NULL",
        "stop_switch_tested_on = NULL",
        "checker_id = NULL",
        "checker_id = maker_id",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE channels_apiclient SET {change} WHERE id = %s", [made.pk])  # noqa: S608
