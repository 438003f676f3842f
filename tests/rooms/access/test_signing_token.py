"""Signing tokens: kept by who is appointed, lent with another's consent, each use written down by the software."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def lend(cast, token, **values):
    said = {"lent_to": cast.operator, "lent_for": "月報申報", "lent_consent": cast.business_owner} | values
    return acts.move(token, "lent", by=Actor.of(token.custodian.user, via="web"), values=said)


def test_whoever_is_not_appointed_does_not_keep_tokens(cast):
    token = make.signing_token(cast, state="registered", custodian=cast.operator)
    with pytest.raises(NotPossible):
        acts.move(token, "in_custody", by=cast.actor("business_owner"))


@pytest.mark.parametrize(("topic", "state"), [("operations", "in_force"), ("token_custody", "draft")])
def test_without_its_procedure_in_force_a_token_is_not_taken_into_custody(cast, topic, state):
    token = make.signing_token(cast, state="registered", procedure=make.document(cast, topic=topic, state=state))
    with pytest.raises(NotPossible):
        acts.move(token, "in_custody", by=cast.actor("business_owner"))


def test_neither_who_registered_it_nor_its_custodian_takes_it_into_custody(cast):
    make.appointment(cast, "token_custodian", cast.business_owner)
    token = make.signing_token(cast, state="registered", custodian=cast.business_owner)
    for name in ("general_affairs", "business_owner"):
        with pytest.raises(Refused):
            acts.move(token, "in_custody", by=cast.actor(name))


@pytest.mark.parametrize("missing", ["lent_to", "lent_for", "lent_consent"])
def test_it_is_not_lent_without_saying_to_whom_what_for_and_by_whose_consent(cast, missing):
    with pytest.raises(ValidationError) as refused:
        lend(cast, make.signing_token(cast), **{missing: None if missing != "lent_for" else ""})
    assert missing in refused.value.message_dict


def test_nobody_agrees_to_his_own_use_and_nobody_but_the_custodian_lends(cast):
    token = make.signing_token(cast)
    with pytest.raises(NotPossible):
        lend(cast, token, lent_consent=cast.operator)
    with pytest.raises(Refused):
        acts.move(token, "lent", by=cast.actor("business_owner"))


def test_what_has_run_out_is_not_lent(cast):
    token = make.signing_token(cast, valid_until=clock.today())
    with clock.standing_at(clock.now() + timedelta(days=1)), pytest.raises(NotPossible):
        lend(cast, token)


def test_each_use_is_written_down_and_closed_by_the_software_alone(cast):
    token = lend(cast, make.signing_token(cast))
    (use,) = token.uses.all()
    assert (use.used_by, use.purpose, use.approved_by) == (cast.operator, "月報申報", cast.business_owner)
    assert (use.used_at, use.returned_at) == (clock.now(), None)
    forged = {"used_at": clock.now(), "used_by": cast.operator, "purpose": "x"}
    with pytest.raises(NotPossible):
        acts.add_lines(token, "uses", [forged], by=cast.actor("general_affairs"))
    with pytest.raises((Refused, ValidationError)):
        acts.fill_lines(token, "uses", {use.pk: {"returned_at": clock.now()}}, by=cast.actor("general_affairs"))
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        acts.move(token, "in_custody", by=cast.actor("employee"))
        use.refresh_from_db()
        assert use.returned_at == clock.now()


def test_the_database_refuses_custody_that_nobody_else_approved(cast):
    token = make.signing_token(cast)
    for change in ("checker_id = NULL", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_signingtoken SET {change} WHERE id = %s", [token.pk])  # noqa: S608
