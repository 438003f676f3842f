"""Proofs in one text: read back byte by byte, verified with the keys alone, and nothing else accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.core.making import LOG, WITNESSES, Log
from zhengan.ledger.core import merkle
from zhengan.ledger.core.merkle import ProofRefused
from zhengan.ledger.core.proof import HEADER, Proof, format_path, parse_path
from zhengan.ledger.core.trust import NotWitnessed, Trust

TRUST = Trust((LOG.verifier,), tuple(one.verifier for one in WITNESSES), 2)
# The example of the specification; its checkpoint is cut short there.
EXAMPLE = """c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJw==
"""


@pytest.fixture(scope="module")
def log():
    log = Log()
    for _number in range(300):
        log.act("create")
    return log


@pytest.fixture(scope="module")
def proof(log):
    read = log.read()
    return Proof(257, tuple(merkle.inclusion_proof(257, 300, read)), log.checkpoint(signers=(LOG, *WITNESSES)), b"salt")


def test_the_example_of_the_specification():
    content = EXAMPLE.encode()
    proof = Proof.parse(content)
    assert (proof.index, len(proof.path), proof.extra[:7]) == (73894, 5, b"age-v1.")
    assert proof.checkpoint.startswith(b"example.com/fancylog\n109482\n")
    assert bytes(proof) == content


def test_a_proof_is_verified_from_its_text_alone(log, proof):
    again = Proof.parse(bytes(proof))
    assert again == proof
    believed = again.verify(bytes(log.entries[257]), TRUST)
    assert (believed.checkpoint.size, len(believed.witnessed)) == (300, 2)
    with pytest.raises(ProofRefused):
        again.verify(bytes(log.entries[256]), TRUST)


def test_a_proof_needs_the_witnesses_asked_for(log, proof):
    alone = Proof(257, proof.path, log.checkpoint())
    alone.verify(bytes(log.entries[257]), Trust((LOG.verifier,)))
    with pytest.raises(NotWitnessed):
        alone.verify(bytes(log.entries[257]), TRUST)


@given(st.integers(0, 299), st.none() | st.binary())
def test_every_proof_reads_back(index, extra):
    proof = Proof(index, (bytes(32),) * (index % 64), b"checkpoint\n", extra)
    assert Proof.parse(bytes(proof)) == proof


def test_the_empty_path_of_a_log_with_one_entry():
    log = Log()
    log.act("create")
    text = bytes(Proof(0, (), log.checkpoint()))
    assert text.startswith(b"c2sp.org/tlog-proof@v1\nindex 0\n\nledger.example")
    Proof.parse(text).verify(bytes(log.entries[0]), Trust((LOG.verifier,)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HEADER.encode(),
        f"{HEADER}\n\n".encode(),
        f"{HEADER}\nindex 0\n".encode(),
        f"{HEADER}\n\nindex 0\n\n".encode(),
        b"c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n",
        f"{HEADER}\nindex 00\n\ncheckpoint\n".encode(),
        f"{HEADER}\nindex -1\n\ncheckpoint\n".encode(),
        f"{HEADER}\nindex  1\n\ncheckpoint\n".encode(),
        f"{HEADER}\nIndex 1\n\ncheckpoint\n".encode(),
        f"{HEADER}\nextra eA==\n\ncheckpoint\n".encode(),
        f"{HEADER}\nextra eB==\nindex 1\n\ncheckpoint\n".encode(),
        f"{HEADER}\nindex 1\nextra eA==\n\ncheckpoint\n".encode(),
        f"{HEADER}\nindex 1\neA==\n\ncheckpoint\n".encode(),
        f"{HEADER}\nindex 1\n證\n\ncheckpoint\n".encode(),
        f"{HEADER}\nindex 1\n{format_path([bytes(32)] * 64)}\ncheckpoint\n".encode(),
        f"{HEADER}\r\nindex 1\n\ncheckpoint\n".encode(),
    ],
)
def test_what_is_no_proof_is_refused(content):
    with pytest.raises(ProofRefused):
        Proof.parse(content)


def test_paths_by_themselves():
    path = (bytes(32), b"\1" * 32)
    assert parse_path(format_path(path)) == path
    assert parse_path("") == ()
    with pytest.raises(ProofRefused):
        parse_path(format_path(path)[:-1])
