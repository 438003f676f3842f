"""Changes: asked, approved, made and checked by different people, closed when backups and documents are there."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def backups(cast, system):
    """The numbers of a backup that ended before now and of one that ended now."""
    before = make.backup_run(cast, system, kind="pre_change")
    after = make.backup_run(cast, system, kind="post_change", ended_at=clock.now())
    return {"pre_backup": before.no, "post_backup": after.no}


@pytest.fixture
def system(cast):
    return make.info_system(cast)


def test_each_step_is_stamped_with_who_and_when(cast, system):
    change = make.change_request(cast, system, state="verified")
    assert (change.requester, change.approver, change.implementer, change.verifier) == (
        cast.developer,
        cast.it_manager,
        cast.system_admin,
        cast.business_owner,
    )
    assert change.approved_at == change.implemented_at == clock.now()


def test_neither_who_typed_it_nor_who_asked_for_it_approves(cast, system):
    change = acts.create(
        register("development.change_request"),
        {
            "kind": "application",
            "info_system": system,
            "title": "。",
            "reason": "。",
            "risk_note": "。",
            "requester": cast.business_owner,
            "planned_at": clock.now(),
            "rollback_plan": "。",
        },
        by=cast.actor("it_manager"),
    )
    change = acts.move(change, "submitted", by=cast.actor("it_manager"))
    for name in ("it_manager", "business_owner"):
        with pytest.raises(Refused):
            acts.move(change, "approved", by=cast.actor(name))
    with pytest.raises(Refused):
        acts.move(change, "rejected", by=cast.actor("it_manager"), reason="。")


def test_making_it_is_no_approval_and_the_approver_stays_the_checker(cast, system):
    change = make.change_request(cast, system, state="implemented")
    assert change.checker == cast.it_manager.user
    own = make.change_request(cast, system, state="approved")
    assert acts.move(own, "implemented", by=cast.actor("developer")).implementer == cast.developer


def test_who_approved_does_not_make_it_and_who_made_it_does_not_check_it(cast, system):
    make.appointment(cast, "host_custodian", cast.it_manager)
    change = make.change_request(cast, system, state="approved")
    with pytest.raises(Refused):
        acts.move(change, "implemented", by=cast.actor("it_manager"))
    other = make.change_request(cast, system, state="submitted")
    other = acts.move(other, "approved", by=cast.actor("business_owner"))
    other = acts.move(other, "implemented", by=cast.actor("it_manager"))
    with pytest.raises(Refused):
        acts.move(other, "verified", by=cast.actor("it_manager"))


@pytest.mark.parametrize(
    "columns",
    [
        "approver_id = requester_id",
        "implementer_id = approver_id",
        "verifier_id = implementer_id",
        "checker_id = maker_id",
    ],
)
def test_the_database_refuses_the_same_person_on_both_sides(cast, system, columns):
    change = make.change_request(cast, system, state="verified")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE development_changerequest SET {columns} WHERE id = %s", [change.pk])  # noqa: S608


def test_operating_systems_are_changed_by_system_administrators_alone(cast, system):
    change = make.change_request(cast, system, kind="os_rights", state="approved")
    with pytest.raises(Refused):
        acts.move(change, "implemented", by=cast.actor("developer"))
    assert acts.move(change, "implemented", by=cast.actor("system_admin")).state == "implemented"


def test_security_programs_are_approved_by_the_head_of_it(cast, system):
    change = make.change_request(cast, system, kind="security_program", state="submitted")
    with pytest.raises(Refused):
        acts.move(change, "approved", by=cast.actor("business_owner"))
    assert acts.move(change, "approved", by=cast.actor("it_manager")).state == "approved"


def test_it_closes_by_itself_when_backups_and_documents_are_there(cast, system):
    change = make.change_request(cast, system, documents_needed=True, state="verified")
    by = cast.actor("developer")
    assert change.lacks == ["pre_backup", "post_backup", "documents_updated_on"]
    change = acts.change(change, backups(cast, system), by=by)
    assert change.state == "verified"
    updated = {"documents_updated_on": clock.today(), "updated_documents": make.document(cast)}
    assert acts.change(change, updated, by=by).state == "closed"


def test_with_all_there_the_verification_closes_it(cast, system):
    change = make.change_request(cast, system, state="approved")
    change = acts.change(change, backups(cast, system), by=cast.actor("developer"))
    change = acts.move(change, "implemented", by=cast.actor("system_admin"))
    assert acts.move(change, "verified", by=cast.actor("business_owner")).state == "closed"


def test_only_a_backup_of_this_system_on_the_right_side_of_the_change_counts(cast, system):
    """8.2.2: whatever else is typed in, the change cannot be closed by it."""
    change = make.change_request(cast, system, state="verified")
    right = backups(cast, system)
    stranger = make.backup_run(cast, make.info_system(cast))
    failed = make.backup_run(cast, system, result="failed")
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        later = make.backup_run(cast, system, ended_at=clock.now())
    for name, no in (
        ("pre_backup", "NBU-1"),
        ("pre_backup", stranger.no),
        ("pre_backup", failed.no),
        ("pre_backup", later.no),
        ("post_backup", right["pre_backup"]),
    ):
        with pytest.raises(ValidationError) as refused:
            acts.change(change, {name: no}, by=cast.actor("developer"))
        assert name in refused.value.message_dict
    assert acts.change(change, right, by=cast.actor("developer")).pre_backup == right["pre_backup"]


def test_what_was_approved_is_corrected_only_with_a_reason(cast, system):
    change = make.change_request(cast, system, state="approved")
    with pytest.raises(NotPossible):
        acts.change(change, {"title": "其他"}, by=cast.actor("developer"))


def test_rejecting_and_rolling_back_need_a_reason(cast, system):
    with pytest.raises(NotPossible):
        acts.move(make.change_request(cast, system, state="submitted"), "rejected", by=cast.actor("it_manager"))
    made = make.change_request(cast, system, state="implemented")
    with pytest.raises(NotPossible):
        acts.move(made, "rolled_back", by=cast.actor("system_admin"))
    assert acts.move(made, "rolled_back", by=cast.actor("system_admin"), reason="異常").state == "rolled_back"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"documents_updated_on": clock.today()}, "updated_documents"), ({"tester": "developer"}, "tester")],
)
def test_what_is_wrong_is_told_by_field(cast, system, values, field):
    if "tester" in values:
        values = {"tester": cast.developer, "developer": cast.developer}
    with pytest.raises(ValidationError) as refused:
        make.change_request(cast, system, **values)
    assert field in refused.value.message_dict
