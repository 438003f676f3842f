"""Real data in tests: no bare personal data without two consents, none while other data is overdue (10.3.3, 10.3.4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock

BARE = {"masked": False, "exception": "EXC-2026-0001"}


def test_masked_data_is_approved_copied_deleted_and_confirmed(cast):
    made = make.data_copy(cast, state="verified")
    people = (made.approver, made.copied_by, made.deleter, made.verified_by)
    assert people == (cast.security_officer, cast.system_admin, cast.system_admin, cast.auditor)
    assert made.approved_at <= made.copied_at <= made.deleted_at


@pytest.mark.parametrize("approver", ["security_officer", "business_owner"])
def test_no_single_approval_reaches_bare_personal_data(cast, approver):
    made = make.data_copy(cast, state="submitted", **BARE)
    with pytest.raises(NotPossible, match="資安"):
        acts.move(made, "approved", by=cast.actor(approver))
    with pytest.raises(NotPossible):
        acts.move(made, "copied", by=cast.actor("system_admin"))


def test_bare_personal_data_needs_security_and_then_its_owner(cast):
    made = make.data_copy(cast, state="submitted", **BARE)
    made = acts.move(made, "security_agreed", by=cast.actor("security_officer"))
    with pytest.raises(Refused):
        acts.move(made, "approved", by=cast.actor("security_officer"))
    made = acts.move(made, "approved", by=cast.actor("business_owner"))
    assert (made.agreed_by, made.approver) == (cast.security_officer, cast.business_owner)
    assert acts.move(made, "copied", by=cast.actor("system_admin")).state == "copied"


def test_without_an_exception_security_cannot_agree(cast):
    made = make.data_copy(cast, state="submitted", masked=False)
    with pytest.raises(NotPossible, match="例外"):
        acts.move(made, "security_agreed", by=cast.actor("security_officer"))


def test_the_database_keeps_bare_data_without_consent_out(cast):
    made = make.data_copy(cast, state="copied")
    with guard.writing(), pytest.raises(IntegrityError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(masked=False)


def test_who_asks_neither_approves_nor_copies(cast):
    made = make.data_copy(cast, state="submitted")
    with pytest.raises(Refused):
        acts.move(made, "approved", by=cast.actor("developer"))
    made = acts.move(made, "approved", by=cast.actor("business_owner"))
    with pytest.raises(Refused):
        acts.move(made, "copied", by=cast.actor("developer"))


def test_no_new_copy_while_another_of_the_system_is_overdue(cast):
    old = make.data_copy(cast)
    waiting = make.data_copy(cast, state="submitted", info_system=old.info_system, test_ends_on=days(60))
    elsewhere = make.data_copy(cast, state="submitted", test_ends_on=days(60))
    with clock.standing_at(clock.now() + timedelta(days=9)):
        with pytest.raises(NotPossible, match=old.no):
            acts.move(waiting, "approved", by=cast.actor("business_owner"))
        assert acts.move(elsewhere, "approved", by=cast.actor("business_owner")).state == "approved"
        acts.move(old, "deleted", by=cast.actor("system_admin"), values=make.PROOF)
        assert acts.move(waiting, "approved", by=cast.actor("business_owner")).state == "approved"


def test_bare_data_is_no_way_round_an_overdue_deletion(cast):
    old = make.data_copy(cast)
    waiting = make.data_copy(cast, state="submitted", info_system=old.info_system, test_ends_on=days(60), **BARE)
    waiting = acts.move(waiting, "security_agreed", by=cast.actor("security_officer"))
    with clock.standing_at(clock.now() + timedelta(days=9)), pytest.raises(NotPossible, match=old.no):
        acts.move(waiting, "approved", by=cast.actor("business_owner"))


def test_deletion_has_its_proof_and_another_confirms_it(cast):
    made = make.data_copy(cast)
    with pytest.raises(ValidationError) as refused:
        acts.move(made, "deleted", by=cast.actor("system_admin"))
    assert "deletion_proof" in refused.value.message_dict
    made = acts.move(made, "deleted", by=cast.actor("system_admin"), values=make.PROOF)
    with pytest.raises(Refused):
        acts.move(made, "verified", by=cast.actor("system_admin"))


@pytest.mark.parametrize(("field", "value"), [("environment", " 主機房 "), ("test_ends_on", None)])
def test_tests_are_not_in_production_nor_over(cast, field, value):
    with pytest.raises(ValidationError) as refused:
        make.data_copy(cast, **{field: value or days(-1)})
    assert field in refused.value.message_dict


def days(number):
    return clock.today() + timedelta(days=number)
