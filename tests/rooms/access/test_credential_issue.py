"""Issue of credentials: first who it is, then the credential; at random, in the way that the policy allows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.register import register
from zhengan.ledger import clock

ISSUES = register("access.credential_issue")
LEGS = ("otp_sent_at", "otp_phone_registered", "slip_sent_at", "slip_encrypted", "slip_email_registered")


def legs():
    return {name: clock.now() if name.endswith("_at") else True for name in LEGS}


@pytest.mark.parametrize("kind", ["staff_reset", "customer_reset"])
def test_whoever_took_a_reset_does_not_confirm_the_identity(cast, kind):
    asked = make.credential_issue(cast, kind, state="requested")
    with pytest.raises(NotPossible):
        acts.move(asked, "verified", by=cast.actor("customer_service"))
    confirmed = acts.move(asked, "verified", by=cast.actor("business_owner"))
    assert (confirmed.identity_checked_by, confirmed.identity_checked_at) == (cast.business_owner, clock.now())


def test_what_is_no_reset_is_confirmed_by_whoever_serves_the_customer(cast):
    asked = make.credential_issue(cast, "certificate", state="requested")
    assert acts.move(asked, "verified", by=cast.actor("customer_service")).state == "verified"


@pytest.mark.parametrize("kind", ["staff_reset", "certificate", "slip_general"])
def test_nothing_is_handed_over_before_the_identity_is_confirmed(cast, kind):
    asked = make.credential_issue(cast, kind, state="requested", identity_checked_at=clock.now())
    for name in ("customer_service", "system_admin"):
        with pytest.raises(NotPossible):
            acts.move(asked, "issued", by=cast.actor(name))


def test_a_confirmation_typed_by_the_maker_counts_for_nothing(cast):
    typed = {"identity_checked_by": cast.ciso, "identity_checked_at": clock.now() - timedelta(days=1)}
    confirmed = make.credential_issue(cast, state="verified", **typed)
    assert (confirmed.identity_checked_by, confirmed.identity_checked_at) == (cast.system_admin, clock.now())


def test_the_database_refuses_a_credential_for_nobody_known(cast):
    handed = make.credential_issue(cast)
    for change in ("identity_checked_at = NULL", "delivered_at = '2020-01-01 00:00:00+00'", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_credentialissue SET {change} WHERE id = %s", [handed.pk])  # noqa: S608


@pytest.mark.parametrize("kind", ["staff_initial", "staff_reset", "customer_reset", "slip_general", "slip_custom"])
def test_a_password_that_is_not_random_is_not_handed_over(cast, kind):
    asked = make.credential_issue(cast, kind, state="verified", random=False, **legs())
    with pytest.raises(NotPossible, match=r"7\.3\.4|七（三）4"):
        acts.move(asked, "issued", by=cast.actor("system_admin"))


@pytest.mark.parametrize("missing", LEGS)
def test_a_general_slip_is_not_handed_over_without_both_legs(cast, missing):
    given = legs() | {missing: None if missing.endswith("_at") else False}
    asked = make.credential_issue(cast, "slip_general", state="verified", **given)
    with pytest.raises(NotPossible):
        acts.move(asked, "issued", by=cast.actor("customer_service"))
    asked = acts.change(asked, legs(), by=cast.actor("customer_service"))
    assert acts.move(asked, "issued", by=cast.actor("customer_service")).state == "issued"


@pytest.mark.parametrize(
    ("topic", "state"), [("password_reset", "in_force"), ("custom_password_slip", "draft"), (None, None)]
)
def test_a_custom_slip_is_not_handed_over_without_its_procedure_in_force(cast, topic, state):
    procedure = make.document(cast, topic=topic, state=state) if topic else None
    asked = make.credential_issue(cast, "slip_custom", state="verified", procedure=procedure)
    with pytest.raises(NotPossible):
        acts.move(asked, "issued", by=cast.actor("customer_service"))
    followed = make.document(cast, topic="custom_password_slip")
    assert make.credential_issue(cast, "slip_custom", procedure=followed).state == "issued"


@pytest.mark.parametrize("recipient", ["王小明", "A1" + "23456789", "A1" + "23456789*"])
def test_customers_are_not_told_by_name_or_number(cast, recipient):
    with pytest.raises(ValidationError) as refused:
        make.credential_issue(cast, "certificate", state="requested", recipient=recipient)
    assert "recipient" in refused.value.message_dict


def test_a_password_that_nobody_used_runs_out(cast):
    handed = make.credential_issue(cast)
    assert handed.expires_on == clock.today() + timedelta(days=3)
    for days, state in ((3, "issued"), (4, "expired")):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            carry_out(clock.today())
        handed.refresh_from_db()
        assert handed.state == state


def test_a_certificate_does_not_run_out_like_a_password(cast):
    assert make.credential_issue(cast, "certificate").expires_on is None


def test_once_changed_it_is_no_longer_what_was_handed_over(cast):
    handed = make.credential_issue(cast)
    changed = acts.change(handed, {"first_changed_at": clock.now()}, by=cast.actor("customer_service"))
    assert changed.state == "activated"


@pytest.mark.parametrize(("known", "state"), [(True, "issued"), (False, "requested")])
def test_what_a_system_handed_over_by_itself_counts_only_with_a_confirmed_identity(cast, known, state):
    row = {
        "kind": "slip_general",
        "recipient": "A12****789",
        "info_system": make.info_system(cast),
        "identity_method": "registered_otp",
        "delivered_at": clock.now(),
    }
    if known:
        row["identity_checked_at"] = clock.now() - timedelta(minutes=5)
    (told,) = acts.create_many(ISSUES, [(row, {})], by=cast.actor("customer_service"))
    assert told.state == state
