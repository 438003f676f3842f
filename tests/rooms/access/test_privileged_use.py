"""Uses of privileged accounts: consent before, by somebody else, for a time; a look at it after, by somebody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def test_without_consent_it_is_not_used(cast):
    for state in ("draft", "submitted"):
        slip = make.privileged_use(cast, state=state)
        for name in ("system_admin", "it_manager"):
            with pytest.raises((Refused, NotPossible)):
                acts.move(slip, "in_use", by=cast.actor(name))


def test_neither_who_asks_nor_who_uses_it_consents(cast):
    slip = make.privileged_use(cast, state="submitted", user=cast.it_manager)
    for name in ("system_admin", "it_manager"):
        with pytest.raises(Refused):
            acts.move(slip, "approved", by=cast.actor(name))
    assert acts.move(slip, "approved", by=cast.actor("business_owner")).approver == cast.business_owner


def test_nobody_but_the_user_named_begins(cast):
    slip = make.privileged_use(cast, user=cast.network_admin)
    with pytest.raises(Refused):
        acts.move(slip, "in_use", by=cast.actor("system_admin"))
    assert acts.move(slip, "in_use", by=cast.actor("network_admin")).started_at == clock.now()


@pytest.mark.parametrize("minutes", [-1, 121], ids=["before", "after"])
def test_outside_of_the_time_consented_to_it_is_not_used(cast, minutes):
    slip = make.privileged_use(cast)
    with clock.standing_at(clock.now() + timedelta(minutes=minutes)), pytest.raises(NotPossible):
        acts.move(slip, "in_use", by=cast.actor("system_admin"))


def test_consent_is_not_given_afterwards(cast):
    slip = make.privileged_use(cast, state="submitted")
    with clock.standing_at(clock.now() + timedelta(hours=2)), pytest.raises(NotPossible):
        acts.move(slip, "approved", by=cast.actor("it_manager"))


def test_it_does_not_end_without_a_word_on_what_was_done(cast):
    slip = make.privileged_use(cast, state="in_use", work_done="")
    by = cast.actor("system_admin")
    with pytest.raises(NotPossible):
        acts.move(slip, "ended", by=by)
    ended = acts.move(slip, "ended", by=by, values={"work_done": "重新啟動服務。"})
    assert ended.ended_at == clock.now()


def test_who_used_it_does_not_look_at_it_afterwards(cast):
    slip = make.privileged_use(cast, state="ended")
    with pytest.raises(Refused):
        acts.move(slip, "reviewed", by=cast.actor("system_admin"))
    assert acts.move(slip, "reviewed", by=cast.actor("it_manager")).reviewer == cast.it_manager


def test_the_database_refuses_a_use_before_consent_and_consent_by_the_user(cast):
    slip = make.privileged_use(cast, state="ended")
    changes = (
        "started_at = '2020-01-01 00:00:00+00'",
        "ended_at = '2020-01-01 00:00:00+00'",
        "approver_id = user_id",
        "checker_id = maker_id",
        "checker_id = NULL",
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_privilegeduse SET {change} WHERE id = %s", [slip.pk])  # noqa: S608


def test_only_an_account_of_the_highest_rights_on_its_own_system(cast):
    system = make.info_system(cast)
    with pytest.raises(ValidationError) as refused:
        make.privileged_use(cast, account=make.account(cast, system))
    assert "account" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        make.privileged_use(
            cast,
            account=make.account(cast, system, kind="privileged"),
            info_system=make.info_system(cast),
        )
    assert "info_system" in refused.value.message_dict


def test_the_system_follows_from_the_account_and_the_user_from_who_asks(cast):
    slip = make.privileged_use(cast, state="draft")
    assert slip.info_system == slip.account.info_system
    assert slip.user == cast.system_admin
