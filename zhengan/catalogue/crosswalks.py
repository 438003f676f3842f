"""Says which clauses of the policy and which controls of a framework ask for the same: loading and validation."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from pathlib import Path

from zhengan.catalogue.book import Catalogue
from zhengan.catalogue.errors import CatalogueError
from zhengan.catalogue.frameworks import Framework
from zhengan.catalogue.source import Key, Problems, Row, one_of, read_row, read_yaml, text

RELATIONS: MappingABC[str, tuple[str, str]] = {
    "equal-to": ("相同", "the same demand in the same words"),
    "equivalent-to": ("等同", "the same demand in other words"),
    "subset-of": ("包含於", "the control asks for all that the clause asks, and more"),
    "superset-of": ("包含", "the clause asks for all that the control asks, and more"),
    "intersects-with": ("部分重疊", "some of each stands in the other"),
}
"""How the clause stands to the control, in both tongues. Source: NIST IR 8477, 4.3; OSCAL 1.2 mapping model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One clause, one control, and how the first stands to the second."""

    clause: str
    control: str
    relation: str  # a key of RELATIONS
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """All mappings between one edition of the policy and one version of a framework."""

    framework: str  # UUID
    title: str
    version: str
    mappings: tuple[Mapping, ...]

    def of_clause(self, identifier: str) -> tuple[Mapping, ...]:
        """The mappings of a clause."""
        return tuple(one for one in self.mappings if one.clause == identifier)

    def of_control(self, identifier: str) -> tuple[Mapping, ...]:
        """The mappings of a control."""
        return tuple(one for one in self.mappings if one.control == identifier)

    def unmapped_clauses(self, book: Catalogue) -> tuple[str, ...]:
        """Ids of the clauses that demand something and are mapped to nothing, in document order."""
        mapped = {one.clause for one in self.mappings}
        return tuple(one.id for one in book.clauses.values() if one.force != "none" and one.id not in mapped)

    def unmapped_controls(self, framework: Framework) -> tuple[str, ...]:
        """Ids of the controls in force that no clause is mapped to, in document order."""
        mapped = {one.control for one in self.mappings}
        return tuple(one.id for one in framework.controls.values() if not one.withdrawn and one.id not in mapped)


_HEAD = {"version": Key(text), "mappings": Key(lambda value: value)}
_PAIR = {
    "clause": Key(text),
    "control": Key(text),
    "relation": Key(one_of(tuple(RELATIONS))),
    "note": Key(text, optional=True, null=True),
}


def load_crosswalk(path: Path | str, *, book: Catalogue, framework: Framework) -> Crosswalk:
    """The crosswalk in a YAML file: `version` of the framework, and `mappings` of clause, control, relation and note.

    Raises CatalogueError with every problem (`file:line: message`): unknown clauses and controls, withdrawn controls,
    pairs that stand twice, a file made for another version.
    """
    file = Path(path)
    problems = Problems()
    found: list[Mapping] = []
    top = read_yaml(file, under=file.parent, problems=problems)
    if isinstance(top, Row):
        head = read_row(top, _HEAD, name="crosswalk", problems=problems)
        if head and head["version"] != framework.version:
            problems.add(top.at("version"), f"is for version {head['version']}, the framework is {framework.version}")
        if head and not isinstance(head["mappings"], list):
            problems.add(top.at("mappings"), "mappings must be a list of rows")
        elif head:
            found = _pairs(head["mappings"], top, book, framework, problems)
    elif not problems.found:
        problems.add((file.name, 1), "must be a mapping of version and mappings")
    if problems.found:
        raise CatalogueError(problems.lines())
    return Crosswalk(framework=framework.id, title=framework.title, version=framework.version, mappings=tuple(found))


def _pairs(rows: list[object], top: Row, book: Catalogue, framework: Framework, problems: Problems) -> list[Mapping]:
    found: list[Mapping] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Row):
            problems.add(top.at("mappings"), f"mapping no. {number}: must be a mapping")
            continue
        name = f"clause {row.get('clause')} and {row.get('control')}"
        values = read_row(row, _PAIR, name=name, problems=problems)
        if values is None:
            continue
        one = Mapping(**values)
        if one.clause not in book.clauses:
            problems.add(row.at("clause"), f"{name}: there is no clause {one.clause}")
        control = framework.controls.get(one.control)
        if control is None:
            problems.add(row.at("control"), f"{name}: there is no control {one.control}")
        elif control.withdrawn:
            to = ", ".join(control.replaced_by) or "nothing"
            problems.add(row.at("control"), f"{name}: {one.control} is withdrawn (replaced by {to})")
        if (one.clause, one.control) in seen:
            problems.add(row.at(), f"{name}: stands twice")
        seen.add((one.clause, one.control))
        found.append(one)
    return found
