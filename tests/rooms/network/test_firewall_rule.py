"""Firewall rules: nothing by hand without an approved change; the device's word is taken; a temporary rule ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.register import register
from zhengan.ledger import clock

RULES = register("network.firewall_rule")


@pytest.mark.parametrize("change", [None, ("firewall", "submitted"), ("network", "implemented"), ("firewall", "draft")])
def test_by_hand_nothing_is_let_through_without_an_approved_change(cast, change):
    request = change and make.change_request(cast, make.info_system(cast), kind=change[0], state=change[1])
    with pytest.raises(ValidationError) as refused:
        make.firewall_rule(cast, change_request=request)
    assert "change_request" in refused.value.message_dict
    assert make.firewall_rule(cast, change_request=request, action="deny").state == "active"


@pytest.mark.parametrize("state", ["approved", "implemented", "verified"])
def test_on_an_approved_change_a_rule_is_entered(cast, state):
    request = make.change_request(cast, make.info_system(cast), kind="firewall", state=state)
    rule = make.firewall_rule(cast, change_request=request)
    assert (rule.state, rule.first_seen_at, rule.any_any) == ("active", clock.now(), False)


@pytest.mark.parametrize("zones", [("test", "production"), ("production", "test"), ("internet", "production")])
@pytest.mark.parametrize("wide", [{"service": "any"}, {"source_address": "Any", "destination_address": "0.0.0.0/0"}])
def test_zones_kept_apart_are_not_opened_to_each_other(cast, zones, wide):
    with pytest.raises(ValidationError) as refused:
        make.firewall_rule(cast, zones=zones, **wide)
    assert "service" in refused.value.message_dict
    assert make.firewall_rule(cast, zones=("office", "production"), **wide).any_any
    assert make.firewall_rule(cast, zones=zones).state == "active"


def test_a_temporary_rule_ends_by_itself_and_shows_when_the_device_still_has_it(cast):
    rule = make.firewall_rule(cast, expires_on=clock.today() + timedelta(days=3))
    for days, state in ((3, "active"), (4, "disabled")):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            carry_out(clock.today())
        rule.refresh_from_db()
        assert rule.state == state
    with clock.standing_at(clock.now() + timedelta(days=5)):
        bring_in(cast, changed=[(rule, {"last_hit_on": clock.today()}, None)])
    rule.refresh_from_db()
    assert rule.state == "active"


def bring_in(cast, *, new=(), changed=(), gone=()):
    by = cast.actor("network_admin")
    return acts.bring_in(RULES, [(one, {}) for one in new], changed, by=by, source_file="f" * 64, gone=gone)


def test_what_a_device_has_is_taken_as_it_is_and_what_it_lost_is_gone(cast):
    rule = make.firewall_rule(cast)
    unasked = {name: getattr(rule, name) for name in ("device", "from_zone", "to_zone", "action")}
    unasked |= {"rule_no": "9999", "source_address": "any", "destination_address": "any", "service": "any"}
    assert bring_in(cast, new=[unasked], gone=[rule]) == (1, 0, 1)
    told = RULES.record.objects.get(rule_no="9999")
    assert (told.state, told.any_any, told.change_request, told.source) == ("active", True, None, "import")
    rule.refresh_from_db()
    assert rule.state == "removed"


def test_a_review_freezes_the_rules_and_ends_once_what_was_revoked_is_gone(cast):
    from zhengan.rooms.access.deciding import confirm_all

    rule = make.firewall_rule(cast)
    campaign = make.recertification(
        cast, None, subject="firewall", decider=cast.network_admin, decision="revoke", state="approved"
    )
    assert [line.item_ref for line in campaign.lines.all()] == [rule.no]
    assert campaign.state == "approved"
    acts.move(rule, "removed", by=Actor.system())
    confirm_all()
    campaign.refresh_from_db()
    assert campaign.state == "executed"


def test_a_review_of_rules_names_who_decides(cast):
    make.firewall_rule(cast)
    with pytest.raises(ValidationError) as refused:
        make.recertification(cast, None, subject="firewall")
    assert "decider" in refused.value.message_dict
