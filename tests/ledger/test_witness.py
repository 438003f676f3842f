"""A witness: cosigns what continues what it saw, refuses everything else, and remembers before it answers."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.core.making import LOG, ORIGIN, Log, ed25519
from zhengan.ledger import witness as witnesses
from zhengan.ledger.core import cosignature, merkle, note
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import Ed25519Signer, Note, Signature
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.witness import ADD, SIZE, Witness, format_request, key_in, main, server

AT = 1_763_604_000


@pytest.fixture
def log() -> Log:
    made = Log()
    for number in range(40):
        made.act("view", body={"page": number})
    return made


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness("w.example/1", ed25519("w"), [LOG.verifier], tmp_path / "seen", clock=lambda: AT)


def request(log: Log, old: int, size: int, **changed: object) -> bytes:
    path = merkle.consistency_proof(old, size, log.read(size))
    return format_request(old, changed.get("path", path), changed.get("signed", log.checkpoint(size)))  # type: ignore[arg-type]


def test_cosigns_a_log_that_grows(witness: Witness, log: Log) -> None:
    for old, size in ((0, 5), (5, 5), (5, 32), (32, 40)):
        answer = witness.add_checkpoint(request(log, old, size))
        assert answer.status == 200, answer.body
        line = Signature.parse(answer.body.decode().removesuffix("\n"))
        signed = Note.parse(log.checkpoint(size)).signed_also(line)
        believed = Trust((LOG.verifier,), (witness.verifier,), 1).open(bytes(signed))
        assert believed.witnessed == {witness.verifier: AT}


def test_what_was_seen_outlives_the_witness(witness: Witness, log: Log, tmp_path: Path) -> None:
    witness.add_checkpoint(request(log, 0, 20))
    again = Witness("w.example/1", ed25519("w"), [LOG.verifier], tmp_path / "seen")
    answer = again.add_checkpoint(request(log, 0, 40))
    assert (answer.status, answer.body, answer.kind) == (409, b"20\n", SIZE)


@pytest.mark.parametrize(
    "content",
    [b"", b"old\n\nx", b"old x\n\nx", b"new 0\n\nx", b"old 0\nnot base64\n\nx", b"old 0\n\nnot a note", b"old 01\n\nx"],
)
def test_what_cannot_be_read_is_refused(witness: Witness, content: bytes) -> None:
    assert witness.add_checkpoint(content).status == 400


def test_a_log_that_is_not_known_is_refused(witness: Witness, log: Log) -> None:
    other = Ed25519Signer("another.example", ed25519("other"))
    head = Checkpoint("another.example", 1, b"r" * 32)
    body = format_request(0, [], bytes(note.sign(head.text, other)))
    assert witness.add_checkpoint(body).status == 404


def test_another_key_for_a_known_log_is_refused(witness: Witness, log: Log) -> None:
    signed = log.checkpoint(5, signers=(Ed25519Signer(ORIGIN, ed25519("thief")),))
    assert witness.add_checkpoint(request(log, 0, 5, signed=signed)).status == 403


def test_a_signature_that_does_not_hold_is_refused(witness: Witness, log: Log) -> None:
    text = log.checkpoint(5).replace(b"\n5\n", b"\n6\n", 1)
    assert witness.add_checkpoint(request(log, 0, 5, signed=text)).status == 400


def test_a_log_that_shrank_is_refused(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(request(log, 0, 20))
    assert witness.add_checkpoint(format_request(20, [], log.checkpoint(5))).status == 400


def test_two_pasts_of_one_length_are_not_both_cosigned(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(request(log, 0, 20))
    forked = Log()
    for number in range(40):
        forked.act("view", body={"page": -number})
    assert witness.add_checkpoint(format_request(20, [], forked.checkpoint(20))).status == 409
    assert witness.add_checkpoint(request(forked, 20, 40)).status == 422
    assert witness.add_checkpoint(request(log, 20, 40)).status == 200


# -- over HTTP -----------------------------------------------------------------------------------------------------


@pytest.fixture
def running(witness: Witness) -> Iterator[HTTPConnection]:
    with server(witness, host="127.0.0.1", port=0) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        connection = HTTPConnection("127.0.0.1", http.server_address[1], timeout=10)
        yield connection
        connection.close()
        http.shutdown()
        thread.join()


def test_answers_over_http(running: HTTPConnection, log: Log) -> None:
    running.request("POST", ADD, request(log, 0, 5))
    answer = running.getresponse()
    assert (answer.status, answer.read()[:5]) == (200, "— w".encode())


@pytest.mark.parametrize(
    ("path", "length", "status"), [("/other", "1", 404), (ADD, "x", 400), (ADD, str(2 << 20), 400)]
)
def test_refuses_other_requests(running: HTTPConnection, path: str, length: str, status: int) -> None:
    running.putrequest("POST", path)
    running.putheader("Content-Length", length)
    running.endheaders()
    assert running.getresponse().status == status


# -- the program ---------------------------------------------------------------------------------------------------


def test_its_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = key_in(tmp_path / "w")
    assert (tmp_path / "w" / "witness.pem").stat().st_mode & 0o777 == 0o600
    assert key_in(tmp_path / "w").private_bytes_raw() == made.private_bytes_raw()


def test_the_program_serves_until_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(witnesses.ThreadingHTTPServer, "serve_forever", stopped)
    told = [str(tmp_path), "--name", "w.example/1", "--log", str(LOG.verifier), "--port", "0"]
    assert main(told) == 0
    assert "w.example/1+" in capsys.readouterr().out
    assert main([*told, "--log", "not a key"]) == 2


def test_a_file_that_is_another_key_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from zhengan.ledger.keys import _pem

    (tmp_path / "witness.pem").write_bytes(_pem(Ed25519PrivateKey.generate()).replace(b"PRIVATE", b"PUBLIC"))
    assert main([str(tmp_path), "--name", "w", "--log", str(LOG.verifier)]) == 2


def test_the_time_of_a_cosignature_is_the_witnesss(witness: Witness, log: Log) -> None:
    answer = witness.add_checkpoint(request(log, 0, 5))
    assert cosignature.time_of(Signature.parse(answer.body.decode().strip())) == AT
