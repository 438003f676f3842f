"""Making a pack, in the order that its proofs demand: the files, their list, the act of export, and then the proofs."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhengan.kernel import acts, evidence
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.models import Evidence
from zhengan.kernel.packing import pages, paper
from zhengan.kernel.packing.asked import Asked, Packed, demand
from zhengan.kernel.packing.folder import Folder
from zhengan.kernel.packing.taking import Step, Taken, disposal, places_of, take
from zhengan.ledger import apart, checkpoints, clock, keys, sequencer
from zhengan.ledger.core import bundle, zhengan_verify
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.merkle import consistency_proof, inclusion_proof
from zhengan.ledger.core.note import Note
from zhengan.ledger.core.proof import Proof, format_path
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.leaves import COLUMNS, head, leaf_of, moment, tree
from zhengan.ledger.models import LogKey

VERIFIER = "zhengan_verify.py"
MISSING_TOLD = 20


def pack(asked: Asked, *, folder: Path, by: Actor, seen: Sequence[bytes] = ()) -> Packed:
    """Write what is asked for into a new folder, and enter the export in the ledger.

    `seen` are checkpoints received earlier, which the pack then proves to be the beginning of this log. Memory does not
    grow with the number of records. Raises Refused, and NotPossible for an empty result, a folder that exists, and a
    log that cannot sign; nothing is then left in the folder.
    """
    demand(asked, by)
    try:
        earlier = _earlier(seen)
        with Folder(folder) as made:
            return _Pack(asked, made, by).make(earlier)
    except (checkpoints.NotSigned, keys.KeyTrouble) as error:
        raise NotPossible(_("The log cannot be signed now: %(why)s") % {"why": error}) from error


def _earlier(seen: Sequence[bytes]) -> list[Checkpoint]:
    """The checkpoints seen earlier, and the last one that was signed before this pack."""
    keys.signers()
    trust = Trust(tuple(keys.verifiers()))
    size = head().size
    found = []
    former = apart.last(keys.origin())
    for content in (*seen, *([former] if former is not None else [])):
        try:
            found.append(trust.open(content).checkpoint)
        except ValueError as error:  # NotBelieved, or no checkpoint at all
            raise NotPossible(_("The earlier checkpoint cannot be used: %(why)s") % {"why": error}) from error
        if found[-1].size > size:
            raise NotPossible(_("The earlier checkpoint has more entries than this log: its end was cut off."))
    return found


class _Pack:
    """One pack while it is being made."""

    def __init__(self, asked: Asked, folder: Folder, by: Actor) -> None:
        self.asked = asked
        self.folder = folder
        self.by = by
        self.at = clock.now()
        self.records = 0
        self.missing: list[str] = []
        # For the PDF, which is made of few records only.
        self.bodies: list[str] = []
        self.rows: list[str] = []

    def make(self, earlier: Sequence[Checkpoint]) -> Packed:
        """Write everything."""
        self.folder.write(bundle.RECORDS, bundle.format_records(self._records()))
        pdf = self._pages()
        self._instructions()
        listed = bundle.format_list(
            log=keys.origin(), made_at=moment(self.at), about=self.asked.about, files=self.folder.files()
        )
        sha256 = self.folder.write(bundle.MANIFEST, listed)
        body = {"bundle": sha256, "records": self.records, **self.asked.about}
        export = acts.note("export", by=self.by, body=body, **self.asked.subject)
        sequencer.integrate()
        note = checkpoints.sign()
        self._proofs(export, note, earlier)
        return Packed(
            records=self.records,
            evidence=sum(1 for _file in self.folder.files("evidence/")),
            size=Checkpoint.parse(Note.parse(note).text).size,
            missing=tuple(self.missing),
            pdf=pdf,
        )

    # -- records ---------------------------------------------------------------------------------------------------

    def _records(self) -> Iterator[bundle.Record]:
        """Yield the records, and write on the way what belongs to each; the lines of the list wait in a file."""
        with (self.folder.path / "rows").open("wb") as rows:
            for register in self.asked.registers():
                for keys_at_once in self.asked.keys(register):
                    for taken in take(register, keys_at_once):
                        self._belongings(taken)
                        row, body = pages.row(taken), pages.body(taken)
                        rows.write(row)
                        self._keep_for_paper(row, body)
                        self.folder.write(f"records/{pages.anchor(taken)}.html", pages.page(body).encode())
                        self.records += 1
                        yield taken.told

    def _keep_for_paper(self, row: bytes, body: str) -> None:
        if self.records < paper.RECORDS_AT_MOST:
            self.rows.append(row.decode())
            self.bodies.append(body)
        else:
            self.rows, self.bodies = [], []

    def _belongings(self, taken: Taken) -> None:
        """Entries with their payloads, or the acts that disposed of them; evidence files; what was submitted."""
        for step in taken.steps:
            self._entry(step)
            if step.payload.disposed is not None and not self.folder.has(bundle.entry_path(step.payload.disposed)):
                self._entry(disposal(step.payload.disposed))
        for sha256, content in taken.frozen.items():
            self._evidence(sha256, [content])
        files = {one.sha256: one for one in Evidence.objects.filter(sha256__in=list(taken.evidence))}
        for sha256, name in taken.evidence.items():
            try:
                with evidence.read(files.get(sha256) or Evidence(sha256=sha256)) as file:
                    self._evidence(sha256, iter(partial(file.read, evidence.CHUNK), b""))
            except OSError:
                self.missing.append(f"{taken.no} {name}")

    def _entry(self, step: Step) -> None:
        if not self.folder.has(bundle.entry_path(step.index)):
            leaf = leaf_of([getattr(step.entry, name) for name in COLUMNS])
            self.folder.write(bundle.entry_path(step.index), bytes(leaf))
            self.folder.write(bundle.payload_path(step.index), bytes(step.payload))

    def _evidence(self, sha256: str, content: Iterable[bytes]) -> None:
        if not self.folder.has(bundle.evidence_path(sha256)):
            self.folder.write(bundle.evidence_path(sha256), content)

    # -- for people ------------------------------------------------------------------------------------------------

    def _pages(self) -> str:
        """The first page and, where it can be made, the PDF; returns why there is none."""
        pdf = paper.why_not(self.records)
        about: dict[str, Any] = {
            "records": self.records,
            "by": self.by.user.name,
            "at": self.at,
            "log": keys.origin(),
            "pdf": pdf,
            "missing": self.missing[:MISSING_TOLD],
        }
        waiting = self.folder.path / "rows"
        with waiting.open("rb") as rows:
            self.folder.write("index.html", pages.index(self.asked, rows, **about))
        waiting.unlink()
        if not pdf:
            self.folder.write("pack.pdf", paper.pdf(pages.cover(self.asked, **about), self.rows, self.bodies))
        return pdf

    def _instructions(self) -> None:
        """The verifier, how it is used, and the statements by which keys were handed over."""
        self.folder.write(VERIFIER, Path(zhengan_verify.__file__).read_bytes())
        told = {"log": keys.origin(), "verifier": VERIFIER, "keys": [key.key_id.hex() for key in keys.verifiers()]}
        self.folder.write("README.txt", render_to_string("kernel/pack/README.txt", told).encode())
        statements = LogKey.objects.exclude(statement="").order_by("pk").values_list("statement", flat=True)
        for number, statement in enumerate(statements, 1):
            self.folder.write(f"keys/hand-over-{number}.txt", statement.encode())

    # -- proofs ----------------------------------------------------------------------------------------------------

    def _proofs(self, export: Any, note: bytes, earlier: Sequence[Checkpoint]) -> None:
        """All that the checkpoint proves, and that it continues the earlier ones."""
        size = Checkpoint.parse(Note.parse(note).text).size
        read = tree(size)
        index = places_of([export.pk])[export.pk]

        def proof(index: int) -> bytes:
            return bytes(Proof(index, tuple(inclusion_proof(index, size, read)), note))

        payload = export.payload
        self.folder.write(bundle.CHECKPOINT, note)
        self.folder.write(bundle.KEYS, "".join(f"{key}\n" for key in keys.verifiers()).encode())
        self.folder.write(bundle.EXPORT_ENTRY, bytes(leaf_of([getattr(export, name) for name in COLUMNS])))
        self.folder.write(bundle.EXPORT_PAYLOAD, bytes(bundle.Payload(payload.body, bytes(payload.salt))))
        self.folder.write(bundle.EXPORT_PROOF, proof(index))
        for path, _sha256 in self.folder.files("entries/"):
            at = bundle.index_of(path)
            self.folder.write(bundle.proof_path(at), proof(at))
        for old in sorted({one.size for one in earlier} - {0, size}):
            path = format_path(consistency_proof(old, size, read))
            self.folder.write(bundle.consistency_path(old), path.encode())
