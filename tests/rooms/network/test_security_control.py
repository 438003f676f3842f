"""Security controls: operating while found working and in time; whoever is in charge is told when not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.turning import turn
from zhengan.ledger import clock


def test_a_heartbeat_that_is_missed_shows_and_the_next_one_mends_it(cast):
    control = make.security_control(cast)
    assert turn(clock.now()) == 0
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert (turn(clock.now()), turn(clock.now())) == (1, 0)
        control.refresh_from_db()
        assert control.state == "degraded"
        told = {one.user for one in Notification.objects.filter(record_no=control.no)}
        assert told == {cast.network_admin.user, cast.system_admin.user}
        beat = {"last_verified_at": clock.now()}
        assert acts.change(control, beat, by=cast.actor("network_admin")).state == "operating"


def test_a_failed_test_degrades_at_once(cast):
    control = make.security_control(cast)
    control = acts.change(control, {"test_ok": False}, by=cast.actor("network_admin"))
    assert control.state == "degraded"
    assert acts.change(control, {"test_ok": True}, by=cast.actor("network_admin")).state == "operating"


def test_nobody_calls_it_operating(cast):
    control = make.security_control(cast)
    control = acts.change(control, {"test_ok": False}, by=cast.actor("network_admin"))
    for office in ("it_manager", "ciso", "network_admin"):
        with pytest.raises((Refused, NotPossible)):
            acts.move(control, "operating", by=cast.actor(office))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE network_securitycontrol SET state = 'operating' WHERE id = %s", [control.pk])


def test_what_does_not_work_is_not_put_into_operation_nor_by_whoever_entered_it(cast):
    with pytest.raises(ValidationError):
        make.security_control(cast, test_ok=False)
    planned = make.security_control(cast, state="planned")
    with pytest.raises(Refused):
        acts.move(planned, "operating", by=replace(cast.actor("network_admin"), offices=frozenset({"it_manager"})))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "firewall", "deputy": None}, "deputy"),
        ({"deputy": "custodian"}, "deputy"),
        ({"heartbeat_interval": timedelta(0)}, "heartbeat_interval"),
        ({"last_verified_at": timedelta(hours=1)}, "last_verified_at"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    if values.get("deputy") == "custodian":
        values = {"deputy": cast.network_admin}
    if field == "last_verified_at":
        values = {field: clock.now() + values[field]}
    with pytest.raises(ValidationError) as refused:
        make.security_control(cast, **values)
    assert field in refused.value.message_dict


def test_what_was_agreed_is_corrected_with_a_reason_alone(cast):
    control = make.security_control(cast, zones=[make.network_zone(cast, "office")])
    with pytest.raises(NotPossible):
        acts.change(control, {"covers": "總公司"}, by=cast.actor("network_admin"))
    changed = acts.change(control, {"covers": "總公司"}, by=cast.actor("network_admin"), reason="分公司另購")
    assert (changed.covers, changed.zones.count()) == ("總公司", 1)
