"""Committee meetings: minutes approved by the president alone, and every resolution a finding."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

FINDINGS = register("assurance.finding").record.objects


def test_each_resolution_becomes_a_finding_once_the_minutes_are_approved(cast):
    meeting = make.committee_meeting(cast, ("汰換防火牆", cast.it_manager), ("修訂程序", cast.hr), state="minuted")
    assert not FINDINGS.exists()
    meeting = acts.move(meeting, "approved", by=cast.actor("president"))
    found = {one.description: one for one in FINDINGS.all()}
    assert {text: one.owner for text, one in found.items()} == {"汰換防火牆": cast.it_manager, "修訂程序": cast.hr}
    assert {(one.kind, one.clause, one.source_ref) for one in found.values()} == {("resolution", "3.2", meeting.no)}
    assert all(line.finding == found[line.text] for line in meeting.resolutions.all())


@pytest.mark.parametrize("name", ["security_officer", "ciso", "it_manager", "chairperson"])
def test_only_the_president_approves_the_minutes(cast, name):
    meeting = make.committee_meeting(cast, state="minuted")
    with pytest.raises(Refused):
        acts.move(meeting, "approved", by=cast.actor(name))


def test_nothing_is_minuted_without_minutes_or_anybody_there(cast):
    security = cast.actor("security_officer")
    with pytest.raises(ValidationError):
        acts.move(make.committee_meeting(cast, state="held", minutes=None), "minuted", by=security)
    with pytest.raises(NotPossible):
        acts.move(make.committee_meeting(cast, state="held", present=False), "minuted", by=security)


def test_no_meeting_was_held_on_a_day_to_come(cast):
    meeting = make.committee_meeting(cast, state="planned", held_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotPossible):
        acts.move(meeting, "held", by=cast.actor("security_officer"))


def test_the_members_of_the_day_are_asked_to_come(cast):
    make.appointment(cast, "committee_member", cast.it_manager)
    make.appointment(cast, "committee_member", cast.compliance, state="proposed")
    values = {"held_on": clock.today(), "kind": "regular", "chair": cast.president, "topics": ("policy",)}
    meeting = acts.create(register("organization.committee_meeting"), values, by=cast.actor("security_officer"))
    assert [line.person for line in meeting.attendees.all()] == [cast.it_manager]


@pytest.mark.parametrize("twice", [True, False])
def test_nobody_comes_twice_or_has_a_stand_in_beside_himself(cast, twice):
    meeting = make.committee_meeting(cast, state="planned")
    one = {"person": cast.president, "present": True}
    rows = [one, one] if twice else [one | {"delegate": cast.ciso}]
    with pytest.raises(ValidationError):
        acts.change(meeting, {}, by=cast.actor("security_officer"), lines={"attendees": rows})
