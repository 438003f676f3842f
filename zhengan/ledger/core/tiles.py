"""Tiles: the Merkle tree cut into files that are written once and served as they are (C2SP tlog-tiles).

Rules kept here:

1. A tile holds up to 256 consecutive hashes of one level; level l counts subtrees of 256**l leaves. Each hash above
   level 0 is the root of a full tile below it. Only the last tile of a level may be partial, and none is empty.
2. An entry bundle holds the up to 256 entries of one level 0 tile, each after its length in two bytes, big end first.
3. Paths are `tile/<level or entries>/<index>[.p/<width>]`; the index stands in groups of three digits, all but the
   last one after an x: 1234067 is x001/x234/067.
4. What is read is refused unless it is exactly what the coordinates promise.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Self

from zhengan.ledger.core.merkle import EMPTY_ROOT, HASH_SIZE, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
HIGHEST = 63
ENTRIES = -1  # the "level" of entry bundles
LONGEST_ENTRY = 0xFFFF

# Reads the content at a path of rule 3, or None when there is none.
ReadTile = Callable[[str], bytes | None]

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileRefused(ValueError):
    """The bytes, the path or the coordinates are not those of a tile."""


class TileMissing(LookupError):
    """A tile that the tree must have is not there; says its path."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Coordinates of a tile, or of an entry bundle (level ENTRIES)."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= HIGHEST and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise TileRefused(f"no tile at level {self.level}, index {self.index}, width {self.width}")

    @property
    def path(self) -> str:
        """The path of the tile below the address of the log."""
        groups = [f"{self.index % 1000:03d}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03d}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read a path; the only one that is right for a tile is the one that `path` gives. Raises TileRefused."""
        match = _PATH.fullmatch(path)
        if match is None:
            raise TileRefused(f"not the path of a tile: {path!r}")
        level, index, width = match.groups()
        number = int(index.replace("/", "").replace("x", ""))
        tile = cls(ENTRIES if level == "entries" else int(level), number, WIDTH if width is None else int(width))
        if tile.path != path:
            raise TileRefused(f"{path!r} should be written {tile.path!r}")
        return tile

    def full(self) -> Self:
        """Return the full tile at the same place."""
        return type(self)(self.level, self.index)


# -- which tiles ---------------------------------------------------------------------------------------------------


def tiles_between(first: int, second: int) -> Iterator[Tile]:
    """Yield the hash tiles that are new or wider in the tree of `second` leaves than in that of `first`, low level up.

    With first = 0 these are all tiles of the tree.
    """
    level = 0
    while first != second:
        yield from _between(level, first, second)
        level, first, second = level + 1, first // WIDTH, second // WIDTH


def bundles_between(first: int, second: int) -> Iterator[Tile]:
    """Yield the entry bundles that are new or longer in the log of `second` entries than in that of `first`."""
    if first != second:
        yield from _between(ENTRIES, first, second)


def width_in(size: int, level: int, index: int) -> int:
    """Return how many hashes (entries) the tile at that place has in the tree of that size; 0 when there is none."""
    return max(0, min(WIDTH, (size >> HEIGHT * max(level, 0)) - index * WIDTH))


def _between(level: int, first: int, second: int) -> Iterator[Tile]:
    """Tiles of one level, when its count of hashes does grow."""
    for index in range(first // WIDTH, -(-second // WIDTH)):
        yield Tile(level, index, min(WIDTH, second - index * WIDTH))


# -- their content -------------------------------------------------------------------------------------------------


def parse_tile(content: bytes, *, width: int) -> list[bytes]:
    """Return the hashes of a tile of that width. Raises TileRefused."""
    if len(content) != width * HASH_SIZE:
        raise TileRefused(f"a tile of width {width} has {width * HASH_SIZE} bytes, not {len(content)}")
    return [content[place : place + HASH_SIZE] for place in range(0, len(content), HASH_SIZE)]


def format_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bytes of an entry bundle. Raises TileRefused for an entry above 65,535 bytes, or no or too many."""
    if not 1 <= len(entries) <= WIDTH:
        raise TileRefused(f"a bundle has 1 to {WIDTH} entries, not {len(entries)}")
    for place, entry in enumerate(entries):
        if len(entry) > LONGEST_ENTRY:
            raise TileRefused(f"entry {place} of the bundle has {len(entry)} bytes, more than {LONGEST_ENTRY}")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(content: bytes, *, width: int) -> list[bytes]:
    """Return the entries of a bundle of that width. Raises TileRefused."""
    entries: list[bytes] = []
    place, end = 0, len(content)
    for _number in range(width):
        start = place + 2
        place = start + int.from_bytes(content[place:start], "big")
        if start > end or place > end:
            raise TileRefused(f"the bundle ends within entry {len(entries)}")
        entries.append(content[start:place])
    if place != end:
        raise TileRefused(f"{end - place} bytes follow the last of {width} entries")
    return entries


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over one or more hashes, pair by pair; the last may be the root of a smaller subtree.

    An odd one is carried up as it is, which gives the splits of RFC 6962. The node hash is written out here because
    this line is where the time goes when a whole log is verified.
    """
    level = list(hashes)
    while len(level) > 1:
        pairs = iter(level)
        odd = level[-1:] if len(level) & 1 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        level += odd
    return level[0]


# -- writing -------------------------------------------------------------------------------------------------------


class Edge:
    """The right edge of a tiled tree: the hashes of its partial tiles, which is all that appending needs."""

    def __init__(self, partials: Sequence[Sequence[bytes]] = ()) -> None:
        """Take the hashes of the partial tile of each level, level 0 first (none where there is no partial tile)."""
        self._levels = [list(hashes) for hashes in partials] or [[]]
        if any(len(hashes) >= WIDTH for hashes in self._levels):
            raise TileRefused(f"a partial tile has fewer than {WIDTH} hashes")
        self.size = sum(len(hashes) << HEIGHT * level for level, hashes in enumerate(self._levels))

    @classmethod
    def read(cls, size: int, read_tile: ReadTile) -> Self:
        """Read the edge of the tree of that size from its tiles. Raises TileMissing, TileRefused."""
        partials: list[list[bytes]] = []
        rest = size
        while rest:
            level, width = len(partials), rest % WIDTH
            partials.append(_read(Tile(level, rest // WIDTH, width), read_tile) if width else [])
            rest //= WIDTH
        return cls(partials)

    def extend(self, leaves: Iterable[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add leaf hashes while being iterated over; yield every tile that became full, with its bytes."""
        coming = iter(leaves)
        while taken := list(islice(coming, WIDTH - len(self._levels[0]))):
            self._levels[0] += taken
            self.size += len(taken)
            level = 0
            while len(self._levels[level]) == WIDTH:
                hashes = self._levels[level]
                self._levels[level] = []
                if level + 1 == len(self._levels):
                    self._levels.append([])
                self._levels[level + 1].append(fold(hashes))
                yield Tile(level, (self.size >> HEIGHT * (level + 1)) - 1), b"".join(hashes)
                level += 1

    def add(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes without looking at the tiles."""
        for _tile in self.extend(leaves):
            pass

    def partials(self) -> Iterator[tuple[Tile, bytes]]:
        """Yield the partial tiles of the tree as it stands, with their bytes, low level up."""
        for level, hashes in enumerate(self._levels):
            if hashes:
                yield Tile(level, self.size >> HEIGHT * (level + 1), len(hashes)), b"".join(hashes)

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        below: list[bytes] = []
        for hashes in self._levels:
            if hashes or below:
                below = [fold([*hashes, *below])]
        return below[0] if below else EMPTY_ROOT


# -- reading -------------------------------------------------------------------------------------------------------


class TileReader:
    """Reads nodes of the tree of one size from its tiles: a ReadNode for the proofs of `zhengan.ledger.core.merkle`.

    Keeps the last `keep` tiles with the nodes inside them, about 40 kB each.
    """

    def __init__(self, size: int, read_tile: ReadTile, *, keep: int = 64) -> None:
        self.size = size
        self._read_tile = read_tile
        self._keep = keep
        self._kept: OrderedDict[Tile, list[list[bytes]]] = OrderedDict()

    def at(self, size: int) -> "TileReader":
        """Return a reader of the tree of another size, with the same tiles and the same memory of them."""
        other = TileReader(size, self._read_tile, keep=self._keep)
        other._kept = self._kept
        return other

    def __call__(self, level: int, index: int) -> bytes:
        """Return the root of the perfect subtree at that place.

        Raises IndexError beyond the tree, TileMissing, TileRefused.
        """
        if level < 0 or index < 0 or (index + 1) << level > self.size:
            raise IndexError(f"no node at level {level}, index {index} in a tree of {self.size}")
        row, inside = divmod(level, HEIGHT)
        number, place = divmod(index << inside, WIDTH)
        tile = Tile(row, number, width_in(self.size, row, number))
        return self._nodes(tile)[inside][place >> inside]

    def _nodes(self, tile: Tile) -> list[list[bytes]]:
        """The hashes of the tile, and level by level all nodes that they complete inside it."""
        nodes = self._kept.get(tile)
        if nodes is None:
            nodes = [_read(tile, self._read_tile)]
            for _level in range(HEIGHT - 1):
                pairs = iter(nodes[-1])
                nodes.append([node_hash(left, right) for left, right in zip(pairs, pairs, strict=False)])
            self._kept[tile] = nodes
            if len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        self._kept.move_to_end(tile)
        return nodes


def _read(tile: Tile, read_tile: ReadTile) -> list[bytes]:
    """Read the hashes of a tile; a partial one may have been replaced by the full one meanwhile."""
    content = read_tile(tile.path)
    if content is None and tile.width < WIDTH:
        content = read_tile(tile.full().path)
        if content is not None:
            return parse_tile(content, width=WIDTH)[: tile.width]
    if content is None:
        raise TileMissing(tile.path)
    return parse_tile(content, width=tile.width)
