"""The last checkpoint, kept apart from the database: whoever signs must first exchange it, compared with what it was.

Two copies of the database (a restored backup, a second server) would each go on in their own way, and the same key
would sign both. Both must pass here, and only one can. The place is a small file of its own, on a disk that is not
restored together with the database, and nothing ever edits it but `swap`. (Sunlight keeps its lock the same way.)
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

WAIT = 10.0  # seconds for another process to let go


def last(origin: str) -> bytes | None:
    """Return the last signed checkpoint of a log, or None when none was ever signed here."""
    with closing(_open()) as store:
        row = store.execute("SELECT note FROM last WHERE origin = ?", (origin,)).fetchone()
    return None if row is None else bytes(row[0])


def swap(origin: str, *, old: bytes | None, new: bytes) -> bool:
    """Exchange the last checkpoint, if it still is `old`; returns whether it was."""
    with closing(_open()) as store:
        store.execute("BEGIN IMMEDIATE")
        if old is None:
            done = store.execute("INSERT OR IGNORE INTO last (origin, note) VALUES (?, ?)", (origin, new))
        else:
            done = store.execute("UPDATE last SET note = ? WHERE origin = ? AND note = ?", (new, origin, old))
        store.execute("COMMIT")
        return done.rowcount == 1


def _open() -> sqlite3.Connection:
    path = Path(settings.LEDGER_APART)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    store.execute("PRAGMA synchronous = EXTRA")
    store.execute("CREATE TABLE IF NOT EXISTS last (origin TEXT PRIMARY KEY, note BLOB NOT NULL)")
    path.chmod(0o600)
    return store


def is_on_the_disk_of_the_database() -> bool:
    """Whether one restored disk puts both back: the database is a file, on the disk where the last checkpoint lies."""
    database: Any = settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        return False
    try:
        return Path(settings.LEDGER_APART).stat().st_dev == Path(database["NAME"]).stat().st_dev
    except OSError:  # one of them is not there yet
        return False
