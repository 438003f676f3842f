"""Releases: by an appointed releaser who did not write the program, for an approved change (10.1.4, 10.3.1, 10.4.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def test_a_release_goes_from_developer_to_head_of_it_to_releaser(cast):
    made = make.release(cast)
    assert (made.state, made.released_at) == ("released", clock.now())
    assert made.checker == cast.user("it_manager")


def test_only_who_is_named_and_appointed_releases(cast):
    made = make.release(cast, state="approved")
    for other in ("it_manager", "network_admin", "developer"):
        with pytest.raises(Refused):
            acts.move(made, "released", by=cast.actor(other))
    held = register("organization.appointment").record.objects.get(role="release_manager")
    acts.move(held, "ended", by=cast.actor("it_manager"), reason="輪調")
    with clock.standing_at(clock.now() + timedelta(days=1)), pytest.raises(NotPossible, match="未受指派"):
        acts.move(made, "released", by=cast.actor("system_admin"))


def test_a_release_by_somebody_without_the_appointment_is_not_even_approved(cast):
    made = make.release(cast, state="prepared", releaser=cast.network_admin)
    with pytest.raises(NotPossible, match="未受指派"):
        acts.move(made, "approved", by=cast.actor("it_manager"))


@pytest.mark.parametrize("writer", ["developer", "change"])
def test_nobody_releases_his_own_program(cast, writer):
    system = make.info_system(cast)
    wrote = {"developer": cast.system_admin} if writer == "developer" else {}
    change = make.change_request(
        cast, system, state="approved", **({"developer": cast.system_admin} if writer == "change" else {})
    )
    with pytest.raises(ValidationError) as refused:
        make.release(cast, system, change_request=change, **wrote)
    assert "releaser" in refused.value.message_dict


def test_the_database_refuses_it_as_well(cast):
    made = make.release(cast, state="prepared")
    with guard.writing(), pytest.raises(IntegrityError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(releaser=made.developer)


def test_nobody_approves_what_he_developed(cast):
    developed = {"developer": cast.it_manager}
    made = make.release(cast, state="prepared", **developed)
    with pytest.raises(Refused):
        acts.move(made, "approved", by=cast.actor("it_manager"))


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected"])
def test_without_an_approved_change_it_is_not_approved(cast, state):
    system = make.info_system(cast)
    change = make.change_request(cast, system, state="submitted" if state == "rejected" else state)
    if state == "rejected":
        change = acts.move(change, "rejected", by=cast.actor("it_manager"), reason="補件")
    made = make.release(cast, system, state="prepared", change_request=change)
    with pytest.raises(NotPossible, match="尚未核准"):
        acts.move(made, "approved", by=cast.actor("it_manager"))


@pytest.mark.parametrize("form", ["source", "script"])
def test_source_runs_by_exception_only(cast, form):
    made = make.release(cast, state="prepared", form=form)
    with pytest.raises(NotPossible, match="原始程式"):
        acts.move(made, "approved", by=cast.actor("it_manager"))
    made = acts.change(made, {"exception": "EXC-2026-0001"}, by=cast.actor("developer"))
    assert acts.move(made, "approved", by=cast.actor("it_manager")).state == "approved"


@pytest.mark.parametrize(("kind", "security"), [("application", True), ("security_program", False)])
def test_a_security_program_and_its_kind_of_change_go_together(cast, kind, security):
    system = make.info_system(cast)
    change = make.change_request(cast, system, state="approved", kind=kind)
    with pytest.raises(ValidationError) as refused:
        make.release(cast, system, change_request=change, security_program=security)
    assert "security_program" in refused.value.message_dict


def test_a_change_of_another_system_does_not_serve(cast):
    change = make.change_request(cast, make.info_system(cast), state="approved")
    with pytest.raises(ValidationError) as refused:
        make.release(cast, make.info_system(cast), change_request=change)
    assert "change_request" in refused.value.message_dict


def test_what_was_found_in_production_is_entered_with_its_time_and_is_no_correction(cast):
    made = make.release(cast)
    admin = cast.actor("system_admin")
    for values in (
        {"deployed_sha256": "b" * 64},
        {"deployed_checked_at": clock.now()},
        {"deployed_sha256": "b" * 64, "deployed_checked_at": clock.now() + timedelta(hours=1)},
    ):
        with pytest.raises(ValidationError) as refused:
            acts.change(made, values, by=admin)
        assert "deployed_checked_at" in refused.value.message_dict
    made = acts.change(made, {"deployed_sha256": " " + "B" * 64, "deployed_checked_at": clock.now()}, by=admin)
    assert made.deployed_sha256 == "b" * 64


@pytest.mark.parametrize("digest", ["b" * 63, "g" * 64, "b" * 65])
def test_a_digest_is_a_digest(cast, digest):
    with pytest.raises(ValidationError) as refused:
        make.release(cast, sha256=digest)
    assert "sha256" in refused.value.message_dict


def test_a_newer_library_has_its_day(cast):
    made = make.release(cast, state="prepared")
    row = {"name": "openssl", "version": "3.0.1", "latest_version": "3.0.2"}
    with pytest.raises(ValidationError):
        acts.change(made, {}, by=cast.actor("developer"), lines={"components": [row]})
    made = acts.change(
        made, {}, by=cast.actor("developer"), lines={"components": [row | {"latest_seen_on": clock.today()}]}
    )
    assert str(made.components.get()) == "openssl 3.0.1"


def test_a_release_taken_back_says_why(cast):
    made = make.release(cast)
    with pytest.raises(NotPossible):
        acts.move(made, "rolled_back", by=cast.actor("system_admin"))
    assert acts.move(made, "rolled_back", by=cast.actor("system_admin"), reason="異常").state == "rolled_back"
