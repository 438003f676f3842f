"""Suppliers: taken on by a second person, with a reason where the risk is high."""

import pytest

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused


def test_whoever_enters_a_supplier_does_not_take_it_on(cast):
    candidate = make.supplier(cast, state="candidate")
    with pytest.raises(Refused):
        acts.move(candidate, "active", by=cast.actor("general_affairs"))
    assert acts.move(candidate, "active", by=cast.actor("business_owner")).state == "active"


def test_a_firm_of_high_risk_is_not_taken_on_without_a_reason(cast):
    candidate = make.supplier(cast, state="candidate", risk_tier="high")
    with pytest.raises(NotPossible):
        acts.move(candidate, "active", by=cast.actor("it_manager"))
    acts.change(candidate, {"selection_note": "三家比價後選定。"}, by=cast.actor("general_affairs"))
    candidate.refresh_from_db()
    assert acts.move(candidate, "active", by=cast.actor("it_manager")).state == "active"


def test_the_yearly_look_is_no_correction(cast):
    firm = make.supplier(cast)
    firm = acts.change(firm, {"evaluated_on": firm.made_at.date()}, by=cast.actor("general_affairs"))
    assert firm.evaluated_on is not None


def test_a_firm_with_which_all_has_ended_is_not_offered_again(cast):
    firm = make.supplier(cast)
    acts.move(firm, "ended", by=cast.actor("it_manager"), reason="契約終止")
    assert not firm.register.choosable(firm.register.record.objects.live()).filter(pk=firm.pk).exists()
