"""Child rows: added without touching the others, filled in by whom they concern, and told in the ledger."""

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.acts import add_lines, fill_lines
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


@pytest.fixture
def campaign(cast):
    system = make.info_system(cast)
    make.account(cast, system, login="amy")
    make.account(cast, system, login="bob")
    return make.recertification(cast, system)


def test_filling_in_is_one_entry_with_what_changed(cast, campaign):
    row = campaign.lines.first()
    filled = fill_lines(campaign, "lines", {row.pk: {"decision": "keep"}}, by=cast.actor("business_owner"))
    assert filled.version == campaign.version + 1
    entry = Entry.objects.filter(record_no=campaign.no, act="fill:lines").get()
    (told,) = entry.payload.body["lines"]
    assert told["id"] == row.pk
    assert told["before"]["decision"] == ""
    assert told["after"]["decision"] == "keep"


def test_a_row_of_another_record_is_not_filled_in(cast, campaign):
    other = make.recertification(cast, campaign.info_system).lines.first()
    with pytest.raises(NotPossible):
        fill_lines(campaign, "lines", {other.pk: {"decision": "keep"}}, by=cast.actor("business_owner"))


def test_one_wrong_row_leaves_all_as_they_were(cast, campaign):
    one, other = campaign.lines.all()
    given = {one.pk: {"decision": "keep"}, other.pk: {"decision": "revoke", "reason": ""}}
    with pytest.raises(ValidationError):
        fill_lines(campaign, "lines", given, by=cast.actor("business_owner"))
    assert not campaign.lines.exclude(decision="").exists()


def test_what_is_no_choice_is_refused_by_field(cast, campaign):
    row = campaign.lines.first()
    with pytest.raises(ValidationError) as refused:
        fill_lines(campaign, "lines", {row.pk: {"decision": "perhaps"}}, by=cast.actor("business_owner"))
    assert "decision" in refused.value.message_dict


def test_what_is_based_on_an_older_look_is_refused(cast, campaign):
    row = campaign.lines.first()
    given = {row.pk: {"decision": "keep"}}
    fill_lines(campaign, "lines", given, by=cast.actor("business_owner"), version=campaign.version)
    with pytest.raises(OutOfDate):
        fill_lines(campaign, "lines", given, by=cast.actor("business_owner"), version=campaign.version)


def test_a_register_that_says_nothing_lets_nobody_fill_in(cast):
    training = make.training(cast, [cast.employee], state="planned")
    row = training.attendees.get()
    with pytest.raises(Refused):
        fill_lines(training, "attendees", {row.pk: {}}, by=cast.actor("hr"))


def test_lines_are_added_to_what_is_there(cast):
    page = make.operation_log(cast, state="draft")
    job = {"time": clock.now(), "job": "備份", "result": "ok"}
    page = add_lines(page, "jobs", [job], by=cast.actor("operator"))
    assert [one.job for one in page.jobs.all()] == ["開機檢查", "備份"]
    assert Entry.objects.filter(record_no=page.no, act="add:jobs").exists()


def test_lines_are_not_added_to_what_waits_for_approval_or_is_complete(cast):
    job = {"time": clock.now(), "job": "備份", "result": "ok"}
    page = make.operation_log(cast, state="submitted")
    with pytest.raises(NotPossible):
        add_lines(page, "jobs", [job], by=cast.actor("operator"))
    page = acts.move(page, "verified", by=cast.actor("it_manager"))
    with pytest.raises(NotPossible):
        add_lines(page, "jobs", [job], by=cast.actor("operator"))


def test_lines_are_added_by_those_who_may_change_the_record(cast):
    with pytest.raises(Refused):
        add_lines(make.operation_log(cast, state="draft"), "jobs", [], by=cast.actor("employee"))
