"""Obligations: outside rules with their former names, put in force by another, compared again without rewriting."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.catalogue import catalogue
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock
from zhengan.rooms.policy.checks.documents import CITED


def test_it_is_put_in_force_by_another(cast):
    assert make.obligation(cast).state == "in_force"
    own = make.obligation(cast, state="assessed", by="compliance", article="二")
    with pytest.raises(Refused):
        acts.move(own, "in_force", by=cast.actor("compliance"))
    done = acts.move(own, "in_force", by=cast.actor("ciso"))
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing():
        type(done).objects.filter(pk=done.pk).update(checker=done.maker)


@pytest.mark.parametrize("name", ["security_officer", "it_manager", "auditor", "employee"])
def test_nobody_else_puts_it_in_force(cast, name):
    with pytest.raises(Refused):
        acts.move(make.obligation(cast, state="assessed"), "in_force", by=cast.actor(name))


@pytest.mark.parametrize(
    "values",
    [{"status": "not_met"}, {"status": "partly"}, {"how_met": ""}, {"status": "not_applicable", "how_met": " "}],
    ids=["no day", "no day for the rest", "not how", "not why"],
)
def test_what_is_not_explained_is_not_assessed(cast, values):
    with pytest.raises(NotPossible):
        acts.move(make.obligation(cast, state="identified", **values), "assessed", by=cast.actor("compliance"))


def test_the_yearly_comparison_is_no_correction_but_the_rule_itself_is(cast):
    rule = make.obligation(cast)
    today = clock.today()
    acts.change(rule, {"last_checked_on": today, "status": "partly", "due_on": today}, by=cast.actor("compliance"))
    rule.refresh_from_db()
    with pytest.raises(NotPossible):
        acts.change(rule, {"requirement": "無"}, by=cast.actor("compliance"))


def test_only_compliance_repeals_with_a_reason(cast):
    rule = make.obligation(cast)
    with pytest.raises(Refused):
        acts.move(rule, "repealed", by=cast.actor("ciso"), reason="已廢止")
    with pytest.raises(NotPossible):
        acts.move(rule, "repealed", by=cast.actor("compliance"))
    assert acts.move(rule, "repealed", by=cast.actor("compliance"), reason="已廢止").state == "repealed"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"mapped_clauses": ("99.9",)}, "mapped_clauses"),
        ({"last_checked_on": clock.today() + timedelta(days=400)}, "last_checked_on"),
        ({"authority": ""}, "authority"),
    ],
    ids=["clause", "day", "authority"],
)
def test_what_an_obligation_must_say(cast, wrong, field):
    with pytest.raises(ValidationError) as refused:
        make.obligation(cast, **wrong)
    assert field in refused.value.message_dict


def test_the_rules_that_the_check_looks_for_are_those_that_the_policy_cites():
    text = catalogue().clause("1.1").text
    assert all(f"「{rule.zh()}」" in text for rule in CITED)
    assert text.count("「") == len(CITED)
