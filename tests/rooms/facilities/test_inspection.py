"""Inspections: every line looked at, approved by another, and each line that failed a finding."""

from datetime import timedelta

import pytest

from tests import make
from zhengan.catalogue import catalogue
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.facilities.templates import CLAUSE, Template

FINDINGS = register("assurance.finding").record.objects


@pytest.mark.parametrize(
    ("items", "result"),
    [((True, True), "pass"), ((True, False), "partly"), ((False, False), "fail")],
)
def test_the_result_follows_from_the_lines(cast, items, result):
    made = make.inspection(cast, *((f"項目{number}", ok) for number, ok in enumerate(items)), state="done")
    assert made.result == result


def test_each_line_that_failed_becomes_a_finding_once_approved(cast):
    made = make.inspection(cast, ("門禁", True), ("監錄", False), state="done")
    assert not FINDINGS.exists()
    made = acts.move(made, "approved", by=cast.actor("it_manager"))
    (found,) = FINDINGS.all()
    assert (found.source_ref, found.clause, found.owner) == (made.no, "6.2.3.3", cast.system_admin)
    assert found.due_on == clock.today() + timedelta(days=30)
    assert [line.finding for line in made.lines.order_by("pk")] == [None, found]


def test_what_failed_in_a_unit_is_its_head_s_to_mend(cast):
    unit = cast.units["brokerage"]
    acts.change(unit, {"head": cast.business_owner}, by=cast.actor("hr"), reason="異動")
    unit.refresh_from_db()
    make.inspection(cast, ("桌面", False), template="department", unit=unit)
    assert FINDINGS.get().owner == cast.business_owner


def test_nothing_is_done_before_every_line_says_what_was_seen(cast):
    by = cast.actor("system_admin")
    made = make.inspection(cast, state="planned")
    with pytest.raises(NotPossible):
        acts.move(made, "done", by=by)
    acts.add_lines(made, "lines", [{"item": "門禁", "expected": "符合", "observed": ""}], by=by)
    made.refresh_from_db()
    with pytest.raises(NotPossible):
        acts.move(made, "done", by=by)


def test_nothing_is_done_ahead(cast):
    made = make.inspection(cast, ("門禁", True), state="planned", inspected_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotPossible):
        acts.move(made, "done", by=cast.actor("system_admin"))


def test_only_the_inspector_says_done_and_never_approves(cast):
    made = make.inspection(cast, ("門禁", True), state="planned", inspector=cast.it_manager)
    with pytest.raises(Refused):
        acts.move(made, "done", by=cast.actor("system_admin"))
    made = acts.move(made, "done", by=cast.actor("it_manager"))
    with pytest.raises(Refused):
        acts.move(made, "approved", by=cast.actor("it_manager"))
    assert acts.move(made, "approved", by=cast.actor("security_officer")).state == "approved"


def test_every_checklist_names_a_clause_of_the_policy():
    assert set(CLAUSE) == set(Template)
    assert set(CLAUSE.values()) <= set(catalogue().clauses)
