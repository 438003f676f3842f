"""The log's keys: readable by their owner alone, handed over by a signature of the old one, never made anew unseen."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.ledger.conftest import enter
from zhengan.ledger import checkpoints, keys, sequencer
from zhengan.ledger.core import cosignature, note
from zhengan.ledger.core.note import Note, NoteRefused
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.models import LogKey
from zhengan.ledger.verification import verify_tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _told_in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_key_is_made_on_first_use_for_its_owner_alone() -> None:
    (signer,) = keys.signers()
    assert keys.path_of("ed25519").stat().st_mode & 0o777 == 0o600
    assert keys.verifiers() == [signer.verifier]
    assert signer.verifier.name == keys.origin()
    assert [str(one.verifier) for one in keys.signers()] == [str(signer.verifier)]


def test_the_origin_can_be_said_and_then_stays(settings) -> None:
    settings.LEDGER_ORIGIN = "ledger.rijin.example/zhengan"
    assert keys.origin() == "ledger.rijin.example/zhengan"
    settings.LEDGER_ORIGIN = "another"
    assert keys.origin() == "ledger.rijin.example/zhengan"


def test_an_origin_that_cannot_be_a_name_is_refused(settings) -> None:
    settings.LEDGER_ORIGIN = "two words"
    with pytest.raises(NoteRefused):
        keys.origin()


def test_a_key_that_others_may_read_signs_nothing() -> None:
    keys.signers()
    keys.path_of("ed25519").chmod(0o640)
    with pytest.raises(keys.KeyTrouble, match="0600"):
        keys.signers()


def test_a_key_that_is_gone_is_not_made_anew_by_itself() -> None:
    keys.signers()
    keys.path_of("ed25519").unlink()
    with pytest.raises(keys.KeyTrouble, match="is gone"):
        keys.signers()


def test_a_key_that_the_database_forgot_is_entered_again() -> None:
    """The process was killed between writing the file and the row."""
    (signer,) = keys.signers()
    LogKey.objects.all().delete()
    keys.signers()
    assert keys.verifiers() == [signer.verifier]


@pytest.mark.parametrize("content", [b"not a key", b""])
def test_a_file_that_is_no_key_is_refused(content: bytes) -> None:
    keys.signers()
    keys.path_of("ed25519").write_bytes(content)
    with pytest.raises(keys.KeyTrouble, match="no private key"):
        keys.signers()


def test_a_key_of_another_kind_is_refused() -> None:
    keys.signers()
    keys.make("mldsa44")
    keys.path_of("mldsa44").replace(keys.path_of("ed25519"))
    with pytest.raises(keys.KeyTrouble, match="another kind"):
        keys.signers()


def test_a_second_key_signs_beside_the_first() -> None:
    keys.signers()
    made = keys.make("mldsa44")
    enter(1)
    sequencer.integrate()
    believed = Trust(tuple(keys.verifiers())).open(checkpoints.sign())
    assert {key.algorithm for key in believed.log_keys} == {note.ED25519, note.MLDSA44_COSIGNATURE}
    assert made in believed.log_keys
    with pytest.raises(FileExistsError):
        keys.make("mldsa44")


def test_the_old_key_signs_its_successor_and_is_destroyed(django_capture_on_commit_callbacks) -> None:
    (old,) = keys.signers()
    enter(1)
    sequencer.step()
    content = keys.path_of("ed25519").read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        new, statement = keys.rotate()
    assert keys.path_of("ed25519").read_bytes() != content
    signed_by = note.verified(statement, [old.verifier, new], cosignature.CHECKS)
    assert [key for key, _signature in signed_by] == [old.verifier, new]
    assert statement.text == keys.handover_text(old.verifier, new)
    kept = LogKey.objects.get(verifier=str(new))
    assert Note.parse(kept.statement.encode()) == statement
    assert keys.verifiers(retired=False) == [new]
    assert keys.verifiers() == [old.verifier, new]
    enter(1)
    sequencer.step()
    assert list(verify_tree()) == []


def test_there_must_be_a_key_to_hand_over() -> None:
    with pytest.raises(keys.KeyTrouble, match="no mldsa44 key"):
        keys.rotate("mldsa44")


def test_the_key_of_another_kind_stands_when_one_is_replaced() -> None:
    (first,) = keys.signers()
    beside = keys.make("mldsa44")
    with pytest.raises(keys.KeyTrouble, match="no hand-over"):
        keys.rotate("mldsa44")
    new = keys.replace_lost("mldsa44")
    assert keys.verifiers() == [first.verifier, new]
    assert LogKey.objects.get(verifier=str(beside)).lost
    enter(1)
    sequencer.step()
    assert list(verify_tree()) == []


def test_a_lost_key_is_replaced_and_believed_no_more() -> None:
    (old,) = keys.signers()
    keys.path_of("ed25519").unlink()
    new = keys.replace_lost()
    assert keys.verifiers() == [new]
    assert LogKey.objects.get(verifier=str(old.verifier)).lost


def test_after_a_restored_backup_the_log_goes_on_under_a_new_name() -> None:
    enter(2)
    sequencer.step()
    name = keys.origin()
    made = keys.reopen()
    assert keys.origin() == made.name == f"{name}/2"
    keys.reopen()
    assert keys.origin() == f"{name}/3"
