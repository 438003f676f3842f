"""Information systems: important by nature, approved by a second person."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register


@pytest.mark.parametrize(
    ("values", "important"),
    [
        ({"tier": "core"}, True),
        ({"tier": "non_core", "kind": "online_trading"}, True),
        ({"tier": "non_core", "kind": "host_link"}, True),
        ({"tier": "non_core", "kind": "website"}, False),
        ({"tier": "non_core", "kind": "website", "important": True}, True),
    ],
)
def test_what_is_important_by_default(cast, values, important):
    assert make.info_system(cast, **values).important is important


def test_a_code_is_given_once(cast):
    make.info_system(cast, code="OMS")
    with pytest.raises(ValidationError) as refused:
        make.info_system(cast, code="OMS")
    assert "code" in refused.value.message_dict


def test_who_entered_it_does_not_activate_it(cast):
    system = make.info_system(cast, state="planned")
    with pytest.raises(Refused):
        acts.move(system, "active", by=cast.actor("it_manager"))


def test_the_database_refuses_self_approval_and_approval_by_nobody(cast):
    system = make.info_system(cast)
    for statement in (
        "UPDATE assets_infosystem SET checker_id = maker_id WHERE id = %s",
        "UPDATE assets_infosystem SET checker_id = NULL WHERE id = %s",
        "UPDATE assets_infosystem SET state = 'invented' WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [system.pk])


def test_a_retired_system_is_no_longer_offered(cast):
    systems = register("assets.info_system")
    kept, gone = make.info_system(cast), make.info_system(cast)
    acts.move(gone, "retired", by=cast.actor("business_owner"), reason="停用")
    assert list(systems.choosable(systems.record.objects.live())) == [kept]
