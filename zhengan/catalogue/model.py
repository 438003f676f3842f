"""The nouns of a policy as data: clauses and what they name, each a frozen row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhengan.catalogue.numbering import sort_key
from zhengan.catalogue.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One numbered article. The text is that of the policy, verbatim; None or () where the policy or we say nothing."""

    id: str  # "7.1.3.6"; for ever
    ref: str  # as printed, brackets made uniform: "七、（一）3.(6)"
    cite: str  # the short form people write: "七（一）3.(6)"; unlike `ref` never shared by two clauses
    title: str
    title_en: str
    text: str
    text_en: str | None  # unofficial
    asks: str | None  # what an inspector asks to see
    asks_en: str | None
    kind: tuple[str, ...]
    force: str
    owner: str  # code of a role
    room: str  # code of a room
    period: Period | None
    period_source: str | None  # "policy" or "default"
    deadline: str | None  # the words of the text, such as 及時
    retention: Period | None
    evidence: tuple[str, ...]  # names of registers
    does: str
    check: str
    enforce: str | None
    parameters: tuple[str, ...]  # keys
    see: tuple[str, ...]  # ids
    same_as: str | None  # id of the earlier clause whose demand this one repeats
    note: str | None
    misnumbered: bool  # the printed number is a misprint; the id counts by place
    order: int  # place in the document, from 0
    parent: str | None  # id
    children: tuple[str, ...]  # ids

    @property
    def chapter(self) -> str:
        """Id of the chapter, "7" for 7.1.3.6."""
        return self.id.partition(".")[0]

    @property
    def depth(self) -> int:
        """1 for a chapter, 2 for a clause directly below it."""
        return self.id.count(".") + 1

    @property
    def is_leaf(self) -> bool:
        """Whether no clause stands below."""
        return not self.children

    @property
    def sort_key(self) -> tuple[int, ...]:
        """Numbers of the id; sorts like `order`, also together with ids of other editions."""
        return sort_key(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office that owns clauses and acts on records."""

    code: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An area of registers and checks."""

    code: str
    title: str
    title_en: str
    holds: str  # in English, what it is for


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRegister:
    """A kind of record that clauses name as evidence, whether it is built yet or not."""

    name: str
    room: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a closed list (kinds, forces, statuses) and what it means."""

    code: str
    title: str
    title_en: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What the policy itself fixes: the value of the parameter must be `op` this one."""

    op: str  # ">=" or "<="
    value: str  # in the unit of the parameter
    printed: tuple[tuple[str, str], ...]  # (id of the clause, its very words)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses that fix it."""
        return tuple(clause for clause, _ in self.printed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number that the policy fixes as a limit or leaves open."""

    key: str
    title: str
    title_en: str
    unit: str  # a key of units.UNITS
    measure: str | None  # what is counted: 字元
    measure_en: str | None
    value: str | None  # the default as written; None = unset until the firm sets it
    limit: Limit | None
    scoped_by: str | None  # "grade": the firm gives a value for each
    note: str | None
    clauses: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A document that the policy demands."""

    code: str
    title: str
    title_en: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerm:
    """Terms that contracts of a kind must carry before they are approved."""

    contract_kind: str  # or "any"
    when: str  # the condition in words: always, contract.personal_data is true
    terms: tuple[str, ...]
    clauses: tuple[str, ...]
    if_missing: str  # "block" or "warn"
    unless: str | None  # kind of the exception in force that lifts the block


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnumbered:
    """A printed line that is no clause."""

    where: str
    text: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue of the policy: when it was made or revised, as the policy says at its end."""

    effective_on: date
    text: str
