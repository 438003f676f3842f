"""Reads control catalogs of others (NIST SP 800-53 and whatever else is written in OSCAL) to map the policy against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhengan.catalogue.errors import CatalogueError

_INSERT = re.compile(r"\{\{\s*(?:insert:\s*param,\s*)?([^\s{}]+)\s*\}\}")
_REPLACED = ("incorporated-into", "moved-to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control or enhancement of a framework."""

    id: str  # "ac-2.1"
    label: str  # as people write it: "AC-2(1)"; the id where the catalog gives none
    title: str
    text: str  # the statement on lines, its items indented by their depth, parameters as [what is to be set]
    group: str | None  # title of the family, None for a control outside of all
    parent: str | None  # id of the control above
    withdrawn: bool
    replaced_by: tuple[str, ...]  # ids of controls that a withdrawn one went into
    references: tuple[str, ...]  # titles of what the back matter says it rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A catalog of controls, as light as mapping needs it."""

    id: str  # UUID of the document
    title: str
    version: str
    controls: Mapping[str, Control]  # in document order, each before those below it
    parameters: Mapping[str, str]  # id -> what people read in its place
    resources: Mapping[str, str]  # UUID -> title, of the back matter

    def children_of(self, identifier: str) -> tuple[Control, ...]:
        """The controls directly below one."""
        return tuple(one for one in self.controls.values() if one.parent == identifier)


def read_framework(path: Path | str) -> Framework:
    """The framework in an OSCAL catalog file (JSON, any 1.x). Raises CatalogueError with every problem found."""
    file = Path(path)
    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CatalogueError([f"{file.name}:1: cannot be read: {error}"]) from error
    return framework(document, name=file.name)


def framework(document: Any, *, name: str = "catalog") -> Framework:
    """The framework in an OSCAL catalog document as read from JSON; `name` stands at the head of each problem.

    Raises CatalogueError with every problem found, as `name: place: message`. Source: NIST OSCAL 1.x, catalog model.
    """
    return _Reading(document, name).framework()


class _Reading:
    """One pass over a document: what has been found, and what is wrong with it."""

    def __init__(self, document: Any, name: str) -> None:
        self.name = name
        self.problems: list[str] = []
        self.raw_parameters: dict[str, Mapping[str, Any]] = {}
        self.rows: dict[str, tuple[Mapping[str, Any], str | None, str | None]] = {}
        self.owners: dict[str, str] = {}  # id of a part -> of its control: a withdrawn one may have gone into an item
        self.catalog = self._object(document, "catalog", name)

    def framework(self) -> Framework:
        metadata = self._object(self.catalog, "metadata", "catalog")
        resources = {
            str(one.get("uuid")): str(one.get("title") or one.get("description") or one.get("uuid"))
            for one in self._rows(self.catalog.get("back-matter"), "resources", "back-matter")
        }
        title = self._text(metadata, "title", "metadata")
        self._walk(self.catalog, "catalog", group=None, parent=None)
        if not self.rows:
            self.problems.append(f"{self.name}: catalog: holds no control")
        if self.problems:
            raise CatalogueError(self.problems)
        parameters = {key: self._shown(key, ()) for key in self.raw_parameters}
        return Framework(
            id=str(self.catalog.get("uuid", "")),
            title=title,
            version=str(metadata.get("version", "")),
            controls=MappingProxyType({key: self._control(key, parameters, resources) for key in self.rows}),
            parameters=MappingProxyType(parameters),
            resources=MappingProxyType(resources),
        )

    # --- structure ---

    def _object(self, holder: Any, key: str, place: str) -> Mapping[str, Any]:
        found = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(found, dict):
            return found
        self.problems.append(f"{self.name}: {place}: has no {key}: this is no OSCAL catalog")
        return {}

    def _rows(self, holder: Any, key: str, place: str) -> list[Mapping[str, Any]]:
        rows = _rows(holder, key)
        if isinstance(holder, dict) and key in holder and rows != holder[key]:
            self.problems.append(f"{self.name}: {place}: {key} must be a list of objects")
        return rows

    def _text(self, holder: Mapping[str, Any], key: str, place: str) -> str:
        found = holder.get(key)
        if isinstance(found, str) and found.strip():
            return found.strip()
        self.problems.append(f"{self.name}: {place}: {key} is missing")
        return ""

    def _walk(self, holder: Mapping[str, Any], place: str, *, group: str | None, parent: str | None) -> None:
        for param in self._rows(holder, "params", place):
            self.raw_parameters[self._text(param, "id", f"{place}/params")] = param
        for below in self._rows(holder, "groups", place):
            title = self._text(below, "title", f"{place}/groups")
            self._walk(below, title, group=title, parent=None)
        for control in self._rows(holder, "controls", place):
            key = self._text(control, "id", f"{place}/controls")
            self._text(control, "title", key)
            if key in self.rows:
                self.problems.append(f"{self.name}: {key}: stands twice")
            self.rows[key] = (control, group, parent)
            self._rows(control, "links", key)
            self._rows(control, "props", key)
            for part in self._parts(control, key):
                self.owners[str(part.get("id"))] = key
            self._walk(control, key, group=group, parent=key)

    def _parts(self, holder: Mapping[str, Any], place: str) -> Iterator[Mapping[str, Any]]:
        for part in self._rows(holder, "parts", place):
            self._rows(part, "props", place)
            yield part
            yield from self._parts(part, place)

    # --- controls ---

    def _control(self, key: str, parameters: Mapping[str, str], resources: Mapping[str, str]) -> Control:
        row, group, parent = self.rows[key]
        links = [(str(one.get("rel")), str(one.get("href", "")).removeprefix("#")) for one in _rows(row, "links")]
        statements = [one for one in _rows(row, "parts") if one.get("name") == "statement"]
        lines = [line for one in statements for line in _lines(one, 0)]
        # "Withdrawn" in files older than OSCAL 1.0
        withdrawn = any(str(one.get("value")).lower() == "withdrawn" for one in _props(row, "status"))
        return Control(
            id=key,
            label=_label(row) or key,
            title=row["title"].strip(),
            text=_inserted("\n".join(lines), parameters),
            group=group,
            parent=parent,
            withdrawn=withdrawn,
            replaced_by=tuple(dict.fromkeys(self.owners.get(to, to) for rel, to in links if rel in _REPLACED)),
            references=tuple(resources[to] for rel, to in links if rel == "reference" and to in resources),
        )

    def _shown(self, key: str, above: tuple[str, ...]) -> str:
        """What people read for a parameter: its value, or in brackets what is to be set; choices may hold others."""
        param = self.raw_parameters.get(key)
        if param is None or key in above:
            return f"[{key}]"
        values = param.get("values")
        if isinstance(values, list) and values:
            return ", ".join(str(value) for value in values)
        select = param.get("select")
        offered = select.get("choice") if isinstance(select, dict) else None
        if isinstance(select, dict) and isinstance(offered, list) and offered:
            choices = "; ".join(
                _INSERT.sub(lambda found: self._shown(found[1], (*above, key)), str(choice)) for choice in offered
            )
            several = " (one or more)" if select.get("how-many") == "one-or-more" else ""
            return f"[Selection{several}: {choices}]"
        return f"[{param.get('label') or key}]"


def _rows(holder: Any, key: str) -> list[Mapping[str, Any]]:
    """The objects of a list, none where there is no such list."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _props(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [one for one in _rows(row, "props") if one.get("name") == name]


def _label(row: Mapping[str, Any]) -> str:
    """The label as printed: the one without a class, since zero-padded and other spellings carry one."""
    labels = _props(row, "label")
    printed = [one for one in labels if "class" not in one] or labels
    return str(printed[0].get("value", "")) if printed else ""


def _lines(part: Mapping[str, Any], depth: int) -> Iterator[str]:
    prose = str(part.get("prose", "")).strip()
    first = f"{_label(part)} {prose}".strip()
    if first:
        yield "  " * max(depth - 1, 0) + first
    for below in _rows(part, "parts"):
        yield from _lines(below, depth + 1)


def _inserted(text: str, parameters: Mapping[str, str]) -> str:
    return _INSERT.sub(lambda found: parameters.get(found[1], f"[{found[1]}]"), text)
