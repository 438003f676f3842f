"""Proving one entry: its place, its bytes, and its path to the checkpoint that was signed last."""

from dataclasses import dataclass

from django.db.models import Q

from zhengan.ledger import keys
from zhengan.ledger.core.merkle import HASH_SIZE, inclusion_proof
from zhengan.ledger.core.proof import Proof
from zhengan.ledger.core.tiles import HEIGHT, Tile, TileReader
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.leaves import COLUMNS, head, leaf_of, read_tile
from zhengan.ledger.models import Entry, Leaf
from zhengan.ledger.models import Tile as TileRow


@dataclass(frozen=True)
class Proven:
    """How far an entry is proven.

    `index` is None while it waits for its place; `proof` while no signed checkpoint holds it, or where `trouble` says
    why there can be none.
    """

    index: int | None
    leaf: bytes
    proof: Proof | None = None
    size: int = 0
    trouble: str = ""


def prove(entry: Entry) -> Proven:
    """Return how far the entry is proven; the proof was verified against the log's keys. Four queries at most."""
    try:
        leaf = bytes(leaf_of([getattr(entry, name) for name in COLUMNS]))
    except ValueError as error:  # the row cannot be an entry any more
        return Proven(None, b"", trouble=str(error))
    index = Leaf.objects.filter(entry_id=entry.pk).values_list("index", flat=True).first()
    now = head()
    if index is None or index >= now.noted_size:
        return Proven(index, leaf)
    try:
        path = inclusion_proof(index, now.noted_size, _reader(index, now.noted_size))
        proof = Proof(index, tuple(path), bytes(now.note))
        proof.verify(leaf, Trust(tuple(keys.verifiers())))
    except (ValueError, LookupError) as error:  # refused, not believed, or a tile that is not there
        return Proven(index, leaf, trouble=str(error))
    return Proven(index, leaf, proof, now.noted_size)


def _reader(index: int, size: int) -> TileReader:
    """A reader of all tiles that the path goes through (those of the leaf and those of the edge), in one query."""
    wanted, level = Q(), 0
    while size >> HEIGHT * level:
        places = {index >> HEIGHT * (level + 1), size >> HEIGHT * (level + 1)}
        wanted |= Q(level=level, index__in=places)
        level += 1
    rows = {
        (level, number): bytes(hashes)
        for level, number, hashes in TileRow.objects.filter(wanted).values_list("level", "index", "hashes")
    }

    def read(path: str) -> bytes | None:
        tile = Tile.parse(path)
        content = rows.get((tile.level, tile.index))
        return read_tile(path) if content is None else content[: tile.width * HASH_SIZE]

    return TileReader(size, read)
