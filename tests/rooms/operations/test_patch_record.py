"""Patch records: a day that the severity sets, a test before, and no machine forgotten behind a tick."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


@pytest.mark.parametrize(("severity", "days"), [("critical", 14), ("high", 30), ("medium", 90), ("low", 90)])
def test_the_severity_says_by_when(cast, severity, days):
    patch = make.patch(cast, severity=severity, state="identified")
    assert patch.due_on == patch.published_on + timedelta(days=days)


def test_the_day_follows_the_parameter(cast):
    make.parameter(cast, "fix-due-critical", "P3D")
    patch = make.patch(cast, severity="critical", state="identified")
    assert patch.due_on == patch.published_on + timedelta(days=3)


def test_a_later_day_than_the_severity_allows_needs_an_exception(cast):
    later = clock.today() + timedelta(days=60)
    with pytest.raises(ValidationError) as refused:
        make.patch(cast, due_on=later, state="identified")
    assert "due_on" in refused.value.message_dict
    assert make.patch(cast, due_on=later, exception="EXC-2026-0001", state="identified").due_on == later


def test_what_was_not_tested_is_not_deployed(cast):
    patch = make.patch(cast, tested=False, state="approved")
    with pytest.raises(NotPossible):
        acts.move(patch, "deployed", by=cast.actor("system_admin"))
    done = acts.move(patch, "deployed", by=cast.actor("system_admin"), values={"tested": True})
    assert done.state == "deployed"


def test_with_machines_left_it_is_not_verified_but_sent_back(cast):
    patch = make.patch(cast, done_count=9, state="deployed")
    officer = cast.actor("security_officer")
    with pytest.raises(NotPossible) as refused:
        acts.move(patch, "verified", by=officer)
    assert "1" in str(refused.value)
    with pytest.raises(NotPossible):
        acts.change(patch, {"done_count": 10}, by=cast.actor("system_admin"))
    patch = acts.move(patch, "approved", by=officer, reason="尚有一部未修補")
    patch = acts.move(patch, "deployed", by=cast.actor("system_admin"), values={"done_count": 10})
    assert acts.move(patch, "verified", by=officer).state == "verified"


def test_the_database_refuses_a_verified_patch_with_machines_left_or_never_tested(cast):
    patch = make.patch(cast)
    no = "FALSE" if connection.vendor == "postgresql" else "0"
    for change in ("done_count = 9", f"tested = {no}", "deployed_on = NULL", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_patchrecord SET {change} WHERE id = %s", [patch.pk])  # noqa: S608


@pytest.mark.parametrize(
    ("state", "office", "target"),
    [("identified", "it_manager", "approved"), ("deployed", "security_officer", "verified")],
)
def test_whoever_recorded_it_neither_approves_nor_verifies(cast, state, office, target):
    patch = make.patch(cast, state=state)
    with pytest.raises(Refused):
        acts.move(patch, target, by=replace(cast.actor("system_admin"), offices=frozenset({office})))


def test_an_exception_is_named_and_granted_by_the_head_of_security(cast):
    patch = make.patch(cast, state="identified", done_count=0)
    with pytest.raises(ValidationError):
        acts.move(patch, "excepted", by=cast.actor("ciso"))
    with pytest.raises(Refused):
        acts.move(patch, "excepted", by=cast.actor("it_manager"), values={"exception": "EXC-2026-0001"})
    assert (
        acts.move(patch, "excepted", by=cast.actor("ciso"), values={"exception": "EXC-2026-0001"}).state == "excepted"
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"done_count": 11}, "done_count"),
        ({"deployed_on": timedelta(days=1)}, "deployed_on"),
        ({"deployed_on": timedelta(days=-20)}, "deployed_on"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    given = {name: clock.today() + value if isinstance(value, timedelta) else value for name, value in values.items()}
    with pytest.raises(ValidationError) as refused:
        make.patch(cast, **given)
    assert field in refused.value.message_dict
