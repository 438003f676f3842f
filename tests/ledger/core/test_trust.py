"""Trust: a checkpoint is believed for the signatures that the verifier asked for, and for no others."""

import pytest

from tests.ledger.core.making import LOG, LOG_AFTER, ORIGIN, WITNESSES, Log, ed25519
from tests.ledger.core.test_cosignature import REAL_LOG, VECTORS
from tests.ledger.core.test_cosignature import WITNESSES as REAL_WITNESSES
from zhengan.ledger.core import note
from zhengan.ledger.core.checkpoint import CheckpointRefused
from zhengan.ledger.core.cosignature import Ed25519Cosigner
from zhengan.ledger.core.note import Ed25519Signer, NoteRefused, VerifierKey
from zhengan.ledger.core.trust import NotSigned, NotWitnessed, OtherLog, Trust

TWO = tuple(one.verifier for one in WITNESSES)
THIRD = Ed25519Cosigner("witness.example/3", ed25519("third"), 7).verifier


@pytest.fixture(scope="module")
def log():
    log = Log()
    log.act("create")
    return log


def test_a_real_checkpoint_with_four_real_witnesses():
    key = VerifierKey.parse(REAL_LOG)
    witnesses = tuple(VerifierKey.parse(text) for text in REAL_WITNESSES)
    believed = Trust((key,), witnesses, 4).open((VECTORS / "checkpoint-ed25519.txt").read_bytes())
    assert (believed.checkpoint.size, len(believed.witnessed)) == (1432088532, 4)


def test_one_key_of_the_log_is_enough(log):
    both = Trust((LOG.verifier, LOG_AFTER.verifier))
    for signers, keys in (((LOG,), (LOG,)), ((LOG_AFTER,), (LOG_AFTER,)), ((LOG_AFTER, LOG), (LOG_AFTER, LOG))):
        believed = both.open(log.checkpoint(signers=signers))
        assert believed.log_keys == tuple(one.verifier for one in keys)
        assert believed.checkpoint.size == 1
        assert believed.witnessed == {}


@pytest.mark.parametrize(("signers", "quorum"), [(WITNESSES, 2), (WITNESSES[:1], 1), ([], 0), (WITNESSES, 0)])
def test_enough_witnesses(log, signers, quorum):
    believed = Trust((LOG.verifier,), (*TWO, THIRD), quorum).open(log.checkpoint(signers=(LOG, *signers)))
    assert believed.witnessed == {one.verifier: one.at for one in signers}


@pytest.mark.parametrize(("signers", "quorum"), [([], 1), (WITNESSES[:1], 2), (WITNESSES[:1] * 2, 2), (WITNESSES, 3)])
def test_too_few_witnesses(log, signers, quorum):
    with pytest.raises(NotWitnessed):
        Trust((LOG.verifier,), (*TWO, THIRD), quorum).open(log.checkpoint(signers=(LOG, *signers)))


def test_a_checkpoint_by_others_is_not_believed(log):
    trust = Trust((LOG.verifier,), TWO)
    with pytest.raises(NotSigned):
        trust.open(log.checkpoint(signers=WITNESSES))
    with pytest.raises(NotSigned):
        trust.open(log.checkpoint(signers=[Ed25519Signer(ORIGIN, ed25519("thief"))]))
    with pytest.raises(OtherLog):
        Trust((Ed25519Signer("other.example", ed25519("log")).verifier,)).open(log.checkpoint())


def test_a_log_that_signs_the_text_of_another_is_not_believed(log):
    other = Ed25519Signer("other.example", ed25519("log"))
    with pytest.raises(OtherLog):
        Trust((other.verifier,)).open(log.checkpoint(signers=[other]))


def test_what_is_no_checkpoint_is_refused():
    with pytest.raises(CheckpointRefused):
        Trust((LOG.verifier,)).open(bytes(note.sign("text\n", LOG)))
    with pytest.raises(NoteRefused):
        Trust((LOG.verifier,)).open(b"")


@pytest.mark.parametrize(
    ("keys", "witnesses", "quorum"),
    [
        ((), (), 0),
        ((LOG.verifier, Ed25519Signer("other.example", ed25519("other")).verifier), (), 0),
        ((TWO[0],), (), 0),
        ((LOG.verifier,), (LOG.verifier,), 0),
        ((LOG.verifier,), (TWO[0], TWO[0]), 0),
        ((LOG.verifier,), (TWO[0], Ed25519Cosigner("again.example", WITNESSES[0].private, 7).verifier), 0),
        ((LOG.verifier,), (Ed25519Cosigner("log.example", LOG.private, 7).verifier,), 0),
        ((LOG.verifier,), TWO, 3),
        ((LOG.verifier,), TWO, -1),
    ],
)
def test_a_trust_that_makes_no_sense_is_refused(keys, witnesses, quorum):
    with pytest.raises(ValueError, match=r"\w"):
        Trust(keys, witnesses, quorum)
