"""Mobile devices: approved by another than the holder, and clean before the next holder has them (13.3)."""

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def test_neither_the_holder_nor_who_applied_approves(cast):
    device = make.mobile_device(cast, holder=cast.business_owner, state="applied")
    with pytest.raises(Refused):
        acts.move(device, "approved", by=cast.actor("business_owner"))
    assert acts.move(device, "approved", by=cast.actor("it_manager")).state == "approved"


def test_an_own_device_is_not_admitted_without_the_signed_agreement(cast):
    device = make.mobile_device(cast, ownership="own", state="applied")
    for name in ("it_manager", "business_owner"):
        with pytest.raises(NotPossible):
            acts.move(device, "approved", by=cast.actor(name))
    both = {"covers_restrictions": True, "covers_liability": True}
    issued = make.undertaking(cast, cast.developer, kind="byod", state="issued", **both)
    others = make.undertaking(cast, cast.operator, kind="byod", **both)
    other_kind = make.undertaking(cast, cast.employee)
    for refused in ("協議一份", issued.no, others.no, other_kind.no):
        acts.change(device, {"agreement": refused}, by=cast.actor("system_admin"))
        device.refresh_from_db()
        with pytest.raises(NotPossible):
            acts.move(device, "approved", by=cast.actor("it_manager"))
    own = make.undertaking(cast, cast.employee, kind="byod", **both)
    acts.change(device, {"agreement": own.no}, by=cast.actor("system_admin"))
    device.refresh_from_db()
    assert acts.move(device, "approved", by=cast.actor("it_manager")).state == "approved"


@pytest.mark.parametrize("state", ["approved", "in_use", "returned"])
def test_nobody_slips_it_to_a_new_holder(cast, state):
    device = make.mobile_device(cast, state=state)
    with pytest.raises((ValidationError, NotPossible)):
        acts.change(device, {"holder": cast.operator}, by=cast.actor("system_admin"), reason="移交")
    with pytest.raises((ValidationError, NotPossible)):
        acts.bring_in(
            device.register,
            [],
            [(device, {"holder": cast.operator}, None)],
            by=cast.actor("system_admin"),
            source_file="",
            reason="移交",
        )
    if state == "returned":
        with pytest.raises(NotPossible):
            acts.move(device, "in_use", by=cast.actor("system_admin"), values={"holder": cast.operator})


def test_returned_and_wiped_it_is_set_up_for_the_next_holder(cast):
    device = make.mobile_device(cast, state="wiped")
    assert (device.returned_on, device.wiped_on) == (clock.today(), clock.today())
    values = {"holder": cast.operator, "purpose": "值班"}
    device = acts.move(device, "in_use", by=cast.actor("system_admin"), values=values)
    assert (device.holder, device.reset_on, device.holder_changed_on) == (cast.operator, clock.today(), clock.today())


def test_what_device_management_reports_is_no_correction_and_the_rest_is(cast):
    device = make.mobile_device(cast)
    by = cast.actor("system_admin")
    device = acts.change(device, {"last_seen_at": clock.now(), "os_version": "18.2", "unapproved_apps": 1}, by=by)
    with pytest.raises(NotPossible):
        acts.change(device, {"ownership": "own"}, by=by)


def test_only_the_holder_reports_it_lost(cast):
    device = make.mobile_device(cast)
    with pytest.raises(Refused):
        acts.move(device, "lost", by=cast.actor("system_admin"), reason="遺失")
    assert acts.move(device, "lost", by=cast.actor("employee"), reason="計程車上遺失").state == "lost"
