"""Remote sessions: matched with grant and person, explained by him alone, reviewed by a supervisor who is another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import Refused
from zhengan.kernel.models import Notification
from zhengan.ledger import clock


def test_it_is_recorded_explained_and_reviewed(cast):
    session = make.remote_session(cast, state="reviewed")
    assert (session.state, session.purpose, session.reviewed_at) == ("reviewed", "更新系統", clock.now())
    assert session.reviewed_by.user == cast.actor("it_manager").user


def test_only_whoever_connected_explains(cast):
    session = make.remote_session(cast)
    for office in ("network_admin", "it_manager", "security_officer"):
        with pytest.raises(Refused):
            acts.move(session, "explained", by=cast.actor(office), values={"purpose": "更新"})
    with pytest.raises(ValidationError):
        acts.move(session, "explained", by=cast.actor("system_admin"))


@pytest.mark.parametrize("state", ["recorded", "explained"])
def test_a_supervisor_does_not_review_his_own_session(cast, state):
    session = make.remote_session(cast, state=state)
    himself = replace(cast.actor("system_admin"), offices=frozenset({"it_manager"}))
    with pytest.raises(Refused):
        acts.move(session, "reviewed", by=himself, values={"purpose": "更新"})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE network_remotesession SET reviewed_by_id = person_id WHERE id = %s", [session.pk])


def test_without_a_reason_nothing_is_reviewed(cast):
    session = make.remote_session(cast)
    with pytest.raises(ValidationError):
        acts.move(session, "reviewed", by=cast.actor("it_manager"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE network_remotesession SET state = 'reviewed' WHERE id = %s", [session.pk])


def test_person_and_grant_are_found(cast):
    system = make.info_system(cast)
    make.account(cast, system, login="sysadmin7", person=cast.system_admin)
    asked = {"kind": "remote", "person": cast.system_admin, "info_system": system}
    request = make.access_request(cast, **asked)
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        started = {"login": "sysadmin7", "started_at": clock.now(), "ended_at": None, "person": None}
        session = make.remote_session(cast, info_system=system, **started)
        assert (session.person, session.access_request) == (cast.system_admin, request)
        early = make.remote_session(
            cast, info_system=system, **started | {"started_at": request.approved_at - timedelta(hours=9)}
        )
        assert early.access_request is None
        stranger = make.remote_session(cast, info_system=system, **started | {"login": "nobody"})
        assert (stranger.person, stranger.access_request) == (None, None)


def test_another_request_is_no_grant(cast):
    request = make.access_request(cast)
    with pytest.raises(ValidationError) as refused:
        make.remote_session(cast, access_request=request)
    assert "access_request" in refused.value.message_dict


def test_an_administrator_without_second_factor_is_told_of_at_once(cast):
    quiet = [make.remote_session(cast, is_admin=True), make.remote_session(cast, mfa=False)]
    loud = make.remote_session(cast, is_admin=True, mfa=False)
    told = Notification.objects.filter(record_no__in=[one.no for one in (*quiet, loud)])
    assert {one.record_no for one in told} == {loud.no}
    assert cast.actor("security_officer").user in {one.user for one in told}


def test_times_are_in_order_and_a_session_is_entered_once(cast):
    first = make.remote_session(cast)
    for wrong in (
        {"started_at": clock.now() + timedelta(hours=1), "ended_at": None},
        {"ended_at": clock.now() + timedelta(hours=1)},
        {"ended_at": clock.now() - timedelta(days=9)},
        {"started_at": first.started_at},
    ):
        with pytest.raises(ValidationError):
            make.remote_session(cast, **wrong)
