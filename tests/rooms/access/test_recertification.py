"""Recertification: a frozen snapshot, decided line by line by the owner, never on himself, approved by another."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.acts import fill_lines
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

KEEP = {"decision": "keep", "reason": ""}
REVOKE = {"decision": "revoke", "reason": "已調職"}


@pytest.fixture
def system(cast):
    return make.info_system(cast, business_owner=cast.business_owner)


def line(record, login):
    return record.lines.get(item__startswith=login)


def decide(record, login, values, by):
    return fill_lines(record, "lines", {line(record, login).pk: values}, by=by)


def test_it_opens_with_a_line_for_every_enabled_account(cast, system):
    make.account(cast, system, login="amy", roles=("trader", "reader"), last_login_on=clock.today() - timedelta(days=3))
    make.account(cast, system, login="old", last_login_on=clock.today() - timedelta(days=200), is_admin=True)
    make.account(cast, system, login="off", state="disabled")
    make.account(cast, make.info_system(cast), login="elsewhere")
    record = make.recertification(cast, system)
    assert record.state == "deciding"
    assert (record.item_count, record.decided_count, record.decider) == (2, 0, cast.business_owner)
    assert (record.as_of, record.due_on) == (clock.today(), clock.today() + timedelta(days=14))
    assert [(one.item, one.idle_days, one.rights) for one in record.lines.all()] == [
        ("old 曾雅文", 200, "trader、admin"),
        ("amy 曾雅文", 3, "trader、reader"),
    ]
    assert len(record.snapshot_hash) == 64


def test_the_digest_is_of_what_was_frozen(cast, system):
    make.account(cast, system, login="amy")
    one, other = make.recertification(cast, system), make.recertification(cast, system)
    assert one.snapshot_hash == other.snapshot_hash
    make.account(cast, system, login="bob")
    assert make.recertification(cast, system).snapshot_hash != one.snapshot_hash


def test_privileged_accounts_can_be_reviewed_alone(cast, system):
    make.account(cast, system, login="amy")
    make.account(cast, system, login="root", is_admin=True)
    record = make.recertification(cast, system, subject="privileged")
    assert [one.item for one in record.lines.all()] == ["root 曾雅文"]


def test_without_accounts_there_is_nothing_to_review(cast, system):
    with pytest.raises(ValidationError):
        make.recertification(cast, system)
    with pytest.raises(ValidationError) as refused:
        make.recertification(cast, None)
    assert "decider" in refused.value.message_dict


def test_the_snapshot_cannot_be_given_or_changed_by_hand(cast, system):
    make.account(cast, system, login="amy")
    by = cast.actor("security_officer")
    rows = {"lines": [{"item_ref": "ACC-2026-9999"}]}
    with pytest.raises(NotPossible):
        acts.create(
            register("access.recertification"), {"subject": "accounts", "info_system": system}, by=by, lines=rows
        )
    record = make.recertification(cast, system)
    with pytest.raises(NotPossible):
        acts.change(record, {}, by=by, lines=rows)
    with pytest.raises(ValidationError):
        acts.change(record, {"item_count": 0}, by=by)
    with pytest.raises(ValidationError):
        fill_lines(record, "lines", {line(record, "amy").pk: {"item_ref": "X"}}, by=cast.actor("business_owner"))


def test_only_the_named_owner_decides(cast, system):
    make.account(cast, system, login="amy")
    record = make.recertification(cast, system)
    for name in ("security_officer", "ciso", "system_admin", "employee"):
        with pytest.raises(Refused):
            decide(record, "amy", KEEP, cast.actor(name))
    decided = decide(record, "amy", KEEP, cast.actor("business_owner"))
    assert decided.decided_count == 1
    assert line(decided, "amy").decided_by == cast.business_owner


def test_a_decision_can_be_taken_back_until_it_is_submitted(cast, system):
    make.account(cast, system, login="amy")
    owner = cast.actor("business_owner")
    record = decide(make.recertification(cast, system), "amy", KEEP, owner)
    record = decide(record, "amy", {"decision": "", "reason": ""}, owner)
    assert record.decided_count == 0
    assert line(record, "amy").decided_by is None


def test_nobody_decides_on_his_own_account(cast, system):
    make.account(cast, system, login="boss", person=cast.business_owner)
    record = make.recertification(cast, system)
    with pytest.raises(Refused) as refused:
        decide(record, "boss", KEEP, cast.actor("business_owner"))
    assert "own account" in str(refused.value.message) or "自己" in str(refused.value.message)
    with pytest.raises(Refused):
        decide(record, "boss", KEEP, cast.actor("security_officer"))
    assert decide(record, "boss", KEEP, cast.actor("it_manager")).decided_count == 1


def test_the_database_refuses_a_decision_on_oneself(cast, system):
    make.account(cast, system, login="boss", person=cast.business_owner)
    record = make.recertification(cast, system)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_recertificationline SET decided_by_id = holder_id WHERE record_id = %s", [record.pk]
        )


@pytest.mark.parametrize("days", [91, None])
def test_keeping_an_idle_account_needs_a_reason(cast, system, days):
    used = None if days is None else clock.today() - timedelta(days=days)
    make.account(cast, system, login="old", last_login_on=used, created_on=None)
    record = make.recertification(cast, system)
    owner = cast.actor("business_owner")
    with pytest.raises(ValidationError) as refused:
        decide(record, "old", KEEP, owner)
    assert "reason" in refused.value.message_dict
    decide(record, "old", {"decision": "keep", "reason": "年度結算使用"}, owner)


def test_the_number_of_idle_days_is_the_approved_parameter(cast, system):
    make.parameter(cast, "idle-account-days", "30")
    make.account(cast, system, login="old", last_login_on=clock.today() - timedelta(days=40))
    with pytest.raises(ValidationError):
        decide(make.recertification(cast, system), "old", KEEP, cast.actor("business_owner"))


@pytest.mark.parametrize("decision", ["change", "revoke"])
def test_changing_and_revoking_need_a_reason(cast, system, decision):
    make.account(cast, system, login="amy")
    with pytest.raises(ValidationError):
        decide(
            make.recertification(cast, system),
            "amy",
            {"decision": decision, "reason": " "},
            cast.actor("business_owner"),
        )


def test_undecided_lines_cannot_be_submitted(cast, system):
    make.account(cast, system, login="amy")
    make.account(cast, system, login="bob")
    owner = cast.actor("business_owner")
    record = decide(make.recertification(cast, system), "amy", KEEP, owner)
    with pytest.raises(NotPossible):
        acts.move(record, "submitted", by=owner)


def test_what_was_submitted_is_frozen(cast, system):
    make.account(cast, system, login="amy")
    record = make.recertification(cast, system, state="submitted")
    with pytest.raises(NotPossible):
        decide(record, "amy", REVOKE, cast.actor("business_owner"))


def test_neither_maker_nor_owner_nor_whoever_decided_a_line_approves(cast, system):
    make.account(cast, system, login="boss", person=cast.business_owner)
    make.account(cast, system, login="amy")
    owner = cast.actor("business_owner")
    record = decide(make.recertification(cast, system), "boss", KEEP, cast.actor("it_manager"))
    record = acts.move(decide(record, "amy", KEEP, owner), "submitted", by=owner)
    for name in ("security_officer", "business_owner", "it_manager"):
        with pytest.raises(Refused):
            acts.move(record, "approved", by=cast.actor(name))
    assert acts.move(record, "approved", by=cast.actor("ciso")).approved_by == cast.ciso


def test_the_database_refuses_an_owner_or_maker_who_approved(cast, system):
    make.account(cast, system, login="amy")
    record = make.recertification(cast, system, state="approved", decision="revoke")
    for column in ("approved_by_id = decider_id", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_recertification SET {column} WHERE id = %s", [record.pk])  # noqa: S608


def test_sent_back_it_is_open_for_decisions_again(cast, system):
    make.account(cast, system, login="amy")
    record = make.recertification(cast, system, state="submitted")
    record = acts.move(record, "deciding", by=cast.actor("ciso"), reason="理由不足")
    decide(record, "amy", REVOKE, cast.actor("business_owner"))


def test_with_nothing_to_carry_out_the_approval_completes_it(cast, system):
    make.account(cast, system, login="amy")
    record = make.recertification(cast, system, state="approved")
    assert (record.state, record.completed_on) == ("executed", clock.today())


def test_the_next_import_confirms_revocations_and_completes_it(cast, system):
    amy = make.account(cast, system, login="amy", roles=("trader",))
    bob = make.account(cast, system, login="bob")
    record = make.recertification(cast, system)
    owner = cast.actor("business_owner")
    record = decide(record, "amy", {"decision": "change", "reason": "僅留查詢"}, owner)
    record = acts.move(decide(record, "bob", REVOKE, owner), "submitted", by=owner)
    record = acts.move(record, "approved", by=cast.actor("ciso"))
    assert record.state == "approved"
    with pytest.raises(NotPossible):
        acts.move(record, "executed", by=cast.actor("system_admin"))
    accounts, admin = register("access.account"), cast.actor("system_admin")

    acts.bring_in(accounts, [], [(amy, {"roles": ("reader",)}, None)], by=admin, source_file="a" * 64)
    record.refresh_from_db()
    assert record.state == "approved"
    assert line(record, "amy").executed_at == clock.now()
    assert line(record, "bob").executed_at is None

    with clock.standing_at(clock.now() + timedelta(days=7)):
        acts.bring_in(accounts, [], [], by=admin, source_file="b" * 64, gone=[bob])
        record.refresh_from_db()
        assert (record.state, record.completed_on) == ("executed", clock.today())
        assert line(record, "bob").executed_at == clock.now()
    assert Entry.objects.filter(record_no=record.no, act="move:approved-executed").exists()
