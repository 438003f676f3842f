"""Taking records with all that belongs to them: rows beside, entries, payloads, evidence files, approvals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhengan.kernel.joining import join
from zhengan.kernel.models import Evidence, Submission
from zhengan.kernel.plain import lines_contents
from zhengan.kernel.reconciling import rows_beside
from zhengan.kernel.register import Register
from zhengan.kernel.state import State, kind_of, state
from zhengan.ledger import sequencer
from zhengan.ledger.core.bundle import BundleRefused, Payload, Record, Rows
from zhengan.ledger.core.canonical import Json, canonical
from zhengan.ledger.core.entry import commitment
from zhengan.ledger.models import Entry, Leaf

# Acts go on while a pack is made: what was read on either side of one is read again.
TRIES = 3
SUBMISSIONS = kind_of(Submission)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act on a record: its place in the tree, its row, and its payload."""

    index: int
    entry: Any
    payload: Payload

    @property
    def body(self) -> dict[str, Any]:
        """What the act told; nothing once it was disposed of."""
        return self.payload.body if isinstance(self.payload.body, dict) else {}


@dataclass(kw_only=True)
class Taken:
    """One record with its history: `row` is None where the record is there no more, `lines` its child rows by name.

    `evidence` is what its acts named, by SHA-256; `frozen` are the contents that were submitted for approval.
    """

    register: Register
    key: int
    no: str
    row: Any
    values: State | None
    rows: Rows
    steps: Sequence[Step]
    lines: dict[str, Json] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    frozen: dict[str, bytes] = field(default_factory=dict)

    @property
    def told(self) -> Record:
        """The record as the bundle holds it."""
        names = {**self.evidence, **{sha256: f"{self.no} {sha256[:8]}.json" for sha256 in self.frozen}}
        return Record(
            register=self.register.code,
            record=self.key,
            record_no=self.no,
            values=self.values,
            rows=self.rows,
            entries=tuple(step.index for step in self.steps),
            evidence=names,
        )

    @property
    def is_of_one_piece(self) -> bool:
        """Whether record and rows are what the entries that were read committed to."""
        rows: Rows = {}
        last = None
        for step in self.steps:
            try:
                step.payload.tell_rows(rows)
            except BundleRefused:
                return False
            last = step if step.entry.after else last
        known = all(step.payload.disposed is None for step in self.steps)
        if self.told.other_row(rows if known else {}) is not None:
            return False
        if last is None or last.payload.disposed is not None:
            return self.values is None
        return self.values is not None and commitment(self.values, last.payload.salt) == last.entry.after


def take(register: Register, keys: Sequence[int]) -> Iterator[Taken]:
    """Yield the records of these keys (a few hundred), each as it stands after the last of its acts.

    What is not of one piece when it is read again is given as it is: the pack then says so itself.
    """
    for one in _read(register, keys):
        found = one
        for _try in range(TRIES - 1):
            if not found.is_of_one_piece:
                found = next(_read(register, [one.key]))
        yield found


def _read(register: Register, keys: Sequence[int]) -> Iterator[Taken]:
    records = list(register.record.objects.filter(pk__in=keys))
    join(records, register.joins)
    there = {record.pk: record for record in records}
    lines = lines_contents(register, records)
    beside = rows_beside(register, record_id__in=keys)
    steps = _steps(register, keys)
    names, frozen = _evidence_of(beside), _frozen(beside)
    for key in keys:
        acts = steps[key]
        last = next((step for step in reversed(acts) if step.entry.after), None)
        row = there.get(key)
        gone = any(step.payload.disposed is not None for step in acts)
        known = row is not None and last is not None and last.payload.disposed is None
        rows: Rows = {} if gone else {kind: {**kept} for kind, kept in beside.get(key, {}).items()}
        told: dict[str, str] = {}
        for step in acts:
            told |= _evidence_in(step.body)
        yield Taken(
            register=register,
            key=key,
            no=row.no if row is not None else acts[-1].entry.record_no,
            row=row if known else None,
            values=state(row) if row is not None and known else None,
            rows=rows,
            steps=acts,
            lines=lines.get(key, {}),
            evidence=told | {sha256: told.get(sha256, name) for sha256, name in names.get(key, ()) if not gone},
            frozen=frozen.get(key, {}) if rows else {},
        )


def _steps(register: Register, keys: Sequence[int]) -> dict[int, list[Step]]:
    """All acts on these records, in the order of the tree, in which the sequencer has given them a place by now."""
    found: dict[int, list[Step]] = defaultdict(list)
    entries = list(Entry.objects.filter(register=register.code, record_id__in=keys).select_related("payload"))
    disposals = {entry.payload.disposed_by for entry in entries} - {None}
    places = places_of([*(entry.pk for entry in entries), *disposals])
    for entry in sorted(entries, key=lambda entry: places[entry.pk]):
        kept = entry.payload
        payload = (
            Payload(kept.body, bytes(kept.salt))
            if kept.disposed_by is None
            else Payload(disposed=places[kept.disposed_by])
        )
        found[entry.record_id].append(Step(index=places[entry.pk], entry=entry, payload=payload))
    return found


def places_of(numbers: Sequence[int]) -> dict[int, int]:
    """Return the place in the tree of each entry of these numbers."""
    leaves = Leaf.objects.filter(entry_id__in=numbers).values_list("entry_id", "index")
    places = dict(leaves)
    if len(places) < len(set(numbers)):
        sequencer.integrate()
        places = dict(leaves.all())
    return places


def disposal(index: int) -> Step:
    """Return the act at this place, which disposed of others' payloads."""
    number = Leaf.objects.values_list("entry_id", flat=True).get(index=index)
    entry = Entry.objects.select_related("payload").get(pk=number)
    return Step(index=index, entry=entry, payload=Payload(entry.payload.body, bytes(entry.payload.salt)))


def _evidence_in(body: Json) -> dict[str, str]:
    """The files that a payload names: SHA-256 and the name they came with."""
    found: dict[str, str] = {}
    waiting: list[Json] = [body]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            sha256, name = one.get("sha256"), one.get("text")
            if isinstance(sha256, str) and isinstance(name, str):
                found[sha256] = name
            waiting += one.values()
    return found


def _evidence_of(beside: dict[int, Any]) -> dict[int, list[tuple[str, str]]]:
    """The files attached to records by what the tables say, so that an exchanged one does not stay unseen."""
    wanted = {
        row["evidence_id"]
        for kinds in beside.values()
        for row in kinds.get("kernel.attachment", {}).values()
        if row.get("evidence_id") is not None
    }
    files = {kept.pk: kept for kept in _some(Evidence, wanted)}
    return {
        key: [
            (files[row["evidence_id"]].sha256, row["name"])
            for row in kinds.get("kernel.attachment", {}).values()
            if row["evidence_id"] in files
        ]
        for key, kinds in beside.items()
    }


def _frozen(beside: dict[int, Any]) -> dict[int, dict[str, bytes]]:
    """What was submitted for approval, whose plain SHA-256 the entries tell; by record."""
    owners = {int(row): key for key, kinds in beside.items() for row in kinds.get(SUBMISSIONS, {})}
    found: dict[int, dict[str, bytes]] = defaultdict(dict)
    for one in _some(Submission, owners):
        found[owners[one.pk]][one.digest] = canonical(one.body)
    return found


def _some(model: Any, keys: Iterable[int]) -> list[Any]:
    wanted = sorted(keys)
    return list(model.objects.filter(pk__in=wanted)) if wanted else []
