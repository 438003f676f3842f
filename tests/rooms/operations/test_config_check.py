"""Configuration checks: the software compares, the state follows, and nobody types that something is as expected."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts, spreadsheet
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

CHECKS = register("operations.config_check")


@pytest.mark.parametrize(
    ("measure", "operator", "expected", "good", "bad"),
    [
        ("length", "ge", "8", "12", "7"),
        ("length", "ge", "8", "8", "eight"),
        ("age", "le", "P3M", "P60D", "P1Y"),
        ("age", "le", "P3M", "P3M", "90"),
        ("tries", "le", "3", "3", "5"),
        ("version", "ge", "1.2", "1.10", "1.1"),
        ("other", "le", "10", "5.5", "11"),
        ("other", "eq", "On", "on", "off"),
        ("other", "eq", "10", "10.0", "11"),
        ("other", "in", "aes256, AES128", "aes128", "des"),
        ("other", "absent", "", " ", "telnet"),
    ],
)
def test_the_software_compares(cast, measure, operator, expected, good, bad):
    item = make.baseline(cast, measure=measure, operator=operator, expected=expected)
    kept = make.config_check(cast, good, baseline=item)
    assert (kept.ok, kept.state, kept.failing_since) == (True, "ok", None)
    broken = make.config_check(cast, bad, baseline=item)
    assert (broken.ok, broken.state, broken.failing_since) == (False, "failed", clock.now())


@pytest.mark.parametrize("name", ["ok", "failing_since", "fixed_at", "known_value", "changed_at"])
def test_nobody_types_what_follows_from_what_was_found(cast, name):
    with pytest.raises(ValidationError):
        make.config_check(cast, "4", **{name: True if name == "ok" else clock.now()})


def test_the_state_follows_from_one_scan_to_the_next(cast):
    item, system = make.baseline(cast), make.info_system(cast)
    first = clock.now()
    seen = []
    for week, found in enumerate(("12", "12", "4", "4", "8")):
        with clock.standing_at(first + timedelta(weeks=week)):
            assert scan(cast, system, item, found).errors == []
        record = CHECKS.record.objects.get()
        seen.append((record.state, record.failing_since, record.fixed_at, record.changed_at))
    third, fifth = first + timedelta(weeks=2), first + timedelta(weeks=4)
    assert seen == [
        ("ok", None, None, None),
        ("ok", None, None, None),
        ("failed", third, None, third),
        ("failed", third, None, third),
        ("fixed", None, fifth, fifth),
    ]


def scan(cast, system, item, found):
    """Import what the scanner saw, as it comes: a file of one line."""
    line = f"{system.no},{item.no},{found},{clock.now().astimezone(clock.TAIPEI):%Y-%m-%d %H:%M},OpenSCAP"
    content = f"target,baseline,observed,found_at,tool\n{line}\n".encode()
    by = cast.actor("system_admin")
    preview = spreadsheet.read(CHECKS, by, content)
    spreadsheet.carry_out(preview, actor=by)
    return preview


def test_what_is_corrected_by_hand_moves_and_the_ledger_says_so(cast):
    record = make.config_check(cast, "4")
    record = acts.change(record, {"observed": "10"}, by=cast.actor("system_admin"))
    assert (record.state, record.ok, record.fixed_at) == ("fixed", True, clock.now())
    body = Entry.objects.filter(record_no=record.no).latest("pk").payload.body
    assert (body["from"], body["to"]) == ("failed", "fixed")


def test_an_exception_needs_its_number_and_is_not_given_by_whoever_scanned(cast):
    record = make.config_check(cast, "4")
    with pytest.raises(ValidationError):
        acts.move(record, "excepted", by=cast.actor("ciso"))
    given = {"exception": "EXC-2026-0001"}
    with pytest.raises(Refused):
        acts.move(record, "excepted", by=replace(cast.actor("system_admin"), offices=frozenset({"ciso"})), values=given)
    record = acts.move(record, "excepted", by=cast.actor("ciso"), values=given)
    record = acts.change(record, {"observed": "5"}, by=cast.actor("system_admin"))
    assert record.state == "excepted"
    assert acts.change(record, {"observed": "9"}, by=cast.actor("system_admin")).state == "fixed"


@pytest.mark.parametrize("target", ["PER-2026-0001", "server 1", "XXX-1"])
def test_only_what_has_settings_is_a_target(cast, target):
    with pytest.raises(ValidationError) as refused:
        make.config_check(cast, target=target)
    assert "target" in refused.value.message_dict


def test_a_time_to_come_and_a_second_row_of_the_same_setting_are_refused(cast):
    with pytest.raises(ValidationError) as refused:
        make.config_check(cast, found_at=clock.now() + timedelta(hours=1))
    assert "found_at" in refused.value.message_dict
    first = make.config_check(cast)
    with pytest.raises(ValidationError):
        make.config_check(cast, target=first.target, baseline=first.baseline)


@pytest.mark.parametrize("change", ["ok = NOT ok", "state = 'excepted'", "state = 'failed'"])
def test_the_database_refuses_a_state_that_does_not_follow(cast, change):
    record = make.config_check(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE operations_configcheck SET {change} WHERE id = %s", [record.pk])  # noqa: S608
