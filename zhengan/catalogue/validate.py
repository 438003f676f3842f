"""Holds the rows of an edition against each other: what one names, another must be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengan.catalogue import numbering
from zhengan.catalogue.source import Problems, Row
from zhengan.catalogue.units import UNITS, keeps


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row as read: `values` is None when the row itself was faulty, which has been noted already."""

    row: Row
    name: str  # for messages: "clause 7.1.3.6"
    code: str
    values: dict[str, Any] | None

    def sure(self) -> dict[str, Any]:
        """The values, of a row that was right."""
        if self.values is None:
            raise LookupError(self.name)
        return self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """All rows of an edition, in the order of the files."""

    meta: Entry
    counts: Entry
    revisions: list[Entry]
    unnumbered: list[Entry]
    kinds: list[Entry]
    forces: list[Entry]
    statuses: list[Entry]
    roles: list[Entry]
    rooms: list[Entry]
    registers: list[Entry]
    topics: list[Entry]
    contract_terms: list[Entry]
    parameters: list[Entry]
    clauses: list[Entry]
    english: list[Entry]


def check(read: Read, problems: Problems) -> None:
    """Note every contradiction between rows. Faulty rows are passed over, but what they are called counts as known."""
    for rows in (read.kinds, read.forces, read.statuses, read.roles, read.rooms, read.registers, read.topics):
        _unique(rows, problems)
    _unique(read.parameters, problems)
    _unique(read.clauses, problems)
    _editions(read, problems)
    _numbers(read, problems)
    ids = _codes(read.clauses)
    known: Mapping[str, Collection[str]] = {
        "kind": _codes(read.kinds),
        "force": _codes(read.forces),
        "owner": _codes(read.roles),
        "room": _codes(read.rooms),
        "evidence": _codes(read.registers),
        "parameters": _codes(read.parameters),
        "see": ids,
        "same_as": ids,
        "clauses": ids,
    }
    for entry in (*read.clauses, *read.registers, *read.topics, *read.contract_terms, *read.parameters):
        _names(entry, known, problems)
    for entry in _right(read.clauses):
        _clause(entry, ids, problems)
    for entry in _right(read.contract_terms):
        if entry.sure()["unless"] and entry.sure()["if_missing"] != "block":
            problems.add(entry.row.at("unless"), f"{entry.name}: unless: only a block can be lifted")
    clauses = {entry.code: entry for entry in _right(read.clauses)}
    parameters = {entry.code: entry for entry in _right(read.parameters)}
    for entry in parameters.values():
        _parameter(entry, clauses, problems)
    for entry in clauses.values():
        _clause_parameters(entry, parameters, problems)
    _english(read, problems)
    _counts(read, problems)


def _right(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.values is not None]


def _codes(entries: Iterable[Entry]) -> dict[str, None]:
    return dict.fromkeys(entry.code for entry in entries)


def _unique(entries: list[Entry], problems: Problems) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.code in seen:
            file, line = seen[entry.code].row.at()
            problems.add(entry.row.at(), f"{entry.name}: stands already in {file}:{line}")
        seen.setdefault(entry.code, entry)


def _editions(read: Read, problems: Problems) -> None:
    days = [entry.sure()["date"] for entry in _right(read.revisions)]
    if days != sorted(set(days)):
        problems.add(read.meta.row.at("revisions"), "meta: revisions: must go from the oldest to the newest")
    if read.meta.values and read.meta.values["edition"] not in days:
        problems.add(read.meta.row.at("edition"), "meta: edition: is none of the revisions")


def _numbers(read: Read, problems: Problems) -> None:
    """Ids in the order of print and without a gap, each below a parent that stands before it, in the chapter's file."""
    last: dict[str | None, int] = {}
    before: tuple[int, ...] = ()
    for entry in read.clauses:
        if not numbering.is_id(entry.code) or entry.code in last:
            continue  # no id, or there already: both have been noted
        key, parent = numbering.sort_key(entry.code), numbering.parent_id(entry.code)
        wanted = last.get(parent, 0) + 1
        if key < before:
            problems.add(entry.row.at("id"), f"{entry.name}: stands out of order")
        elif parent is not None and parent not in last:
            problems.add(entry.row.at("id"), f"{entry.name}: its parent {parent} does not stand before it")
        elif key[-1] != wanted:
            problems.add(entry.row.at("id"), f"{entry.name}: a number is left out before it")
        file = entry.row.file.rpartition("/")[2]
        if not file.startswith(f"{key[0]:02d}-"):
            problems.add(entry.row.at("id"), f"{entry.name}: belongs in the file of chapter {key[0]:02d}")
        before = key
        last[parent] = max(key[-1], last.get(parent, 0))
        last.setdefault(entry.code, 0)


def _names(entry: Entry, known: Mapping[str, Collection[str]], problems: Problems) -> None:
    for field, codes in known.items():
        named = (entry.values or {}).get(field)
        for one in (named,) if isinstance(named, str) else named or ():
            # A table that could not be read is one problem, not one for each row that names something in it.
            if codes and one not in codes:
                problems.add(entry.row.at(field), f"{entry.name}: {field}: {one!r} is not known")


def _clause(entry: Entry, ids: Mapping[str, None], problems: Problems) -> None:
    values = entry.sure()

    def fault(field: str, message: str) -> None:
        problems.add(entry.row.at(field), f"{entry.name}: {field}: {message}")

    printed = numbering.ref_to_id(values["ref"])
    if printed is None:
        fault("ref", f"{values['ref']!r} is not written like 七、（一）3.(6)")
    elif (printed != entry.code) != values["misnumbered"]:
        fault("ref", f"{values['ref']} is {printed}" + ("; say misnumbered" if printed != entry.code else ""))
    is_parent = any(numbering.parent_id(one) == entry.code for one in ids)
    if is_parent != ("heading" in values["kind"]):
        fault("kind", "heading is for the clauses that have others below them, and for all of them")
    if not values["kind"]:
        fault("kind", "must not be empty")
    if (values["period"] is None) != (values["period_source"] is None):
        fault("period_source", "stands where a period stands, and only there")
    for field in ("see", "same_as"):
        named = values[field] or ()
        if entry.code in ((named,) if isinstance(named, str) else named):
            fault(field, "must not name the clause itself")
    order = list(ids)
    if values["same_as"] in ids and order.index(values["same_as"]) > order.index(entry.code):
        fault("same_as", f"{values['same_as']} stands later; the first to demand it is the original")


def _parameter(entry: Entry, clauses: Mapping[str, Entry], problems: Problems) -> None:
    values = entry.sure()

    def fault(field: str, message: str) -> None:
        problems.add(entry.row.at(field), f"{entry.name}: {field}: {message}")

    def typed(field: str, written: str | None) -> Any:
        try:
            return None if written is None else unit.read(written)
        except ValueError:
            fault(field, f"{written!r} is not {unit.en}")
            return None

    unit = UNITS[values["unit"]]
    if (values["measure"] is None) != (values["measure_en"] is None):
        fault("measure", "must stand in both tongues")
    for one in values["clauses"]:
        if one in clauses and entry.code not in clauses[one].sure()["parameters"]:
            fault("clauses", f"{one} does not name it among its parameters")
    value = typed("value", values["value"])
    if values["limit"] is None:
        return
    limit = typed("limit", values["limit"]["value"])
    if value is not None and limit is not None and not keeps(value, values["limit"]["op"], limit):
        fault("value", f"{values['value']} is softer than the limit {values['limit']['op']} {values['limit']['value']}")
    for one, words in values["limit"]["printed"]:
        if one not in clauses:
            fault("limit", f"{one!r} is not known")
        elif words not in clauses[one].sure()["text"]:
            fault("limit", f"{words!r} does not stand in the text of {one}")


def _clause_parameters(entry: Entry, parameters: Mapping[str, Entry], problems: Problems) -> None:
    values = entry.sure()
    named = [parameters[key].sure() for key in values["parameters"] if key in parameters]
    for one in named:
        if entry.code not in one["clauses"]:
            message = f"{entry.name}: parameters: {one['key']} does not name the clause among its own"
            problems.add(entry.row.at("parameters"), message)
    if values["period_source"] != "default" or len(named) < len(values["parameters"]):
        return
    # A period that is ours is kept in one place only, the parameter; here it repeats the default for the reader.
    if str(values["period"]) not in [one["value"] for one in named if one["unit"] == "duration"]:
        message = f"{entry.name}: period: {values['period']} is not the value of any of its parameters"
        problems.add(entry.row.at("period"), message)


def _english(read: Read, problems: Problems) -> None:
    ids = _codes(read.clauses)
    for entry in read.english:
        if entry.code not in ids:
            problems.add(entry.row.at(), f"{entry.name}: is not known")
        elif entry.values and (entry.values["asks"] is None) != (entry.values["asks_en"] is None):
            problems.add(entry.row.at("asks"), f"{entry.name}: asks: must stand in both tongues")
    # Where the edition says how many translations there are, every clause has one.
    if read.counts.values and read.counts.values["translations"] is not None:
        translated = _codes(read.english)
        for clause in read.clauses:
            if clause.code not in translated:
                problems.add(("english.yaml", 1), f"{clause.name}: the key 'text_en' is missing")


def _counts(read: Read, problems: Problems) -> None:
    parents = {numbering.parent_id(entry.code) for entry in read.clauses}
    count: Mapping[str, Callable[[], int]] = {
        "clauses": lambda: len(read.clauses),
        "leaves": lambda: sum(entry.code not in parents for entry in read.clauses),
        "parameters": lambda: len(read.parameters),
        "translations": lambda: len(read.english),
    }
    for what, stated in (read.counts.values or {}).items():
        if stated is not None and stated != count[what]():
            problems.add(read.counts.row.at(what), f"counts: {what}: {stated} stated, {count[what]()} found")
