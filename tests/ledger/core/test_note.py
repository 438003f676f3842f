"""Signed notes: the examples of the specification and of its first implementation, and bad ones refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.core.making import ed25519
from zhengan.ledger.core.note import (
    ED25519,
    LARGEST_NOTE,
    Ed25519Signer,
    Note,
    NoteRefused,
    Signature,
    VerifierKey,
    check_name,
    from_base64,
    sign,
    to_base64,
    verified,
)

# The example of golang.org/x/mod/sumdb/note, which defined the format; the seed is that of its signer key.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n{LINE}\n".encode()
# The example key and note of C2SP signed-note.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
SIGNER = Ed25519Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(SEED))
ANOTHER = Ed25519Signer("another.example", ed25519("another"))


def test_signing_gives_the_published_bytes():
    assert str(SIGNER.verifier) == PETER
    assert bytes(sign(TEXT, SIGNER)) == NOTE


@pytest.mark.parametrize(("key", "content"), [(PETER, NOTE), (FOO, FOO_NOTE)])
def test_the_published_examples_hold(key, content):
    note = Note.parse(content)
    parsed = VerifierKey.parse(key)
    assert str(parsed) == key
    assert bytes(note) == content
    assert [signed_by for signed_by, _signature in verified(note, [parsed])] == [parsed]


def test_the_text_may_have_empty_lines():
    # The example of the specification; its key is not published.
    content = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        "— quasimodo.example/salvatore "
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    ).encode()
    note = Note.parse(content)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [signature.name for signature in note.signatures] == ["quasimodo.example/salvatore"]
    assert bytes(note) == content
    assert verified(note, [SIGNER.verifier]) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n")).map(lambda text: text + "\n")


@given(TEXTS)
def test_what_was_signed_is_verified_and_nothing_else(text):
    note = sign(text, SIGNER, ANOTHER)
    again = Note.parse(bytes(note))
    assert again == note
    keys = [ANOTHER.verifier, SIGNER.verifier]
    assert [key for key, _signature in verified(again, keys)] == keys[::-1]
    with pytest.raises(NoteRefused, match="does not hold"):
        verified(Note("x" + text, note.signatures), keys)


def test_signatures_by_unknown_keys_are_kept_and_ignored():
    note = Note.parse(bytes(sign(TEXT, ANOTHER, SIGNER)))
    assert [key for key, _signature in verified(note, [SIGNER.verifier])] == [SIGNER.verifier]
    assert verified(note, [VerifierKey.parse(FOO)]) == []
    same_name = Ed25519Signer("PeterNeumann", ed25519("same name"))
    assert verified(sign(TEXT, SIGNER), [same_name.verifier]) == []


def test_a_bad_signature_by_a_known_key_refuses_the_note():
    bad = Signature("PeterNeumann", SIGNER.verifier.key_id, bytes(64))
    with pytest.raises(NoteRefused):
        verified(sign(TEXT, ANOTHER).signed_also(bad), [ANOTHER.verifier, SIGNER.verifier])


def test_only_the_first_line_of_a_key_counts():
    bad = Signature("PeterNeumann", SIGNER.verifier.key_id, bytes(64))
    found = verified(sign(TEXT, SIGNER).signed_also(bad), [SIGNER.verifier])
    assert len(found) == 1


def test_two_keys_that_cannot_be_told_apart_are_refused():
    class Other(VerifierKey):
        key_id = SIGNER.verifier.key_id

    other = Other("PeterNeumann", ED25519, bytes(32))
    with pytest.raises(NoteRefused, match="two keys"):
        verified(Note.parse(NOTE), [SIGNER.verifier, other])
    assert verified(Note.parse(NOTE), [SIGNER.verifier, SIGNER.verifier])


def test_more_signatures_can_be_added_once():
    signature = ANOTHER.sign(TEXT)
    note = Note.parse(NOTE).signed_also(signature, signature)
    assert note == note.signed_also(signature)
    assert bytes(note) == NOTE + f"{signature}\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        TEXT.encode(),
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace("— ".encode(), "—  ".encode()),
        NOTE.replace(b"PeterNeumann", b"Peter+Neumann"),
        NOTE.replace(b"PeterNeumann ", "Peter\u3000Neumann ".encode()),
        NOTE.replace(b"PeterNeumann ", b" "),
        NOTE.replace(b"nAM=", b"nAN="),
        NOTE.replace(b"nAM=", b"nAM"),
        NOTE.replace(b"nAM=", b"n\xc3\xa9M="),
        NOTE.replace(b" x08go", b"\tx08go"),
        NOTE.replace(b"problem,", b"problem\r"),
        NOTE.replace(b"problem,", b"problem\xff"),
        NOTE.replace(LINE.rpartition(" ")[2].encode(), b"x08gow=="),
        NOTE + LINE.encode() + b"\n\n",
        NOTE + f"{LINE}\n".encode() * 100,
        b"x" * LARGEST_NOTE + NOTE,
    ],
)
def test_what_is_no_note_is_refused(content):
    with pytest.raises(NoteRefused):
        Note.parse(content)


@pytest.mark.parametrize("text", ["", "no line end", "tab\t\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(NoteRefused):
        sign(text, SIGNER)


def test_a_note_without_signature_is_none():
    with pytest.raises(NoteRefused):
        sign(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3+",
        "PeterNeumann+c74f20a3",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("Peter", "Pieter"),
        PETER[:-4],
        PETER.replace("+AR", "+Ah"),
        PETER.replace("PeterNeumann", ""),
        PETER + "\n",
    ],
)
def test_what_is_no_verifier_key_is_refused(text):
    with pytest.raises(NoteRefused):
        VerifierKey.parse(text)


@given(st.binary())
def test_base64_has_one_form(content):
    assert from_base64(to_base64(content)) == content


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\0"])
def test_what_is_no_key_name_is_refused(name):
    with pytest.raises(NoteRefused):
        check_name(name)
