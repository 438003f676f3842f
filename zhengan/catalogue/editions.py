"""The editions of the policy that are kept here, which of them counts on a date, and how two of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from zhengan.catalogue.book import Catalogue
from zhengan.catalogue.errors import NoEdition
from zhengan.catalogue.loading import load
from zhengan.catalogue.model import Clause

DATA = Path(__file__).parent / "data"


def editions(under: Path = DATA) -> tuple[Catalogue, ...]:
    """Every edition below a folder (each in a folder with a meta.yaml), oldest first; loaded once in a process.

    Raises CatalogueError for a faulty one and NoEdition when there is none.
    """
    return _editions(under)


@cache
def _editions(under: Path) -> tuple[Catalogue, ...]:
    found = tuple(load(meta.parent) for meta in under.glob("*/meta.yaml"))
    if not found:
        raise NoEdition(zh="找不到任何版本的政策", en=f"no edition of the policy is kept in {under.name}")
    return tuple(sorted(found, key=lambda one: one.edition.effective_on))


def catalogue() -> Catalogue:
    """The newest edition kept with the system; loaded and validated once in a process. Raises CatalogueError."""
    return editions()[-1]


def catalogue_on(on: date, *, under: Path = DATA) -> Catalogue:
    """The edition whose text was in force on a date; the oldest kept for a date before it."""
    held = editions(under)
    return next((one for one in reversed(held) if one.edition.effective_on <= on), held[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a later edition did to the clauses of an earlier one; pairs are (before, after)."""

    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[tuple[Clause, Clause], ...]  # one id, another text
    moved: tuple[tuple[Clause, Clause], ...]  # one text, another id


def differences(before: Catalogue, after: Catalogue) -> Differences:
    """Clauses added, removed, changed in their text, and moved to another number with their text unchanged.

    A clause put in between moves those behind it; that they now stand under each other's numbers is no change of text.
    """
    old, new = _unlike(before, after), _unlike(after, before)
    moved = []
    for one in tuple(old.values()):
        to = next((other for other in new.values() if other.text == one.text), None)
        if to:
            moved.append((old.pop(one.id), new.pop(to.id)))
    return Differences(
        added=tuple(one for key, one in new.items() if key not in old),
        removed=tuple(one for key, one in old.items() if key not in new),
        changed=tuple((one, new[key]) for key, one in old.items() if key in new),
        moved=tuple(moved),
    )


def _unlike(these: Catalogue, those: Catalogue) -> dict[str, Clause]:
    """The clauses of the first that do not stand with the same number and text in the second."""
    texts = {one.id: one.text for one in those.clauses.values()}
    return {one.id: one for one in these.clauses.values() if texts.get(one.id) != one.text}
