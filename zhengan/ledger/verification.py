"""Verifying the tree of the running system: entries against tiles, head, and all checkpoints that can be had.

What is believed is the key files and the checkpoints that are kept apart or came back from outside; of the database
nothing is. The tiles, being hashes of what the entries once were, tell which entry is another now.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from zhengan.ledger import apart, keys
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hash
from zhengan.ledger.core.note import ED25519, VerifierKey
from zhengan.ledger.core.tiles import WIDTH, Edge, Tile
from zhengan.ledger.core.trust import NotBelieved, Trust
from zhengan.ledger.leaves import COLUMNS, head, in_order, leaf_of
from zhengan.ledger.models import Entry, Leaf, LogKey, Pending
from zhengan.ledger.models import Tile as TileRow
from zhengan.ledger.times import Times
from zhengan.ledger.trouble import Trouble

# Where checkpoints are kept here; all others came from outside.
DATABASE, LAST = "database", "last"
# Of entries whose times do not fit, so many are named: after a clock was set back there may be very many.
TIMES_NAMED = 100

Progress = Callable[[int], None]


def verify_tree(
    seen: Iterable[tuple[str, bytes]] = (), progress: Progress = lambda _done: None, *, copy: bool = False
) -> Iterator[Trouble]:
    """Yield what is wrong with the tree, the first bad place first.

    `seen` are checkpoints from outside, each with the name of where it comes from (a file, a witness). `progress` is
    told how many entries were looked at. With `copy` the database is one restored elsewhere, without the key files and
    the checkpoint kept apart: it can only be found to be of one piece.
    """
    walk = _Walk(head())
    checkpoints = list(_checkpoints(walk, seen, copy=copy))
    yield from walk.found
    yield from walk.along(sorted({point.size for _place, point in checkpoints}), progress)
    agreed = [(place, point.size) for place, point in checkpoints if walk.roots.get(point.size) == point.root]
    for place, point in checkpoints:
        # Whoever forged one that is kept here had a reason: it speaks for none of those that came from outside.
        before = [size for other, size in agreed if size < point.size and _outside(other) >= _outside(place)]
        yield from _against(walk, place, point, max(before, default=0))
    yield from _strays(walk.size)


class _Walk:
    """One pass over all entries in the order of the tree."""

    def __init__(self, head: Any) -> None:
        self.size: int = head.size
        self.root = bytes(head.root)
        self.note = bytes(head.note)
        self.found: list[Trouble] = []
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self.times = Times()
        self.untimely: list[Trouble] = []

    def along(self, sizes: Sequence[int], progress: Progress) -> Iterator[Trouble]:
        """Yield the entries that are missing or other than they were; remember the roots at these sizes."""
        edge = Edge()
        tiles: list[Trouble] = []
        suspects: list[Trouble] = []
        for start in range(0, self.size, WIDTH):
            end = min(start + WIDTH, self.size)
            leaves, broken = self._leaves(start, end)
            yield from broken
            suspects += [] if broken else self._differing(start, leaves)
            for stop in [*(size for size in sizes if start < size < end), end]:
                for made in edge.extend(leaves[edge.size - start : stop - start]):
                    tiles += self._tile(*made)
                if stop in sizes or stop == self.size:
                    self.roots[stop] = edge.root()
            progress(end)
        for made in edge.partials():
            tiles += self._tile(*made)
        if self.roots[self.size] == self.root:
            # The entries make the root that the head has: where tiles differ from them, the tiles are wrong.
            yield from tiles
        else:
            yield from suspects or [Trouble("head_changed", f"1–{self.size}")]
        yield from self.untimely

    def _leaves(self, start: int, end: int) -> tuple[list[bytes], list[Trouble]]:
        """The hashes of the entries at these places; where one is not there, the hash that was stored of it."""
        leaves, broken = [], []
        stored: list[bytes] | None = None
        for index, row in _readable(start, end):
            try:
                leaves.append(leaf_hash(bytes(leaf_of(row))) if row is not None else b"")
                if row is not None and len(self.untimely) < TIMES_NAMED:
                    self.untimely += self.times.look(index, row)
            except (ValueError, AttributeError) as error:  # the row cannot be an entry any more
                leaves.append(b"")
                broken.append(Trouble("entry_changed", _place(index, row), str(error)))
            if not leaves[-1]:
                stored = stored if stored is not None else _stored(Tile(0, start // WIDTH))
                if row is None:
                    broken.append(_missing(index))
                leaves[-1] = stored[index - start] if index - start < len(stored) else b"\0" * HASH_SIZE
        return leaves, broken

    def _differing(self, start: int, leaves: Sequence[bytes]) -> list[Trouble]:
        """Where entries of one tile are not what the tile says that they were."""
        stored = _stored(Tile(0, start // WIDTH))
        differing = [at for at, leaf in enumerate(leaves) if at < len(stored) and stored[at] != leaf]
        if not differing:
            return []
        at = differing[0]
        code = "entry_moved" if leaves[at] in stored else "entry_changed"
        ((_index, row),) = in_order(start + at, start + at + 1)
        return [Trouble(code, _place(start + at, row), entry=row[0] if row else None)]

    def _tile(self, tile: Tile, content: bytes) -> list[Trouble]:
        row = TileRow.objects.filter(level=tile.level, index=tile.index).values_list("hashes", flat=True).first()
        if row is not None and bytes(row)[: len(content)] == content:
            return []
        return [Trouble("tile_changed", tile.path)]


def _checkpoints(walk: _Walk, seen: Iterable[tuple[str, bytes]], *, copy: bool) -> Iterator[tuple[str, Checkpoint]]:
    """Yield the checkpoints that this log must agree with; those that cannot be believed are trouble themselves."""
    known = _keys_of_copy() if copy else _keys(walk)
    at_hand = [(DATABASE, walk.note)] if walk.note else []
    try:
        former = None if copy else apart.last(keys.origin())
    except sqlite3.DatabaseError as error:
        walk.found.append(Trouble("unreadable_checkpoint", LAST, str(error)))
    else:
        if former is not None:
            at_hand.append((LAST, former))
        elif walk.note and not copy:
            walk.found.append(Trouble("last_gone", keys.origin()))
    if not known:
        return
    trust = Trust(tuple(known))
    for place, content in (*at_hand, *seen):
        try:
            yield place, trust.open(content).checkpoint
        except NotBelieved as error:
            walk.found.append(Trouble("not_signed", place, str(error)))
        except ValueError as error:
            walk.found.append(Trouble("unreadable_checkpoint", place, str(error)))


def _keys_of_copy() -> Sequence[VerifierKey]:
    """The keys that a copy of the database says it was signed with last; its own word, for want of a better."""
    listed = [VerifierKey.parse(one.verifier) for one in LogKey.objects.filter(lost=False).order_by("pk")]
    return [key for key in listed if key.name == listed[-1].name]


def _outside(place: str) -> int:
    """How far out of reach a checkpoint is kept."""
    return {DATABASE: 0, LAST: 1}.get(place, 2)


def _keys(walk: _Walk) -> Sequence[VerifierKey]:
    """The public keys to believe; where the key files do not say them, or others than the database, is trouble."""
    listed = {one.verifier for one in LogKey.objects.filter(retired_at=None)}
    try:
        present = [str(signer.verifier) for signer in keys.signers()]
    except keys.KeyTrouble as error:
        walk.found.append(Trouble("key_unusable", keys.path_of("ed25519").name, str(error)))
        return keys.verifiers() or [VerifierKey(keys.origin(), ED25519, b"\0" * 32)]  # a key that signed nothing
    walk.found += [Trouble("key_changed", key[:80]) for key in sorted(listed ^ set(present))]
    return keys.trusted()


def _against(walk: _Walk, place: str, point: Checkpoint, agreed: int) -> Iterator[Trouble]:
    """Yield trouble when a checkpoint is not the head, or a beginning, of the tree of these entries.

    Up to `agreed` entries another checkpoint agrees; the first bad place lies behind.
    """
    if point.size > walk.size:
        yield Trouble("cut_off", place, f"{walk.size} < {point.size}")
    elif walk.roots[point.size] != point.root:
        yield Trouble("rewritten", f"{place}: {agreed + 1}–{point.size}")


def _strays(size: int) -> Iterator[Trouble]:
    """Yield entries that have no place and wait for none, and places beyond the end."""
    placed, waiting = Leaf.objects.filter(entry_id=OuterRef("pk")), Pending.objects.filter(pk=OuterRef("pk"))
    stray = Entry.objects.filter(~Exists(placed), ~Exists(waiting)).order_by("pk").values_list("pk", "record_no")[:20]
    for number, record_no in stray:
        yield Trouble("entry_inserted", f"#{number} {record_no}".strip(), entry=number)
    for index in Leaf.objects.filter(index__gte=size).order_by("index").values_list("index", flat=True)[:1]:
        yield Trouble("place_changed", f"{index}")
    twice = Leaf.objects.filter(entry_id__in=Pending.objects.values("entry_id")).order_by("index")
    for index, number in twice.values_list("index", "entry_id")[:1]:
        yield Trouble("place_changed", f"{index}", "it waits for a second place", number)


def _readable(start: int, end: int) -> Iterator[tuple[int, Sequence[Any] | None]]:
    """The rows at these places; one that holds what its columns cannot is told apart by halves, and has no time."""
    try:
        rows = list(in_order(start, end))
    except (ValueError, AttributeError, TypeError):
        if end - start > 1:
            middle = (start + end) // 2
            yield from (*_readable(start, middle), *_readable(middle, end))
            return
        number = Leaf.objects.values_list("entry_id", flat=True).get(index=start)
        rows = [(start, (number, *[None] * (len(COLUMNS) - 1)))]
    yield from rows


def _missing(index: int) -> Trouble:
    number = Leaf.objects.filter(index=index).values_list("entry_id", flat=True).first()
    if number is None:
        return Trouble("place_changed", f"{index}")
    return Trouble("entry_missing", f"#{number}", entry=number)


def _stored(tile: Tile) -> list[bytes]:
    row = TileRow.objects.filter(level=tile.level, index=tile.index).values_list("hashes", flat=True).first()
    content = b"" if row is None else bytes(row)
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


def _place(index: int, row: Sequence[Any] | None) -> str:
    if row is None:
        return f"{index}"
    return f"#{row[0]} {row[11] or ''}".strip()
