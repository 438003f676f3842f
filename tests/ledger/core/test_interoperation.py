"""Interoperation: programs that others wrote read what this one writes, and the other way round.

tlog-scales (Apache-2.0) reads and writes C2SP tiles, checkpoints, cosignatures and RFC 6962 proofs; rfc8785
(Apache-2.0) writes canonical JSON.
"""

import random
from types import SimpleNamespace

import pytest
from hypothesis import given

from tests.ledger.core.making import LOG, LOG_AFTER, WITNESSES, Log, ed25519, mldsa44
from tests.ledger.core.test_canonical import values
from zhengan.ledger.core import merkle
from zhengan.ledger.core.canonical import canonical
from zhengan.ledger.core.note import VerifierKey
from zhengan.ledger.core.proof import Proof
from zhengan.ledger.core.tiles import Edge, TileReader, bundles_between, parse_bundle, tiles_between
from zhengan.ledger.core.trust import Trust

SIZE = 256 * 256 + 300
CHANCE = random.Random(7)


@pytest.fixture(scope="module")
def log():
    log = Log()
    for _number in range(700):
        log.act("create", body={"text": "權限檢視"})
    return log


@pytest.fixture
def served(log, tmp_path):
    """The log as it is served: tiles and checkpoint."""
    signed = log.checkpoint(signers=(LOG, LOG_AFTER, *WITNESSES))
    for path, content in {**log.tiles(), "checkpoint": signed}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


# -- tlog-scales -------------------------------------------------------------------------------------------------------


def test_tlog_scales_reads_our_tiles_and_believes_our_checkpoint(log, served):
    reading = pytest.importorskip("tlog_scales.reader")
    backend = pytest.importorskip("tlog_scales.backend")
    signing = pytest.importorskip("tlog_scales.signing")
    reader = reading.TilesReader(backend.LocalBackend(served))
    head = reader.get_checkpoint()
    for signer in (LOG, LOG_AFTER, *WITNESSES):
        head.verify(signing.Vkey.from_string(str(signer.verifier)))
    assert (head.size, reader.calculate_root_hash()) == (700, head.root_hash)
    for index in (0, 255, 256, 600, 699):
        assert reader.get_entry(index) == bytes(log.entries[index])
        theirs = reader.get_inclusion_proof(index, 700)
        assert theirs.node_hashes == merkle.inclusion_proof(index, 700, log.read())
        theirs.check(log.leaves[index], head.root_hash)
    for first in (1, 255, 256, 512, 699, 700):
        theirs = reader.get_consistency_proof(first, 700)
        assert theirs.node_hashes == merkle.consistency_proof(first, 700, log.read())
        theirs.check(merkle.root_of(log.leaves[:first]), head.root_hash)


def test_we_read_the_tiles_and_believe_the_checkpoint_of_tlog_scales(tmp_path):
    writing = pytest.importorskip("tlog_scales.writer")
    signing = pytest.importorskip("tlog_scales.signing")
    entries = [f"entry {number}".encode() for number in range(SIZE)]
    signers = [
        signing.PlainEd25519Signer("their.example/log", ed25519("theirs")),
        signing.MLDSA44CosignatureSigner("their.example/log", mldsa44("theirs")),
        signing.MLDSA44CosignatureSigner("their.example/witness", mldsa44("their witness")),
    ]
    writer = writing.TilesWriter.create(tmp_path / "log", "their.example/log")
    for size in (300, SIZE):
        for entry in entries[writer.size : size]:
            writer.add_leaf(entry)
        writer.commit(signers)
    keys = [VerifierKey.parse(signer.vkey.serialize()) for signer in signers]
    content = (tmp_path / "log" / "checkpoint").read_bytes()
    head = Trust(tuple(keys[:2]), (keys[2],), 1).open(content).checkpoint
    assert (head.origin, head.size) == ("their.example/log", SIZE)

    def read_tile(path):
        return (tmp_path / "log" / path).read_bytes()

    assert Edge.read(SIZE, read_tile).root() == head.root
    edge = Edge()
    for tile in bundles_between(0, SIZE):
        some = parse_bundle(read_tile(tile.path), width=tile.width)
        assert some == entries[tile.index * 256 : tile.index * 256 + 256]
        for made, expected in edge.extend(map(merkle.leaf_hash, some)):
            assert read_tile(made.path) == expected
    assert edge.root() == head.root
    assert all((tmp_path / "log" / tile.path).is_file() for tile in tiles_between(0, SIZE))
    read = TileReader(SIZE, read_tile)
    for index in CHANCE.sample(range(SIZE), 20):
        path = merkle.inclusion_proof(index, SIZE, read)
        merkle.verify_inclusion(merkle.leaf_hash(entries[index]), index, SIZE, head.root, path)


@pytest.mark.parametrize("index", [0, 255, 256, 512, 699])
def test_tlog_scales_writes_the_same_proofs(log, served, capsys, index):
    cli = pytest.importorskip("tlog_scales.cli")
    cli.cmd_gen_proof(SimpleNamespace(location=str(served), leaf_index=index))
    theirs = capsys.readouterr().out.encode()
    signed = (served / "checkpoint").read_bytes()
    assert theirs == bytes(Proof(index, tuple(merkle.inclusion_proof(index, 700, log.read())), signed))
    trust = Trust((LOG.verifier, LOG_AFTER.verifier), tuple(one.verifier for one in WITNESSES), 2)
    assert Proof.parse(theirs).verify(bytes(log.entries[index]), trust).checkpoint.size == 700


# -- rfc8785 -----------------------------------------------------------------------------------------------------------


@given(values)
def test_our_canonical_json_is_theirs(value):
    rfc8785 = pytest.importorskip("rfc8785")
    assert canonical(value) == rfc8785.dumps(value)
