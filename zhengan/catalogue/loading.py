"""Loads one edition of the policy from its folder of YAML files, or tells everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from zhengan.catalogue import numbering, validate
from zhengan.catalogue.book import Catalogue
from zhengan.catalogue.errors import CatalogueError
from zhengan.catalogue.model import (
    Clause,
    ContractTerm,
    Edition,
    Limit,
    Parameter,
    PlannedRegister,
    Role,
    Room,
    Term,
    Topic,
    Unnumbered,
)
from zhengan.catalogue.periods import Period
from zhengan.catalogue.source import Key, Problems, Row, flag, one_of, read_row, read_yaml, text, texts
from zhengan.catalogue.units import OPERATORS, UNITS
from zhengan.catalogue.validate import Entry, Read

Made = TypeVar("Made")


def _iso_date(value: Any) -> date:
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise ValueError(f"must be a date such as 2020-12-21, not {value!r}") from None


def _period(value: Any) -> Period:
    return Period(text(value))


def _clause_id(value: Any) -> str:
    if not numbering.is_id(text(value)):
        raise ValueError(f"must look like 7.1.3.6, not {value!r}")
    return text(value)


def _count(value: Any) -> int:
    if not (isinstance(value, str) and value.isdecimal()):
        raise ValueError("must be a whole number")
    return int(value)


def _words(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Row) or not value:
        raise ValueError("must name clauses and their words")
    return tuple((clause, text(words)) for clause, words in value.items())


_TEXT = Key(text)
_TEXTS = Key(texts)
_MAYBE = Key(text, optional=True, null=True)
_CODED: dict[str, Key] = {"code": _TEXT, "title": _TEXT, "title_en": _TEXT}

_META: Mapping[str, Key] = {
    "document": _TEXT,
    "document_en": _TEXT,
    "approved_by": _TEXT,
    "edition": Key(_iso_date),
    # These are tables of their own, read after.
    "counts": Key(lambda value: value),
    "revisions": Key(lambda value: value),
    "unnumbered": Key(lambda value: value),
    "kinds": Key(lambda value: value),
    "forces": Key(lambda value: value),
    "statuses": Key(lambda value: value),
}
_COUNTS = {"clauses": Key(_count), "leaves": Key(_count), "parameters": Key(_count)} | {
    "translations": Key(_count, optional=True)
}
_REGISTER: Mapping[str, Key] = {"name": _TEXT, "room": _TEXT, "title": _TEXT, "title_en": _TEXT}
_TERM = _CODED | {"meaning": _TEXT}
_LIMIT = {"op": Key(one_of(OPERATORS)), "value": _TEXT, "printed": Key(_words)}
_PARAMETER: Mapping[str, Key] = {
    "key": _TEXT,
    "title": _TEXT,
    "title_en": _TEXT,
    "unit": Key(one_of(tuple(UNITS))),
    "measure": _MAYBE,
    "measure_en": _MAYBE,
    "value": Key(text, null=True),
    "limit": Key(lambda value: value, optional=True),
    "scoped_by": _MAYBE,
    "note": _MAYBE,
    "clauses": _TEXTS,
}
_CONTRACT_TERM: Mapping[str, Key] = {
    "contract_kind": _TEXT,
    "when": _TEXT,
    "terms": _TEXTS,
    "clauses": _TEXTS,
    "if_missing": Key(one_of(("block", "warn"))),
    "unless": _MAYBE,
}
_CLAUSE: Mapping[str, Key] = {
    "id": Key(_clause_id),
    "ref": _TEXT,
    "title": _TEXT,
    "title_en": _TEXT,
    "text": _TEXT,
    "kind": _TEXTS,
    "force": _TEXT,
    "owner": _TEXT,
    "period": Key(_period, null=True),
    "period_source": Key(one_of(("policy", "default")), optional=True),
    "deadline": Key(text, null=True),
    "retention": Key(_period, null=True),
    "evidence": _TEXTS,
    "room": _TEXT,
    "does": _TEXT,
    "check": _TEXT,
    "enforce": Key(text, null=True),
    "parameters": Key(texts, optional=True, default=()),
    "see": Key(texts, optional=True, default=()),
    "same_as": _MAYBE,
    "note": _MAYBE,
    "misnumbered": Key(flag, optional=True, default=False),
}
_ENGLISH = {"text_en": _TEXT, "asks": _MAYBE, "asks_en": _MAYBE}


def load(folder: Path | str) -> Catalogue:
    """The edition kept in a folder.

    Raises CatalogueError with every problem found, each as `file:line: clause 7.1.3.6: message`; the file is given
    from the folder.
    """
    under = Path(folder)
    problems = Problems()
    read = _read(under, problems)
    validate.check(read, problems)
    if problems.found:
        raise CatalogueError(problems.lines())
    return _build(under, read)


# --- files to rows ---


def _read(under: Path, problems: Problems) -> Read:
    def rows(file: str) -> Any:
        return read_yaml(under / file, under=under, problems=problems)

    meta_row = _mapping(rows("meta.yaml"), "meta.yaml", problems)
    meta = _entry(meta_row, _META, "meta", "", problems)

    def part(name: str, keys: Mapping[str, Key], *, key: str | None = "code") -> list[Entry]:
        listed = meta_row.get(name)
        return [] if listed is None else _table(listed, keys, name, key, meta_row.at(name), problems)

    def table(file: str, keys: Mapping[str, Key], label: str, *, key: str | None = "code") -> list[Entry]:
        before = len(problems.found)
        listed = rows(file)
        if listed is None and len(problems.found) > before:
            return []  # cannot be read, which has been noted
        return _table(listed, keys, label, key, (file, 1), problems)

    files = sorted(path.name for path in (under / "clauses").glob("*.yaml"))
    if not files:
        problems.add(("clauses", 1), "this folder holds no file of clauses")
    return Read(
        meta=meta,
        counts=_entry(_mapping(meta_row.get("counts"), "meta.yaml", problems), _COUNTS, "counts", "", problems),
        revisions=part("revisions", {"date": Key(_iso_date), "text": _TEXT}, key=None),
        unnumbered=part("unnumbered", {"where": _TEXT, "text": _TEXT, "note": _TEXT}, key=None),
        kinds=part("kinds", _TERM),
        forces=part("forces", _TERM),
        statuses=part("statuses", _TERM),
        roles=table("roles.yaml", _CODED, "role"),
        rooms=table("rooms.yaml", _CODED | {"holds": _TEXT}, "room"),
        registers=table("registers.yaml", _REGISTER, "register", key="name"),
        topics=table("topics.yaml", _CODED | {"clauses": _TEXTS}, "topic"),
        contract_terms=table("contract_terms.yaml", _CONTRACT_TERM, "contract term", key=None),
        parameters=[_with_limit(one, problems) for one in table("parameters.yaml", _PARAMETER, "parameter", key="key")],
        clauses=[one for name in files for one in table(f"clauses/{name}", _CLAUSE, "clause", key="id")],
        english=_english(under, problems),
    )


def _entry(row: Row, keys: Mapping[str, Key], label: str, code: str, problems: Problems) -> Entry:
    name = f"{label} {code}".rstrip()
    return Entry(row=row, name=name, code=code, values=read_row(row, keys, name=name, problems=problems))


def _table(
    listed: Any, keys: Mapping[str, Key], label: str, key: str | None, place: tuple[str, int], problems: Problems
) -> list[Entry]:
    if not isinstance(listed, list) or not listed:
        problems.add(place, f"{label}: must be a list of rows")
        return []
    found: list[Entry] = []
    for number, row in enumerate(listed, start=1):
        if isinstance(row, Row):
            code = str(row[key]) if key and key in row else f"no. {number}"
            found.append(_entry(row, keys, label, code, problems))
        else:
            problems.add(place, f"{label} no. {number}: must be a mapping")
    return found


def _mapping(value: Any, file: str, problems: Problems) -> Row:
    if isinstance(value, Row):
        return value
    problems.add((file, 1), "must be a mapping")
    return Row(file=file, line=1)


def _with_limit(entry: Entry, problems: Problems) -> Entry:
    row = entry.row.get("limit")
    if row is None or entry.values is None:
        return entry
    if not isinstance(row, Row):
        problems.add(entry.row.at("limit"), f"{entry.name}: limit: must be a mapping of op, value and printed")
        entry.values["limit"] = None
        return entry
    entry.values["limit"] = read_row(row, _LIMIT, name=f"{entry.name}: limit", problems=problems)
    return entry


def _english(under: Path, problems: Problems) -> list[Entry]:
    file = "english.yaml"
    if not (under / file).exists():
        return []
    top = _mapping(read_yaml(under / file, under=under, problems=problems), file, problems)
    found = []
    for identifier, row in top.items():
        if isinstance(row, Row):
            found.append(_entry(row, _ENGLISH, "clause", identifier, problems))
        else:
            problems.add(top.at(identifier), f"clause {identifier}: must be a mapping")
    return found


# --- rows to nouns ---


def _build(under: Path, read: Read) -> Catalogue:
    editions = _make(_edition, read.revisions)
    meta = read.meta.sure()
    return Catalogue(
        folder=under,
        document=meta["document"],
        document_en=meta["document_en"],
        approved_by=meta["approved_by"],
        edition=next(one for one in editions if one.effective_on == meta["edition"]),
        editions=editions,
        unnumbered=_make(Unnumbered, read.unnumbered),
        kinds=_coded(Term, read.kinds),
        forces=_coded(Term, read.forces),
        statuses=_coded(Term, read.statuses),
        roles=_coded(Role, read.roles),
        rooms=_coded(Room, read.rooms),
        registers=_coded(PlannedRegister, read.registers),
        topics=_coded(Topic, read.topics),
        contract_terms=_make(ContractTerm, read.contract_terms),
        parameters=_coded(_parameter, read.parameters),
        clauses=_clauses(read),
    )


def _make(make: Callable[..., Made], entries: list[Entry]) -> tuple[Made, ...]:
    return tuple(make(**entry.sure()) for entry in entries)


def _coded(make: Callable[..., Made], entries: list[Entry]) -> Mapping[str, Made]:
    return MappingProxyType({entry.code: make(**entry.sure()) for entry in entries})


def _edition(*, date: date, text: str) -> Edition:
    return Edition(effective_on=date, text=text)


def _parameter(*, limit: dict[str, Any] | None, **values: Any) -> Parameter:
    return Parameter(limit=Limit(**limit) if limit else None, **values)


def _clauses(read: Read) -> Mapping[str, Clause]:
    english = {entry.code: entry.sure() for entry in read.english}
    nothing = dict.fromkeys(_ENGLISH)
    children: dict[str | None, list[str]] = {}
    for entry in read.clauses:
        children.setdefault(numbering.parent_id(entry.code), []).append(entry.code)
    found: dict[str, Clause] = {}
    cited: set[str] = set()
    for order, entry in enumerate(read.clauses):
        cite = numbering.cite(entry.sure()["ref"])
        if cite in cited:
            cite = f"{cite}〔{entry.code}〕"  # printed twice: only the id tells the second from the first
        cited.add(cite)
        found[entry.code] = Clause(
            **entry.sure(),
            **english.get(entry.code, nothing),
            cite=cite,
            order=order,
            parent=numbering.parent_id(entry.code),
            children=tuple(children.get(entry.code, ())),
        )
    return MappingProxyType(found)
