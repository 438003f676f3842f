"""Log sources: kept as long as the policy says, read as often, and silence shows by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.turning import turn
from zhengan.ledger import clock


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"retention_months": 35}, "retention_months"),
        ({"retention_months": 0}, "retention_months"),
        ({"kind": "firewall", "retention_months": 24}, "retention_months"),
        ({"review_interval": timedelta(days=8)}, "review_interval"),
        ({"expected_interval": timedelta(0)}, "expected_interval"),
        ({"last_received_at": timedelta(hours=1)}, "last_received_at"),
    ],
)
def test_what_is_softer_than_the_policy_is_refused(cast, values, field):
    if field == "last_received_at":
        values = {field: clock.now() + values[field]}
    with pytest.raises(ValidationError) as refused:
        make.log_source(cast, **values)
    assert field in refused.value.message_dict
    assert make.log_source(cast, important=False, review_interval=timedelta(days=30)).state == "active"


def test_whoever_entered_it_does_not_put_it_to_use(cast):
    source = make.log_source(cast, state="planned")
    with pytest.raises(Refused):
        acts.move(source, "active", by=replace(cast.actor("system_admin"), offices=frozenset({"it_manager"})))


def test_a_silent_log_shows_and_its_reader_is_told_once(cast):
    source = make.log_source(cast)
    assert turn(clock.now()) == 0
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert turn(clock.now()) == 1
        assert turn(clock.now()) == 0
        source.refresh_from_db()
        assert source.state == "silent"
        told = Notification.objects.filter(record_no=source.no)
        assert {one.user for one in told} >= {cast.operator.user, cast.system_admin.user}
        came = acts.change(source, {"last_received_at": clock.now()}, by=cast.actor("system_admin"))
        assert came.state == "active"


def test_a_log_of_which_nothing_ever_came_is_silent(cast):
    source = make.log_source(cast, last_received_at=None)
    turn(clock.now())
    source.refresh_from_db()
    assert source.state == "silent"


def test_what_was_agreed_is_corrected_with_a_reason_alone(cast):
    source = make.log_source(cast)
    assert acts.change(source, {"oldest_held_on": clock.today()}, by=cast.actor("system_admin")).version == 3
    source.refresh_from_db()
    with pytest.raises(Exception, match="更正"):
        acts.change(source, {"retention_months": 60}, by=cast.actor("system_admin"))


def test_two_logs_of_a_name_are_refused(cast):
    first = make.log_source(cast)
    with pytest.raises(ValidationError):
        make.log_source(cast, name=first.name)
