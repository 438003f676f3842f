"""Acts: each is one transaction with its entry, refuses what it must, and freezes what was submitted."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import writing
from zhengan.kernel.errors import NotPossible, NotWhatWasSubmitted, OutOfDate, Refused
from zhengan.kernel.guard import WrittenOutsideAct
from zhengan.kernel.models import Card, Submission
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.append import NotInTransaction, Telling, append
from zhengan.ledger.core.canonical import digest
from zhengan.ledger.models import Entry, Payload

pytestmark = pytest.mark.django_db


def actor(username, *offices):
    user, _made = User.objects.get_or_create(username=username, defaults={"name": username})
    return Actor(user=user, offices=frozenset(offices), via="web", address="127.0.0.1")


@pytest.fixture
def maker():
    return actor("maker", "security_officer")


@pytest.fixture
def approver():
    return actor("approver", "ciso")


def a_notice(by, **values):
    given = {
        "subject": "釣魚郵件警訊",
        "kind": "threat",
        "audience": ("public",),
        "channel": ("website",),
        "body": "請勿點選不明連結。",
        "requires_receipt": False,
    } | values
    return acts.create(register("policy.notice"), given, by=by)


def entries_of(record):
    return list(Entry.objects.filter(register=record.register.code, record_id=record.pk).order_by("pk"))


def test_numbers_run_without_gaps_and_a_refused_record_takes_none(maker):
    first = a_notice(maker)
    with pytest.raises(ValidationError):
        a_notice(maker, kind="no such kind")
    second = a_notice(maker)
    assert int(second.no.split("-")[-1]) == int(first.no.split("-")[-1]) + 1


def test_an_act_and_its_entry_stand_or_fall_together(maker, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(writing, "append", full)
    with pytest.raises(OSError, match="no space"):
        a_notice(maker)
    assert register("policy.notice").record.objects.count() == 0
    assert Card.objects.count() == 0


def test_an_entry_commits_to_its_payload(maker):
    record = a_notice(maker)
    (entry,) = entries_of(record)
    assert entry.act == "create"
    assert entry.actor_name == "maker"
    payload = Payload.objects.get(entry=entry)
    assert payload.body["after"]["subject"] == "釣魚郵件警訊"
    assert digest(payload.body, bytes(payload.salt)) == entry.digest


@pytest.mark.django_db(transaction=True)
def test_no_entry_without_a_transaction():
    with pytest.raises(NotInTransaction):
        append([Telling(act="x")], by=Actor.system().teller, at=clock.now())
    assert not Entry.objects.exists()


def test_entries_are_never_changed_or_deleted(maker):
    a_notice(maker)
    with pytest.raises(TypeError):
        Entry.objects.all().update(act="other")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()


def test_records_are_written_by_acts_alone(maker):
    record = a_notice(maker)
    for write in (
        record.save,
        record.delete,
        lambda: type(record).objects.update(subject="x"),
        lambda: type(record).objects.all().delete(),
        lambda: type(record).objects.bulk_create([]),
        lambda: type(record).objects.bulk_update([record], ["subject"]),
    ):
        with pytest.raises(WrittenOutsideAct):
            write()


def test_offices_decide_who_writes(maker):
    nobody = actor("nobody")
    with pytest.raises(Refused):
        a_notice(nobody)
    record = a_notice(maker)
    with pytest.raises(Refused):
        acts.change(record, {"subject": "x"}, by=nobody)
    with pytest.raises(Refused):
        acts.void(record, by=nobody, reason="x")


def test_a_change_tells_before_and_after(maker):
    record = acts.change(a_notice(maker), {"subject": "更正主旨"}, by=maker)
    entry = entries_of(record)[-1]
    assert entry.act == "change"
    assert entry.payload.body["before"] == {"subject": "釣魚郵件警訊"}
    assert entry.payload.body["after"] == {"subject": "更正主旨"}


def test_a_change_based_on_an_old_version_is_refused(maker):
    record = a_notice(maker)
    acts.change(record, {"subject": "一"}, by=maker, version=record.version)
    with pytest.raises(OutOfDate):
        acts.change(record, {"subject": "二"}, by=maker, version=record.version)


def test_unknown_fields_are_refused(maker):
    with pytest.raises(ValidationError):
        a_notice(maker, maker=1)
    with pytest.raises(ValidationError):
        a_notice(maker, state="published")


def test_what_is_submitted_is_frozen(maker, approver):
    record = acts.move(a_notice(maker), "submitted", by=maker)
    with pytest.raises(NotPossible):
        acts.change(record, {"subject": "x"}, by=maker)
    submission = acts.open_submission(record)
    assert submission.digest == acts.submission_digest(record)
    with pytest.raises(NotWhatWasSubmitted):
        acts.move(record, "published", by=approver, submitted="0" * 64)
    record = acts.move(record, "published", by=approver, submitted=submission.digest)
    assert (record.state, record.checker) == ("published", approver.user)
    submission = Submission.objects.get(pk=submission.pk)
    assert (submission.outcome, submission.decided_by) == ("published", approver.user)


def test_a_row_edited_around_the_program_cannot_be_approved(maker, approver):
    record = acts.move(a_notice(maker), "submitted", by=maker)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {record._meta.db_table} SET subject = 'other' WHERE id = %s", [record.pk])  # noqa: S608
    with pytest.raises(NotWhatWasSubmitted):
        acts.move(record, "published", by=approver)


def test_nobody_approves_his_own_work(approver):
    record = acts.move(a_notice(actor("approver", "ciso")), "submitted", by=approver)
    with pytest.raises(Refused, match=r"Nobody approves his own work|不得核准自己的作業"):
        acts.move(record, "published", by=approver)
    assert "published" not in {move.target for move in acts.open_moves(record, approver)}


def test_the_database_refuses_self_approval(maker):
    record = acts.move(a_notice(maker), "submitted", by=maker)
    for change in ("state = 'published', checker_id = maker_id", "state = 'published'", "state = 'nowhere'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {record._meta.db_table} SET {change} WHERE id = %s", [record.pk])  # noqa: S608


def test_a_complete_record_is_corrected_with_a_reason(maker, approver):
    record = acts.move(acts.move(a_notice(maker), "submitted", by=maker), "published", by=approver)
    with pytest.raises(NotPossible):
        acts.change(record, {"subject": "x"}, by=maker)
    record = acts.change(record, {"subject": "x"}, by=maker, reason="主旨誤植")
    entry = entries_of(record)[-1]
    assert entry.act == "correct"
    assert entry.payload.body["reason"] == "主旨誤植"


def test_a_void_record_stays_and_leaves_the_counts(maker):
    record = a_notice(maker)
    with pytest.raises(NotPossible):
        acts.void(record, by=maker, reason=" ")
    record = acts.void(record, by=maker, reason="重複")
    assert type(record).objects.filter(pk=record.pk).exists()
    assert not type(record).objects.live().filter(pk=record.pk).exists()
    assert Card.objects.get(no=record.no).voided
    with pytest.raises(NotPossible):
        acts.change(record, {"subject": "x"}, by=maker)
    assert acts.open_moves(record, maker) == []


def test_steps_that_the_flow_does_not_have_are_refused(maker):
    with pytest.raises(NotPossible):
        acts.move(a_notice(maker), "withdrawn", by=maker)
    with pytest.raises(NotPossible):
        acts.move(a_notice(maker), "no such state", by=maker)


def test_a_remark_needs_words_and_stays_in_the_trail(maker):
    record = a_notice(maker)
    with pytest.raises(NotPossible):
        acts.comment(by=maker, text="  ", record=record)
    acts.comment(by=maker, text="已電話確認", record=record)
    assert entries_of(record)[-1].act == "comment"
    acts.comment(by=maker, text="本條如何解釋？", clause="7.1.3.6")
    assert Entry.objects.filter(register="clause", record_no="7.1.3.6").exists()


def test_a_card_follows_its_record(maker):
    record = a_notice(maker)
    assert Card.objects.get(no=record.no).title == "釣魚郵件警訊"
    record = acts.change(record, {"subject": "新主旨"}, by=maker)
    record = acts.move(record, "submitted", by=maker)
    card = Card.objects.get(no=record.no)
    assert (card.title, card.state, card.awaiting) == ("新主旨", "submitted", True)
