"""Tiles: the examples of the specification, and every tile, edge and node against the definition."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.core.test_merkle import naive_root
from zhengan.ledger.core import merkle
from zhengan.ledger.core.tiles import (
    ENTRIES,
    Edge,
    Tile,
    TileMissing,
    TileReader,
    TileRefused,
    bundles_between,
    fold,
    format_bundle,
    parse_bundle,
    parse_tile,
    tiles_between,
    width_in,
)

LEAVES = [merkle.leaf_hash(number.to_bytes(3, "big")) for number in range(256 * 256 + 700)]
ABOVE = [naive_root(LEAVES[at : at + 256]) for at in range(0, len(LEAVES) - 255, 256)]
SIZES = st.one_of(st.integers(0, 600), st.integers(256 * 256 - 3, len(LEAVES)))


def tiles_of(size):
    """All tiles of a tree, by the definition of the specification: hashes of 256**level leaves, side by side."""
    files, level, hashes = {}, 0, LEAVES[:size]
    while hashes:
        for index in range(0, len(hashes), 256):
            some = hashes[index : index + 256]
            files[Tile(level, index // 256, len(some))] = b"".join(some)
        full = len(hashes) // 256
        hashes = [naive_root(hashes[at * 256 : at * 256 + 256]) for at in range(full)] if level else ABOVE[:full]
        level += 1
    return files


def read_from(files):
    return {tile.path: content for tile, content in files.items()}.get


# -- coordinates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(63, 999), "tile/63/999"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(1, 1000, 1), "tile/1/x001/000.p/1"),
        (Tile(ENTRIES, 1234067, 255), "tile/entries/x001/x234/067.p/255"),
    ],
)
def test_paths(tile, path):
    assert tile.path == path
    assert Tile.parse(path) == tile


@given(st.integers(ENTRIES, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_path_reads_back_as_its_tile(level, index, width):
    tile = Tile(level, index, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256",
     "tile/0/000.p/01", "tile/0/001/002", "tile/data/000", "/tile/0/000", "tile/0/000/", "tile/0/０00", "tile/-1/000",
     "tile/0/000\n"],
)  # fmt: skip
def test_no_other_path_is_one(path):
    with pytest.raises(TileRefused):
        Tile.parse(path)


@pytest.mark.parametrize("values", [(-2, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_there_are_no_tiles_elsewhere(values):
    with pytest.raises(TileRefused):
        Tile(*values)


def test_the_examples_of_the_specification():
    tiles = list(tiles_between(0, 70_000))
    widths = [[tile.width for tile in tiles if tile.level == level] for level in range(4)]
    assert widths == [[256] * 273 + [112], [256, 17], [1], []]
    assert list(tiles_between(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_between(0, 0)) == []


def test_nothing_is_written_when_nothing_grows():
    for size in (0, 1, 256, 300):
        assert list(tiles_between(size, size)) == list(bundles_between(size, size)) == []


@given(SIZES, SIZES)
@settings(max_examples=12)
def test_a_growth_writes_what_is_new(one, other):
    first, second = sorted((one, other))
    new = tiles_of(second).keys() - tiles_of(first).keys()
    assert set(tiles_between(first, second)) == new
    assert [(tile.index, tile.width) for tile in bundles_between(first, second)] == [
        (tile.index, tile.width) for tile in tiles_between(first, second) if tile.level == 0
    ]
    assert all(tile.level == ENTRIES for tile in bundles_between(first, second))
    for tile in tiles_of(second):
        assert width_in(second, tile.level, tile.index) == tile.width
        assert width_in(second, tile.level, tile.index + second) == 0


# -- content -----------------------------------------------------------------------------------------------------------


def test_a_tile_has_exactly_its_width():
    content = b"".join(LEAVES[:3])
    assert parse_tile(content, width=3) == LEAVES[:3]
    for wrong in (content[:-1], content + b"\0", b""):
        with pytest.raises(TileRefused):
            parse_tile(wrong, width=3)


def test_a_bundle_by_hand():
    assert format_bundle([b"", b"ab"]) == b"\0\0\0\2ab"
    assert parse_bundle(b"\0\0\0\2ab", width=2) == [b"", b"ab"]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_reads_back(entries):
    assert parse_bundle(format_bundle(entries), width=len(entries)) == entries


@pytest.mark.parametrize("entries", [[], [b""] * 257, [b"x" * 65_536]])
def test_what_has_no_room_in_a_bundle_is_refused(entries):
    with pytest.raises(TileRefused):
        format_bundle(entries)


def test_the_longest_entry_has_room():
    assert parse_bundle(format_bundle([b"x" * 65_535]), width=1) == [b"x" * 65_535]


@pytest.mark.parametrize("content", [b"", b"\0", b"\0\0", b"\0\0\0", b"\0\0\0\1", b"\0\0\0\1a\0", b"\0\0\0\0\0\0"])
def test_a_bundle_that_is_too_short_or_too_long_is_refused(content):
    with pytest.raises(TileRefused):
        parse_bundle(content, width=2)


# -- writing -----------------------------------------------------------------------------------------------------------


@given(st.integers(1, 700))
def test_fold_gives_the_root_of_the_definition(size):
    assert fold(LEAVES[:size]) == naive_root(LEAVES[:size])


@given(st.lists(SIZES, min_size=1, max_size=4))
@settings(max_examples=12)
def test_an_edge_writes_the_tiles_of_the_definition_however_it_grows(sizes):
    edge, files = Edge(), {}
    for size in sorted(sizes):
        files |= dict(edge.extend(LEAVES[edge.size : size]))
        assert edge.size == size
        assert edge.root() == merkle.root_of(LEAVES[:size])
        partials = dict(edge.partials())
        assert {tile: content for tile, content in files.items() if tile.width == 256} | partials == tiles_of(size)
        again = Edge.read(size, read_from(tiles_of(size)))
        assert (again.size, again.root(), dict(again.partials())) == (size, edge.root(), partials)
        edge = again


def test_an_edge_can_grow_without_looking_at_tiles():
    edge = Edge()
    edge.add(LEAVES[:1000])
    assert edge.root() == merkle.root_of(LEAVES[:1000])


def test_an_edge_has_only_partial_tiles():
    assert Edge([[], LEAVES[:1]]).size == 256
    with pytest.raises(TileRefused):
        Edge([LEAVES[:256]])


def test_an_edge_is_not_read_when_a_tile_is_missing():
    files = tiles_of(300)
    del files[Tile(0, 1, 44)]
    with pytest.raises(TileMissing, match=r"tile/0/001\.p/44"):
        Edge.read(300, read_from(files))


# -- reading -----------------------------------------------------------------------------------------------------------


@given(SIZES.filter(bool), st.data())
@settings(max_examples=12)
def test_proofs_from_tiles_are_those_from_leaves(size, data):
    read = TileReader(size, read_from(tiles_of(size)), keep=data.draw(st.integers(1, 4)))
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    path = merkle.inclusion_proof(index, size, read)
    root = merkle.root_of(LEAVES[:size])
    merkle.verify_inclusion(LEAVES[index], index, size, root, path)
    consistency = merkle.consistency_proof(first, size, read)
    merkle.verify_consistency(first, merkle.root_of(LEAVES[:first]), size, root, consistency)


def test_every_node_of_a_small_tree():
    read = TileReader(600, read_from(tiles_of(600)))
    for level in range(11):
        for index in range(600 >> level):
            assert read(level, index) == naive_root(LEAVES[index << level : index + 1 << level])
        with pytest.raises(IndexError):
            read(level, 600 >> level)
    for nowhere in ((-1, 0), (0, -1)):
        with pytest.raises(IndexError):
            read(*nowhere)


def test_the_last_tiles_are_remembered_and_no_more():
    asked = []
    files = read_from(tiles_of(1000))

    def read_tile(path):
        asked.append(path)
        return files(path)

    read = TileReader(1000, read_tile, keep=2)
    for index in (0, 255, 256, 0, 512, 256, 0):
        read(0, index)
    assert asked == ["tile/0/000", "tile/0/001", "tile/0/002", "tile/0/001", "tile/0/000"]


def test_a_reader_of_another_size_shares_what_is_remembered():
    asked = []
    files = read_from(tiles_of(300) | tiles_of(299))

    def read_tile(path):
        asked.append(path)
        return files(path)

    larger = TileReader(300, read_tile)
    smaller = larger.at(299)
    assert smaller(0, 298) == larger(0, 298) == LEAVES[298]
    assert smaller(0, 5) == larger(0, 5)
    assert asked == ["tile/0/001.p/43", "tile/0/001.p/44", "tile/0/000"]
    with pytest.raises(IndexError):
        smaller(0, 299)


def test_a_partial_tile_may_have_been_replaced_by_the_full_one():
    read = TileReader(300, read_from(tiles_of(600)))
    assert read(0, 299) == LEAVES[299]
    with pytest.raises(TileMissing, match=r"tile/0/001\.p/44"):
        TileReader(300, {}.get)(0, 299)
    with pytest.raises(TileMissing, match="tile/0/000"):
        TileReader(300, {}.get)(0, 0)
    with pytest.raises(TileRefused):
        TileReader(300, lambda _path: b"?")(0, 0)
