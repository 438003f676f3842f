"""Cosignatures: real checkpoints with the signatures of real witnesses, and the signed bytes by hand."""

from pathlib import Path

import pytest

from tests.ledger.core.making import ed25519, mldsa44
from tests.ledger.core.test_checkpoint import EXAMPLE
from zhengan.ledger.core import cosignature, note
from zhengan.ledger.core.checkpoint import CheckpointRefused
from zhengan.ledger.core.cosignature import CHECKS, Ed25519Cosigner, MLDSA44Cosigner, time_of
from zhengan.ledger.core.note import Note, NoteRefused, Signature, VerifierKey, verified

# Published checkpoints of two Certificate Transparency logs, as they were served.
VECTORS = Path(__file__).parent / "vectors"
ED25519 = Note.parse((VECTORS / "checkpoint-ed25519.txt").read_bytes())
MLDSA44 = Note.parse((VECTORS / "checkpoint-mldsa44.txt").read_bytes())
REAL_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
WITNESSES = [
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
]
MLDSA_WITNESS = (VECTORS / "witness-mldsa44.vkey").read_text().strip()


def test_real_witnesses_with_ed25519():
    keys = [VerifierKey.parse(text) for text in WITNESSES]
    found = verified(ED25519, keys, CHECKS)
    assert {key for key, _signature in found} == set(keys)
    assert {time_of(signature) for _key, signature in found} == {1779573024}


def test_a_real_witness_with_mldsa44():
    (found,) = verified(MLDSA44, [VerifierKey.parse(MLDSA_WITNESS)], CHECKS)
    assert time_of(found[1]) == 1785704691
    assert str(found[0]) == MLDSA_WITNESS


@pytest.mark.parametrize(("signed", "key"), [(ED25519, WITNESSES[0]), (MLDSA44, MLDSA_WITNESS)])
def test_they_hold_for_that_checkpoint_and_time_alone(signed, key):
    known = VerifierKey.parse(key)
    (found,) = verified(signed, [known], CHECKS)
    larger = signed.text.replace("\n1", "\n2", 1)
    with pytest.raises(NoteRefused):
        verified(Note(larger, signed.signatures), [known], CHECKS)
    later = Signature(found[1].name, found[1].key_id, bytes(8) + found[1].content[8:])
    with pytest.raises(NoteRefused):
        verified(Note(signed.text, (later,)), [known], CHECKS)


def test_the_signed_bytes_of_the_specification():
    assert cosignature.ed25519_message(EXAMPLE, 1679315147) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert cosignature.mldsa44_message(EXAMPLE, 1679315147, name="w") == b"".join(
        [
            b"subtree/v1\n\0",
            b"\1w",  # the cosigner's name after its length
            bytes.fromhex("00000000641850cb"),
            b"\x1bexample.com/behind-the-sofa",
            bytes(8),  # the first leaf
            bytes.fromhex("00000000013e2dc3"),
            bytes.fromhex("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"),
        ]
    )


@pytest.mark.parametrize("kind", [Ed25519Cosigner, MLDSA44Cosigner])
@pytest.mark.parametrize("at", [0, 1763604000, 2**63 - 1])
def test_what_was_cosigned_is_verified(kind, at):
    private = {Ed25519Cosigner: ed25519, MLDSA44Cosigner: mldsa44}[kind]("witness")
    signer = kind("witness.example", private, at)
    signed = Note.parse(bytes(note.sign(EXAMPLE, signer)))
    ((key, signature),) = verified(signed, [signer.verifier], CHECKS)
    assert (key, time_of(signature)) == (signer.verifier, at)
    assert VerifierKey.parse(str(key)) == key
    with pytest.raises(CheckpointRefused):
        signer.sign("another text\n")
    with pytest.raises(NoteRefused):
        kind("witness.example", private, 2**63).sign(EXAMPLE)
    with pytest.raises(NoteRefused):
        kind("witness.example", private, -1).sign(EXAMPLE)


def test_mldsa44_commits_to_the_name_and_ed25519_does_not():
    for kind, private in ((Ed25519Cosigner, ed25519("witness")), (MLDSA44Cosigner, mldsa44("witness"))):
        signature = kind("one.example", private, 7).sign(EXAMPLE)
        other = kind("two.example", private, 7).verifier
        check = CHECKS[other.algorithm]
        if kind is Ed25519Cosigner:
            check(EXAMPLE, signature.content, other)
        else:
            with pytest.raises(NoteRefused):
                check(EXAMPLE, signature.content, other)


def test_extension_lines_are_cosigned_with_ed25519_only():
    text = EXAMPLE + "extension\n"
    signer = Ed25519Cosigner("witness.example", ed25519("witness"), 7)
    assert verified(note.sign(text, signer), [signer.verifier], CHECKS)
    with pytest.raises(NoteRefused, match="extension"):
        MLDSA44Cosigner("witness.example", mldsa44("witness"), 7).sign(text)


@pytest.mark.parametrize("name", ["", "n" * 256, "證" * 86])
def test_a_name_without_room_is_refused(name):
    with pytest.raises(NoteRefused):
        cosignature.mldsa44_message(EXAMPLE, 7, name=name)


@pytest.mark.parametrize("content", [b"1234", bytes(8), b"\xff" * 72])
def test_a_cosignature_without_a_time_is_none(content):
    with pytest.raises(NoteRefused):
        time_of(Signature("witness.example", b"1234", content))
