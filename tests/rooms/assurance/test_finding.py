"""Findings: planned and done by the owner, proven by somebody else, never put off in silence."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

FINDINGS = register("assurance.finding")


def test_verified_by_another_it_is_closed_by_itself(cast):
    finding = make.finding(cast, state="closed")
    assert finding.state == "closed"
    assert (finding.verified_by, finding.verified_on) == (cast.security_officer, clock.today())
    assert finding.done_on == clock.today()


def test_the_owner_does_not_verify_nor_send_back_his_own(cast):
    finding = make.finding(cast, owner=cast.security_officer, state="done")
    with pytest.raises(Refused):
        acts.move(finding, "verified", by=cast.actor("security_officer"))
    with pytest.raises(Refused):
        acts.move(finding, "planned", by=cast.actor("security_officer"), reason="。")


def test_the_database_refuses_an_owner_who_verified(cast):
    finding = make.finding(cast, state="closed")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assurance_finding SET verified_by_id = owner_id WHERE id = %s", [finding.pk])


def test_only_the_owner_plans_with_cause_and_improvement(cast):
    finding = make.finding(cast)
    with pytest.raises(Refused):
        acts.move(finding, "planned", by=cast.actor("system_admin"))
    with pytest.raises(ValidationError) as refused:
        acts.move(finding, "planned", by=cast.actor("it_manager"))
    assert set(refused.value.message_dict) == {"root_cause", "improvement"}


def test_an_extension_is_asked_for_with_a_reason_and_counted(cast):
    finding = make.finding(cast, state="planned")
    later = finding.due_on + timedelta(days=30)
    with pytest.raises(ValidationError) as refused:
        acts.change(finding, {"due_on": later}, by=cast.actor("auditor"))
    assert "due_on" in refused.value.message_dict
    with pytest.raises(NotPossible):
        acts.move(finding, "planned", by=cast.actor("auditor"), values={"due_on": later})
    extended = acts.move(finding, "planned", by=cast.actor("auditor"), values={"due_on": later}, reason="採購延誤")
    assert (extended.due_on, extended.extensions, extended.state) == (later, 1, "planned")


def test_an_earlier_day_is_no_extension(cast):
    finding = make.finding(cast, state="planned")
    earlier = finding.due_on - timedelta(days=5)
    assert acts.change(finding, {"due_on": earlier}, by=cast.actor("auditor")).due_on == earlier


def test_sent_back_it_is_planned_again(cast):
    finding = make.finding(cast, state="done")
    assert acts.move(finding, "planned", by=cast.actor("auditor"), reason="證據不足").state == "planned"


def test_without_an_exception_nothing_is_accepted(cast):
    with pytest.raises(NotPossible):
        acts.move(make.finding(cast), "accepted", by=cast.actor("ciso"), reason="成本過高")


def test_a_breach_by_a_person_waits_for_its_outcome(cast):
    finding = make.finding(cast, kind="violation", person_involved=cast.employee, state="verified")
    assert finding.state == "verified"
    decided = acts.change(finding, {"discipline": "warning", "discipline_on": clock.today()}, by=cast.actor("hr"))
    assert decided.state == "closed"


def test_the_person_involved_is_kept_from_others(cast):
    finding = make.finding(cast, kind="violation", person_involved=cast.employee)
    with pytest.raises(Refused):
        acts.change(finding, {"discipline": "warning"}, by=cast.actor("compliance"))
    assert not FINDINGS.visible_to(FINDINGS.record.objects.all(), cast.actor("employee"))


def test_the_owner_without_office_sees_his_finding(cast):
    finding = make.finding(cast, owner=cast.employee)
    assert list(FINDINGS.visible_to(FINDINGS.record.objects.all(), cast.actor("employee"))) == [finding]


def test_the_clause_exists(cast):
    with pytest.raises(ValidationError) as refused:
        make.finding(cast, clause="99.9")
    assert "clause" in refused.value.message_dict


def test_the_software_may_raise_one(cast):
    finding = acts.create(
        FINDINGS,
        {
            "kind": "deficiency",
            "clause": "7.1.3.6",
            "description": "。",
            "severity": "low",
            "owner": cast.it_manager,
            "due_on": clock.today(),
        },
        by=Actor.system(),
    )
    assert finding.state == "open"
