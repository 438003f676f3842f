"""The tree: the vectors of RFC 6962's reference test, and every proof against a naive tree."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengan.ledger.core import merkle
from zhengan.ledger.core.merkle import CompactRange, ProofRefused

# Entries and roots of the Certificate Transparency reference test for sizes 1 to 8.
ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves):
    """The definition of RFC 6962, section 2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def reader(leaves):
    def read(level, index):
        return naive_root(leaves[index << level : (index + 1) << level])

    return read


def some_leaves(size):
    return [merkle.leaf_hash(bytes([number % 256, number // 256])) for number in range(size)]


def test_the_empty_tree():
    assert CompactRange().root() == merkle.EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_vectors(size):
    assert merkle.root_of(map(merkle.leaf_hash, ENTRIES[:size])).hex() == ROOTS[size - 1]


@given(st.integers(0, 200))
def test_the_compact_range_gives_the_root_of_the_definition(size):
    leaves = some_leaves(size)
    assert merkle.root_of(leaves) == naive_root(leaves)


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_compact_range_goes_on_where_it_was_left(first, more):
    leaves = some_leaves(first + more)
    begun = CompactRange()
    begun.extend(leaves[:first])
    resumed = CompactRange(begun.size, begun.hashes)
    resumed.extend(leaves[first:])
    assert resumed.root() == naive_root(leaves)


def test_appending_tells_every_node_that_becomes_complete():
    leaves = some_leaves(13)
    nodes = {}
    tree = CompactRange()
    for leaf in leaves:
        for level, index, node in tree.append(leaf):
            assert (level, index) not in nodes
            nodes[level, index] = node
    read = reader(leaves)
    assert nodes == {(level, index): read(level, index) for level in range(4) for index in range(13 >> level)}


@pytest.mark.parametrize(("size", "hashes"), [(-1, []), (1, []), (3, [b""]), (0, [b""])])
def test_a_compact_range_of_the_wrong_shape_is_refused(size, hashes):
    with pytest.raises(ValueError, match="compact range"):
        CompactRange(size, hashes)


@given(st.data())
def test_every_inclusion_proof_holds_for_its_leaf_alone(data):
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    leaves = some_leaves(size)
    root = naive_root(leaves)
    path = merkle.inclusion_proof(index, size, reader(leaves))
    merkle.verify_inclusion(leaves[index], index, size, root, path)
    assert len(path) <= (size - 1).bit_length()
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        with pytest.raises(ProofRefused):
            merkle.verify_inclusion(leaves[other], index, size, root, path)
        with pytest.raises(ProofRefused):
            merkle.verify_inclusion(leaves[index], other, size, root, path)
    with pytest.raises(ProofRefused):
        merkle.verify_inclusion(leaves[index], index, size, root, [*path, b"\0" * 32])
    if path:
        with pytest.raises(ProofRefused):
            merkle.verify_inclusion(leaves[index], index, size, root, path[:-1])
        spoiled = [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]]
        with pytest.raises(ProofRefused):
            merkle.verify_inclusion(leaves[index], index, size, root, spoiled)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index, size):
    with pytest.raises(IndexError):
        merkle.inclusion_proof(index, size, reader(some_leaves(4)))
    with pytest.raises(ProofRefused):
        merkle.verify_inclusion(b"", index, size, b"", [])


@given(st.data())
def test_every_consistency_proof_holds_for_its_two_trees_alone(data):
    second = data.draw(st.integers(1, 130))
    first = data.draw(st.integers(0, second))
    leaves = some_leaves(second)
    roots = naive_root(leaves[:first]), naive_root(leaves)
    path = merkle.consistency_proof(first, second, reader(leaves))
    merkle.verify_consistency(first, roots[0], second, roots[1], path)
    wrong = b"\1" * 32
    with pytest.raises(ProofRefused):
        merkle.verify_consistency(first, wrong, second, roots[1], path)
    if first:
        with pytest.raises(ProofRefused):
            merkle.verify_consistency(first, roots[0], second, wrong, path)
    with pytest.raises(ProofRefused):
        merkle.verify_consistency(first, roots[0], second, roots[1], [*path, wrong])
    if path:
        with pytest.raises(ProofRefused):
            merkle.verify_consistency(first, roots[0], second, roots[1], path[:-1])
        with pytest.raises(ProofRefused):
            merkle.verify_consistency(first, roots[0], second, roots[1], [])
        with pytest.raises(ProofRefused):
            merkle.verify_consistency(first, roots[0], second, roots[1], [wrong, *path[1:]])


@pytest.mark.parametrize(("first", "second"), [(-1, 3), (4, 3)])
def test_a_larger_tree_cannot_begin_a_smaller_one(first, second):
    with pytest.raises(IndexError):
        merkle.consistency_proof(first, second, reader(some_leaves(4)))
    with pytest.raises(ProofRefused):
        merkle.verify_consistency(first, b"", second, b"", [])


def test_a_changed_history_has_no_consistency_proof():
    leaves = some_leaves(20)
    old_root = naive_root(leaves[:13])
    forged = leaves.copy()
    forged[5] = merkle.leaf_hash(b"forged")
    path = merkle.consistency_proof(13, 20, reader(forged))
    with pytest.raises(ProofRefused):
        merkle.verify_consistency(13, old_root, 20, naive_root(forged), path)


# Proofs of the Certificate Transparency reference test, over ENTRIES.
H = {
    "a": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "b": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "c": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "d": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "e": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "f": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
}


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, [H["a"], H["b"], H["c"]]),
        (5, 8, [H["d"], H["e"], ROOTS[3]]),
        (2, 3, [ROOTS[1]]),
        (1, 5, [ROOTS[0], H["b"], H["d"]]),
    ],
)
def test_the_reference_inclusion_proofs(index, size, path):
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES[:size]]
    assert [one.hex() for one in merkle.inclusion_proof(index, size, reader(leaves))] == path
    merkle.verify_inclusion(leaves[index], index, size, bytes.fromhex(ROOTS[size - 1]), [*map(bytes.fromhex, path)])


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [(1, 1, []), (1, 8, [H["a"], H["b"], H["c"]]), (6, 8, [H["f"], H["e"], ROOTS[3]]), (2, 5, [H["b"], H["d"]])],
)
def test_the_reference_consistency_proofs(first, second, path):
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES[:second]]
    assert [one.hex() for one in merkle.consistency_proof(first, second, reader(leaves))] == path
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in (first, second)]
    merkle.verify_consistency(first, roots[0], second, roots[1], [*map(bytes.fromhex, path)])
