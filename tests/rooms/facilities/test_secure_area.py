"""Secure areas: put into use by a second person, restricted ones with a door system."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import Refused
from zhengan.ledger import clock


def test_whoever_drew_an_area_does_not_put_it_into_use(cast):
    area = make.area(cast, state="draft")
    with pytest.raises(Refused):
        acts.move(area, "active", by=cast.actor("general_affairs"))
    assert acts.move(area, "active", by=cast.actor("it_manager")).state == "active"


def test_a_restricted_area_without_door_system_is_not_put_into_use(cast):
    area = make.area(cast, state="draft", door_system=False)
    with pytest.raises(ValidationError) as refused:
        acts.move(area, "active", by=cast.actor("it_manager"))
    assert "door_system" in refused.value.message_dict
    assert make.area(cast, door_system=False, restricted=False).state == "active"


def test_a_door_right_does_not_end_before_it_begins(cast):
    area = make.area(cast, state="draft")
    today = clock.today()
    right = {"person": cast.operator, "card_no": "C1", "granted_on": today, "access_request": "門禁申請 1"}
    with pytest.raises(ValidationError):
        acts.change(
            area,
            {},
            by=cast.actor("general_affairs"),
            lines={"permissions": [right | {"revoked_on": today - timedelta(days=1)}]},
        )
    acts.change(area, {}, by=cast.actor("general_affairs"), lines={"permissions": [right]})
    assert area.permissions.count() == 1
