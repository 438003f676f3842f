"""Documents: the policy by the president alone, others by the offices in charge, complete, in versions."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.catalogue import catalogue
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.policy.topics import Topic, demanded_points

DOCUMENTS = register("policy.policy_document")


def test_topics_are_those_of_the_catalogue():
    assert {topic.value for topic in Topic} == set(catalogue().topics)


def test_the_policy_is_approved_by_the_president_alone(cast):
    policy = make.document(cast, doc_type="policy", topic="security_policy", state="submitted")
    with pytest.raises(NotPossible):
        acts.move(policy, "approved", by=cast.actor("ciso"))
    approved = acts.move(policy, "approved", by=cast.actor("president"))
    assert (approved.state, approved.approved_by, approved.approved_on) == ("in_force", cast.president, clock.today())


def test_other_documents_are_not_the_president_s(cast):
    rules = make.document(cast, state="submitted")
    with pytest.raises(NotPossible):
        acts.move(rules, "approved", by=cast.actor("president"))


def test_a_document_that_leaves_out_a_demanded_point_is_not_approved(cast):
    assert demanded_points("social_use") == ("13.2.1.1", "13.2.1.2")
    rules = make.document(cast, topic="social_use", covered_points=("13.2.1.1",), state="submitted")
    with pytest.raises(NotPossible) as refused:
        acts.move(rules, "approved", by=cast.actor("ciso"))
    assert catalogue().clause("13.2.1.2").cite in str(refused.value)
    full = make.document(cast, topic="social_use", covered_points=("13.2.1.1", "13.2.1.2"))
    assert full.state == "in_force"


def test_most_topics_demand_no_single_points():
    assert demanded_points("operations") == ()
    assert demanded_points("access_policy") == ()
    assert demanded_points("other") == ()


def test_the_author_does_not_approve_even_when_somebody_else_typed_it(cast):
    rules = make.document(cast, author=cast.ciso, state="submitted")
    with pytest.raises(Refused):
        acts.move(rules, "approved", by=cast.actor("ciso"))


def test_the_database_refuses_an_author_who_approved(cast):
    rules = make.document(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE policy_policydocument SET approved_by_id = author_id WHERE id = %s", [rules.pk])


def test_a_new_version_displaces_the_one_before(cast):
    first = make.document(cast, doc_no="R-1", edition="1.0")
    second = make.document(cast, doc_no="R-1", edition="2.0", effective_on=clock.today())
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "in_force")
    assert second.supersedes == first


def test_a_version_ahead_takes_effect_on_its_day(cast):
    first = make.document(cast, doc_no="R-1", edition="1.0")
    day = clock.today() + timedelta(days=7)
    second = make.document(cast, doc_no="R-1", edition="2.0", effective_on=day, state="approved")
    assert second.state == "approved"
    carry_out(day)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "in_force")


def test_other_documents_are_left_alone(cast):
    one, other = make.document(cast), make.document(cast)
    one.refresh_from_db()
    assert (one.state, other.state) == ("in_force", "in_force")


def test_a_version_is_entered_once(cast):
    make.document(cast, doc_no="R-1", edition="1.0")
    with pytest.raises(ValidationError):
        make.document(cast, doc_no="R-1", edition="1.0")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"covered_points": ("99.9",)}, "covered_points"),
        ({"topic": "access_policy"}, "info_system"),
        ({"next_review_due": clock.today() - timedelta(days=400)}, "next_review_due"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.document(cast, **values)
    assert field in refused.value.message_dict


def test_withdrawing_takes_another_person_and_a_reason(cast):
    rules = make.document(cast)
    with pytest.raises(NotPossible):
        acts.move(rules, "withdrawn", by=cast.actor("ciso"))
    withdrawn = acts.move(rules, "withdrawn", by=cast.actor("ciso"), reason="併入他辦法")
    assert withdrawn.state == "withdrawn"


def test_everybody_reads_what_is_in_force_and_nothing_else(cast):
    shown = make.document(cast)
    make.document(cast, state="draft")
    assert list(DOCUMENTS.visible_to(DOCUMENTS.record.objects.all(), cast.actor("employee"))) == [shown]
