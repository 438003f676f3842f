"""Makes logs, keys and bundles for the tests of the ledger's core; nothing here is by chance."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from zhengan.ledger.core import bundle, merkle, note
from zhengan.ledger.core.bundle import Manifest, Payload, Record
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.cosignature import Ed25519Cosigner, MLDSA44Cosigner
from zhengan.ledger.core.entry import Entry, commitment
from zhengan.ledger.core.note import Ed25519Signer
from zhengan.ledger.core.proof import Proof, format_path
from zhengan.ledger.core.tiles import Edge, TileReader, bundles_between, format_bundle

ORIGIN = "ledger.example.com.tw/zhengan"
MADE_AT = "2026-11-20T02:00:00.000000Z"


def ed25519(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def mldsa44(name: str) -> MLDSA44PrivateKey:
    return MLDSA44PrivateKey.from_seed_bytes(hashlib.sha256(name.encode()).digest())


LOG = Ed25519Signer(ORIGIN, ed25519("log"))
LOG_AFTER = MLDSA44Cosigner(ORIGIN, mldsa44("log"))  # for the time of quantum computers
WITNESSES = [
    Ed25519Cosigner(f"witness.example/{number}", ed25519(f"witness {number}"), 1763604000) for number in (1, 2)
]


@dataclass
class Log:
    """Entries with their payloads, their tree, and checkpoints of it at any size."""

    entries: list[Entry] = field(default_factory=list)
    payloads: list[Payload] = field(default_factory=list)

    def act(self, act, *, body=None, before=None, after=None, **rest):
        """Enter an act; returns its index."""
        index = len(self.entries)
        salt = hashlib.sha256(f"salt {index}".encode()).digest()[:16]
        told = {"body": body or {}, "before": before, "after": after}
        digests = {name: None if value is None else commitment(value, salt) for name, value in told.items()}
        entry = Entry(
            number=index + 1, at=f"2026-11-19T{index // 3600:02d}:{index // 60 % 60:02d}:{index % 60:02d}.000000Z",
            actor=7, name="王小明", via="web", address="10.0.0.7", act=act,
            before=digests["before"], after=digests["after"], payload=digests["body"], **rest,
        )  # fmt: skip
        self.entries.append(entry)
        self.payloads.append(Payload(told["body"], salt))
        return index

    @property
    def leaves(self):
        return [merkle.leaf_hash(bytes(entry)) for entry in self.entries]

    def tiles(self, size=None):
        """All files of the log as tiles, by path, without the checkpoint."""
        size = len(self.entries) if size is None else size
        edge = Edge()
        files = {tile.path: content for tile, content in edge.extend(self.leaves[:size])}
        files |= {tile.path: content for tile, content in edge.partials()}
        contents = [bytes(entry) for entry in self.entries]
        for tile in bundles_between(0, size):
            files[tile.path] = format_bundle(contents[tile.index * 256 : tile.index * 256 + tile.width])
        return files

    def read(self, size=None):
        return TileReader(len(self.entries) if size is None else size, self.tiles(size).get)

    def checkpoint(self, size=None, signers=(LOG,)):
        size = len(self.entries) if size is None else size
        head = Checkpoint(ORIGIN, size, merkle.root_of(self.leaves[:size]))
        return bytes(note.sign(head.text, *signers))

    def consistency(self, size):
        return format_path(merkle.consistency_proof(size, len(self.entries), self.read()))

    def record(self, register, number, *, steps, evidence=(), rows=()):
        """Enter the acts of a record that says something new each time; returns it as it lies in a bundle.

        `rows` are what each step tells of the rows beside it.
        """
        where = {"register": register, "record": number, "record_no": f"{register[:2].upper()}-2026-{number:04d}"}
        said, entries, beside = None, [], {}
        for step, values in enumerate(steps):
            body = {"values": values, "files": [{"sha256": one} for one in evidence]}
            if step < len(rows):
                body["rows"] = rows[step]
                for kind, changed in rows[step].items():
                    beside[kind] = beside.get(kind, {}) | changed
            entries.append(self.act("change" if step else "create", body=body, before=said, after=values, **where))
            said = values
        names = {one: f"佐證 {place}.pdf" for place, one in enumerate(evidence)}
        there = {kind: {key: row for key, row in kept.items() if row is not None} for kind, kept in beside.items()}
        left = {kind: kept for kind, kept in there.items() if kept}
        return Record(values=said, rows=left, entries=tuple(entries), evidence=names, **where)


@dataclass
class Bundle:
    """What a bundle is made of; `write` writes it as the product does."""

    log: Log
    records: list[Record]
    evidence: dict[str, bytes]
    disposed: dict[int, int] = field(default_factory=dict)
    extra: dict[str, bytes] = field(default_factory=dict)
    exported: dict = field(default_factory=dict)
    signers: tuple = (LOG, LOG_AFTER, *WITNESSES)
    seen: tuple[int, ...] = (5, 256)

    def payload(self, index):
        return Payload(disposed=self.disposed[index]) if index in self.disposed else self.log.payloads[index]

    def write(self, folder: Path, *, whole: bool) -> None:
        indexes = sorted({index for record in self.records for index in record.entries} | {*self.disposed.values()})
        files = {bundle.RECORDS: b"".join(bundle.format_records(self.records)), **self.extra}
        files |= {bundle.payload_path(index): bytes(self.payload(index)) for index in indexes}
        files |= {bundle.evidence_path(sha256): content for sha256, content in self.evidence.items()}
        if not whole:
            files |= {bundle.entry_path(index): bytes(self.log.entries[index]) for index in indexes}
        hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
        listed = bytes(Manifest(log=ORIGIN, made_at=MADE_AT, about={"clause": "7.1.3.6"}, files=hashes))
        body = {"bundle": hashlib.sha256(listed).hexdigest(), **self.exported}
        export = self.log.act(self.exported.get("act", "export"), body=body)
        self.log.act("sign_in")
        signed = self.log.checkpoint(signers=self.signers)
        read = self.log.read()

        def proof(index):
            return bytes(Proof(index, tuple(merkle.inclusion_proof(index, read.size, read)), signed))

        files |= {
            bundle.MANIFEST: listed,
            bundle.CHECKPOINT: signed,
            bundle.KEYS: f"{LOG.verifier}\n{LOG_AFTER.verifier}\n".encode(),
            bundle.EXPORT_ENTRY: bytes(self.log.entries[export]),
            bundle.EXPORT_PAYLOAD: bytes(self.log.payloads[export]),
            bundle.EXPORT_PROOF: proof(export),
        }
        if whole:
            files |= self.log.tiles()
        else:
            files |= {bundle.proof_path(index): proof(index) for index in indexes}
            files |= {bundle.consistency_path(size): self.log.consistency(size).encode() for size in self.seen}
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


def sample() -> Bundle:
    """A log of some 300 acts; three records, of which one was disposed of; two evidence files."""
    log = Log()
    evidence = {hashlib.sha256(content).hexdigest(): content for content in (b"%PDF-1.7 signed", b"minutes")}
    first, second = sorted(evidence)
    told = []
    for _number in range(40):
        log.act("sign_in", happened="2026-11-18")
    rows = [
        {"lines": {"1": {"decision": ""}, "2": {"decision": ""}}, "kernel.comment": {"9": {"text": "請補件"}}},
        {"lines": {"1": {"decision": "keep"}, "2": None}, "kernel.comment": {"9": None}},
    ]
    told.append(
        log.record(
            "access.review", 1, steps=[{"text": "初稿"}, {"text": "核定", "ok": True}], evidence=[first], rows=rows
        )
    )
    gone = log.record(
        "incidents.report", 2, steps=[{"name": "王小明", "id": "A123456789"}], rows=[{"lines": {"7": {}}}]
    )
    for number in range(240):
        log.act("view", body={"page": number})
    told.append(log.record("access.review", 3, steps=[{"text": "季檢視"}], evidence=[second]))
    numbers = [log.entries[index].number for index in gone.entries]
    disposal = log.act("dispose", body={"entries": numbers, "why": "個資法第11條"})
    told.append(replace(gone, values=None, rows={}))
    told.append(Record(register="", record=None, record_no="", values=None, rows={}, entries=(disposal,), evidence={}))
    extra = {"records.html": "<h1>權限檢視</h1>".encode(), "說明.txt": "請先閱讀".encode()}
    return Bundle(log, told, evidence, disposed=dict.fromkeys(gone.entries, disposal), extra=extra)
