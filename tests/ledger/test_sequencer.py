"""The sequencer: every committed entry gets one place, in order, and what is signed continues what was."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from tests.ledger.conftest import enter, read
from zhengan.ledger import apart, checkpoints, clock, keys, sequencer, unsigned
from zhengan.ledger.append import written
from zhengan.ledger.core.merkle import inclusion_proof, leaf_hash, root_of, verify_consistency, verify_inclusion
from zhengan.ledger.leaves import COLUMNS, head, leaf_of, read_tile, tree
from zhengan.ledger.models import Entry, Head, Leaf, Payload, Pending, Tile
from zhengan.ledger.trouble import Trouble
from zhengan.ledger.verification import verify_tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _told_in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def bytes_of(number: int) -> bytes:
    return bytes(leaf_of(Entry.objects.values_list(*COLUMNS).get(pk=number)))


def test_the_database_itself_queues_an_entry() -> None:
    numbers = enter(3)
    assert list(Pending.objects.order_by("pk").values_list("pk", flat=True)) == numbers


def test_places_are_dense_and_in_the_order_of_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 100)
    numbers = enter(300)
    assert sequencer.integrate() == 300
    numbers += enter(7)
    assert sequencer.integrate() == 7
    assert sequencer.integrate() == 0
    assert list(Leaf.objects.order_by("index").values_list("index", "entry_id")) == list(enumerate(numbers))
    assert not Pending.objects.exists()
    assert bytes(head().root) == root_of(leaf_hash(bytes_of(number)) for number in numbers)


def test_the_tiles_prove_every_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = enter(600)
    sequencer.integrate()
    reader = tree()
    for index in (0, 255, 256, 599):
        path = inclusion_proof(index, 600, reader)
        verify_inclusion(leaf_hash(bytes_of(numbers[index])), index, 600, bytes(head().root), path)
    verify_consistency(
        256, root_of(leaf_hash(bytes_of(number)) for number in numbers[:256]), 600, bytes(head().root),
        checkpoints.consistency(256, 600),
    )  # fmt: skip


def test_tiles_are_served_by_their_path_and_nothing_else() -> None:
    numbers = enter(300)
    sequencer.integrate()
    full = read_tile("tile/0/000")
    assert full is not None
    assert len(full) == 256 * 32
    assert read_tile("tile/0/000.p/5") == full[: 5 * 32]
    assert read_tile("tile/0/001.p/45") is None
    bundle = read_tile("tile/entries/001.p/44")
    assert bundle is not None
    assert bytes_of(numbers[299]) in bundle
    assert read_tile("tile/entries/001.p/45") is None
    assert read_tile("../../etc/passwd") is None


def test_one_who_came_second_leaves_what_the_first_integrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the queue and taking the lock, another process integrates the same entries."""
    numbers = enter(5)
    put, come = sequencer.Edge.read, [True]

    def read_late(size: int, tiles: Any) -> Any:
        if come.pop() if come else False:
            sequencer.integrate()
        return put(size, tiles)

    monkeypatch.setattr(sequencer.Edge, "read", read_late)
    assert sequencer.integrate() == 0
    assert list(Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == numbers
    assert head().size == 5


def test_one_process_holds_the_lease_until_it_is_over() -> None:
    assert sequencer._holds_lease()
    assert sequencer._holds_lease()
    Head.objects.update(held_by="another process")
    assert not sequencer._holds_lease()
    with clock.standing_at(clock.now() + sequencer.LEASE * 2):
        assert sequencer._holds_lease()


def test_the_thread_sequences_what_is_written_and_outlives_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = threading.Event(), []

    def work() -> int:
        done.append(1)
        if len(done) == 1:
            raise OSError("the database is away")
        stop.set()
        return 0

    monkeypatch.setattr(sequencer, "PAUSE", 0.01)
    monkeypatch.setattr(sequencer, "_holds_lease", lambda: True)
    monkeypatch.setattr(sequencer, "close_old_connections", lambda: None)
    monkeypatch.setattr(sequencer, "step", work)
    written.set()
    sequencer.run_for_ever(stop)
    assert len(done) == 2


def test_a_queue_that_is_never_empty_is_signed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer puts three more entries in whenever the sequencer looks; the log is signed meanwhile, not at the end."""
    take, looks, sizes = sequencer._integrate_some, [], []

    def busy() -> int:
        looks.append(1)
        if len(looks) < 6:
            enter(3)
        return take()

    sign = checkpoints.sign

    def noted() -> bytes:
        signed = sign()
        sizes.append(read(signed).size)
        return signed

    monkeypatch.setattr(sequencer, "_integrate_some", busy)
    monkeypatch.setattr(sequencer, "PAUSE", 0)
    monkeypatch.setattr(checkpoints, "sign", noted)
    assert sequencer.step() == 15
    assert sizes == [3, 6, 9, 12, 15, 15]


# -- checkpoints ---------------------------------------------------------------------------------------------------


def test_a_checkpoint_says_what_the_tree_is_and_is_signed_once() -> None:
    enter(10)
    sequencer.integrate()
    signed = checkpoints.sign()
    assert (read(signed).size, read(signed).root) == (10, bytes(head().root))
    assert checkpoints.sign() == signed
    assert apart.last(keys.origin()) == signed
    assert bytes(head().note) == signed


def test_what_was_signed_before_a_crash_is_taken_up() -> None:
    enter(3)
    sequencer.step()
    Head.objects.update(note=b"", noted_size=0)
    Head.objects.update(note=b"older", noted_size=0)
    signed = checkpoints.sign()
    assert bytes(head().note) == signed == apart.last(keys.origin())


def test_an_older_copy_of_the_database_is_not_signed() -> None:
    keys.signers()
    enter(3)
    sequencer.integrate()
    with transaction.atomic():
        enter(2)
        sequencer.step()
        transaction.set_rollback(True)
    enter(1)
    sequencer.integrate()
    with pytest.raises(checkpoints.NotSigned, match="4 entries, but 5 were signed"):
        checkpoints.sign()
    assert "older copy" in unsigned.words(head().trouble)
    with translation.override("zh-hant"):
        assert "較舊的複本" in unsigned.words(head().trouble)
    assert [one.code for one in verify_tree()] == ["cut_off"]


def test_another_past_of_the_same_length_is_not_signed() -> None:
    keys.signers()
    with transaction.atomic():
        enter(5, act="read")
        sequencer.step()
        transaction.set_rollback(True)
    enter(6)
    sequencer.integrate()
    with pytest.raises(checkpoints.NotSigned, match="first 5 entries"):
        checkpoints.sign()
    assert list(verify_tree()) == [Trouble("rewritten", "last: 1–5")]


def test_a_tile_that_is_gone_is_no_reason_to_sign() -> None:
    enter(5)
    sequencer.step()
    enter(1)
    sequencer.integrate()
    Tile.objects.all().delete()
    with pytest.raises(checkpoints.NotSigned, match="missing or broken"):
        checkpoints.sign()


def test_the_place_apart_must_not_vanish() -> None:
    enter(1)
    sequencer.step()
    apart.Path(apart.settings.LEDGER_APART).unlink()
    with pytest.raises(checkpoints.NotSigned, match="gone from its own place"):
        checkpoints.sign()


def test_only_one_of_two_signers_gets_through() -> None:
    assert apart.swap("a.example/log", old=None, new=b"first")
    assert not apart.swap("a.example/log", old=None, new=b"other first")
    assert apart.swap("a.example/log", old=b"first", new=b"second")
    assert not apart.swap("a.example/log", old=b"first", new=b"fork")
    assert apart.last("a.example/log") == b"second"
    assert apart.last("b.example/log") is None


def test_one_who_signs_beside_others_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    enter(1)
    sequencer.integrate()
    swap, turns = apart.swap, []

    def late(origin: str, *, old: bytes | None, new: bytes) -> bool:
        turns.append(1)
        return len(turns) > 2 and swap(origin, old=old, new=new)

    monkeypatch.setattr(apart, "swap", late)
    assert read(checkpoints.sign()).size == 1
    turns[:] = [0] * -10
    monkeypatch.setattr(apart, "swap", lambda *_args, **_kwargs: False)
    enter(1)
    sequencer.integrate()
    with pytest.raises(checkpoints.NotSigned, match="others keep signing"):
        checkpoints.sign()


# -- the database refuses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET actor_name = 'somebody else'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_leaf SET entry_id = entry_id + 1000",
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_payload SET body = '{}'",
        "DELETE FROM ledger_payload",
        "UPDATE ledger_payload SET body = NULL, disposed_by = 1",  # the salt must go with it
    ],
)
def test_the_database_refuses_to_change_what_was_entered(statement: str) -> None:
    enter(2)
    sequencer.integrate()
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_payload_can_be_disposed_of_once() -> None:
    first, second, third = enter(3)
    assert Payload.objects.dispose([first, second], by_entry=third) == 2
    assert Payload.objects.dispose([first], by_entry=third) == 0
    assert Payload.objects.get(pk=first).body is None
    assert bytes(Payload.objects.get(pk=first).salt) == b""
    assert bytes_of(first)  # the entry is what it was
