"""Units: a tree without circles."""

import pytest
from django.core.exceptions import ValidationError

from zhengan.kernel import acts
from zhengan.kernel.register import register


def test_a_unit_is_not_part_of_itself_however_far_up(cast):
    below = acts.create(
        register("organization.unit"),
        {"code": "B11", "name": "經紀一科", "kind": "branch", "parent": cast.units["brokerage"]},
        by=cast.actor("hr"),
    )
    for parent in (below, cast.units["brokerage"]):
        with pytest.raises(ValidationError) as refused:
            acts.change(cast.units["brokerage"], {"parent": parent}, by=cast.actor("hr"))
        assert "parent" in refused.value.message_dict


def test_a_retired_unit_is_no_longer_offered(cast):
    units = register("organization.unit")
    gone = acts.move(cast.units["board"], "retired", by=cast.actor("hr"), reason="裁撤")
    assert gone not in units.choosable(units.record.objects.live())
    assert cast.units["it"] in units.choosable(units.record.objects.live())
