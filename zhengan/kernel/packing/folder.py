"""The folder being packed: every file is hashed as it is written, and remembered on disk, not in memory."""

import hashlib
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _

from zhengan.kernel.errors import NotPossible


class Folder:
    """A new folder, written beside its place and moved there when all of it is; so it is there whole or not at all.

    Whatever goes wrong before takes away what was written; where the process is killed, a folder stays whose name
    begins with a dot and ends with `.part`. Raises NotPossible where a folder of that name is.
    """

    def __init__(self, path: Path) -> None:
        self._place = path
        self._demand_free()
        self.path = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        self.path.mkdir(parents=True)
        # An empty name is a file of SQLite's own, which is gone when it is closed.
        self._written = sqlite3.connect("", isolation_level=None)
        self._written.execute("PRAGMA synchronous = OFF")
        self._written.execute("CREATE TABLE file (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._written.close()
        try:
            if error is None:
                self._demand_free()
                self.path.rename(self._place)
        finally:
            shutil.rmtree(self.path, ignore_errors=True)

    def _demand_free(self) -> None:
        if self._place.exists():
            raise NotPossible(
                _("“%(folder)s” is there already. Name a folder that does not exist yet.") % {"folder": self._place}
            )

    def write(self, path: str, content: bytes | Iterable[bytes]) -> str:
        """Write one file and return its SHA-256; paths are of ASCII."""
        place = self.path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        sha256 = hashlib.sha256()
        with place.open("xb") as file:
            for chunk in (content,) if isinstance(content, bytes) else content:
                sha256.update(chunk)
                file.write(chunk)
        found = sha256.hexdigest()
        self._written.execute("INSERT INTO file VALUES (?, ?)", (path, found))
        return found

    def has(self, path: str) -> bool:
        """Whether this file was written."""
        return self._written.execute("SELECT 1 FROM file WHERE path = ?", (path,)).fetchone() is not None

    def files(self, below: str = "") -> Iterator[tuple[str, str]]:
        """Yield path and SHA-256 of the files written, below a folder, in the order of their paths."""
        after = ""
        while True:
            rows = self._written.execute(
                "SELECT path, sha256 FROM file WHERE path > ? AND substr(path, 1, ?) = ? ORDER BY path LIMIT 1000",
                (after, len(below), below),
            ).fetchall()
            if not rows:
                return
            yield from rows
            after = rows[-1][0]
