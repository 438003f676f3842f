"""Backup runs: a failure is told at once, and is made good by running it again and by nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts, spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock

RUNS = register("operations.backup_run")


@pytest.fixture
def system(cast):
    return make.info_system(cast)


def told_of(record):
    return set(Notification.objects.filter(record_no=record.no).values_list("user__person__name", flat=True))


@pytest.mark.parametrize(("result", "state"), [("ok", "done"), ("partial", "failed"), ("failed", "failed")])
def test_the_result_decides_what_becomes_of_the_run(cast, system, result, state):
    assert make.backup_run(cast, system, result=result).state == state


def test_a_scheduled_run_is_done_once_its_result_is_entered(cast, system):
    run = make.backup_run(cast, system, result="")
    assert run.state == "scheduled"
    assert acts.change(run, {"result": "ok", "ended_at": clock.now()}, by=cast.actor("operator")).state == "done"


def test_of_a_failure_those_who_run_the_systems_are_told_in_their_tongue_and_by_mail(cast, system):
    run = make.backup_run(cast, system, result="failed", failure="磁帶已滿")
    assert told_of(run) == {cast.system_admin.name, cast.it_manager.name}
    notice = Notification.objects.filter(record_no=run.no).first()
    assert "磁帶已滿" in notice.title
    assert notice.mail
    assert not told_of(make.backup_run(cast, system))


def test_a_failure_is_not_written_away(cast, system):
    run = make.backup_run(cast, system, result="failed")
    for result in ("ok", ""):
        with pytest.raises(ValidationError) as refused:
            acts.change(run, {"result": result}, by=cast.actor("system_admin"))
        assert "result" in refused.value.message_dict
    with pytest.raises(Refused):
        acts.move(run, "done", by=cast.actor("operator"))
    with pytest.raises(Refused):
        acts.move(run, "done", by=Actor.system())


def test_the_database_refuses_a_failure_that_is_done(cast, system):
    failed, done = make.backup_run(cast, system, result="failed"), make.backup_run(cast, system)
    for run, change in (
        (failed, "state = 'done'"),
        (failed, "result = 'ok'"),
        (done, "result = 'failed'"),
        (done, "ended_at = NULL"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_backuprun SET {change} WHERE id = %s", [run.pk])  # noqa: S608


def test_run_again_by_the_administrator_it_is_done_and_says_by_whom(cast, system):
    run = make.backup_run(cast, system, result="failed")
    run = acts.move(run, "done", by=cast.actor("system_admin"))
    assert (run.result, run.rerun_by, run.rerun_at, run.ended_at) == ("ok", cast.system_admin, clock.now(), clock.now())
    assert run.failure, "what went wrong stays readable"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result": "failed", "failure": " "}, "failure"),
        ({"result": "ok", "ended_at": None}, "ended_at"),
        ({"ended_at": timedelta(minutes=5)}, "ended_at"),
        ({"ended_at": timedelta(hours=-3)}, "ended_at"),
        ({"other_site_at": timedelta(hours=-3)}, "other_site_at"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, system, values, field):
    given = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in values.items()}
    with pytest.raises(ValidationError) as refused:
        make.backup_run(cast, system, **given)
    assert field in refused.value.message_dict


def test_when_the_copy_reached_the_other_place_is_added_later_and_the_rest_stands(cast, system):
    run = make.backup_run(cast, system)
    run = acts.change(run, {"other_site_at": clock.now()}, by=cast.actor("operator"))
    with pytest.raises(NotPossible):
        acts.change(run, {"kind": "software"}, by=cast.actor("operator"))


def test_the_report_of_the_backup_program_is_imported_and_failures_are_told(cast, system):
    text = (
        "system,kind of backup,started at,ended at,result of the backup,what went wrong\n"
        f"{system},Data of the system,2026-11-19 01:00,2026-11-19 02:00,Backed up,\n"
        f"{system},Documents and lists,2026-11-19 02:00,2026-11-19 02:10,Not backed up,媒體離線\n"
    )
    by = cast.actor("system_admin")
    preview = spreadsheet.read(RUNS, by, text.encode(), name="report.csv")
    assert not preview.errors
    spreadsheet.carry_out(preview, actor=by)
    done, failed = RUNS.record.objects.order_by("started_at")
    assert (done.state, failed.state) == ("done", "failed")
    assert told_of(failed)
    assert not told_of(done)


def test_one_run_is_entered_once(cast, system):
    started = clock.now() - timedelta(hours=5)
    make.backup_run(cast, system, started_at=started)
    with pytest.raises(ValidationError):
        make.backup_run(cast, system, started_at=started)
