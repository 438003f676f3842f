"""Changes of data: approved before by another, entered by who is named, told with the title of that day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def test_without_approval_nothing_is_entered(cast):
    for state in ("draft", "submitted"):
        with pytest.raises(NotPossible):
            acts.move(make.data_change(cast, state=state), "executed", by=cast.actor("operator"))


def test_neither_who_asks_nor_who_enters_it_approves(cast):
    asked = make.data_change(cast, state="submitted", executed_by=cast.business_owner)
    for name in ("operator", "business_owner"):
        with pytest.raises(Refused):
            acts.move(asked, "approved", by=cast.actor(name))


def test_nobody_enters_it_but_who_is_named(cast):
    asked = make.data_change(cast)
    for name in ("system_admin", "business_owner"):
        with pytest.raises(Refused):
            acts.move(asked, "executed", by=cast.actor(name))


@pytest.mark.parametrize("action", ["update", "correct", "cancel"])
def test_what_is_changed_says_what_was_there(cast, action):
    asked = make.data_change(cast, state="draft", action=action, before="")
    with pytest.raises(NotPossible):
        acts.move(asked, "submitted", by=cast.actor("operator"))
    assert make.data_change(cast, action="input", before="").state == "approved"


def test_person_title_and_time_are_written_down_by_the_software(cast):
    typed = {"executed_at": clock.now() - timedelta(days=9)}
    done = make.data_change(cast, state="executed", **typed)
    assert (done.state, done.executed_by, done.executor_title) == ("closed", cast.operator, "電腦操作員")
    assert done.executed_at == clock.now()


def test_what_was_entered_cannot_be_changed_later(cast):
    done = make.data_change(cast, state="executed")
    with pytest.raises((Refused, NotPossible)):
        acts.change(done, {"after_change": "0.1%"}, by=cast.actor("operator"))


def test_the_database_refuses_entry_before_approval_and_approval_by_who_enters(cast):
    done = make.data_change(cast, state="executed")
    for change in ("executed_at = '2020-01-01 00:00:00+00'", "approver_id = executed_by_id", "checker_id = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_datachange SET {change} WHERE id = %s", [done.pk])  # noqa: S608


def test_what_a_systems_log_tells_of_is_no_approval(cast):
    row = {
        "category": "important",
        "info_system": make.info_system(cast),
        "data_kind": "手續費率",
        "action": "update",
        "after_change": "0.1%",
        "reason": "匯入",
        "executed_by": cast.developer,
        "executed_at": clock.now() - timedelta(hours=1),
    }
    (told,) = acts.create_many(register("access.data_change"), [(row, {})], by=cast.actor("system_admin"))
    assert (told.state, told.approver, told.executor_title) == ("draft", None, "系統工程師")
