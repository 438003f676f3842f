"""Parameters that act: an approved number counts the same minute, a softer one than the policy's never."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests import make
from zhengan.catalogue import catalogue, parameters
from zhengan.identity.passwords import AsThePolicyDemands
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

LENGTH = "password-min-length"


def test_an_approved_length_acts_at_once_on_passwords(cast):
    rule = AsThePolicyDemands()
    rule.validate("abcd123!")
    proposed = make.parameter(cast, LENGTH, "12", state="proposed")
    rule.validate("abcd123!")
    approved = acts.move(proposed, "approved", by=cast.actor("ciso"))
    assert approved.state == "in_force"
    with pytest.raises(ValidationError):
        rule.validate("abcd123!")
    rule.validate("abcd1234efg!")


def test_what_is_approved_ahead_waits_for_its_day(cast):
    day = clock.today() + timedelta(days=10)
    ahead = make.parameter(cast, LENGTH, "14", effective_on=day)
    assert ahead.state == "approved"
    assert parameters(day - timedelta(days=1)).int(LENGTH) == 8
    assert carry_out(day - timedelta(days=1)) == 0
    assert carry_out(day) == 1
    ahead.refresh_from_db()
    assert ahead.state == "in_force"
    assert parameters(day).int(LENGTH) == 14


def test_an_approved_value_counts_on_its_day_even_while_the_sweep_is_late(cast):
    day = clock.today() + timedelta(days=10)
    make.parameter(cast, LENGTH, "14", effective_on=day)
    assert parameters(day).int(LENGTH) == 14


def test_the_value_before_is_history_and_still_answers_for_its_days(cast):
    first = make.parameter(cast, LENGTH, "9", effective_on=clock.today() - timedelta(days=30))
    second = make.parameter(cast, LENGTH, "11")
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "in_force")
    assert parameters(clock.today() - timedelta(days=31)).int(LENGTH) == 8
    assert parameters(clock.today() - timedelta(days=1)).int(LENGTH) == 9
    assert parameters(clock.today()).int(LENGTH) == 11


def test_a_value_approved_late_for_an_earlier_day_does_not_displace_a_newer_one(cast):
    newer = make.parameter(cast, LENGTH, "11")
    older = make.parameter(cast, LENGTH, "9", effective_on=clock.today() - timedelta(days=30))
    newer.refresh_from_db()
    assert (older.state, newer.state) == ("superseded", "in_force")
    assert parameters(clock.today()).int(LENGTH) == 11


def test_values_of_one_scope_leave_the_others_alone(cast):
    general = make.parameter(cast, "grade-hours", "4")
    scoped = make.parameter(cast, "grade-hours", "6", scope="manager")
    general.refresh_from_db()
    assert (general.state, scoped.state) == ("in_force", "in_force")
    assert parameters(clock.today()).hours("grade-hours", scope="manager") == 6
    assert parameters(clock.today()).hours("grade-hours", scope="staff") == 4


def test_what_was_voided_does_not_count(cast):
    wrong = make.parameter(cast, LENGTH, "20")
    acts.void(wrong, by=cast.actor("security_officer"), reason="誤植")
    assert parameters(clock.today()).int(LENGTH) == 8


@pytest.mark.parametrize(("language", "word"), [("zh-hant", "不得低於"), ("en", "must not be")])
def test_a_softer_value_is_refused_with_the_clause_in_the_reader_s_tongue(cast, language, word):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        make.parameter(cast, LENGTH, "5")
    message = refused.value.message_dict["value"][0]
    assert word in message
    assert ("七（三）6" if language == "zh-hant" else "7.3.6") in message


@pytest.mark.parametrize(("key", "value"), [(LENGTH, "eight"), ("password-max-age", "3"), (LENGTH, "")])
def test_what_is_no_value_is_refused(cast, key, value):
    with pytest.raises(ValidationError) as refused:
        make.parameter(cast, key, value)
    assert "value" in refused.value.message_dict


def test_only_parameters_of_the_policy_can_be_set(cast):
    with pytest.raises(ValidationError) as refused:
        make.parameter(cast, "invented", "1")
    assert "key" in refused.value.message_dict


def test_a_scope_is_given_only_where_the_policy_knows_one(cast):
    with pytest.raises(ValidationError) as refused:
        make.parameter(cast, LENGTH, "9", scope="branch")
    assert "scope" in refused.value.message_dict


def test_unit_limit_and_clause_come_from_the_policy(cast):
    made = make.parameter(cast, LENGTH, "9")
    assert (made.unit, made.policy_limit, made.clause) == ("int", ">= 6", "7.3.6")
    made = make.parameter(cast, "committee-interval", "P3M")
    assert (made.unit, made.policy_limit, made.clause) == ("duration", "", "3.2")


def test_nobody_sets_unit_limit_or_clause_by_hand(cast):
    with pytest.raises(ValidationError):
        make.parameter(cast, LENGTH, "9", policy_limit="none")


def test_who_proposes_does_not_approve(cast):
    proposed = acts.create(
        register("policy.parameter"),
        {"key": LENGTH, "value": "9", "reason": "。", "effective_on": clock.today()},
        by=cast.actor("ciso"),
    )
    with pytest.raises(Refused):
        acts.move(proposed, "approved", by=cast.actor("ciso"))


def test_it_reads_as_words_in_both_tongues(cast):
    made = make.parameter(cast, "password-max-age", "P2M")
    with translation.override("en"):
        assert str(made) == "Longest age of a staff password 2 months"
    with translation.override("zh-hant"):
        assert str(made) == "員工密碼最長使用期間 2 個月"
        assert [code for code, _title in made._meta.get_field("key").choices] == list(catalogue().parameters)


def test_all_parameters_of_a_day_cost_one_query(cast, django_assert_num_queries):
    make.parameter(cast, LENGTH, "9")
    make.parameter(cast, "committee-interval", "P3M")
    with django_assert_num_queries(1):
        assert parameters(clock.today()).int(LENGTH) == 9
