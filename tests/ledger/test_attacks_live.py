"""Every way to rewrite the past that we know: each is found by a verification, which names the first bad place.

The attacks are those of the owner of the database and of the disk; triggers and constraints are gone before he begins.
Each runs on a copy: files in a folder of its own, rows in a savepoint that is taken back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from tests.conftest import NOW
from tests.ledger.attacked import Firm, Owner, Seen, copied, founded, last_entry, place_of, sha256
from zhengan.identity.models import OfficeHeld, User
from zhengan.kernel import acts, cards, integrity
from zhengan.kernel.actor import Actor
from zhengan.kernel.credentials import credential
from zhengan.kernel.models import Attachment, Card, Comment, Evidence, Submission, TradingDay
from zhengan.ledger import clock, keys, sequencer
from zhengan.ledger.core.canonical import digest
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import Note
from zhengan.ledger.core.tiles import WIDTH
from zhengan.ledger.models import Entry, Head, Leaf, LogKey, Payload, Pending, Tile

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def firm(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Firm]:
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.standing_at(NOW):
            made = founded(tmp_path_factory.mktemp("firm"))
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def owner(firm: Firm, tmp_path: Path, settings: Any) -> Iterator[Owner]:
    for name, value in copied(firm, tmp_path).items():
        setattr(settings, name, value)
    before = transaction.savepoint()
    yield Owner(firm)
    transaction.savepoint_rollback(before)


@dataclass(frozen=True)
class Attack:
    carry_out: Callable[[Owner], str]
    code: str
    seen: bool

    def __str__(self) -> str:
        return self.carry_out.__name__


ATTACKS: list[Attack] = []


def found_as(code: str, *, seen: bool = False) -> Callable[[Callable[[Owner], str]], Callable[[Owner], str]]:
    """Declare an attack: it returns the place that has to be named first. `seen` needs a checkpoint from outside."""

    def declare(carry_out: Callable[[Owner], str]) -> Callable[[Owner], str]:
        ATTACKS.append(Attack(carry_out, code, seen))
        return carry_out

    return declare


# -- records ------------------------------------------------------------------------------------------------------


@found_as("record_changed")
def a_column_that_people_fill_in_is_edited(owner: Owner) -> str:
    owner.write(owner.firm.oms, tier="minor")
    return owner.firm.oms.no


@found_as("changed_between")
def a_column_is_edited_and_an_act_comes_on_top(owner: Owner) -> str:
    owner.write(owner.firm.server, integrity=1)
    acts.change(owner.firm.server, {"name": "新撮合主機"}, by=Actor.system(), reason="更名。")
    return place_of(last_entry(owner.firm.server))


@found_as("changed_between")
def a_column_is_edited_and_the_next_act_writes_the_same_column(owner: Owner) -> str:
    owner.write(owner.firm.server, name="別的主機")
    acts.change(owner.firm.server, {"name": "新撮合主機"}, by=Actor.system(), reason="更名。")
    return place_of(last_entry(owner.firm.server))


@found_as("record_changed")
def the_approver_is_exchanged(owner: Owner) -> str:
    owner.write(owner.firm.procedure, checker_id=owner.firm.cast.president.user_id)
    return owner.firm.procedure.no


@found_as("record_changed")
def the_state_is_edited(owner: Owner) -> str:
    owner.write(owner.firm.finding, state="done")
    return owner.firm.finding.no


@found_as("record_changed")
def the_end_of_retention_is_edited(owner: Owner) -> str:
    owner.write(owner.firm.journal, retain_until=clock.today())
    return owner.firm.journal.no


@found_as("record_changed")
def the_time_of_recording_is_edited(owner: Owner) -> str:
    owner.write(owner.firm.incident, made_at=clock.now() - timedelta(hours=3))
    return owner.firm.incident.no


@found_as("record_changed")
def a_record_is_un_voided_by_hand(owner: Owner) -> str:
    void = acts.void(owner.firm.laptop, by=Actor.system(), reason="重複。")
    owner.write(void, voided_at=None, void_reason="")
    return void.no


@found_as("record_missing")
def a_record_is_deleted(owner: Owner) -> str:
    owner.delete(type(owner.firm.leaver), "id", owner.firm.leaver.pk)
    return owner.firm.leaver.no


@found_as("record_inserted")
def a_record_is_put_in(owner: Owner) -> str:
    owner.copy(owner.firm.trader, no="ACC-2026-9999", login="ghost")
    return "ACC-2026-9999"


@found_as("record_changed")
def two_records_exchange_what_they_say(owner: Owner) -> str:
    owner.swap(type(owner.firm.oms), owner.firm.oms.pk, owner.firm.crm.pk, "name")
    return owner.firm.oms.no


# -- rows beside records --------------------------------------------------------------------------------------------


def attendees(owner: Owner) -> list[Any]:
    return list(owner.firm.training.attendees.order_by("pk"))


@found_as("row_changed")
def a_child_row_is_edited(owner: Owner) -> str:
    row = attendees(owner)[1]
    owner.write(row, passed=False)
    return f"{owner.firm.training.no} attendees {row.pk}"


@found_as("row_missing")
def a_child_row_is_deleted(owner: Owner) -> str:
    row = attendees(owner)[1]
    owner.delete(type(row), "id", row.pk)
    return f"{owner.firm.training.no} attendees {row.pk}"


@found_as("row_inserted")
def a_child_row_is_put_in(owner: Owner) -> str:
    row = owner.copy(attendees(owner)[0], person_id=owner.firm.cast.hr.pk)
    return f"{owner.firm.training.no} attendees {row.pk}"


@found_as("row_changed")
def a_decision_about_an_account_is_edited(owner: Owner) -> str:
    row = owner.firm.recertification.lines.order_by("pk").last()
    owner.write(row, decision="remove")
    return f"{owner.firm.recertification.no} lines {row.pk}"


@found_as("row_missing")
def an_attachment_is_deleted(owner: Owner) -> str:
    owner.delete(Attachment, "id", owner.firm.photo.pk)
    return f"{owner.firm.finding.no} kernel.attachment {owner.firm.photo.pk}"


@found_as("row_changed")
def an_attachment_is_pointed_at_another_file(owner: Owner) -> str:
    owner.write(owner.firm.photo, evidence_id=owner.firm.scan.evidence_id)
    return f"{owner.firm.finding.no} kernel.attachment {owner.firm.photo.pk}"


@found_as("row_missing")
def an_attachment_is_hung_on_another_record(owner: Owner) -> str:
    owner.write(owner.firm.photo, record_id=owner.firm.finding.pk + 1000)
    return f"{owner.firm.finding.no} kernel.attachment {owner.firm.photo.pk}"


@found_as("submission_changed")
def what_was_submitted_is_edited(owner: Owner) -> str:
    one = Submission.objects.get(register="policy.notice", record_id=owner.firm.draft.pk)
    one.body["content"]["subject"] = "別的主旨"
    owner.write(one, body=one.body)
    return f"{owner.firm.draft.no} kernel.submission {one.pk}"


@found_as("row_changed")
def what_was_submitted_is_edited_with_its_digest(owner: Owner) -> str:
    one = Submission.objects.get(register="policy.notice", record_id=owner.firm.draft.pk)
    one.body["content"]["subject"] = "別的主旨"
    owner.write(one, body=one.body, digest=digest(one.body))
    return f"{owner.firm.draft.no} kernel.submission {one.pk}"


@found_as("row_changed")
def an_approval_is_turned_into_a_refusal(owner: Owner) -> str:
    one = Submission.objects.get(register="policy.notice", record_id=owner.firm.notice.pk)
    owner.write(one, approved=False, outcome="returned")
    return f"{owner.firm.notice.no} kernel.submission {one.pk}"


@found_as("row_changed")
def a_remark_is_edited(owner: Owner) -> str:
    owner.write(owner.firm.remark, text="沒有意見。")
    return f"{owner.firm.finding.no} kernel.comment {owner.firm.remark.pk}"


@found_as("row_changed")
def a_remark_on_a_clause_is_edited(owner: Owner) -> str:
    owner.write(owner.firm.clause_remark, text="沒有意見。")
    return f"7.1.3.6 kernel.comment {owner.firm.clause_remark.pk}"


@found_as("row_missing")
def a_remark_on_a_clause_is_deleted(owner: Owner) -> str:
    owner.delete(Comment, "id", owner.firm.clause_remark.pk)
    return f"7.1.3.6 kernel.comment {owner.firm.clause_remark.pk}"


@found_as("row_inserted")
def a_remark_on_a_clause_is_put_in(owner: Owner) -> str:
    row = owner.copy(owner.firm.clause_remark, text="已抽查。")
    return f"7.1.3.6 kernel.comment {row.pk}"


@found_as("row_changed")
def what_was_asked_to_be_waived_is_approved_by_hand(owner: Owner) -> str:
    owner.write(owner.firm.waiver, approved_by_id=owner.firm.cast.ciso.user_id, approved_at=clock.now())
    return f"9.2.3 checks.notapplicable {owner.firm.waiver.pk}"


@found_as("row_inserted")
def a_clause_is_waived_by_hand(owner: Owner) -> str:
    row = owner.copy(owner.firm.waiver, clause="7.1.3.6")
    return f"7.1.3.6 checks.notapplicable {row.pk}"


# -- the accounts of the product, the calendar, what search and lists show --------------------------------------------


def account(owner: Owner, name: str) -> tuple[Any, str]:
    person = owner.firm.cast.people[name]
    user = owner.firm.cast.user(name)
    return user, f"{person.no} {user.username}"


@found_as("account_changed")
def somebody_may_sign_in_no_more(owner: Owner) -> str:
    user, place = account(owner, "auditor")
    owner.write(user, is_active=False)
    return place


@found_as("account_changed")
def an_account_gets_another_address_for_its_mail(owner: Owner) -> str:
    user, place = account(owner, "chief_auditor")
    owner.write(user, email="me@elsewhere.example")
    return place


@found_as("account_changed")
def an_account_goes_by_another_login(owner: Owner) -> str:
    user, _place = account(owner, "ciso")
    owner.write(user, username="nobody")
    return f"{owner.firm.cast.ciso.no} nobody"


@found_as("account_of_nobody")
def the_software_itself_may_sign_in(owner: Owner) -> str:
    owner.write(User, User.objects.system().pk, is_active=True)
    return "system"


@found_as("account_of_nobody")
def an_account_is_put_in(owner: Owner) -> str:
    owner.copy(account(owner, "employee")[0], username="ghost", password="!")
    return "ghost"


@found_as("row_changed")
def a_password_is_exchanged(owner: Owner) -> str:
    user, _place = account(owner, "system_admin")
    owner.write(user, password=make_password("known-to-somebody-else-2"))
    return f"identity.credential {user.username}"


@found_as("row_changed")
def an_old_password_is_made_to_look_new(owner: Owner) -> str:
    user, _place = account(owner, "system_admin")
    owner.write(user, password_changed_at=clock.now())
    return f"identity.credential {user.username}"


@found_as("row_inserted")
def somebody_without_password_is_given_one(owner: Owner) -> str:
    user, _place = account(owner, "president")
    owner.write(user, password=make_password("known-to-somebody-else-2"))
    return f"identity.credential {user.username}"


@found_as("row_missing")
def a_password_is_taken_away(owner: Owner) -> str:
    user, _place = account(owner, "system_admin")
    owner.write(user, password="!")
    return f"identity.credential {user.username}"


@found_as("row_changed")
def a_trading_day_is_made_a_holiday(owner: Owner) -> str:
    owner.write(TradingDay, date(2026, 11, 19), trading=False, note="颱風")
    return "kernel.tradingday 2026-11-19"


@found_as("row_missing")
def a_trading_day_is_deleted(owner: Owner) -> str:
    owner.delete(TradingDay, "day", date(2026, 11, 19))
    return "kernel.tradingday 2026-11-19"


@found_as("row_inserted")
def a_trading_day_is_put_in(owner: Owner) -> str:
    owner.copy(TradingDay.objects.get(day=date(2026, 11, 19)), pk=date(2027, 1, 4))
    return "kernel.tradingday 2027-01-04"


@found_as("card_changed")
def a_record_is_hidden_from_search(owner: Owner) -> str:
    owner.write(Card.objects.get(no=owner.firm.finding.no), text="")
    return owner.firm.finding.no


@found_as("card_changed")
def an_account_is_hidden_from_search_by_its_login(owner: Owner) -> str:
    owner.write(Card.objects.get(no=owner.firm.trader.no), text=owner.firm.trader.person.name)
    return owner.firm.trader.no


@found_as("card_changed")
def what_waits_for_approval_is_taken_from_the_desk(owner: Owner) -> str:
    owner.write(Card.objects.get(no=owner.firm.draft.no), awaiting=False)
    return owner.firm.draft.no


@found_as("card_changed")
def a_list_shows_another_title(owner: Owner) -> str:
    owner.write(Card.objects.get(no=owner.firm.procedure.no), title="別的文件")
    return owner.firm.procedure.no


@found_as("card_missing")
def a_card_is_deleted(owner: Owner) -> str:
    owner.delete(Card, "no", owner.firm.finding.no)
    return owner.firm.finding.no


@found_as("card_left")
def a_card_of_nothing_is_put_in(owner: Owner) -> str:
    owner.copy(Card.objects.get(no=owner.firm.finding.no), no="FND-2026-9999", record_id=owner.firm.finding.pk + 999)
    return "FND-2026-9999"


# -- evidence -------------------------------------------------------------------------------------------------------


@found_as("evidence_changed")
def one_bit_of_an_evidence_file_is_flipped(owner: Owner) -> str:
    path = owner.file(owner.firm.scan)
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)
    return f"scan.pdf {path.name[:16]}"


@found_as("evidence_renamed")
def an_evidence_file_is_given_another_name(owner: Owner) -> str:
    owner.write(Evidence, owner.firm.scan.evidence_id, name="nothing.pdf")
    return "nothing.pdf"


@found_as("evidence_renamed")
def an_evidence_file_is_said_to_be_larger(owner: Owner) -> str:
    owner.write(Evidence, owner.firm.scan.evidence_id, size=1_000_000)
    return "scan.pdf"


@found_as("evidence_missing")
def an_evidence_file_is_deleted(owner: Owner) -> str:
    path = owner.file(owner.firm.scan)
    path.unlink()
    return f"scan.pdf {path.name[:16]}"


@found_as("evidence_exchanged")
def an_evidence_file_is_exchanged_with_its_digest(owner: Owner) -> str:
    path = owner.file(owner.firm.scan)
    forged = sha256(b"a forged scan")
    target = path.parent.parent.parent / forged[:2] / forged[2:4] / forged
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"a forged scan")
    owner.write(Evidence, owner.firm.scan.evidence_id, sha256=forged)
    return f"scan.pdf {forged[:16]}"


@found_as("evidence_exchanged")
def two_evidence_rows_exchange_their_files(owner: Owner) -> str:
    one, other = owner.firm.scan.evidence_id, owner.firm.other_scan.evidence_id
    digests = [Evidence.objects.get(pk=key).sha256 for key in (one, other)]
    owner.write(Evidence, one, sha256="0" * 64)
    owner.write(Evidence, other, sha256=digests[0])
    owner.write(Evidence, one, sha256=digests[1])
    return f"scan.pdf {digests[1][:16]}"


@found_as("evidence_missing")
def an_evidence_row_is_deleted(owner: Owner) -> str:
    digest_of = Evidence.objects.get(pk=owner.firm.scan.evidence_id).sha256
    owner.delete(Evidence, "id", owner.firm.scan.evidence_id)
    return digest_of[:16]


# -- entries ----------------------------------------------------------------------------------------------------------


def victim(owner: Owner) -> Entry:
    return last_entry(owner.firm.oms, "create")


def edited(owner: Owner, **columns: Any) -> str:
    place = place_of(victim(owner))
    owner.write(victim(owner), **columns)
    return place


@found_as("entry_changed")
def an_entry_says_another_person_acted(owner: Owner) -> str:
    return edited(owner, actor_id=owner.firm.cast.president.user_id)


@found_as("entry_changed")
def an_entry_says_another_name(owner: Owner) -> str:
    return edited(owner, actor_name="周文彬")


@found_as("entry_changed")
def the_time_of_an_entry_is_moved(owner: Owner) -> str:
    return edited(owner, at=clock.now() - timedelta(days=40))


@found_as("entry_changed")
def the_time_of_an_entry_is_moved_by_a_millionth_of_a_second(owner: Owner) -> str:
    return edited(owner, at=victim(owner).at + timedelta(microseconds=1))


@found_as("entry_changed")
def the_day_of_the_event_is_moved(owner: Owner) -> str:
    entry = last_entry(owner.firm.incident, "create")
    owner.write(entry, event_on=clock.today() - timedelta(days=3))
    return place_of(entry)


@found_as("entry_changed")
def an_entry_says_another_act(owner: Owner) -> str:
    return edited(owner, act="change")


@found_as("entry_changed")
def an_entry_is_hung_on_another_record(owner: Owner) -> str:
    number = victim(owner).pk
    owner.write(Entry, number, record_no=owner.firm.crm.no, record_id=owner.firm.crm.pk)
    return f"#{number} {owner.firm.crm.no}"


@found_as("entry_changed")
def an_entry_comes_from_another_address(owner: Owner) -> str:
    return edited(owner, address="10.9.9.9")


@found_as("entry_changed")
def what_an_entry_committed_to_is_edited(owner: Owner) -> str:
    return edited(owner, after="0" * 64)


@found_as("entry_changed")
def an_entry_is_made_unreadable(owner: Owner) -> str:
    return edited(owner, digest="none")


@found_as("cut_off")
def the_newest_entries_are_cut_off(owner: Owner) -> str:
    owner.cut_off(Entry.objects.order_by("-pk")[:5])
    return "database"


@found_as("entry_missing")
def an_entry_in_the_middle_is_deleted(owner: Owner) -> str:
    number = victim(owner).pk
    owner.delete(Payload, "entry_id", number)
    owner.delete(Entry, "id", number)
    return f"#{number}"


@found_as("place_changed")
def an_entry_in_the_middle_is_deleted_with_its_place(owner: Owner) -> str:
    number = victim(owner).pk
    index = Leaf.objects.get(entry_id=number).index
    owner.delete(Payload, "entry_id", number)
    owner.delete(Leaf, "entry_id", number)
    owner.delete(Entry, "id", number)
    return f"{index}"


@found_as("entry_changed")
def two_entries_exchange_what_they_say(owner: Owner) -> str:
    first, second = sorted([victim(owner).pk, last_entry(owner.firm.crm, "create").pk])
    names = [one.attname for one in Entry._meta.concrete_fields if not one.primary_key]
    owner.swap(Entry, first, second, *names)
    return f"#{first} "


@found_as("entry_moved")
def two_entries_exchange_their_places(owner: Owner) -> str:
    first, second = sorted([victim(owner).pk, last_entry(owner.firm.crm, "create").pk])
    table = Leaf._meta.db_table
    places = dict(Leaf.objects.filter(entry_id__in=[first, second]).values_list("entry_id", "index"))
    owner.sql(f"UPDATE {table} SET entry_id = 0 WHERE entry_id = %s", first)  # noqa: S608 (the name of a table alone)
    owner.sql(f"UPDATE {table} SET entry_id = %s WHERE entry_id = %s", first, second)  # noqa: S608
    owner.sql(f"UPDATE {table} SET entry_id = %s WHERE entry_id = 0", second)  # noqa: S608
    assert places[first] < places[second]
    return f"#{second} "


@found_as("entry_inserted")
def an_entry_is_put_in_without_queue(owner: Owner) -> str:
    true = victim(owner)
    forged = owner.copy(true)
    owner.copy(Payload.objects.get(entry_id=true.pk), pk=forged.pk)
    Pending.objects.all().delete()
    return place_of(forged)


@found_as("entry_inserted")
def an_entry_is_taken_out_of_the_queue(owner: Owner) -> str:
    acts.note("sign_in", by=Actor.system())
    newest = Entry.objects.order_by("-pk").first()
    assert newest is not None
    Pending.objects.filter(pk=newest.pk).delete()
    return place_of(newest)


def put_in(owner: Owner, **columns: Any) -> str:
    """Put in a new entry, with all that belongs to one: the queue takes it, and it is signed."""
    true = Entry.objects.filter(act="sign_in").order_by("-pk").first()
    assert true is not None
    forged = owner.copy(true, **columns)
    owner.copy(Payload.objects.get(entry_id=true.pk), pk=forged.pk)
    sequencer.step()
    return f"#{forged.pk}"


@found_as("entry_backdated")
def a_new_entry_claims_to_be_of_last_month(owner: Owner) -> str:
    place = put_in(owner, at=clock.now() - timedelta(days=30))
    acts.note("sign_in", by=Actor.system())
    return place


@found_as("entry_ahead")
def a_new_entry_claims_to_be_of_next_month(owner: Owner) -> str:
    place = put_in(owner, at=clock.now() + timedelta(days=30))
    acts.note("sign_in", by=Actor.system())
    return place


# -- payloads ---------------------------------------------------------------------------------------------------------


@found_as("payload_changed")
def a_payload_is_edited(owner: Owner) -> str:
    payload = Payload.objects.get(entry_id=victim(owner).pk)
    payload.body["after"]["name"] = "別的系統"
    owner.write(payload, body=payload.body)
    return place_of(victim(owner))


@found_as("payload_changed")
def a_payload_is_edited_together_with_its_salt(owner: Owner) -> str:
    payload = Payload.objects.get(entry_id=victim(owner).pk)
    payload.body["after"]["name"] = "別的系統"
    owner.write(payload, body=payload.body, salt=b"0123456789abcdef")
    return place_of(victim(owner))


@found_as("payload_changed")
def payload_and_salt_are_exchanged_between_two_entries(owner: Owner) -> str:
    first, second = sorted([victim(owner).pk, last_entry(owner.firm.crm, "create").pk])
    owner.swap(Payload, first, second, "salt", "body")
    return f"#{first} "


@found_as("payload_changed")
def a_salt_is_cut_short(owner: Owner) -> str:
    payload = Payload.objects.get(entry_id=victim(owner).pk)
    owner.write(payload, salt=bytes(payload.salt)[:15])
    return place_of(victim(owner))


@found_as("payload_changed")
def the_payload_of_a_sign_in_is_edited(owner: Owner) -> str:
    entry = Entry.objects.filter(act="sign_in").order_by("pk")[7]
    owner.write(Payload, entry.pk, body={"nth": 999})
    return place_of(entry)


@found_as("payload_changed")
def a_payload_is_no_longer_an_object(owner: Owner) -> str:
    owner.write(Payload, victim(owner).pk, body=["nothing"])
    return place_of(victim(owner))


@found_as("payload_missing")
def a_payload_is_deleted(owner: Owner) -> str:
    owner.delete(Payload, "entry_id", victim(owner).pk)
    return place_of(victim(owner))


@found_as("not_disposed")
def a_payload_is_disposed_of_without_an_act(owner: Owner) -> str:
    owner.write(Payload, victim(owner).pk, body=None, salt=b"", disposed_by=victim(owner).pk + 1)
    return place_of(victim(owner))


def disposed(owner: Owner) -> Entry:
    """Dispose of the payload of an entry as the law allows."""
    entry = last_entry(owner.firm.leaver, "create")
    acts.note("dispose", by=Actor.system(), body={"entries": [entry.pk]})
    act = Entry.objects.order_by("-pk").first()
    assert act is not None
    assert Payload.objects.dispose([entry.pk], by_entry=act.pk) == 1
    return entry


@found_as("payload_changed")
def a_disposed_payload_gets_another_content(owner: Owner) -> str:
    entry = disposed(owner)
    owner.write(Payload, entry.pk, body={"after": {"login": "somebody"}})
    return place_of(entry)


# -- tree, checkpoints, keys ------------------------------------------------------------------------------------------


@found_as("cut_off")
def the_size_of_the_head_is_edited_with_its_root(owner: Owner) -> str:
    first = checkpoint_of(owner.firm.seen[0])
    owner.write(Head, 1, size=first.size, root=first.root)
    return "database"


@found_as("head_changed")
def the_root_of_the_head_is_edited(owner: Owner) -> str:
    owner.write(Head, 1, root=b"\1" * 32)
    return f"1–{Leaf.objects.count()}"


@found_as("place_changed")
def the_size_of_the_head_is_raised(owner: Owner) -> str:
    count = Leaf.objects.count()
    owner.write(Head, 1, size=count + 1)
    return f"{count}"


@found_as("tile_changed")
def a_hash_of_a_full_tile_is_edited(owner: Owner) -> str:
    tile = Tile.objects.get(level=0, index=0)
    owner.write(tile, hashes=b"\1" * 32 + bytes(tile.hashes)[32:])
    return "tile/0/000"


@found_as("tile_changed")
def a_tile_is_cut_short(owner: Owner) -> str:
    tile = Tile.objects.get(level=0, index=1)
    owner.write(tile, hashes=bytes(tile.hashes)[:-32])
    return "tile/0/001"


@found_as("tile_changed")
def a_tile_is_cut_short_and_acts_go_on(owner: Owner) -> str:
    tile = Tile.objects.get(level=0, index=1)
    owner.write(tile, hashes=bytes(tile.hashes)[:-32])
    acts.note("sign_in", by=Actor.system())
    return "tile/0/001"


@found_as("tile_changed")
def a_tile_is_deleted(owner: Owner) -> str:
    owner.delete(Tile, "level", 1)
    return "tile/1/000"


@found_as("place_changed")
def a_place_beyond_the_end_is_put_in(owner: Owner) -> str:
    count = Leaf.objects.count()
    owner.copy(Leaf.objects.get(index=3), pk=count, entry_id=0)
    acts.note("sign_in", by=Actor.system())
    return f"{count}"


@found_as("rewritten")
def the_tree_is_rebuilt_without_a_key(owner: Owner) -> str:
    owner.write(victim(owner), actor_name="周文彬")
    owner.rebuild()
    return "database: 1–"


@found_as("key_changed")
def a_checkpoint_is_signed_with_another_key(owner: Owner) -> str:
    former = str(keys.verifiers()[0])
    keys.path_of("ed25519").unlink()
    keys.make("ed25519")
    owner.sign(apart=False)
    return former[:80]


@found_as("not_signed")
def a_checkpoint_is_signed_with_another_key_that_the_database_calls_the_log_s(owner: Owner) -> str:
    keys.path_of("ed25519").unlink()
    owner.delete(LogKey, "verifier", str(keys.verifiers()[0]))
    keys.make("ed25519")
    owner.sign(apart=False)
    return "last"


@found_as("not_signed", seen=True)
def all_that_is_here_is_signed_with_another_key(owner: Owner) -> str:
    keys.path_of("ed25519").unlink()
    owner.delete(LogKey, "verifier", str(keys.verifiers()[0]))
    keys.make("ed25519")
    owner.sign(apart=True)
    return "auditor, first"


@found_as("not_signed")
def a_key_is_put_among_those_that_the_log_once_had(owner: Owner) -> str:
    real, public = keys.path_of("ed25519"), list(LogKey.objects.values_list("pk", flat=True))
    aside = real.rename(real.with_suffix(".aside"))
    LogKey.objects.all().update(retired_at=clock.now())
    forged = keys.make("ed25519")
    owner.write(victim(owner), actor_name="周文彬")
    owner.rebuild()
    owner.sign(apart=True)
    aside.replace(real)
    LogKey.objects.filter(pk__in=public).update(retired_at=None)
    LogKey.objects.filter(verifier=str(forged)).update(retired_at=clock.now())
    return "database"


@found_as("key_unusable")
def the_key_file_is_deleted(owner: Owner) -> str:
    keys.path_of("ed25519").unlink()
    return "ed25519.pem"


@found_as("rewritten", seen=True)
def the_tree_is_rebuilt_from_edited_rows_with_the_stolen_key(owner: Owner) -> str:
    rewrite_history(owner)
    return f"witness: {size_of(owner.firm.seen[-2]) + 1}–{size_of(owner.firm.seen[-1])}"


@found_as("rewritten", seen=True)
def the_first_entry_is_rewritten_with_the_stolen_key(owner: Owner) -> str:
    index, number = Leaf.objects.order_by("index").values_list("index", "entry_id")[1]
    assert index == 1
    owner.write(Entry, number, address="10.9.9.9")
    owner.rebuild()
    owner.sign(apart=True)
    return f"auditor, first: 1–{size_of(owner.firm.seen[0])}"


def rewrite_history(owner: Owner) -> None:
    """Make a record, its entry and all that proves them tell another story, with the stolen key."""
    unit = owner.firm.unit
    owner.write(unit, name="高雄分公司")
    owner.tell_anew(last_entry(unit), lambda body: body["after"].update(name="高雄分公司"))
    cards.file(unit.register, [type(unit).objects.get(pk=unit.pk)])
    owner.rebuild()
    owner.sign(apart=True)


def size_of(seen: tuple[str, bytes]) -> int:
    return checkpoint_of(seen).size


def checkpoint_of(seen: tuple[str, bytes]) -> Checkpoint:
    return Checkpoint.parse(Note.parse(seen[1]).text)


@found_as("cut_off")
def an_older_copy_of_the_database_is_put_back(owner: Owner) -> str:
    before = transaction.savepoint()
    acts.change(owner.firm.server, {"name": "新撮合主機"}, by=Actor.system(), reason="更名。")
    sequencer.step()
    transaction.savepoint_rollback(before)
    return "last"


@found_as("rewritten", seen=True)
def an_older_copy_is_put_back_and_goes_on_in_its_own_way(owner: Owner) -> str:
    before, count = transaction.savepoint(), Leaf.objects.count()
    acts.change(owner.firm.server, {"name": "新撮合主機"}, by=Actor.system(), reason="更名。")
    sequencer.step()
    transaction.savepoint_rollback(before)
    for _ in range(3):
        acts.note("sign_in", by=Actor.system())
    return f"last: {count + 1}–{count + 1}"


@found_as("last_gone")
def the_last_checkpoint_is_taken_from_its_place_apart(owner: Owner) -> str:
    Path(settings.LEDGER_APART).unlink()
    return keys.origin()


@found_as("unreadable_checkpoint")
def the_place_apart_is_overwritten(owner: Owner) -> str:
    Path(settings.LEDGER_APART).write_bytes(b"nothing that is a database" * 50)
    return "last"


@found_as("unreadable_checkpoint", seen=True)
def what_was_seen_is_no_checkpoint(owner: Owner) -> str:
    owner.firm.seen[0] = ("auditor, first", b"nothing\n")
    return "auditor, first"


# -- rights, queue, and what cannot be read ---------------------------------------------------------------------------


@found_as("office_not_given")
def somebody_is_given_an_office_by_hand(owner: Owner) -> str:
    user = owner.firm.cast.user("developer")
    OfficeHeld.objects.create(user=user, office="ciso", from_on=clock.today(), to_on=None, source="")
    return f"{user.username} ciso"


@found_as("office_not_given")
def an_office_claims_an_appointment_that_gives_another(owner: Owner) -> str:
    user = owner.firm.cast.user("employee")
    OfficeHeld.objects.create(
        user=user, office="ciso", from_on=clock.today(), to_on=None, source=owner.firm.appointment.no
    )
    return f"{user.username} ciso"


@found_as("place_changed")
def an_old_entry_is_put_into_the_queue_again(owner: Owner) -> str:
    Pending.objects.create(entry_id=victim(owner).pk)
    return f"{Leaf.objects.get(entry_id=victim(owner).pk).index}"


@found_as("submission_changed")
def what_was_submitted_is_no_longer_an_object(owner: Owner) -> str:
    one = Submission.objects.get(register="policy.notice", record_id=owner.firm.draft.pk)
    owner.write(one, body=["nothing"])
    return f"kernel.submission {one.pk}"


# -- the proof --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_it_is_found_and_the_first_bad_place_is_named(owner: Owner, attack: Attack) -> None:
    kept: Seen = list(owner.firm.seen)
    try:
        place = attack.carry_out(owner)
        run = integrity.verify(by="test", seen=owner.firm.seen if attack.seen else ())
    finally:
        owner.firm.seen[:] = kept
    assert run.troubles, "nothing was found"
    first = run.troubles[0]
    assert first["code"] == attack.code, run.troubles[:5]
    assert place in first["place"], run.troubles[:5]
    assert run.ended_at is not None


def test_what_nobody_touched_is_proven(owner: Owner) -> None:
    run = integrity.verify(by="test", seen=owner.firm.seen)
    assert run.troubles == []
    assert run.count == 0
    assert run.size == run.total == Leaf.objects.count() > WIDTH
    assert run.files == 3
    assert {name for name, _note in owner.firm.seen} == {
        "auditor, first", "auditor, second", "auditor, third", "witness",
    }  # fmt: skip


def test_a_lawful_disposal_is_no_trouble(owner: Owner) -> None:
    disposed(owner)
    assert integrity.verify(by="test", seen=owner.firm.seen).troubles == []


def test_only_what_was_seen_outside_tells_of_a_rewriting_with_the_stolen_key(owner: Owner) -> None:
    """The limit of what can be found here, and the reason why checkpoints leave."""
    rewrite_history(owner)
    assert integrity.verify(by="test").troubles == []
    assert integrity.verify(by="test", seen=owner.firm.seen).troubles != []


ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps nothing that is no day")


@ONLY_SQLITE
def test_what_cannot_be_read_is_named_and_hides_nothing_else(owner: Owner) -> None:
    table = type(owner.firm.crm)._meta.db_table
    owner.sql(f"UPDATE {table} SET tier_reviewed_on = '2026-02-31' WHERE id = %s", owner.firm.crm.pk)  # noqa: S608
    owner.write(owner.firm.oms, name="別的系統")
    owner.write(owner.firm.finding, state="done")
    found = {(each["code"], each["place"]) for each in integrity.verify(by="test").troubles}
    assert found == {
        ("record_changed", owner.firm.oms.no),
        ("unreadable", f"assets.info_system {owner.firm.crm.pk}"),
        ("record_changed", owner.firm.finding.no),
        ("card_changed", owner.firm.oms.no),
        ("card_changed", owner.firm.finding.no),
    }


@ONLY_SQLITE
def test_an_entry_that_cannot_be_read_is_named(owner: Owner) -> None:
    number = victim(owner).pk
    owner.sql("UPDATE ledger_entry SET at = 'yesterday' WHERE id = %s", number)
    first = integrity.verify(by="test").troubles[0]
    assert (first["code"], first["place"]) == ("entry_changed", f"#{number} {owner.firm.oms.no}")


def test_what_a_lawful_act_renames_beside_a_record_is_no_trouble(owner: Owner) -> None:
    """A card may hold the name of a person who has another one since."""
    person = owner.firm.trader.person
    acts.change(person, {"name": "曾雅文雅"}, by=Actor.system(), reason="更名。")
    assert owner.firm.trader.person.name in Card.objects.get(no=owner.firm.trader.no).text
    assert integrity.verify(by="test").troubles == []


def test_no_password_can_be_guessed_from_what_the_ledger_is_told(owner: Owner) -> None:
    user = owner.firm.cast.user("system_admin")
    (told,) = Payload.objects.filter(entry__act="password").values_list("body", flat=True)
    for part in user.password.split("$")[1:]:  # parameters, salt, hash
        assert part not in str(told["rows"]["identity.credential"][str(user.pk)]["password"])
    assert credential(user) == told["rows"]


def test_the_list_is_long_enough() -> None:
    assert len(ATTACKS) >= 25
