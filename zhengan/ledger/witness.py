"""A witness: cosigns checkpoints of logs it knows, never two that contradict each other (C2SP tlog-witness).

A small program of its own, for the auditor's machine or another firm's: `python -m zhengan.ledger.witness` needs
nothing of Django, only a folder of its own for its key and for the last checkpoint that it saw of each log.

Rules kept here:

1. POST /add-checkpoint brings "old <size>", the consistency proof from there in base64, an empty line, the checkpoint.
2. A log that is not known: 404. No signature by its key: 403. A body that cannot be read, or a size below the old one:
   400. The old size is not the one that was seen last, or the same size with another root: 409, and the size that was
   (text/x.tlog.size). A proof that does not hold: 422.
3. What was seen is written, and lies on the disk, before the cosignature is answered.
"""

import argparse
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from zhengan.ledger.core.checkpoint import Checkpoint, CheckpointRefused, parse_decimal
from zhengan.ledger.core.cosignature import Ed25519Cosigner
from zhengan.ledger.core.merkle import EMPTY_ROOT, ProofRefused, verify_consistency
from zhengan.ledger.core.note import Note, NoteRefused, VerifierKey
from zhengan.ledger.core.proof import format_path, parse_path
from zhengan.ledger.core.trust import NotBelieved, Trust

ADD = "/add-checkpoint"
LARGEST = 1 << 20
SIZE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What is sent back: status, body and its type."""

    status: int
    body: bytes = b""
    kind: str = TEXT


class Witness:
    """Holds a key, the keys of the logs that it watches, and what it saw last of each."""

    def __init__(
        self,
        name: str,
        private: Ed25519PrivateKey,
        logs: Iterable[VerifierKey],
        seen: Path,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._private = private
        self._seen = seen
        self._clock = clock
        self._lock = threading.Lock()
        by_origin: dict[str, list[VerifierKey]] = {}
        for key in logs:
            by_origin.setdefault(key.name, []).append(key)
        self._trust = {origin: Trust(tuple(keys)) for origin, keys in by_origin.items()}
        with closing(self._open()) as store:
            store.execute(
                "CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER, root BLOB, note BLOB)"
            )

    @property
    def verifier(self) -> VerifierKey:
        """The public key, to be given to whoever verifies."""
        return Ed25519Cosigner(self.name, self._private, 0).verifier

    def add_checkpoint(self, content: bytes) -> Answer:
        """Answer a request (rules 1 to 3)."""
        try:
            old, path, signed = parse_request(content)
            origin = Checkpoint.parse(Note.parse(signed).text).origin
        except (ProofRefused, CheckpointRefused, NoteRefused) as error:
            return Answer(400, f"{error}\n".encode())
        trust = self._trust.get(origin)
        if trust is None:
            return Answer(404, b"this log is not watched here\n")
        try:
            head = trust.open(signed).checkpoint
        except NotBelieved as error:
            return Answer(403, f"{error}\n".encode())
        except (NoteRefused, CheckpointRefused) as error:
            return Answer(400, f"{error}\n".encode())
        if old > head.size:
            return Answer(400, b"the old size is larger than the new one\n")
        with self._lock:
            return self._compare(old, path, head, signed)

    def _compare(self, old: int, path: tuple[bytes, ...], head: Checkpoint, signed: bytes) -> Answer:
        size, root = self._last(head.origin)
        if old != size:
            return Answer(409, f"{size}\n".encode(), SIZE)
        if size == head.size and root != head.root:
            return Answer(409, f"{size}\n".encode(), SIZE)
        try:
            verify_consistency(size, root, head.size, head.root, path)
        except ProofRefused as error:
            return Answer(422, f"{error}\n".encode())
        with closing(self._open()) as store:
            row = (head.origin, head.size, head.root, signed)
            store.execute("INSERT OR REPLACE INTO seen (origin, size, root, note) VALUES (?, ?, ?, ?)", row)
        signature = Ed25519Cosigner(self.name, self._private, int(self._clock())).sign(head.text)
        return Answer(200, f"{signature}\n".encode())

    def _last(self, origin: str) -> tuple[int, bytes]:
        with closing(self._open()) as store:
            row = store.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return (0, EMPTY_ROOT) if row is None else (int(row[0]), bytes(row[1]))

    def _open(self) -> sqlite3.Connection:
        store = sqlite3.connect(self._seen, timeout=10, isolation_level=None)
        store.execute("PRAGMA synchronous = EXTRA")
        return store


def format_request(old: int, path: Iterable[bytes], signed: bytes) -> bytes:
    """Return the body of a request (rule 1)."""
    return f"old {old}\n{format_path(tuple(path))}\n".encode() + signed


def parse_request(content: bytes) -> tuple[int, tuple[bytes, ...], bytes]:
    """Read the body of a request: the old size, the proof, the checkpoint. Raises ProofRefused, CheckpointRefused."""
    head, gap, signed = content.partition(b"\n\n")
    first, _end, lines = head.decode("ascii", "replace").partition("\n")
    if not gap or not first.startswith("old "):
        raise ProofRefused("not a request to add a checkpoint")
    return parse_decimal(first.removeprefix("old ")), parse_path(f"{lines}\n" if lines else ""), signed


# -- the program ---------------------------------------------------------------------------------------------------


def key_in(folder: Path) -> Ed25519PrivateKey:
    """Return the witness's key, made on first use; only its owner may read it."""
    path = folder / "witness.pem"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = Ed25519PrivateKey.generate()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    found = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError(f"{path} is not an Ed25519 key")
    return found


def server(witness: Witness, *, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server that answers for the witness; `serve_forever` runs it."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != ADD or not length.isdigit() or int(length) > LARGEST:
                self._answer(Answer(404 if self.path != ADD else 400))
                return
            self._answer(witness.add_checkpoint(self.rfile.read(int(length))))

        def _answer(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 (as inherited)
            """Print one line for each request."""
            sys.stderr.write(f"{self.log_date_time_string()} {self.client_address[0]} {format % arguments}\n")

    return ThreadingHTTPServer((host, port), Handler)


def main(arguments: list[str] | None = None) -> int:
    """Run the witness until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m zhengan.ledger.witness", description="見證者：副署檢查點。 A witness that cosigns checkpoints."
    )
    parser.add_argument("folder", type=Path, help="金鑰與所見 where its key and what it saw are kept")
    parser.add_argument("--name", required=True, help="its name, for instance witness.example.com.tw/1")
    parser.add_argument("--log", action="append", required=True, help="a log's public key (zhengan ledger key show)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    given = parser.parse_args(arguments)
    try:
        logs = [VerifierKey.parse(one) for one in given.log]
        witness = Witness(given.name, key_in(given.folder), logs, given.folder / "seen.sqlite3")
    except (ValueError, OSError, TypeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"公鑰 public key  {witness.verifier}\n位址 address     http://{given.host}:{given.port}{ADD}\n")
    sys.stdout.flush()
    with server(witness, host=given.host, port=given.port) as running:
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
