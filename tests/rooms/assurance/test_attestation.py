"""Attestations: made by the person named, for a time, countersigned by somebody else."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import Refused
from zhengan.ledger import clock

SAID = {"answer": "holds", "statement": "已查核。", "evidence_note": "照片。"}


def test_the_person_named_attests_and_nobody_else(cast):
    asked = make.attestation(cast, "6.2.1.1", state="requested")
    with pytest.raises(Refused):
        acts.move(asked, "attested", by=cast.actor("compliance"), values=SAID)
    attested = acts.move(asked, "attested", by=cast.actor("general_affairs"), values=SAID)
    assert attested.attested_on == clock.today()


def test_a_statement_says_something(cast):
    asked = make.attestation(cast, "6.2.1.1", state="requested")
    with pytest.raises(ValidationError) as refused:
        acts.move(asked, "attested", by=cast.actor("general_affairs"), values={"answer": "holds"})
    assert set(refused.value.message_dict) == {"statement", "evidence_note"}


@pytest.mark.parametrize(("clause", "until"), [("6.2.1.1", date(2027, 11, 20)), ("8.5.2", date(2027, 2, 20))])
def test_it_lasts_one_period_of_its_clause(cast, clause, until):
    assert make.attestation(cast, clause, state="attested").valid_until == until


def test_without_a_period_of_its_own_the_parameter_decides(cast):
    make.parameter(cast, "attestation-interval", "P2M")
    assert make.attestation(cast, "13.2.3", state="attested").valid_until == date(2027, 1, 20)


def test_a_day_given_beforehand_stands(cast):
    day = clock.today() + timedelta(days=5)
    assert make.attestation(cast, "6.2.1.1", state="attested", valid_until=day).valid_until == day


def test_who_attested_does_not_countersign(cast):
    attested = make.attestation(cast, "6.2.1.1", state="attested", by="security_officer")
    with pytest.raises(Refused):
        acts.move(attested, "countersigned", by=cast.actor("security_officer"))
    assert acts.move(attested, "countersigned", by=cast.actor("auditor")).countersigned_by == cast.auditor


def test_the_database_refuses_a_countersignature_of_one_s_own(cast):
    made = make.attestation(cast, "6.2.1.1")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assurance_attestation SET countersigned_by_id = attested_by_id WHERE id = %s", [made.pk])


@pytest.mark.parametrize("state", ["attested", "countersigned"])
def test_it_runs_out_after_its_last_day(cast, state):
    made = make.attestation(cast, "6.2.1.1", state=state)
    for day, expected in ((made.valid_until, state), (made.valid_until + timedelta(days=1), "expired")):
        carry_out(day)
        made.refresh_from_db()
        assert made.state == expected


def test_the_clause_exists(cast):
    with pytest.raises(ValidationError) as refused:
        make.attestation(cast, "99.9")
    assert "clause" in refused.value.message_dict
