"""The sequencer: gives committed entries their places in the tree, in batches, each exactly once.

An entry and its place in the queue are written by the transaction of the act, so that business writes never wait for
each other here. One process at a time (it holds the lease) takes what is in the queue, whatever order the writers
committed in, and writes places, tiles and head in one transaction; another that comes between finds the head moved and
leaves it. Whatever crashes, the queue and the head say together where to go on.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import close_old_connections, connection, transaction
from django.db.models import Q

from zhengan.ledger import checkpoints, clock
from zhengan.ledger.append import written
from zhengan.ledger.core.merkle import leaf_hash
from zhengan.ledger.core.tiles import Edge, Tile
from zhengan.ledger.leaves import COLUMNS, head, leaf_of, read_tile
from zhengan.ledger.models import Entry, Head, Leaf, Pending
from zhengan.ledger.models import Tile as TileRow
from zhengan.ledger.rows import insert

log = logging.getLogger(__name__)

BATCH = 2000
# Between two looks at the queue. A checkpoint follows each look that found something, so this bounds its rate too.
PAUSE = 0.3
LEASE = timedelta(seconds=5)

_ME = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def integrate() -> int:
    """Give all entries in the queue their places; returns how many. Safe to call from several processes at once."""
    total = 0
    while (done := _integrate_some()) != 0:
        total += max(done, 0)
    return total


def _integrate_some() -> int:
    """Integrate one batch: read and hash without any lock, then write under the lock of the head.

    Returns how many entries the batch had; -1 when another process came between, and it has to be looked at again.
    """
    start = head().size  # before the queue: what another process places after this moment moves the head
    waiting = list(Pending.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not waiting:
        return 0
    rows = list(Entry.objects.filter(pk__in=waiting).order_by("pk").values_list(*COLUMNS))
    edge = Edge.read(start, read_tile)
    tiles = list(edge.extend(leaf_hash(bytes(leaf_of(row))) for row in rows))
    tiles += edge.partials()
    with transaction.atomic():
        locked = Head.objects.select_for_update().get(pk=1)
        if locked.size != start:
            return -1
        places = [Leaf(index=start + place, entry_id=row[0]) for place, row in enumerate(rows)]
        insert(places)
        _put(tiles)
        Head.objects.filter(pk=1).update(size=edge.size, root=edge.root())
        # An entry of the queue that is not in its table was taken away by somebody: verification will say so.
        with connection.cursor() as cursor:
            for first in range(0, len(waiting), 500):
                some = waiting[first : first + 500]
                marks = ", ".join(["%s"] * len(some))
                cursor.execute(f"DELETE FROM ledger_pending WHERE entry_id IN ({marks})", some)  # noqa: S608 (marks alone)
    return len(waiting)


def _put(tiles: Iterable[tuple[Tile, bytes]]) -> None:
    """Write tiles, or what they have grown to; the last word on each place wins."""
    newest = {(tile.level, tile.index): content for tile, content in tiles}
    insert(
        [TileRow(level=level, index=index, hashes=content) for (level, index), content in newest.items()],
        renew=["hashes"],
        by=("level", "index"),
    )


def run_for_ever(stop: threading.Event) -> None:
    """Sequence and sign while this process holds the lease, until told to stop."""
    while not stop.is_set():
        try:
            if _holds_lease():
                step()
        except Exception:  # the thread must outlive a database that is away for a moment
            log.exception("the sequencer failed; it goes on")
        finally:
            close_old_connections()
        if written.wait(PAUSE * 3):
            written.clear()
            stop.wait(PAUSE)


def step() -> int:
    """Integrate what waits and sign a checkpoint of it; returns how many entries were integrated."""
    done, signed = 0, time.monotonic()
    while (some := _integrate_some()) != 0:
        done += max(some, 0)
        if time.monotonic() - signed >= PAUSE:  # writers may keep the queue from ever being empty
            checkpoints.sign()
            signed = time.monotonic()
    checkpoints.sign()
    return done


def _holds_lease() -> bool:
    """Take the lease or renew it: true in one process at a time, so that the others do not work in vain."""
    now = clock.now()
    mine = Q(held_by=_ME) | Q(held_until=None) | Q(held_until__lt=now)
    current = head()
    if current.held_by == _ME and current.held_until is not None and current.held_until - now > LEASE / 2:
        return True
    return bool(Head.objects.filter(mine, pk=1).update(held_by=_ME, held_until=now + LEASE))
