"""Checkpoints: the example of the specification, and nothing that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengan.ledger.core.checkpoint import Checkpoint, CheckpointRefused, parse_decimal
from zhengan.ledger.core.merkle import EMPTY_ROOT
from zhengan.ledger.core.note import NoteRefused, to_base64

EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_the_example_of_the_specification():
    found = Checkpoint.parse(EXAMPLE)
    assert (found.origin, found.size, found.root[:3].hex()) == ("example.com/behind-the-sofa", 20852163, "0ac518")
    assert found.text == EXAMPLE


def test_extension_lines_are_kept():
    assert Checkpoint.parse(f"{EXAMPLE}one\ntwo\n").extensions == ("one", "two")
    assert Checkpoint.parse(f"{EXAMPLE}one\ntwo\n").text == f"{EXAMPLE}one\ntwo\n"


@given(st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_it_reads_back(size, root):
    checkpoint = Checkpoint("example.com/log", size, root)
    assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_the_empty_log():
    assert Checkpoint.parse(f"log\n0\n{to_base64(EMPTY_ROOT)}\n").size == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        EXAMPLE[:-1],
        EXAMPLE + "\n",
        "\n" + EXAMPLE,
        EXAMPLE + "\none\n",
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "+20852163"),
        EXAMPLE.replace("20852163", "２０"),
        EXAMPLE.replace("20852163", ""),
        EXAMPLE.replace("20852163", str(2**63)),
        EXAMPLE.replace("20852163", "9" * 40),
        EXAMPLE.replace("20852163", "0"),
        EXAMPLE.replace("CsUY", ""),
        EXAMPLE.replace("\n20852163", ""),
        EXAMPLE.replace("example", "exa\tmple"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointRefused):
        Checkpoint.parse(text)


def test_a_root_in_bad_base64_is_refused():
    with pytest.raises(NoteRefused):
        Checkpoint.parse(EXAMPLE.replace("q2I=", "q2J="))


@pytest.mark.parametrize("size", [-1, 2**63])
def test_there_are_no_logs_of_that_size(size):
    with pytest.raises(CheckpointRefused):
        Checkpoint("log", size, bytes(32))


def test_decimals():
    assert [parse_decimal(text) for text in ("0", "7", str(2**63 - 1))] == [0, 7, 2**63 - 1]
