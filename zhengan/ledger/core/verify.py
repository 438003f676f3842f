"""Verifies a bundle with nothing but a public key: python -m zhengan.ledger.core.verify FOLDER --key KEY.

It ends with 0 when all is proven, 1 when something is wrong (the first bad place is named), 2 when it was called in a
wrong way, 3 when the folder is of one piece but no key was given to prove whose it is. The layout of the folder is that
of `zhengan.ledger.core.bundle`. One tile, entry and record are held in memory at a time, and the list of files.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeVar

from zhengan.ledger.core import bundle
from zhengan.ledger.core.bundle import BundleRefused, Manifest, Payload, Record
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.entry import SHORTEST_SALT, Entry, commitment
from zhengan.ledger.core.merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    ProofRefused,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from zhengan.ledger.core.note import VerifierKey, to_base64
from zhengan.ledger.core.problems import Problem
from zhengan.ledger.core.proof import Proof, parse_path
from zhengan.ledger.core.tiles import ENTRIES, WIDTH, Edge, Tile, TileRefused, bundles_between, parse_bundle, width_in
from zhengan.ledger.core.trust import Believed, NotBelieved, NotSigned, NotWitnessed, OtherLog, Trust

CHUNK = 1 << 20
LARGEST = 1 << 26  # bytes of a file that is read whole: a list of half a million files
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of POSIX time
LAST_SECOND = 253_402_300_799  # of the year 9999, the last that can be written
NO_SALT = bytes(SHORTEST_SALT)
WHY: dict[type[NotBelieved], str] = {OtherLog: "other_log", NotSigned: "not_signed", NotWitnessed: "not_witnessed"}

S = TypeVar("S")
T = TypeVar("T")


class Verification:
    """One pass over one folder; `run` raises the first Problem, else returns the checkpoint that proves it all."""

    def __init__(self, folder: Path, trust: Trust, *, seen: Sequence[bytes] = ()) -> None:
        self.folder = folder
        self.trust = trust
        self.seen = seen
        self.counts = dict.fromkeys(("files", "entries", "records"), 0)
        self._whole = (folder / "tile").is_dir()
        self._bundle = lru_cache(maxsize=4)(self._read_bundle)

    def run(self) -> Believed:
        """Verify everything, in the order of the folder's layout. Raises Problem."""
        believed = self._checkpoint(self._read(bundle.CHECKPOINT), bundle.CHECKPOINT, self.trust)
        self._signed, self._head = bytes(believed.note), believed.checkpoint
        earlier = [self._earlier(content, number) for number, content in enumerate(self.seen, 1)]
        listed = self._list()
        self._files(listed)
        if self._whole:
            self._whole_log(earlier)
        else:
            self._beginnings(earlier)
        entries, payloads = self._indexes("entries"), self._indexes("payloads")
        for index in sorted(entries | payloads):
            if index in entries:
                self._proven(bundle.entry_path(index), bundle.proof_path(index), index)
            self._payload(index)
            self.counts["entries"] += not self._whole
        self._records(listed)
        return believed

    # -- the head --------------------------------------------------------------------------------------------------

    def _checkpoint(self, content: bytes, place: str, trust: Trust) -> Believed:
        try:
            return trust.open(content)
        except NotBelieved as error:
            raise Problem(WHY[type(error)], place, str(error)) from error
        except ValueError as error:
            raise Problem("bad_checkpoint", place, str(error)) from error

    def _earlier(self, content: bytes, number: int) -> Checkpoint:
        """A checkpoint seen earlier; the witnesses of that time are not asked for."""
        place = f"--seen {number}"
        head = self._checkpoint(content, place, Trust(self.trust.log_keys)).checkpoint
        if head.size > self._head.size:
            raise Problem("rewritten", place, f"{head.size} entries then, {self._head.size} now")
        return head

    def _list(self) -> Manifest:
        """The list of files, which an entry of the log has committed to."""
        content = self._read(bundle.MANIFEST)
        listed = self._form(bundle.MANIFEST, Manifest.parse, content)
        entry = self._proven(bundle.EXPORT_ENTRY, bundle.EXPORT_PROOF)
        payload = self._form(bundle.EXPORT_PAYLOAD, Payload.parse, self._read(bundle.EXPORT_PAYLOAD))
        if not payload.is_of(entry):
            raise Problem("payload_changed", bundle.EXPORT_PAYLOAD)
        named = payload.lists(hashlib.sha256(content).hexdigest())
        if entry.act != bundle.EXPORT or listed.log != self._head.origin or not named:
            raise Problem("not_this_export", bundle.MANIFEST)
        return listed

    def _files(self, listed: Manifest) -> None:
        """Every listed file is what it was, and no other lies in the folder."""
        for path, expected in sorted(listed.files.items()):
            sha256 = hashlib.sha256()
            with self._open(path) as file:
                while chunk := file.read(CHUNK):
                    sha256.update(chunk)
            if sha256.hexdigest() != expected:
                raise Problem("changed", path)
            self.counts["files"] += 1
        for found in _walk(self.folder):
            name = found.relative_to(self.folder).as_posix()
            if found.is_symlink() or not (name in listed.files or self._may_lie_loose(name)):
                raise Problem("inserted", name)

    def _may_lie_loose(self, path: str) -> bool:
        if not path.startswith("tile/"):
            return bundle.is_loose(path)
        try:
            tile = Tile.parse(path)
        except TileRefused:
            return False
        return tile.width <= width_in(self._head.size, tile.level, tile.index)

    # -- the log ---------------------------------------------------------------------------------------------------

    def _beginnings(self, earlier: Sequence[Checkpoint]) -> None:
        """Earlier checkpoints are beginnings of this one, as the proofs show that came along."""
        for number, head in enumerate(earlier, 1):
            place = bundle.consistency_path(head.size)
            trivial = head.size in (0, self._head.size)
            content = b"" if trivial else self._read(place)
            path = self._form(place, lambda content: parse_path(content.decode()), content)
            try:
                verify_consistency(head.size, head.root, self._head.size, self._head.root, path)
            except ProofRefused as error:
                raise Problem("rewritten", f"--seen {number}", str(error)) from error

    def _whole_log(self, earlier: Sequence[Checkpoint]) -> None:
        """All entries together have the root of the checkpoint, and had those of the earlier ones.

        Hash tiles are not needed for that, but where they are given they must be right; and when the root is not, they
        tell which entry differs.
        """
        edge, roots, wrong = Edge(), {0: EMPTY_ROOT}, ""
        sizes = sorted({head.size for head in earlier})
        for tile in bundles_between(0, self._head.size):
            leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in self._bundle(tile.index)]
            start = edge.size
            for end in [*(size for size in sizes if start < size < start + tile.width), start + tile.width]:
                for made in edge.extend(leaves[edge.size - start : end - start]):
                    wrong = wrong or self._difference(*made)
                if end in sizes:
                    roots[end] = edge.root()
            self.counts["entries"] += tile.width
        for made in edge.partials():
            wrong = wrong or self._difference(*made)
        if edge.root() != self._head.root:
            raise Problem("not_in_log" if "#" in wrong else "root_differs", wrong if "#" in wrong else "tile/entries")
        if wrong:
            raise Problem("changed", wrong.partition(" ")[0])
        for number, head in enumerate(earlier, 1):
            if roots[head.size] != head.root:
                raise Problem("rewritten", f"--seen {number}", f"another root at {head.size} entries")

    def _difference(self, tile: Tile, content: bytes) -> str:
        """Where a hash tile that is given differs from the one that the entries make, or nothing."""
        path = self.folder / tile.path
        given = path.read_bytes() if path.is_file() else content
        if given == content:
            return ""
        if tile.level:
            return tile.path
        places = range(0, len(content), HASH_SIZE)
        first = next((at for at in places if given[at : at + HASH_SIZE] != content[at : at + HASH_SIZE]), 0)
        return f"{tile.path} #{tile.index * WIDTH + first // HASH_SIZE}"

    def _read_bundle(self, index: int) -> list[bytes]:
        tile = Tile(ENTRIES, index, width_in(self._head.size, ENTRIES, index))
        return self._form(tile.path, lambda content: parse_bundle(content, width=tile.width), self._read(tile.path))

    # -- entries and payloads --------------------------------------------------------------------------------------

    def _proven(self, entry_place: str, proof_place: str, index: int | None = None) -> Entry:
        """An entry that its proof shows to be in the log (at that index)."""
        content = self._read(entry_place)
        proof = self._form(proof_place, Proof.parse, self._read(proof_place))
        try:
            if proof.checkpoint != self._signed or (index is not None and index != proof.index):
                raise ProofRefused("the proof is one of another checkpoint or index")
            verify_inclusion(leaf_hash(content), proof.index, self._head.size, self._head.root, proof.path)
        except ProofRefused as error:
            raise Problem("not_in_log", entry_place, str(error)) from error
        return self._form(entry_place, Entry.parse, content)

    def _entry(self, index: int) -> Entry:
        """An entry that was, or will be, proven elsewhere in this pass."""
        place = bundle.entry_path(index)
        if self._whole and index < self._head.size:
            return self._form(place, Entry.parse, self._bundle(index // WIDTH)[index % WIDTH])
        return self._form(place, Entry.parse, self._read(place))

    def _payload(self, index: int) -> Payload:
        """The payload of an entry, which is the one that it committed to, or was disposed of lawfully."""
        place = bundle.payload_path(index)
        entry = self._entry(index)
        payload = self._form(place, Payload.parse, self._read(place))
        if payload.disposed is None:
            if not payload.is_of(entry):
                raise Problem("payload_changed", place)
        elif payload.disposed <= index or not self._disposed(entry, payload.disposed):
            raise Problem("not_disposed", place)
        return payload

    def _disposed(self, entry: Entry, index: int) -> bool:
        """Whether the entry at that index is a disposal that names the entry."""
        disposal = self._payload(index)
        return self._entry(index).act == bundle.DISPOSAL and disposal.disposes_of(entry)

    # -- records ---------------------------------------------------------------------------------------------------

    def _records(self, listed: Manifest) -> None:
        unnamed = {path for path in listed.files if path.startswith("evidence/")}
        with self._open(bundle.RECORDS) as lines:
            try:
                for record in bundle.parse_records(lines):
                    self._record(record, listed)
                    unnamed -= {bundle.evidence_path(sha256) for sha256 in record.evidence}
                    self.counts["records"] += 1
            except BundleRefused as error:
                line = self.counts["records"] + 2
                raise Problem("unreadable", f"{bundle.RECORDS}, {line}", str(error)) from error
        if unnamed:
            raise Problem("evidence_unnamed", min(unnamed))

    def _record(self, record: Record, listed: Manifest) -> None:
        """The entries are of this record and committed to what it and its rows say, and the evidence is named."""
        place = f"{bundle.RECORDS}, {record.register} {record.record_no}"
        words = set(bundle.words_in(record.values))
        rows: bundle.Rows = {}
        known = True
        said: str | None = None
        salt, previous = b"", -1
        for index in record.entries:
            entry, payload = self._entry(index), self._payload(index)
            if index <= previous or not record.has(entry):
                raise Problem("wrong_record", f"{place}, {bundle.entry_path(index)}")
            if entry.after is not None:
                said, salt = (entry.after, payload.salt) if payload.disposed is None else (None, b"")
            known &= payload.disposed is None
            self._form(bundle.payload_path(index), payload.tell_rows, rows)
            words.update(bundle.words_in(payload.body))
            previous = index
        if said != (None if record.values is None else commitment(record.values, salt or NO_SALT)):
            raise Problem("record_changed", place)
        if other := record.other_row(rows if known else {}):
            raise Problem("row_changed", f"{place}, {' '.join(other)}")
        for sha256 in record.evidence:
            path = bundle.evidence_path(sha256)
            if listed.files.get(path, sha256) != sha256:
                raise Problem("changed", path)
            if path not in listed.files:
                raise Problem("missing", path)
            if sha256 not in words:
                raise Problem("evidence_unnamed", path)

    # -- files -----------------------------------------------------------------------------------------------------

    def _open(self, path: str) -> BinaryIO:
        try:
            return (self.folder / path).open("rb")
        except OSError as error:
            raise Problem("missing", path) from error

    def _read(self, path: str) -> bytes:
        with self._open(path) as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Problem("unreadable", path, f"more than {LARGEST} bytes")
        return content

    def _form(self, place: str, parse: Callable[[S], T], content: S) -> T:
        try:
            return parse(content)
        except ValueError as error:  # whatever a parser of this package refuses is one
            raise Problem("unreadable", place, str(error)) from error

    def _indexes(self, folder: str) -> set[int]:
        """The indexes of the files in a folder of the bundle."""
        there = self.folder / folder
        names = [f"{folder}/{path.name}" for path in there.iterdir()] if there.is_dir() else []
        return {self._form(name, bundle.index_of, name) for name in sorted(names)}


def _walk(folder: Path) -> Iterator[Path]:
    """All files below a folder, in the order of their names; a link is not followed."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


# -- the program ---------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # an old console may not have all signs
    given = _parser().parse_args(arguments)
    folder = Path(given.folder)
    try:
        witnesses = _keys(given.witness)
        quorum = len(witnesses) if given.quorum is None else given.quorum
        trust = Trust(_keys(given.key or [str(folder / bundle.KEYS)]), witnesses, quorum)
        seen = [Path(one).read_bytes() for one in given.seen]
    except (OSError, ValueError) as error:
        print(f"無法開始 / Cannot begin: {error}")
        return 2
    verification = Verification(folder, trust, seen=seen)
    try:
        believed = verification.run()
    except Problem as problem:
        print(f"✗ 不成立 / NOT PROVEN\n{problem}\n[{problem.code}] {problem.place}")
        return 1
    _report(verification, believed)
    if given.key:
        print("✓ 全部成立 / ALL PROVEN")
        return 0
    print(
        "△ 資料夾前後一致，但沒有給公鑰，無法證明出處：請以 --key 給您從別處取得的公鑰。\n"
        "  The folder is of one piece, but no key was given to prove whose it is: give the key that you got elsewhere "
        "with --key."
    )
    return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m zhengan.ledger.core.verify",
        description="驗證匯出的資料夾；Verify an exported folder.",
    )
    parser.add_argument("folder", help="資料夾；the folder")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        help="軌跡的公鑰，或每行一把的檔案；the log's verifier key, or a file of them",
    )
    parser.add_argument(
        "--seen", action="append", default=[], metavar="FILE", help="先前收到的檢查點；a checkpoint seen earlier"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="見證者的公鑰；the verifier key of a witness"
    )
    parser.add_argument(
        "--quorum", type=int, metavar="N", help="至少幾位見證者，預設為全部；how many of the witnesses, all by default"
    )
    return parser


def _keys(given: Sequence[str]) -> tuple[VerifierKey, ...]:
    """Read verifier keys, each given as itself or as a file with one a line. Raises NoteRefused, OSError."""
    lines: list[str] = []
    for one in given:
        lines += [one] if one.count("+") >= 2 else Path(one).read_text("utf-8").splitlines()
    return tuple(VerifierKey.parse(line) for line in lines if line)


def _report(verification: Verification, believed: Believed) -> None:
    head = believed.checkpoint
    counts = verification.counts
    print(f"軌跡 / log: {head.origin}")
    print(f"檢查點 / checkpoint: {head.size} 筆分錄 / entries, {to_base64(head.root)}")
    for key in believed.log_keys:
        print(f"簽署 / signed: {key.name} {key.key_id.hex()}")
    for key, at in believed.witnessed.items():
        print(
            f"見證 / witnessed: {key.name} {BEGINNING + timedelta(seconds=min(at, LAST_SECOND)):%Y-%m-%d %H:%M:%S} UTC"
        )
    print(
        f"驗證了 / verified: {counts['records']} 筆紀錄 / records, {counts['entries']} 筆分錄 / entries, "
        f"{counts['files']} 個檔案 / files"
    )


if __name__ == "__main__":
    sys.exit(main())
