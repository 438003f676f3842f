"""Alerts: whoever answers for the kind is told at once, and nothing is closed without saying what was done."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from tests import make
from zhengan.catalogue import parameters
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.incidents.watching import AlertKind, raise_alerts

ALERTS = register("incidents.alert")


@pytest.mark.parametrize("kind", list(AlertKind))
def test_whoever_answers_for_the_kind_is_told_in_the_same_act(cast, kind):
    alert = make.alert(cast, kind)
    assert alert.state == "notified"
    assert alert.notified_at == clock.now()
    assert alert.notified_to in (cast.security_officer, cast.system_admin, cast.network_admin)
    assert Notification.objects.filter(user=alert.notified_to.user, record_no=alert.no).count() == 1


def test_whoever_is_named_is_told(cast):
    assert make.alert(cast, notified_to=cast.developer).notified_to == cast.developer


def test_only_who_was_told_takes_it_up(cast):
    alert = make.alert(cast)
    for name in ("security_officer", "system_admin", "operator"):
        with pytest.raises(Refused):
            acts.move(alert, "handling", by=cast.actor(name))
    assert acts.move(alert, "handling", by=cast.actor("network_admin")).handled_by == cast.network_admin


def test_nobody_types_when_he_was_told_or_was_done(cast):
    for name in ("notified_at", "handled_at"):
        with pytest.raises(ValidationError):
            make.alert(cast, **{name: clock.now()})


def test_nothing_is_closed_without_saying_what_was_done(cast):
    alert = make.alert(cast, state="handling")
    with pytest.raises(ValidationError):
        acts.move(alert, "closed", by=cast.actor("network_admin"))
    alert.refresh_from_db()
    alert = acts.move(alert, "closed", by=cast.actor("network_admin"), values={"action": "registered"})
    assert (alert.state, alert.handled_at) == ("closed", clock.now())


@pytest.mark.parametrize("action", ["explained", "incident"])
def test_what_was_approved_or_became_an_incident_is_shown(cast, action):
    alert = make.alert(cast, "program_changed", state="handling")
    by = cast.actor("system_admin")
    with pytest.raises(NotPossible):
        acts.move(alert, "closed", by=by, values={"action": action})
    alert.refresh_from_db()
    if action == "incident":
        shown = {"incident": make.incident(cast)}
    else:
        shown = {"change_request": make.change_request(cast, make.info_system(cast), state="approved")}
    assert acts.move(alert, "closed", by=by, values={"action": action} | shown).state == "closed"


def test_what_was_nothing_is_closed_with_the_reason(cast):
    alert = make.alert(cast)
    by = cast.actor("network_admin")
    with pytest.raises((NotPossible, ValidationError)):
        acts.move(alert, "closed", by=by)
    alert.refresh_from_db()
    alert = acts.move(alert, "closed", by=by, reason="新到之印表機，測試中")
    assert (alert.action, alert.handled_by) == ("false_alarm", cast.network_admin)


def test_the_database_knows_no_closed_alert_without_an_action(cast):
    alert = make.alert(cast, state="handling")
    alert.state = "closed"
    with pytest.raises(IntegrityError), guard.writing():
        alert.save()


def test_nothing_is_seen_before_it_happens(cast):
    with pytest.raises(ValidationError):
        make.alert(cast, detected_at=clock.now() + timedelta(minutes=1))


def test_the_wrong_password_that_locks_becomes_an_alert_once(cast):
    """The third wrong one ends the session, locks, and writes an alert (7.3.5, 9.3.3)."""
    browser = Client()
    wrong = {"username": cast.employee.staff_no, "password": cast.employee.name}
    most = parameters(clock.today()).int("failed-logins-max")
    for _number in range(most - 1):
        browser.post("/sign-in/", wrong)
    assert raise_alerts() == 0
    browser.post("/sign-in/", wrong)
    assert raise_alerts() == 1
    assert raise_alerts() == 0
    alert = ALERTS.record.objects.get()
    assert (alert.kind, alert.state, alert.notified_to) == ("failed_logins", "notified", cast.security_officer)
    assert alert.source == "sensor"
