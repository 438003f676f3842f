"""Audits: led by nobody who answers for what is audited; papers frozen when reported; breaches become findings."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.identity import offices
from zhengan.kernel import acts, evidence
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def test_accepted_by_the_head_of_audit_its_breaches_become_findings(cast):
    done = make.audit(cast, make.audit_test("9.1", "not_met", owner=cast.it_manager), make.audit_test("7", "met"))
    assert done.state == "closed"
    found = register("assurance.finding").record.objects.get(source_ref=done.no)
    assert (found.clause, found.owner, found.state) == ("9.1", cast.it_manager, "open")
    assert done.tests.get(clause="9.1").finding == found
    assert done.tests.get(clause="7").finding is None


@pytest.mark.parametrize("name", ["auditor", "ciso", "it_manager", "president"])
def test_nobody_else_accepts_a_report(cast, name):
    with pytest.raises(Refused):
        acts.move(make.audit(cast, state="reported"), "closed", by=cast.actor(name))


def test_the_head_of_audit_does_not_accept_what_he_led(cast):
    own = make.audit(cast, state="reported", lead_auditor=cast.chief_auditor)
    with pytest.raises(Refused):
        acts.move(own, "closed", by=cast.actor("chief_auditor"))


@pytest.mark.parametrize("name", ["security_officer", "it_manager", "chief_auditor", "employee"])
def test_only_auditors_keep_audits(cast, name):
    with pytest.raises(Refused):
        acts.move(make.audit(cast, state="planned"), "fieldwork", by=cast.actor(name))


@pytest.mark.parametrize(
    ("lead", "clause"), [("it_manager", "8.1.1"), ("security_officer", "2.2.7"), ("ciso", "2.2.6")]
)
def test_nobody_leads_the_audit_of_what_he_answers_for(cast, lead, clause):
    with pytest.raises(ValidationError) as refused:
        make.audit(cast, make.audit_test(clause), lead_auditor=getattr(cast, lead), state="planned")
    assert "lead_auditor" in refused.value.message_dict


def test_who_came_to_answer_for_it_meanwhile_does_not_report(cast):
    audit = make.audit(cast, make.audit_test("8.1.1"), state="fieldwork")
    offices.grant(cast.auditor.user, "it_manager", from_on=clock.today(), to_on=None, source="")
    with pytest.raises((NotPossible, ValidationError)):
        make.report(cast, audit)


def test_from_outside_partiality_is_shown_but_no_reason_to_refuse(cast):
    row = make.audit_test("8.1.1")
    firm = make.supplier(cast)
    shown = make.audit(cast, row, lead_auditor=cast.it_manager, performed_by="external", supplier=firm, state="planned")
    assert not shown.independent
    assert make.audit(cast, row, state="planned").independent


def test_reported_its_working_papers_are_frozen(cast):
    reported = make.audit(cast, make.audit_test("9.1", "not_met", owner=cast.it_manager), state="reported")
    rows = [{"id": reported.tests.get().pk, "clause": "9.1", "result": "met", "evidence_seen": "無"}]
    with pytest.raises(NotPossible):
        acts.change(reported, {}, by=cast.actor("auditor"), lines={"tests": rows})
    with pytest.raises(NotPossible):
        acts.add_lines(reported, "tests", [make.audit_test("7")], by=cast.actor("auditor"))
    back = acts.move(reported, "fieldwork", by=cast.actor("chief_auditor"), reason="補充抽樣")
    acts.add_lines(back, "tests", [make.audit_test("7")], by=cast.actor("auditor"))


@pytest.mark.parametrize(
    "rows",
    [[], [("9.1", "not_met", {"suggestion": ""})], [("9.1", "not_met", {"owner": None})]],
    ids=["nothing tested", "no suggestion", "nobody to improve it"],
)
def test_an_unfinished_audit_is_not_reported(cast, rows):
    given = [make.audit_test(clause, result, owner=cast.it_manager) | more for clause, result, more in rows]
    audit = make.audit(cast, *given, tests=given, state="fieldwork")
    with pytest.raises(NotPossible):
        make.report(cast, audit)


@pytest.mark.parametrize("lacking", ["summary", "report"])
def test_a_report_has_a_summary_and_a_file(cast, lacking):
    audit = make.audit(cast, state="fieldwork")
    values = {"summary": "無重大缺失。", "report": evidence.keep_bytes(b"x", name="report.txt")}
    del values[lacking]
    with pytest.raises(ValidationError) as refused:
        acts.move(audit, "reported", by=cast.actor("auditor"), values=values)
    assert lacking in refused.value.message_dict


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"period_to": date(2025, 1, 1)}, "period_to"),
        ({"kind": "supplier"}, "supplier"),
        ({"tests": [{"clause": "99", "result": "met", "evidence_seen": "無"}]}, "__all__"),
    ],
    ids=["days", "no firm", "clause"],
)
def test_what_an_audit_must_say(cast, wrong, field):
    with pytest.raises(ValidationError) as refused:
        make.audit(cast, state="planned", **wrong)
    assert field in refused.value.message_dict
