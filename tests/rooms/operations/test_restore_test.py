"""Restore tests: a backup that nobody picked, restored and proven by one person, approved by another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

TESTS = register("operations.restore_test")


@pytest.fixture
def system(cast):
    return make.info_system(cast, rto=timedelta(hours=2))


def test_the_backup_is_drawn_among_those_of_the_system_that_succeeded(cast, system):
    good = {make.backup_run(cast, system).pk for _ in range(3)}
    make.backup_run(cast, system, result="failed")
    make.backup_run(cast, system, kind="software")
    make.backup_run(cast, make.info_system(cast))
    by = cast.actor("system_admin")
    drawn = {acts.create(TESTS, {"info_system": system}, by=by).backup_run_id for _ in range(40)}
    assert drawn == good, "each of the three in forty draws, and no other"


def test_without_a_backup_there_is_nothing_to_test(cast, system):
    with pytest.raises(ValidationError) as refused:
        acts.create(TESTS, {"info_system": system}, by=cast.actor("system_admin"))
    assert "backup_run" in refused.value.message_dict


def test_only_a_good_backup_of_the_system_can_be_named(cast, system):
    for run in (make.backup_run(cast, make.info_system(cast)), make.backup_run(cast, system, result="failed")):
        with pytest.raises(ValidationError) as refused:
            make.restore_test(cast, system, backup_run=run)
        assert "backup_run" in refused.value.message_dict


@pytest.mark.parametrize("name", ["tested_on", "environment_note", "minutes", "result", "evidence"])
def test_it_is_not_tested_without_what_was_seen(cast, system, name):
    empty = "" if name in ("environment_note", "result") else None
    with pytest.raises(ValidationError) as refused:
        make.restore_test(cast, system, **{name: empty})
    assert name in refused.value.message_dict


def test_whoever_tested_does_not_approve_even_as_head_of_it(cast, system):
    planned = make.restore_test(cast, system, state="planned")
    assert planned.tester is None
    tested = acts.move(planned, "tested", by=cast.actor("system_admin"))
    assert tested.tester == cast.system_admin
    with pytest.raises(Refused):
        acts.move(tested, "approved", by=replace(cast.actor("system_admin"), offices=frozenset({"it_manager"})))
    assert acts.move(tested, "approved", by=cast.actor("it_manager")).state == "approved"


def test_what_was_tested_is_frozen_and_sent_back_with_a_reason(cast, system):
    tested = make.restore_test(cast, system, state="tested")
    with pytest.raises(NotPossible):
        acts.change(tested, {"minutes": 5}, by=cast.actor("system_admin"))
    with pytest.raises(NotPossible):
        acts.move(tested, "planned", by=cast.actor("it_manager"))
    assert acts.move(tested, "planned", by=cast.actor("it_manager"), reason="佐證不清楚").state == "planned"


def test_what_is_not_whole_was_not_restored(cast, system):
    with pytest.raises(ValidationError) as refused:
        make.restore_test(cast, system, integrity_ok=False)
    assert "result" in refused.value.message_dict
    assert make.restore_test(cast, system, integrity_ok=False, result="failed").state == "approved"


@pytest.mark.parametrize("days", [1, -1])
def test_it_was_neither_tomorrow_nor_before_the_backup(cast, system, days):
    with pytest.raises(ValidationError) as refused:
        make.restore_test(cast, system, tested_on=clock.today() + timedelta(days=days))
    assert "tested_on" in refused.value.message_dict


def test_the_database_refuses_an_approval_without_a_tester_or_of_what_is_broken(cast, system):
    test = make.restore_test(cast, system)
    for change in ("tester_id = NULL", "minutes = NULL", f"integrity_ok = {_no()}", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_restoretest SET {change} WHERE id = %s", [test.pk])  # noqa: S608


def _no():
    return "FALSE" if connection.vendor == "postgresql" else "0"
