"""Undertakings: signed by the person alone or shown on paper; without one nobody gets a right (4.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests import make
from zhengan.kernel import acts, evidence, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.organization.asking import ask_for_signatures

UNDERTAKINGS = register("organization.undertaking")
PAPER = {"covers_restrictions": True, "covers_liability": True}


@pytest.mark.parametrize("kind", ["create", "door", "network", "remote", "privileged"])
def test_nobody_gets_a_right_before_he_has_signed(cast, kind):
    person = make.person(cast)
    fresh = acts.create(
        register("access.access_request"),
        {
            "kind": kind,
            "person": person,
            "rights_after": "trader",
            "reason": "到職。",
            "info_system": make.info_system(cast),
            "secure_area": make.area(cast),
        },
        by=cast.actor("security_officer"),
    )
    fresh = acts.move(fresh, "submitted", by=cast.actor("security_officer"))
    for name in ("business_owner", "it_manager"):
        with pytest.raises(NotPossible, match="四（一）"):
            acts.move(fresh, "approved", by=cast.actor(name))
    make.undertaking(cast, person, state="issued")
    with pytest.raises(NotPossible, match="四（一）"):
        acts.move(fresh, "approved", by=cast.actor("it_manager"))
    make.undertaking(cast, person, kind="acceptable_use")
    with pytest.raises(NotPossible, match="四（一）"):
        acts.move(fresh, "approved", by=cast.actor("it_manager"))
    make.undertaking(cast, person)
    assert acts.move(fresh, "approved", by=cast.actor("it_manager")).state == "approved"


def test_what_is_withdrawn_needs_no_signature(cast):
    asked = acts.create(
        register("access.access_request"),
        {
            "kind": "disable",
            "person": make.person(cast),
            "info_system": make.info_system(cast),
            "rights_after": "全部收回",
            "reason": "離職。",
        },
        by=cast.actor("hr"),
    )
    asked = acts.move(asked, "submitted", by=cast.actor("hr"))
    assert acts.move(asked, "approved", by=cast.actor("it_manager")).state == "approved"


@pytest.mark.parametrize("name", ["security_officer", "it_manager", "operator", "president"])
def test_nobody_signs_for_another(cast, name):
    issued = make.undertaking(cast, cast.employee, state="issued")
    with pytest.raises(Refused):
        acts.move(issued, "signed", by=cast.actor(name))


def test_who_signs_here_signs_today(cast):
    issued = make.undertaking(cast, cast.employee, state="issued", signed_on=clock.today() - timedelta(days=30))
    signed = acts.move(issued, "signed", by=cast.actor("employee"))
    assert (signed.state, signed.signed_on) == ("signed", clock.today())


def test_a_paper_is_entered_with_its_scan_and_day_and_not_by_its_signer(cast):
    issued = make.undertaking(cast, cast.employee, state="issued")
    with pytest.raises(ValidationError):
        acts.move(issued, "signed", by=cast.actor("hr"))
    values = {"signed_on": clock.today(), "scan": evidence.keep_bytes(b"scan", name="scan.pdf")}
    issued.refresh_from_db()
    assert acts.move(issued, "signed", by=cast.actor("hr"), values=values).state == "signed"


def test_the_next_text_signed_ends_the_one_before(cast):
    first = make.undertaking(cast, cast.employee)
    other = make.undertaking(cast, cast.employee, kind="acceptable_use")
    second = make.undertaking(cast, cast.employee)
    states = []
    for one in (first, other, second):
        one.refresh_from_db()
        states.append(one.state)
    assert states == ["ended", "signed", "signed"]


def test_the_database_keeps_one_signed_of_a_kind(cast):
    make.undertaking(cast, cast.employee)
    second = make.undertaking(cast, cast.employee, state="issued")
    second.state, second.signed_on = "signed", clock.today()
    with pytest.raises(IntegrityError), guard.writing():
        second.save()


@pytest.mark.parametrize("missing", ["covers_restrictions", "covers_liability"])
def test_an_agreement_on_devices_that_says_too_little_is_not_signed(cast, missing):
    issued = make.undertaking(cast, cast.employee, kind="byod", state="issued", **(PAPER | {missing: False}))
    with pytest.raises(NotPossible, match="十三"):
        acts.move(issued, "signed", by=cast.actor("employee"))


def test_only_a_text_in_force_is_handed_out(cast):
    with pytest.raises(ValidationError) as refused:
        make.undertaking(cast, cast.employee, document=make.document(cast, topic="other", state="draft"))
    assert "document" in refused.value.message_dict


def test_whoever_leaves_is_bound_no_longer_by_what_lies_here(cast):
    signed = make.undertaking(cast, cast.employee)
    acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    signed.refresh_from_db()
    assert (signed.state, signed.ended_on) == ("ended", clock.today())


def test_who_joins_is_asked_and_told_and_once_the_text_changes_everybody_is(cast):
    assert ask_for_signatures() == 0, "there is no text yet"
    text = make.document(cast, topic="other", doc_no="HR-001")
    make.undertaking(cast, cast.employee, document=text)
    here = register("organization.person").record.objects.active().count()
    assert ask_for_signatures() == here - 1
    assert ask_for_signatures() == 0
    told = Notification.objects.filter(user=cast.operator.user, register=UNDERTAKINGS.code)
    assert told.count() == 1
    make.document(cast, topic="other", doc_no="HR-001", edition="2.0")
    assert ask_for_signatures() == here
    assert UNDERTAKINGS.record.objects.in_state("issued").filter(document=text).count() == 0
    signed = UNDERTAKINGS.record.objects.get(person=cast.employee, state="issued")
    acts.move(signed, "signed", by=cast.actor("employee"))
    assert UNDERTAKINGS.record.objects.filter(person=cast.employee, state="signed").get().document.edition == "2.0"


def test_the_index_of_scanned_papers_is_brought_in_as_signed(cast):
    rows = [
        {
            "kind": "confidentiality",
            "person": person,
            "document": make.document(cast, topic="other"),
            "signed_on": person.joined_on,
        }
        for person in (cast.employee, cast.operator)
    ]
    made = acts.create_many(UNDERTAKINGS, [(row, {}) for row in rows], by=cast.actor("hr"), source="import")
    assert [one.state for one in made] == ["signed", "signed"]
