"""Connected things: none is put into use with the password that it came with (13.4.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def test_with_its_first_password_it_is_not_put_into_use(cast):
    thing = make.iot_device(cast, state="planned", password_changed_on=None)
    for name in ("it_manager", "general_affairs"):
        with pytest.raises(ValidationError) as refused:
            acts.move(thing, "active", by=cast.actor(name))
        assert "password_changed_on" in refused.value.message_dict
    acts.change(thing, {"password_changed_on": clock.today()}, by=cast.actor("network_admin"))
    thing.refresh_from_db()
    assert acts.move(thing, "active", by=cast.actor("general_affairs")).state == "active"


def test_the_database_refuses_it_as_well(cast):
    thing = make.iot_device(cast)
    for change in ("password_changed_on = NULL", "checker_id = maker_id", "checker_id = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE assets_iotdevice SET {change} WHERE id = %s", [thing.pk])  # noqa: S608


def test_nothing_was_done_on_a_day_to_come(cast):
    ahead = clock.today() + timedelta(days=1)
    for name in ("password_changed_on", "updated_on", "services_closed_on", "last_verified_on"):
        with pytest.raises(ValidationError) as refused:
            make.iot_device(cast, state="planned", **{name: ahead})
        assert name in refused.value.message_dict


def test_whoever_entered_it_does_not_put_it_into_use(cast):
    other = make.iot_device(cast, state="planned")
    values = {name: getattr(other, name) for name in ("kind", "brand", "model", "place")}
    values |= {"device_no": "IOT-OWN", "custodian": cast.operator, "ip_address": "10.1.1.1", "mac_address": "x"}
    by = cast.actor("general_affairs")
    thing = acts.create(
        register("assets.iot_device"), values | {"firmware": "1", "password_changed_on": clock.today()}, by=by
    )
    assert thing.last_verified_on == clock.today()
    with pytest.raises(Refused):
        acts.move(thing, "active", by=by)


def test_the_yearly_round_is_no_correction(cast):
    thing = make.iot_device(cast)
    by = cast.actor("network_admin")
    said = {"updated_on": clock.today(), "firmware": "11.6", "last_verified_on": clock.today()}
    thing = acts.change(thing, said, by=by)
    with pytest.raises(NotPossible):
        acts.change(thing, {"custodian": cast.operator}, by=by)
