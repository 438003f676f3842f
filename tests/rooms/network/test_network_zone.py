"""Network zones: put into use by a second person, no personal data in the open, no address in two of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import Refused


def test_whoever_drew_a_zone_does_not_put_it_into_use(cast):
    zone = make.network_zone(cast, state="planned")
    with pytest.raises(Refused):
        acts.move(zone, "active", by=cast.actor("network_admin"))
    assert acts.move(zone, "active", by=cast.actor("it_manager")).state == "active"


def test_without_a_diagram_it_is_not_put_into_use(cast):
    with pytest.raises(ValidationError) as refused:
        make.network_zone(cast, diagram=None)
    assert "diagram" in refused.value.message_dict


@pytest.mark.parametrize("kind", ["internet", "dmz", "guest", "public_pc"])
def test_personal_data_are_not_allowed_in_the_open(cast, kind):
    with pytest.raises(ValidationError) as refused:
        make.network_zone(cast, kind, personal_data_allowed=True)
    assert "personal_data_allowed" in refused.value.message_dict
    zone = make.network_zone(cast, "production", personal_data_allowed=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE network_networkzone SET kind = %s WHERE id = %s", [kind, zone.pk])


@pytest.mark.parametrize("subnet", ["10.9.0.0/33", "10.9.0.5/24", "zone", "10.9.0.0-10.9.0.9"])
def test_what_is_no_subnet_is_refused(cast, subnet):
    with pytest.raises(ValidationError) as refused:
        make.network_zone(cast, subnets=(subnet,))
    assert "subnets" in refused.value.message_dict


@pytest.mark.parametrize(("subnet", "taken"), [("10.77.1.128/25", True), ("10.0.0.0/8", True), ("10.78.0.0/16", False)])
def test_an_address_lies_in_one_zone(cast, subnet, taken):
    make.network_zone(cast, subnets=("10.77.1.0/24", "10.79.0.0/16"))
    make.network_zone(cast, "internet", subnets=("0.0.0.0/0",))
    if not taken:
        assert make.network_zone(cast, "test", subnets=(subnet,)).state == "active"
        return
    with pytest.raises(ValidationError) as refused:
        make.network_zone(cast, "test", subnets=(subnet,))
    assert "subnets" in refused.value.message_dict


def test_addresses_of_a_zone_that_was_given_up_are_free(cast):
    former = make.network_zone(cast, subnets=("10.77.1.0/24",))
    acts.move(former, "retired", by=cast.actor("it_manager"), reason="搬遷")
    assert make.network_zone(cast, subnets=("10.77.1.0/24",)).state == "active"
