"""One edition of the policy, whole: its clauses in order and everything they refer to."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path

from zhengan.catalogue import numbering
from zhengan.catalogue.errors import UnknownClause, UnknownParameter
from zhengan.catalogue.model import (
    Clause,
    ContractTerm,
    Edition,
    Parameter,
    PlannedRegister,
    Role,
    Room,
    Term,
    Topic,
    Unnumbered,
)
from zhengan.catalogue.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One edition of the policy. All mappings are read-only and in document order.

    Made by `load`, which has validated it: every id, code and key named anywhere in it exists.
    """

    folder: Path = field(compare=False)
    document: str
    document_en: str
    approved_by: str
    edition: Edition  # the one whose text this is
    editions: tuple[Edition, ...]  # all that the policy names, oldest first
    unnumbered: tuple[Unnumbered, ...]
    kinds: Mapping[str, Term]
    forces: Mapping[str, Term]
    statuses: Mapping[str, Term]
    roles: Mapping[str, Role]
    rooms: Mapping[str, Room]
    registers: Mapping[str, PlannedRegister]
    topics: Mapping[str, Topic]
    contract_terms: tuple[ContractTerm, ...]
    parameters: Mapping[str, Parameter]
    clauses: Mapping[str, Clause]
    digest: str = field(init=False)  # SHA-256, hex, over `content()`
    _cites: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.content()).hexdigest())
        object.__setattr__(self, "_cites", {one.cite: one.id for one in self.clauses.values()})

    def __hash__(self) -> int:
        return hash(self.digest)

    # --- clauses ---

    def clause(self, identifier: str) -> Clause:
        """The clause of an id. Raises UnknownClause, with the nearest ids."""
        try:
            return self.clauses[identifier]
        except KeyError:
            raise UnknownClause(identifier, near=self._near(identifier)) from None

    def find(self, text: str) -> Clause | None:
        """The clause that a citation in any common way of writing means: 7.1.3.6, 七（一）3.(6), 七(一)3(6).

        Of two clauses printed under one number it is the first; the short form (`cite`) of the other tells them apart.
        """
        cited = self._cites.get(text.strip())
        return self.clauses.get(cited or numbering.written_id(text) or "")

    @property
    def chapters(self) -> tuple[Clause, ...]:
        """The clauses of depth 1."""
        return tuple(one for one in self.clauses.values() if one.parent is None)

    def children_of(self, identifier: str) -> tuple[Clause, ...]:
        """The clauses directly below. Raises UnknownClause."""
        return tuple(self.clauses[child] for child in self.clause(identifier).children)

    def ancestors_of(self, identifier: str) -> tuple[Clause, ...]:
        """The clauses above, the chapter first. Raises UnknownClause."""
        found: list[Clause] = []
        above = self.clause(identifier).parent
        while above is not None:
            found.insert(0, self.clauses[above])
            above = self.clauses[above].parent
        return tuple(found)

    def leaves_of(self, identifier: str) -> tuple[Clause, ...]:
        """The clauses without children at or below an id, in order. Raises UnknownClause."""
        top = self.clause(identifier)
        if top.is_leaf:
            return (top,)
        return tuple(leaf for child in top.children for leaf in self.leaves_of(child))

    def cite(self, identifiers: Iterable[str]) -> str:
        """Short forms of several ids in a row: 七（三）6、九（三）2. Raises UnknownClause."""
        return numbering.join_cites(self.clause(identifier).cite for identifier in identifiers)

    def _near(self, identifier: str) -> tuple[str, ...]:
        meant = self.find(identifier)
        close = difflib.get_close_matches(identifier, self.clauses, n=3, cutoff=0.7)
        return tuple(dict.fromkeys(([meant.id] if meant else []) + close))

    # --- the rest ---

    def parameter(self, key: str) -> Parameter:
        """The parameter of a key. Raises UnknownParameter, with the nearest keys."""
        try:
            return self.parameters[key]
        except KeyError:
            near = tuple(difflib.get_close_matches(key, self.parameters, n=3, cutoff=0.6))
            raise UnknownParameter(key, near=near) from None

    def edition_on(self, on: date) -> Edition | None:
        """The issue of the policy in force on a date; None before the first. Its text is held only for `edition`."""
        return max((one for one in self.editions if one.effective_on <= on), key=_effective_on, default=None)

    def content(self) -> bytes:
        """Everything but the folder, as canonical JSON (sorted keys, no blanks, UTF-8): what `digest` is taken over."""
        held = {one.name: _plain(getattr(self, one.name)) for one in fields(self) if one.init and one.compare}
        return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _effective_on(edition: Edition) -> date:
    return edition.effective_on


def _plain(value: object) -> object:
    """Rows as JSON values; mappings as lists, since their order is content and their keys stand in the rows."""
    if isinstance(value, Mapping):
        return [_plain(item) for item in value.values()]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Period | date):
        return str(value)
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value
