"""Endpoint protection: the state follows from what the console tells, and from its silence; nobody types it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.turning import turn
from zhengan.ledger import clock

OLD = timedelta(days=4)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, "protected"),
        ({"realtime_on": False}, "outdated"),
        ({"auto_update": False}, "outdated"),
        ({"signature_at": OLD}, "outdated"),
        ({"installed": False}, "missing"),
        ({"last_seen_at": timedelta(days=31)}, "missing"),
    ],
)
def test_the_state_follows_from_what_was_told(cast, told, state):
    values = {key: clock.now() - value if isinstance(value, timedelta) else value for key, value in told.items()}
    record = make.endpoint(cast, **values)
    assert (record.state, record.host_kind) == (state, "pc")
    better = {"realtime_on": True, "auto_update": True, "installed": True}
    better |= {"signature_at": clock.now(), "last_seen_at": clock.now()}
    assert acts.change(record, better, by=cast.actor("system_admin")).state == "protected"


def test_old_signatures_and_silence_show_by_themselves(cast):
    record = make.endpoint(cast)
    for days, made, state in ((2, 0, "protected"), (4, 1, "outdated"), (4, 0, "outdated"), (31, 1, "missing")):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            assert turn(clock.now()) == made
        record.refresh_from_db()
        assert record.state == state


def test_no_person_calls_a_computer_protected(cast):
    record = make.endpoint(cast, installed=False)
    for office in ("system_admin", "ciso", "security_officer"):
        with pytest.raises((Refused, NotPossible)):
            acts.move(record, "protected", by=cast.actor(office))


def test_an_exception_needs_its_number_and_another_person(cast):
    record = make.endpoint(cast, installed=False)
    given = {"exception": "EXC-2026-0001"}
    with pytest.raises(ValidationError):
        acts.move(record, "excepted", by=cast.actor("ciso"))
    with pytest.raises(Refused):
        acts.move(record, "excepted", by=replace(cast.actor("system_admin"), offices=frozenset({"ciso"})), values=given)
    record = acts.move(record, "excepted", by=cast.actor("ciso"), values=given)
    assert acts.change(record, {"found_count": 0}, by=cast.actor("system_admin")).state == "excepted"


@pytest.mark.parametrize("name", ["signature_at", "last_scan_at", "last_seen_at"])
def test_times_to_come_are_refused(cast, name):
    with pytest.raises(ValidationError) as refused:
        make.endpoint(cast, **{name: clock.now() + timedelta(hours=1)})
    assert name in refused.value.message_dict


def test_a_computer_has_one_row_and_a_kind(cast):
    first = make.endpoint(cast)
    with pytest.raises(ValidationError):
        make.endpoint(cast, asset=first.asset)
    with pytest.raises(ValidationError) as refused:
        make.endpoint(cast, asset=make.asset(cast, subtype="firewall"))
    assert "host_kind" in refused.value.message_dict


@pytest.mark.parametrize("change", ["installed = NOT installed", "state = 'excepted'"])
def test_the_database_refuses_a_state_that_does_not_follow(cast, change):
    record = make.endpoint(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE operations_endpointprotection SET {change} WHERE id = %s", [record.pk])  # noqa: S608
