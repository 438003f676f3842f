"""Report runs: what is late becomes late by itself and says why; what is confidential is used by a rule alone."""

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
from zhengan.rooms.operations.lateness import mark_late_reports

REPORTS = register("operations.report_run")


def late_one(cast):
    """A report whose time is over, as the sweep leaves it."""
    run = make.report_run(cast)
    with clock.standing_at(run.due_at + timedelta(minutes=1)):
        assert mark_late_reports() == 1
        assert mark_late_reports() == 0, "once is enough"
    run.refresh_from_db()
    return run


def test_what_is_not_there_in_time_becomes_late_and_its_unit_is_told(cast):
    run = late_one(cast)
    assert run.state == "late"
    told = set(Notification.objects.filter(record_no=run.no).values_list("user__person__name", flat=True))
    assert cast.operator.name in told
    assert run.recipient_unit.head is None or run.recipient_unit.head.name in told


def test_nothing_is_late_before_its_time_not_even_by_the_software(cast):
    run = make.report_run(cast)
    assert mark_late_reports() == 0
    with pytest.raises(NotPossible):
        acts.move(run, "late", by=Actor.system())
    with pytest.raises(Refused):
        acts.move(run, "late", by=cast.actor("operator"))


def test_what_is_late_is_not_delivered_without_a_reason(cast):
    run = late_one(cast)
    operator = cast.actor("operator")
    with clock.standing_at(run.due_at + timedelta(hours=1)):
        with pytest.raises(ValidationError) as refused:
            acts.move(run, "delivered", by=operator)
        assert "late_reason" in refused.value.message_dict
        run = acts.move(run, "delivered", by=operator, values={"late_reason": "批次重跑"})
        assert (run.state, run.delivered_at) == ("delivered", clock.now())


def test_produced_after_its_time_it_says_why(cast):
    with pytest.raises(ValidationError) as refused:
        make.report_run(cast, due_at=clock.now() - timedelta(hours=1), state="produced")
    assert "late_reason" in refused.value.message_dict


def test_in_time_it_is_produced_and_delivered_now(cast):
    run = make.report_run(cast, state="delivered")
    assert (run.produced_at, run.delivered_at, run.late_reason) == (clock.now(), clock.now(), "")


@pytest.mark.parametrize("classification", ["confidential", "sensitive"])
def test_what_is_confidential_is_not_used_without_a_rule(cast, classification):
    run = make.report_run(cast, classification=classification, state="delivered")
    operator = cast.actor("operator")
    for used in ({"used_by": cast.employee}, {"action": "print"}):
        with pytest.raises(ValidationError) as refused:
            acts.change(run, used, by=operator)
        assert "access_rule" in refused.value.message_dict
    used = {"used_by": cast.employee, "action": "print", "access_rule": "ACR-2026-0001"}
    assert acts.change(run, used, by=operator).used_by == cast.employee


def test_a_general_report_is_used_by_anybody(cast):
    run = make.report_run(cast, classification="general", state="delivered")
    assert acts.change(run, {"used_by": cast.employee, "action": "view"}, by=cast.actor("operator")).action == "view"


def test_the_database_refuses_use_without_a_rule_and_delivery_of_nothing(cast):
    run = make.report_run(cast, state="delivered")
    used = f"used_by_id = {cast.employee.pk}"
    for change in (used, "produced_at = NULL", "delivered_at = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_reportrun SET {change} WHERE id = %s", [run.pk])  # noqa: S608


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"produced_at": timedelta(minutes=1)}, "produced_at"),
        ({"delivered_at": timedelta(minutes=-1)}, "delivered_at"),
        ({"produced_at": timedelta(minutes=-1), "delivered_at": timedelta(minutes=-2)}, "delivered_at"),
    ],
)
def test_what_is_wrong_is_told_by_field(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.report_run(cast, **{name: clock.now() + value for name, value in values.items()})
    assert field in refused.value.message_dict


def test_the_list_of_the_scheduler_says_how_far_each_report_is(cast):
    system, unit = make.info_system(cast), cast.units["brokerage"]
    head = "report code,report name,system,class of the report,due at,produced at,receiving unit,delivered at"
    times = (("", ""), ("2026-11-19 16:00", ""), ("2026-11-19 16:00", "2026-11-19 16:30"))
    lines = [
        f"R{number},日報,{system},General report,2026-11-19 17:00,{produced},{unit},{delivered}"
        for number, (produced, delivered) in enumerate(times)
    ]
    by = cast.actor("operator")
    preview = spreadsheet.read(REPORTS, by, "\n".join([head, *lines]).encode(), name="list.csv")
    assert not preview.errors
    spreadsheet.carry_out(preview, actor=by)
    states = REPORTS.record.objects.order_by("report_code").values_list("state", flat=True)
    assert list(states) == ["due", "produced", "delivered"]
