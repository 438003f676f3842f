"""Reviews: done by whoever is named, approved by another; the policy by nobody who wrote it (2.2.4, 2.2.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


@pytest.fixture
def policy(cast):
    return make.document(cast, topic="security_policy", doc_type="policy")


def test_nobody_evaluates_the_policy_that_he_wrote_or_whose_unit_owns_it(cast, policy):
    for reviewer in (cast.security_officer, cast.ciso):
        with pytest.raises(ValidationError) as refused:
            make.review(cast, subject="policy", reviewer=reviewer)
        assert "reviewer" in refused.value.message_dict
        with pytest.raises(ValidationError):
            make.review(cast, subject="policy", subject_ref=policy.no, reviewer=reviewer)
    assert make.review(cast, subject="policy", reviewer=cast.compliance).independent


def test_from_outside_the_unit_may_accompany_it(cast, policy):
    accompanied = make.review(cast, subject="policy", reviewer=cast.security_officer, performed_by="external")
    assert not accompanied.independent


def test_a_reviewer_is_not_exchanged_for_the_author_later(cast, policy):
    review = make.review(cast, subject="policy", reviewer=cast.compliance, state="in_progress")
    with pytest.raises(ValidationError):
        acts.change(review, {"reviewer": cast.security_officer}, by=cast.actor("security_officer"))


def test_of_a_rule_it_is_shown_whether_the_reviewer_wrote_it(cast):
    rule = make.document(cast)
    assert not make.review(cast, subject_ref=rule.no, reviewer=cast.security_officer).independent
    assert make.review(cast, subject_ref=rule.no, reviewer=cast.it_manager).independent


def test_only_the_reviewer_carries_it_out(cast):
    for state, target in (("planned", "in_progress"), ("in_progress", "submitted")):
        review = make.review(cast, state=state)
        with pytest.raises(Refused):
            acts.move(review, target, by=cast.actor("compliance"))


@pytest.mark.parametrize("name", ["auditor", "compliance", "employee"])
def test_nobody_without_the_office_approves(cast, name):
    with pytest.raises(Refused):
        acts.move(make.review(cast, state="submitted"), "approved", by=cast.actor(name))


def test_neither_maker_nor_reviewer_approves(cast):
    own = make.review(cast, state="submitted", by="business_owner", reviewer=cast.it_manager)
    for name in ("business_owner", "it_manager"):
        with pytest.raises(Refused):
            acts.move(own, "approved", by=cast.actor(name))
    done = acts.move(own, "approved", by=cast.actor("ciso"))
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing():
        type(done).objects.filter(pk=done.pk).update(checker=done.maker)


@pytest.mark.parametrize("lacking", ["conclusion", "reviewed_on", "next_due"])
def test_it_is_submitted_with_a_conclusion_and_its_days(cast, lacking):
    review = make.review(cast, state="in_progress")
    with pytest.raises(ValidationError) as refused:
        make.concluded(cast, review, **{lacking: "" if lacking == "conclusion" else None})
    assert lacking in refused.value.message_dict


def test_days_are_in_order_and_not_to_come(cast):
    today = clock.today()
    review = make.review(cast, state="in_progress")
    with pytest.raises(NotPossible):
        make.concluded(cast, review, reviewed_on=today + timedelta(days=1), next_due=today + timedelta(days=9))
    with pytest.raises(ValidationError):
        make.concluded(cast, review, next_due=today - timedelta(days=1))


def test_a_rule_is_named(cast):
    with pytest.raises(ValidationError) as refused:
        make.review(cast, subject="management_rules", subject_ref="")
    assert "subject_ref" in refused.value.message_dict


def test_the_version_that_came_of_it_is_entered_after_approval_and_nothing_else(cast):
    done = make.review(cast, state="approved")
    done = acts.change(done, {"resulting_document": make.document(cast)}, by=cast.actor("security_officer"))
    assert done.resulting_document is not None
    with pytest.raises(NotPossible):
        acts.change(done, {"conclusion": "change"}, by=cast.actor("security_officer"))
