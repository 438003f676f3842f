"""Official pages: recognisable before they go live, posted to by two people, their privacy policy watched."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


@pytest.mark.parametrize("lack", ["official", "firm_name_shown", "contact_shown", "exit_prompt"])
def test_a_page_shows_whose_it_is_and_is_warned_of(cast, lack):
    made = make.social_account(cast, state="proposed", **{lack: False})
    with pytest.raises(NotPossible, match="十三"):
        acts.move(made, "active", by=cast.actor("compliance"))


def test_without_a_link_no_prompt_is_needed(cast):
    assert make.social_account(cast, link_on_site=False, exit_prompt=False).state == "active"


def test_whoever_proposed_it_does_not_approve_it(cast):
    made = make.social_account(cast, state="proposed")
    with pytest.raises(Refused):
        acts.move(made, "active", by=replace(cast.actor("customer_service"), offices=frozenset({"compliance"})))


def post(cast, **values):
    return {
        "posted_at": clock.now(),
        "drafted_by": cast.customer_service,
        "approved_by": cast.business_owner,
        "content": "颱風假期間開盤公告",
        **values,
    }


def test_posts_and_rights_are_added_to_a_live_page_without_being_corrections(cast):
    made = make.social_account(cast)
    right = {"person": cast.customer_service, "role": "draft", "granted_on": clock.today()}
    made = acts.change(made, {}, by=cast.actor("customer_service"), lines={"posts": [post(cast)], "rights": [right]})
    assert (made.state, made.posts.count(), made.rights.count()) == ("active", 1, 1)
    with pytest.raises(NotPossible):
        acts.change(made, {"official": False}, by=cast.actor("customer_service"))


def test_nobody_approves_his_own_post(cast):
    made = make.social_account(cast)
    own = post(cast, approved_by=cast.customer_service)
    with pytest.raises(ValidationError):
        acts.change(made, {}, by=cast.actor("customer_service"), lines={"posts": [own]})
    made = acts.change(made, {}, by=cast.actor("customer_service"), lines={"posts": [post(cast)]})
    with guard.writing(), pytest.raises(IntegrityError), transaction.atomic():
        made.posts.update(approved_by=cast.customer_service)


def test_a_new_privacy_policy_is_noticed_by_its_digest(cast):
    made = make.social_account(cast, privacy_policy_hash="a" * 64, privacy_reviewed_on=clock.today())
    assert made.privacy_policy_changed_on is None
    by = cast.actor("customer_service")
    with clock.standing_at(clock.now() + timedelta(days=30)):
        assert acts.change(made, {"privacy_policy_hash": "A" * 64}, by=by).privacy_policy_changed_on is None
        made = acts.change(made, {"privacy_policy_hash": "b" * 64}, by=by)
        assert made.privacy_policy_changed_on == clock.today()
    with pytest.raises(ValidationError):
        acts.change(made, {"privacy_policy_changed_on": None}, by=by)


@pytest.mark.parametrize("name", ["privacy_reviewed_on", "exit_prompt_checked_at"])
def test_nothing_is_seen_in_days_to_come(cast, name):
    later = clock.now() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        make.social_account(cast, state="proposed", **{name: later if name.endswith("_at") else later.date()})
    assert name in refused.value.message_dict
