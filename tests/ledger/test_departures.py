"""Checkpoints leave the building: what comes back is verified before it is kept, and what does not arrive shows."""

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from tests.ledger import stamping
from tests.ledger.conftest import enter, read
from tests.ledger.core.making import ed25519
from zhengan.ledger import clock, departures, keys, sequencer
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.models import Departure
from zhengan.ledger.witness import Answer, Witness, server

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _three_entries(db: None) -> None:
    enter(3)
    sequencer.step()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    now = clock.now().timestamp()  # the clock stands in the thread of the test alone
    return Witness("w.example/1", ed25519("w"), keys.verifiers(), tmp_path / "seen", clock=lambda: now)


@pytest.fixture
def address(witness: Witness) -> Iterator[str]:
    with server(witness, host="127.0.0.1", port=0) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()
        thread.join()


# -- the folder ----------------------------------------------------------------------------------------------------


def test_a_checkpoint_is_dropped_once(tmp_path: Path) -> None:
    made = departures.drop(tmp_path / "out")
    assert made is not None
    assert (made.size, made.trouble) == (3, "")
    assert (tmp_path / "out" / "checkpoint-000000000003.txt").read_bytes() == bytes(made.note)
    assert departures.drop(tmp_path / "out") is None
    enter(1)
    sequencer.step()
    departures.drop(tmp_path / "out")
    assert sorted(path.name[-6:] for path in (tmp_path / "out").iterdir()) == ["03.txt", "04.txt"]


def test_a_folder_that_cannot_be_written_shows_and_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    for _turn in range(2):
        made = departures.drop(tmp_path / "out")
        assert made is not None
        assert made.trouble
    assert Departure.objects.count() == 1
    (tmp_path / "out").unlink()
    departures.drop(tmp_path / "out")
    assert list(Departure.objects.values_list("trouble", flat=True)) == [""]


# -- witnesses -----------------------------------------------------------------------------------------------------


def test_a_witness_cosigns_each_newer_checkpoint_once(witness: Witness, address: str) -> None:
    made = departures.to_witness(witness.verifier, address)
    assert made is not None
    assert (made.size, made.trouble) == (3, "")
    assert made.stated_at is not None
    assert abs(made.stated_at - clock.now()) < timedelta(seconds=2)
    assert departures.to_witness(witness.verifier, address) is None
    enter(300)
    sequencer.step()
    again = departures.to_witness(witness.verifier, address)
    assert again is not None
    assert (again.size, again.trouble) == (303, "")
    signed = departures.cosigned(bytes(again.note))
    believed = Trust(tuple(keys.verifiers()), (witness.verifier,), 1).open(signed)
    assert believed.checkpoint == read(bytes(again.note))


def test_a_witness_that_saw_more_than_we_remember_is_asked_from_there(witness: Witness, address: str) -> None:
    departures.to_witness(witness.verifier, address)
    Departure.objects.all().delete()
    enter(2)
    sequencer.step()
    made = departures.to_witness(witness.verifier, address)
    assert made is not None
    assert (made.size, made.trouble) == (5, "")


def test_a_witness_that_saw_a_longer_log_raises_trouble(witness: Witness, address: str) -> None:
    """Its log was cut off since: the witness names a size that we do not have."""
    witness._last = lambda _origin: (99, b"r" * 32)  # type: ignore[method-assign]
    made = departures.to_witness(witness.verifier, address)
    assert made is not None
    assert "names no size" in made.trouble


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(404, b"who are you"), "who are you"),
        (Answer(200, b""), "without its own signature"),
        (Answer(200, "— w.example/1 AAAA\n".encode()), "empty"),
        (Answer(409, b"many"), "many"),
    ],
)
def test_a_witness_that_answers_wrongly_is_not_believed(
    witness: Witness, address: str, answer: Answer, said: str
) -> None:
    witness.add_checkpoint = lambda _content: answer  # type: ignore[method-assign]
    made = departures.to_witness(witness.verifier, address)
    assert made is not None
    assert said in made.trouble
    assert departures.witnessed(3) == []


def test_a_cosignature_of_something_else_is_not_believed(witness: Witness, address: str) -> None:
    """It is well formed, of the right key, and over another text."""
    from zhengan.ledger.core.checkpoint import Checkpoint
    from zhengan.ledger.core.cosignature import Ed25519Cosigner

    other = Checkpoint(keys.origin(), 3, b"r" * 32).text
    line = Ed25519Cosigner("w.example/1", ed25519("w"), int(clock.now().timestamp())).sign(other)
    witness.add_checkpoint = lambda _content: Answer(200, f"{line}\n".encode())  # type: ignore[method-assign]
    made = departures.to_witness(witness.verifier, address)
    assert made is not None
    assert "does not hold" in made.trouble


def test_a_witness_whose_clock_is_wrong_is_not_believed(witness: Witness, address: str) -> None:
    tomorrow = clock.now().timestamp() + 86400
    witness._clock = lambda: tomorrow
    made = departures.to_witness(witness.verifier, address)
    assert made is not None
    assert "clock" in made.trouble


@pytest.mark.parametrize("place", [NOWHERE, "file:///etc/passwd"])
def test_a_witness_that_cannot_be_reached_shows(witness: Witness, place: str) -> None:
    made = departures.to_witness(witness.verifier, place)
    assert made is not None
    assert made.trouble


def test_witnesses_are_read_from_the_settings(witness: Witness, settings) -> None:
    """A key may end in the sign that parts it from its address."""
    settings.LEDGER_WITNESSES = f"{witness.verifier}={NOWHERE} {keys.verifiers()[0]}=https://w.example/"
    assert departures.witnesses() == [(witness.verifier, NOWHERE), (keys.verifiers()[0], "https://w.example/")]


# -- time-stamps ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tsa")
    stamping.certificates(folder)
    return folder


def test_a_service_states_when_the_checkpoint_was_there(authority: Path, tmp_path: Path) -> None:
    with stamping.service(authority) as place:
        made = departures.stamp(place, authority / "root.pem")
        assert departures.stamp(place, authority / "root.pem") is None
    assert made is not None
    assert made.trouble == ""
    assert made.stated_at is not None
    assert abs(made.stated_at - datetime.now(made.stated_at.tzinfo)) < timedelta(minutes=1)
    (tmp_path / "note").write_bytes(bytes(made.note))
    (tmp_path / "reply").write_bytes(bytes(made.receipt))
    # Another program verifies what was kept.
    subprocess.run(
        [stamping.OPENSSL, "ts", "-verify", "-in", tmp_path / "reply", "-data", tmp_path / "note",
         "-CAfile", authority / "root.pem", "-untrusted", authority / "tsa.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def test_a_stamp_of_an_authority_that_is_not_believed_is_refused(authority: Path, tmp_path: Path) -> None:
    with stamping.service(authority) as place:
        made = departures.stamp(place, stamping.certificates(tmp_path))
    assert made is not None
    assert "does not hold" in made.trouble


def test_what_is_no_stamp_is_refused(authority: Path, address: str) -> None:
    made = departures.stamp(address, authority / "root.pem")
    assert made is not None
    assert made.trouble
