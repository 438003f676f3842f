"""Incidents: everybody reports, the software tells the right people at once, and the clocks run from then."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import add_lines
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock

INCIDENTS = register("incidents.incident")
CAUSE = {"root_cause": "未更新", "lesson": "加強更新"}


def told():
    return {one.user.person.name for one in Notification.objects.filter(kind="incident", mail=True)}


def handled(cast, state, **values):
    incident = make.incident(cast, **values)
    steps = {"acknowledged": "system_admin", "contained": "system_admin", "recovered": "system_admin"}
    for target, name in steps.items():
        incident = acts.move(incident, target, by=cast.actor(name))
        if target == state:
            return incident
    incident = acts.move(incident, "reviewed", by=cast.actor("security_officer"), values=CAUSE)
    return incident if state == "reviewed" else acts.move(incident, "closed", by=cast.actor("ciso"))


def test_a_plain_employee_reports_and_the_server_says_when(cast):
    incident = make.incident(cast)
    assert (incident.reported_by, incident.reported_at) == (cast.employee, clock.now())
    assert incident.state == "reported"


@pytest.mark.parametrize("field", ["reported_at", "it_notified_at", "supervisor_notified_at", "acknowledged_at"])
def test_nobody_sets_the_server_s_times(cast, field):
    with pytest.raises(ValidationError):
        make.incident(cast, **{field: clock.now() - timedelta(days=1)})


def test_it_and_the_supervisor_are_told_in_the_same_act(cast):
    acts.change(cast.employee, {"supervisor": cast.business_owner}, by=cast.actor("hr"))
    cast.employee.refresh_from_db()
    incident = make.incident(cast)
    assert told() == {"林雅婷", "李志豪", "王建民", "張美玲"}
    assert incident.it_notified_at == incident.supervisor_notified_at == clock.now()
    notice = Notification.objects.first()
    assert (notice.record_no, notice.url) == (incident.no, f"/incidents/incident/{incident.no}/")
    assert notice.title.startswith("資安事件") or incident.no in notice.title


def test_where_nobody_can_be_told_no_time_is_claimed(cast):
    for name in ("system_admin", "security_officer", "it_manager"):
        acts.move(cast.people[name], "suspended", by=cast.actor("hr"), reason="。")
    incident = make.incident(cast)
    assert (incident.it_notified_at, incident.supervisor_notified_at) == (None, None)


def test_the_public_form_reports_through_the_software(cast):
    incident = acts.create(
        INCIDENTS,
        {
            "description": "收到冒名簡訊",
            "discovered_at": clock.now(),
            "reporter_name": "客戶李先生",
            "reporter_contact": "0912-345-678",
        },
        by=Actor.system(via="web"),
    )
    assert incident.reported_by is None
    assert "王建民" in told()


def test_somebody_who_left_does_not_report(cast):
    actor = cast.actor("employee")
    acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    gone = Actor.of(cast.user("employee"), via="web")
    with pytest.raises(Refused):
        acts.create(INCIDENTS, {"description": "。", "discovered_at": clock.now()}, by=gone)
    assert actor.user.pk == gone.user.pk


def test_reporting_gives_no_right_to_change(cast):
    incident = make.incident(cast)
    with pytest.raises(Refused):
        acts.change(incident, {"severity": "s4"}, by=cast.actor("employee"))


def test_the_reporter_sees_his_own_report_and_no_other(cast):
    mine = make.incident(cast)
    make.incident(cast, by="customer_service")
    assert list(INCIDENTS.visible_to(INCIDENTS.record.objects.all(), cast.actor("employee"))) == [mine]


def test_the_clocks_follow_the_parameters(cast):
    incident = make.incident(cast)
    found = {str(one.label): one for one in incident.clocks}
    assert len(found) == 2
    report = next(one for one in incident.clocks if one.met_at == incident.reported_at)
    assert report.deadline == incident.discovered_at + timedelta(hours=1)
    assert not report.is_missed
    acknowledge = next(one for one in incident.clocks if one.met_at is None)
    assert acknowledge.deadline == incident.reported_at + timedelta(minutes=30)
    assert not acknowledge.is_missed
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert acknowledge.is_missed
    make.parameter(cast, "incident-acknowledge-within", "PT10M")
    assert incident.clocks[0].deadline == incident.reported_at + timedelta(minutes=10)


def test_personal_data_start_the_clock_of_the_outside_report(cast):
    incident = make.incident(cast, personal_data=True)
    assert incident.external_due_at == incident.discovered_at + timedelta(hours=72)
    assert incident.due_date() == incident.external_due_at
    assert incident.clocks[-1].deadline == incident.external_due_at
    incident = acts.change(incident, {"external_reported_at": clock.now()}, by=cast.actor("ciso"))
    assert incident.due_date() is None


def test_found_out_later_personal_data_still_count_from_the_discovery(cast):
    incident = acts.change(make.incident(cast), {"personal_data": True}, by=cast.actor("security_officer"))
    assert incident.external_due_at == incident.discovered_at + timedelta(hours=72)
    day = clock.now() + timedelta(hours=24)
    assert acts.change(incident, {"external_due_at": day}, by=cast.actor("ciso")).external_due_at == day


def test_the_steps_of_the_procedure_follow_the_flow(cast):
    incident = handled(cast, "closed")
    assert incident.procedure_steps == ("report", "tell", "acknowledge", "contain", "recover", "review")
    assert incident.acknowledged_at == incident.contained_at == incident.recovered_at == clock.now()


def test_without_cause_and_lesson_nothing_is_reviewed(cast):
    incident = handled(cast, "recovered")
    with pytest.raises(ValidationError) as refused:
        acts.move(incident, "reviewed", by=cast.actor("security_officer"))
    assert set(refused.value.message_dict) == {"root_cause", "lesson"}


def test_who_entered_it_neither_reviews_nor_closes_it(cast):
    incident = handled(cast, "recovered", by="security_officer")
    with pytest.raises(Refused):
        acts.move(incident, "reviewed", by=cast.actor("security_officer"), values=CAUSE)
    reviewed = handled(cast, "reviewed", by="ciso")
    with pytest.raises(Refused):
        acts.move(reviewed, "closed", by=cast.actor("ciso"))


def test_the_database_refuses_a_closing_by_who_entered_it(cast):
    incident = handled(cast, "closed")
    for value in ("maker_id", "NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE incidents_incident SET checker_id = {value} WHERE id = %s", [incident.pk])  # noqa: S608


def test_the_time_line_is_only_added_to(cast):
    by = cast.actor("security_officer")
    step = {"at": clock.now(), "by": cast.security_officer, "action": "隔離主機"}
    incident = add_lines(make.incident(cast), "timeline", [step], by=by)
    row = incident.timeline.get()
    acts.change(incident, {}, by=by, lines={"timeline": [step | {"id": row.pk}, step | {"action": "採證"}]})
    assert incident.timeline.count() == 2
    for rows in ([], [step | {"id": row.pk, "action": "改寫"}]):
        with pytest.raises(ValidationError):
            acts.change(incident, {}, by=by, lines={"timeline": rows})
    with pytest.raises(Refused):
        add_lines(incident, "timeline", [step], by=cast.actor("employee"))


def test_what_is_complete_takes_no_more_steps(cast):
    incident = acts.move(make.incident(cast), "acknowledged", by=cast.actor("security_officer"))
    incident = acts.move(incident, "false_alarm", by=cast.actor("security_officer"), reason="測試信")
    step = {"at": clock.now(), "by": cast.security_officer, "action": "。"}
    with pytest.raises(NotPossible):
        add_lines(incident, "timeline", [step], by=cast.actor("security_officer"))


def test_nothing_is_discovered_in_the_future(cast):
    with pytest.raises(ValidationError) as refused:
        make.incident(cast, discovered_at=clock.now() + timedelta(minutes=1))
    assert "discovered_at" in refused.value.message_dict
