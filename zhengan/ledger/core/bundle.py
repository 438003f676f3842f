"""Bundles: the layout of a folder that leaves the building and is verified there with nothing but a public key.

    bundle.json            the list: which log, what was asked for, the SHA-256 of every file not proven otherwise
    checkpoint             the signed checkpoint (C2SP tlog-checkpoint)
    keys/log.txt           the log's verifier keys, one a line; for comparing, not for trusting
    export/entry.json      the act of this export, an entry of the log ...
    export/payload.json    ... whose payload holds the SHA-256 of bundle.json ...
    export/proof.tlog-proof      ... and its proof
    records.json           a JSON array, one record a line (`Record`)
    entries/<index>.json   the bytes of each entry that the records rest on
    proofs/<index>.tlog-proof    its proof, with the same checkpoint
    payloads/<index>.json  {"body", "salt"}, or {"disposed": <index of the act that disposed of it>}
    evidence/<sha256>      the evidence files, named by their content
    consistency/<size>.txt the proof that an earlier checkpoint of that size is the beginning of this one
    tile/...               instead of entries/ and proofs/: the whole log as C2SP tlog-tiles
    anything else          for people (HTML, PDF, the verifier, instructions), listed in bundle.json

It is written in this order: the listed files, bundle.json, the act of export (body: {"bundle": <SHA-256>}), and when a
checkpoint has taken that in, everything that the checkpoint proves.

Rules kept here:

1. Whatever bundle.json lists was there, with these bytes, when the export was entered in the log; nothing else may lie
   in the folder but what is proven by the checkpoint itself (LOOSE).
2. An entry is in the tree; its payload is the one it committed to, or a later act disposed of it and named it.
3. What a record says is what its last entry with an `after` committed to, and each of its evidence files is named by
   its SHA-256 in what it says or in the payload of one of its acts.
4. The rows beside a record are what the payloads of its entries told last: body["rows"] is {kind: {key: state}}, with
   null for a row that was taken away. Once one of the payloads was disposed of, nobody can tell, and no rows are given.
5. bundle.json, payloads and each record are canonical JSON (RFC 8785).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from zhengan.ledger.core.canonical import Json, canonical
from zhengan.ledger.core.entry import SHORTEST_SALT, Entry, EntryRefused, commitment, read_json

TAG = "zhengan.bundle/1"
MANIFEST = "bundle.json"
CHECKPOINT = "checkpoint"
KEYS = "keys/log.txt"
RECORDS = "records.json"
EXPORT_ENTRY, EXPORT_PAYLOAD, EXPORT_PROOF = "export/entry.json", "export/payload.json", "export/proof.tlog-proof"
LOOSE = frozenset({MANIFEST, CHECKPOINT, KEYS, EXPORT_ENTRY, EXPORT_PAYLOAD, EXPORT_PROOF})
LOOSE_FOLDERS = ("proofs/", "consistency/", "tile/")
EXPORT, DISPOSAL = "export", "dispose"  # act codes

Rows: TypeAlias = dict[str, dict[str, Json]]  # kind: {key: what the row says}

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BundleRefused(ValueError):
    """A file of the bundle has not the form that it must have."""


# -- places --------------------------------------------------------------------------------------------------------


def entry_path(index: int) -> str:
    """Return where the bytes of an entry lie."""
    return f"entries/{index}.json"


def proof_path(index: int) -> str:
    """Return where the proof of an entry lies."""
    return f"proofs/{index}.tlog-proof"


def payload_path(index: int) -> str:
    """Return where the payload of an entry lies."""
    return f"payloads/{index}.json"


def evidence_path(sha256: str) -> str:
    """Return where an evidence file lies."""
    return f"evidence/{sha256}"


def consistency_path(size: int) -> str:
    """Return where the proof from an earlier checkpoint of that size lies."""
    return f"consistency/{size}.txt"


def index_of(path: str) -> int:
    """Return the index in a path of `entry_path` or `payload_path`. Raises BundleRefused for another name."""
    name = path.rpartition("/")[2].removesuffix(".json")
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", name) or not path.endswith(f"/{name}.json"):
        raise BundleRefused(f"not a file of this folder: {path}")
    return int(name)


# -- the list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of bundle.json: `about` says what was asked for (clause, from, to ...), `files` path to SHA-256."""

    log: str
    made_at: str
    about: dict[str, Json]
    files: dict[str, str]

    def __bytes__(self) -> bytes:
        files = sorted(self.files.items(), key=lambda one: one[0].encode("utf-16-be"))
        return b"".join(format_list(log=self.log, made_at=self.made_at, about=self.about, files=files))

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read bundle.json. Raises BundleRefused."""
        value = _object(content, {"v", "log", "made_at", "about", "files"})
        files = value["files"]
        if value.pop("v") != TAG or not isinstance(value["log"], str) or not isinstance(files, dict):
            raise BundleRefused("not the list of a bundle of a known version")
        for path, sha256 in files.items():
            if not _is_inside(path) or is_loose(path) or not _is_digest(sha256):
                raise BundleRefused(f"not a file that can be listed: {path!r}")
        return cls(**value)


def format_list(*, log: str, made_at: str, about: dict[str, Json], files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Yield the bytes of bundle.json, so that a long list is written with little memory.

    `files` come as (path, SHA-256), in the order of their paths as RFC 8785 has it (UTF-16 code units).
    """
    yield b'{"about":' + canonical(about) + b',"files":{'
    before = b""
    for path, sha256 in files:
        if not is_loose(path):
            yield before + canonical(path) + b":" + canonical(sha256)
            before = b","
    yield b'},"log":' + canonical(log) + b',"made_at":' + canonical(made_at) + b',"v":' + canonical(TAG) + b"}"


def is_loose(path: str) -> bool:
    """Whether a file is proven by the checkpoint, and so not listed (the list itself is in the log)."""
    return path in LOOSE or path.startswith(LOOSE_FOLDERS)


# -- payloads ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry committed to, with its salt; or which act disposed of it."""

    body: Json = None
    salt: bytes = b""
    disposed: int | None = None

    def __bytes__(self) -> bytes:
        if self.disposed is not None:
            return canonical({"disposed": self.disposed})
        return canonical({"body": self.body, "salt": self.salt.hex()})

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read a payload. Raises BundleRefused."""
        value = _object(content, {"body", "salt"}, {"disposed"})
        if "disposed" in value:
            if type(value["disposed"]) is not int:
                raise BundleRefused("the act that disposed of a payload is named by its index")
            return cls(disposed=value["disposed"])
        salt = value["salt"]
        if not isinstance(salt, str) or not _HEX.fullmatch(salt) or len(salt) < 2 * SHORTEST_SALT:
            raise BundleRefused(f"a salt has {SHORTEST_SALT} bytes or more, in hexadecimal")
        return cls(value["body"], bytes.fromhex(salt))

    def is_of(self, entry: Entry) -> bool:
        """Whether the entry committed to this body with this salt."""
        return self.disposed is None and commitment(self.body, self.salt) == entry.payload

    def disposes_of(self, entry: Entry) -> bool:
        """Whether this, the payload of a disposal, names the entry: {"entries": [<number>, ...]}."""
        named = self.body.get("entries") if isinstance(self.body, dict) else None
        return isinstance(named, list) and entry.number in named

    def tell_rows(self, rows: Rows) -> None:
        """Bring the rows beside a record on by what this payload tells of them. Raises BundleRefused."""
        told = self.body.get("rows", {}) if isinstance(self.body, dict) else {}
        if not isinstance(told, dict) or any(not isinstance(kind, dict) for kind in told.values()):
            raise BundleRefused("rows are told by kind and key")
        for kind, changed in told.items():
            now: dict[str, Json] = {**rows.pop(kind, {}), **changed}  # type: ignore[dict-item]  # looked at above
            there: dict[str, Json] = {key: row for key, row in now.items() if row is not None}
            if there:
                rows[kind] = there

    def lists(self, manifest_sha256: str) -> bool:
        """Whether this, the payload of an export, names the list: {"bundle": <SHA-256 of bundle.json>}."""
        return isinstance(self.body, dict) and self.body.get("bundle") == manifest_sha256


# -- records -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record: what it says now (None once disposed of), the rows beside it, the indexes of its entries, its evidence.

    `values` and each row are all columns as the ledger commits to them; `evidence` is SHA-256 to name.
    """

    register: str
    record: int | None
    record_no: str
    values: dict[str, Json] | None
    rows: Rows
    entries: tuple[int, ...]
    evidence: dict[str, str]

    def __bytes__(self) -> bytes:
        return canonical(
            {
                "register": self.register,
                "record": self.record,
                "record_no": self.record_no,
                "values": self.values,
                "rows": {kind: dict(rows) for kind, rows in self.rows.items()},
                "entries": list(self.entries),
                "evidence": dict(self.evidence),
            }
        )

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read a line of records.json. Raises BundleRefused."""
        value = _object(content, {"register", "record", "record_no", "values", "rows", "entries", "evidence"})
        entries, evidence, rows = value["entries"], value["evidence"], value["rows"]
        if not isinstance(entries, list) or any(type(index) is not int or index < 0 for index in entries):
            raise BundleRefused("entries are named by their indexes")
        if not isinstance(evidence, dict) or not all(_is_digest(sha256) for sha256 in evidence):
            raise BundleRefused("evidence is named by its SHA-256")
        if not isinstance(value["values"], dict | None):
            raise BundleRefused("what a record says is an object")
        if not isinstance(rows, dict) or any(not isinstance(kind, dict) for kind in rows.values()):
            raise BundleRefused("rows are given by kind and key")
        return cls(**{**value, "entries": tuple(entries)})

    def has(self, entry: Entry) -> bool:
        """Whether the entry tells of this record."""
        return (entry.register, entry.record, entry.record_no) == (self.register, self.record, self.record_no)

    def other_row(self, told: Rows) -> tuple[str, str] | None:
        """The kind and key of the first row that is not as it was told, or None."""
        for kind in sorted(told.keys() | self.rows.keys()):
            was, now = told.get(kind, {}), self.rows.get(kind, {})
            for key in sorted(was.keys() | now.keys()):
                if was.get(key) != now.get(key):
                    return kind, key
        return None


def format_records(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the bytes of records.json: a JSON array, one record a line, so that it is read with little memory."""
    before = b"[\n"
    for record in records:
        yield before + bytes(record)
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[\n]\n"


def parse_records(lines: Iterable[bytes]) -> Iterator[Record]:
    """Yield the records of the lines of records.json. Raises BundleRefused."""
    coming = iter(lines)
    if next(coming, b"") != b"[\n":
        raise BundleRefused("the file does not begin with a line [")
    comma = first = True
    for line in coming:
        if line == b"]\n" and (first or not comma) and next(coming, None) is None:
            return
        if not comma:
            raise BundleRefused("something follows the last record")
        yield Record.parse(line.removesuffix(b"\n").removesuffix(b","))
        comma, first = line.endswith(b",\n"), False
    raise BundleRefused("the file does not end with a line ]")


def words_in(value: Json) -> Iterator[str]:
    """Yield all texts in a JSON value, deep down; not its keys."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()


# -- form ----------------------------------------------------------------------------------------------------------


def _object(content: bytes, *shapes: set[str]) -> dict[str, Any]:
    """Read a JSON object that has exactly the keys of one of the shapes."""
    try:
        value = read_json(content)
    except EntryRefused as error:
        raise BundleRefused(str(error)) from error
    if not isinstance(value, dict) or value.keys() not in shapes:
        raise BundleRefused("not the keys that this file has")
    return value


def _is_inside(path: str) -> bool:
    """Whether a path stays in the folder, on every system."""
    return not any(part in {"", ".", ".."} or "\\" in part or ":" in part for part in path.split("/"))


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None
