"""Access requests: asked for, approved and carried out by three; what is granted fits the person and can be seen."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.access.granting import close_shown


def test_neither_who_asks_nor_who_gets_the_right_approves(cast):
    asked = make.access_request(cast, state="submitted", person=cast.business_owner)
    for name in ("security_officer", "business_owner", "system_admin"):
        with pytest.raises(Refused):
            acts.move(asked, "approved", by=cast.actor(name))
    assert acts.move(asked, "approved", by=cast.actor("it_manager")).approver == cast.it_manager


def test_who_approved_does_not_carry_out_nor_does_who_asked(cast):
    values = {"kind": "disable", "person": cast.employee, "info_system": make.info_system(cast)}
    values |= {"rights_after": "無", "reason": "離職。"}
    by = cast.actor("system_admin")
    asked = acts.create(register("access.access_request"), values, by=by)
    asked = acts.move(asked, "submitted", by=by)
    asked = acts.move(asked, "approved", by=cast.actor("it_manager"))
    for name in ("system_admin", "it_manager"):
        with pytest.raises(Refused):
            acts.move(asked, "executed", by=cast.actor(name))
    assert acts.move(asked, "executed", by=cast.actor("network_admin")).executed_by == cast.network_admin


def test_the_database_refuses_what_the_acts_refuse(cast):
    asked = make.access_request(cast, state="executed")
    changes = (
        "executed_by_id = NULL",
        "executed_by_id = approver_id",
        "checker_id = maker_id",
        "approver_id = person_id",
        "executed_at = '2020-01-01 00:00:00+00'",
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_accessrequest SET {change} WHERE id = %s", [asked.pk])  # noqa: S608


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"info_system": None}, "info_system"),
        ({"kind": "door"}, "secure_area"),
        ({"rights_before": ""}, "rights_before"),
    ],
)
def test_each_kind_says_what_it_needs(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.access_request(cast, state="draft", **values)
    assert field in refused.value.message_dict


def test_people_from_outside_get_rights_with_an_end_within_their_contract(cast):
    with pytest.raises(ValidationError) as refused:
        make.access_request(cast, kind="outsourced", person=cast.contractor, state="draft")
    assert "valid_until" in refused.value.message_dict
    ends = cast.contractor.contract_end_on
    long = make.access_request(
        cast, kind="outsourced", person=cast.contractor, valid_until=ends + timedelta(days=1), state="submitted"
    )
    with pytest.raises(NotPossible):
        acts.move(long, "approved", by=cast.actor("business_owner"))
    assert make.access_request(cast, kind="outsourced", person=cast.contractor, valid_until=ends).state == "approved"


@pytest.mark.parametrize(("isolation", "taken"), [("", False), ("none", False), ("relay", True), ("separate", True)])
def test_people_from_outside_use_the_network_only_behind_a_measure(cast, isolation, taken):
    values = {"kind": "network", "person": cast.contractor, "isolation": isolation}
    values["valid_until"] = cast.contractor.contract_end_on
    if taken:
        assert make.access_request(cast, **values).state == "approved"
        return
    with pytest.raises(ValidationError) as refused:
        make.access_request(cast, **values)
    assert "isolation" in refused.value.message_dict


def test_it_closes_only_once_the_accounts_show_the_right_as_approved(cast):
    system = make.info_system(cast)
    account = make.account(cast, system, roles=("查詢",))
    asked = make.access_request(cast, info_system=system, state="executed")
    with pytest.raises(NotPossible):
        acts.move(asked, "closed", by=Actor.system())
    assert close_shown() == 0
    changed = [(account, {"roles": ("trader",)}, None)]
    acts.bring_in(account.register, [], changed, by=cast.actor("system_admin"), source_file="f" * 64)
    asked.refresh_from_db()
    assert asked.state == "closed"


def test_a_withdrawal_closes_once_no_account_is_enabled(cast):
    system = make.info_system(cast)
    account = make.account(cast, system)
    asked = make.access_request(cast, kind="disable", info_system=system, state="executed")
    assert close_shown() == 0
    acts.move(account, "disabled", by=cast.actor("system_admin"))
    assert close_shown() == 1
    asked.refresh_from_db()
    assert asked.state == "closed"


def test_a_door_request_closes_once_the_area_has_the_right(cast):
    area = make.area(cast, state="draft")
    asked = make.access_request(cast, kind="door", secure_area=area, state="executed")
    assert close_shown() == 0
    right = {"person": cast.employee, "card_no": "C9", "granted_on": clock.today(), "access_request": asked.no}
    acts.change(area, {}, by=cast.actor("general_affairs"), lines={"permissions": [right]})
    assert close_shown() == 1
