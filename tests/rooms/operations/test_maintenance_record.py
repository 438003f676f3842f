"""Maintenance records: under a contract that runs, and never closed without somebody of IT who looked at the work."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def test_the_joint_check_is_stamped_with_who_and_when(cast):
    work = make.maintenance(cast)
    assert (work.joint_checker, work.joint_checked_at, work.checker) == (
        cast.network_admin,
        clock.now(),
        cast.user("it_manager"),
    )


def test_it_is_not_closed_without_the_joint_check(cast):
    for state in ("opened", "done"):
        work = make.maintenance(cast, state=state)
        with pytest.raises(NotPossible):
            acts.move(work, "closed", by=cast.actor("it_manager"))


def test_the_database_refuses_what_nobody_checked_or_before_it_ended(cast):
    work = make.maintenance(cast)
    for change in ("joint_checker_id = NULL", "joint_checked_at = NULL", "joint_checked_at = started_at"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_maintenancerecord SET {change} WHERE id = %s", [work.pk])  # noqa: S608


def test_somebody_outside_it_does_not_check_even_with_the_office(cast):
    work = make.maintenance(cast, state="done")
    outsider = replace(cast.actor("employee"), offices=frozenset({"system_admin"}))
    with pytest.raises(Refused):
        acts.move(work, "jointly_checked", by=outsider)
    assert acts.move(work, "jointly_checked", by=cast.actor("network_admin")).joint_checker == cast.network_admin


def test_neither_who_recorded_nor_who_checked_closes_it(cast):
    work = make.maintenance(cast, state="jointly_checked")
    for name in ("system_admin", "network_admin"):
        with pytest.raises(Refused):
            acts.move(work, "closed", by=replace(cast.actor(name), offices=frozenset({"it_manager"})))
    assert acts.move(work, "closed", by=cast.actor("it_manager")).state == "closed"


def test_the_inventory_knows_the_contract_and_the_contract_its_firm(cast):
    contract = make.contract(cast, kind="maintenance")
    device = make.asset(cast, maintenance_contract=contract.no)
    work = make.maintenance(cast, state="opened", asset=device, contract=None)
    assert (work.contract, work.supplier) == (contract, contract.supplier)


def test_without_a_contract_there_is_no_maintenance(cast):
    with pytest.raises(ValidationError) as refused:
        make.maintenance(cast, contract=None)
    assert {"contract", "supplier"} <= set(refused.value.message_dict)


@pytest.mark.parametrize("kind", ["outsourcing", "maintenance"])
def test_another_contract_or_one_that_did_not_run_that_day_does_not_do(cast, kind):
    terms = ("security_agreement", "audit_right") if kind == "outsourcing" else ()
    days = {} if kind == "outsourcing" else {"end_on": clock.today() - timedelta(days=1)}
    contract = make.contract(cast, *terms, kind=kind, **days)
    with pytest.raises(ValidationError) as refused:
        make.maintenance(cast, contract=contract)
    assert "contract" in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "remote"}, "remote_session"),
        ({"next_due_on": None}, "next_due_on"),
        ({"ended_at": timedelta(hours=-3)}, "ended_at"),
        ({"ended_at": timedelta(minutes=1)}, "ended_at"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    given = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in values.items()}
    with pytest.raises(ValidationError) as refused:
        make.maintenance(cast, **given)
    assert field in refused.value.message_dict


def test_another_firm_than_that_of_the_contract_is_refused(cast):
    with pytest.raises(ValidationError) as refused:
        make.maintenance(cast, supplier=make.supplier(cast))
    assert "supplier" in refused.value.message_dict


def test_the_entry_of_the_engineer_says_for_which_maintenance_he_came(cast):
    entry = make.entry(cast, state="inside")
    work = make.maintenance(cast, state="opened", area_entry=entry)
    entry.refresh_from_db()
    assert entry.maintenance == work.no
