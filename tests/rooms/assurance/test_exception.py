"""Exceptions: approved by somebody else, for one thing, ending by themselves; findings are accepted only under one."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock

DECIDERS = ("ciso", "it_manager", "business_owner")


@pytest.mark.parametrize("name", DECIDERS)
def test_it_is_approved_by_one_who_decides(cast, name):
    asked = make.exception(cast, state="submitted", responsible=cast.system_admin)
    assert acts.move(asked, "approved", by=cast.actor(name)).state == "approved"


@pytest.mark.parametrize("name", ["security_officer", "system_admin", "auditor", "president", "employee"])
@pytest.mark.parametrize("target", ["approved", "rejected"])
def test_nobody_else_decides(cast, name, target):
    with pytest.raises(Refused):
        acts.move(make.exception(cast, state="submitted"), target, by=cast.actor(name), reason="理由")


@pytest.mark.parametrize("target", ["approved", "rejected"])
def test_whoever_asked_or_answers_for_it_does_not_decide(cast, target):
    own = make.exception(cast, state="submitted", by="it_manager", responsible=cast.system_admin)
    with pytest.raises(Refused):
        acts.move(own, target, by=cast.actor("it_manager"), reason="理由")
    named = make.exception(cast, state="submitted", responsible=cast.business_owner)
    with pytest.raises(Refused):
        acts.move(named, target, by=cast.actor("business_owner"), reason="理由")


def test_the_database_refuses_an_exception_that_its_maker_approved(cast):
    made = make.exception(cast, state="approved")
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing():
        type(made).objects.filter(pk=made.pk).update(checker=made.maker)


def test_submitted_it_is_frozen_and_what_was_submitted_is_approved(cast):
    asked = make.exception(cast, state="submitted")
    longer = {"valid_until": clock.today() + timedelta(days=900)}
    with pytest.raises(NotPossible):
        acts.change(asked, longer, by=cast.actor("security_officer"))


def test_it_ends_by_itself_after_its_last_day(cast):
    held = make.exception(cast, valid_until=clock.today() + timedelta(days=3))
    seen = []
    for days in (3, 4):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            carry_out(clock.today())
        held.refresh_from_db()
        seen.append(held.state)
    assert seen == ["approved", "expired"]


def test_what_is_over_already_is_not_approved(cast):
    days = {"valid_from": clock.today() - timedelta(days=9), "valid_until": clock.today() - timedelta(days=1)}
    with pytest.raises(NotPossible):
        acts.move(make.exception(cast, state="submitted", **days), "approved", by=cast.actor("ciso"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"clause": "99.9"}, "clause"),
        ({"valid_until": clock.today() - timedelta(days=400)}, "valid_until"),
        ({"subject_ref": ""}, "subject_ref"),
        ({"compensating_control": ""}, "compensating_control"),
        ({"responsible": None}, "responsible"),
    ],
    ids=["clause", "days", "subject", "control", "nobody"],
)
def test_what_an_exception_must_say(cast, wrong, field):
    with pytest.raises(ValidationError) as refused:
        make.exception(cast, state="draft", **wrong)
    assert field in refused.value.message_dict


def test_it_is_revoked_by_the_head_of_security_with_a_reason(cast):
    held = make.exception(cast)
    with pytest.raises(Refused):
        acts.move(held, "revoked", by=cast.actor("it_manager"), reason="已修補")
    with pytest.raises(NotPossible):
        acts.move(held, "revoked", by=cast.actor("ciso"))
    assert acts.move(held, "revoked", by=cast.actor("ciso"), reason="已修補").state == "revoked"


@pytest.mark.parametrize("case", ["approved", "submitted", "another clause", "not yet", "revoked"])
def test_a_finding_is_accepted_only_under_an_exception_that_holds(cast, case):
    today = clock.today()
    values = {"clause": "7.1.3.6" if case != "another clause" else "8.2.4"}
    if case == "not yet":
        values |= {"valid_from": today + timedelta(days=1), "valid_until": today + timedelta(days=9)}
    held = make.exception(cast, state="submitted" if case == "submitted" else "approved", **values)
    if case == "revoked":
        acts.move(held, "revoked", by=cast.actor("ciso"), reason="已修補")
    found = make.finding(cast, clause="7.1.3.6")
    if case == "approved":
        assert acts.move(found, "accepted", by=cast.actor("ciso"), reason="成本過高").state == "accepted"
        return
    with pytest.raises(NotPossible):
        acts.move(found, "accepted", by=cast.actor("ciso"), reason="成本過高")
