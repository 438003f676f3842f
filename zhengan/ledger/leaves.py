"""Leaves: a row of the entry table as the bytes that the tree holds, and the tree read from its table of tiles."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from zhengan.ledger.core import entry as core
from zhengan.ledger.core.merkle import EMPTY_ROOT, HASH_SIZE
from zhengan.ledger.core.tiles import ENTRIES, WIDTH, Tile, TileReader, TileRefused, format_bundle
from zhengan.ledger.models import Entry, Head, Leaf
from zhengan.ledger.models import Tile as TileRow

# The columns that an entry's bytes are made of, in the order of `leaf_of`.
COLUMNS = (
    "id", "at", "event_on", "actor_id", "actor_name", "via", "address", "request_id", "act", "register", "record_id",
    "record_no", "before", "after", "digest",
)  # fmt: skip

READ_AT_ONCE = 2000


def leaf_of(row: Sequence[Any]) -> core.Entry:
    """Return the entry of a row of `COLUMNS`. Raises EntryRefused when the row cannot be one."""
    (number, at, event_on, actor, name, via, address, request, act, register, record, no, before, after, digest) = row
    return core.Entry(
        number=number,
        at=moment(at),
        happened=_day(event_on),
        actor=actor,
        name=name,
        via=via,
        address=address,
        request=request,
        act=act,
        register=register,
        record=record,
        record_no=no,
        before=before or None,
        after=after or None,
        payload=digest,
    )


def moment(at: datetime) -> str:
    """Return a time as an entry has it: RFC 3339 in UTC with six digits after the second."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _day(event_on: date | None) -> str:
    return "" if event_on is None else event_on.isoformat()


def in_order(start: int, end: int) -> Iterator[tuple[int, Sequence[Any] | None]]:
    """Yield the rows (of `COLUMNS`) at the places [start, end) of the tree, None where there is none."""
    for first in range(start, end, READ_AT_ONCE):
        last = min(first + READ_AT_ONCE, end)
        places = dict(Leaf.objects.filter(index__gte=first, index__lt=last).values_list("index", "entry_id"))
        rows = {row[0]: row for row in Entry.objects.filter(pk__in=list(places.values())).values_list(*COLUMNS)}
        for index in range(first, last):
            yield index, rows.get(places.get(index, -1))


def tree(size: int | None = None) -> TileReader:
    """Return a reader of the tree of that size (by default, of all leaves so far) from the table of tiles."""
    if size is None:
        size = head().size
    return TileReader(size, read_tile)


def head() -> Head:
    """Return the head of the tree; an empty one where no entry was ever integrated."""
    return Head.objects.get_or_create(pk=1, defaults={"root": EMPTY_ROOT})[0]


def read_tile(path: str) -> bytes | None:
    """Return what C2SP tlog-tiles serves at a path below the log's address, or None when there is no such tile.

    A partial tile that has grown meanwhile is served as narrow as it was asked for.
    """
    try:
        tile = Tile.parse(path)
    except TileRefused:
        return None
    if tile.level == ENTRIES:
        return _bundle(tile)
    row = TileRow.objects.filter(level=tile.level, index=tile.index).values_list("hashes", flat=True).first()
    content = b"" if row is None else bytes(row)[: tile.width * HASH_SIZE]
    return content if len(content) == tile.width * HASH_SIZE else None


def _bundle(tile: Tile) -> bytes | None:
    start = tile.index * WIDTH
    if start + tile.width > head().size:
        return None
    entries = [bytes(leaf_of(row)) for _index, row in in_order(start, start + tile.width) if row is not None]
    return format_bundle(entries) if len(entries) == tile.width else None
