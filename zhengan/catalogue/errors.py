"""What can go wrong with the catalogue, as types whose messages people can read in both tongues."""

from __future__ import annotations

from collections.abc import Iterable


class CatalogueError(Exception):
    """The files of an edition contradict themselves; `problems` has every one, as `file:line: clause 7.1: message`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Told(Exception):
    """An error with a sentence for people: `zh` and `en` (the latter is also its `str`)."""

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)


def _near(near: tuple[str, ...]) -> tuple[str, str]:
    if not near:
        return "", ""
    return f"；是否為 {'、'.join(near)}？", f"; did you mean {', '.join(near)}?"


class UnknownClause(Told, LookupError):
    """No clause has this id; `near` holds the closest ids, best first."""

    def __init__(self, wanted: str, *, near: tuple[str, ...] = ()) -> None:
        self.wanted = wanted
        self.near = near
        zh, en = _near(near)
        super().__init__(zh=f"政策沒有條文「{wanted}」{zh}", en=f"the policy has no clause {wanted!r}{en}")


class UnknownParameter(Told, LookupError):
    """No parameter has this key; `near` holds the closest keys, best first."""

    def __init__(self, wanted: str, *, near: tuple[str, ...] = ()) -> None:
        self.wanted = wanted
        self.near = near
        zh, en = _near(near)
        super().__init__(zh=f"沒有參數「{wanted}」{zh}", en=f"there is no parameter {wanted!r}{en}")


class UnknownStatus(Told, LookupError):
    """No verdict has this code."""


class NoEdition(Told, LookupError):
    """No edition of the policy is kept in that folder."""


class NotAPeriod(Told, ValueError):
    """This is no length of time as ISO 8601 writes it, or none that can be counted from that date."""


class NotComparable(Told, ValueError):
    """Two lengths of time of which neither is always the longer (90 days and 3 months)."""


class NotAValue(Told, ValueError):
    """A value that the unit of its parameter does not allow."""


class SofterThanLimit(Told, ValueError):
    """A value softer than what the policy itself fixes; `clauses` are the ids that fix it."""

    def __init__(self, *, zh: str, en: str, clauses: tuple[str, ...]) -> None:
        self.clauses = clauses
        super().__init__(zh=zh, en=en)


class NotSet(Told, LookupError):
    """The parameter has no default and the firm has not set it: nothing can be judged by it."""


class WrongUnit(Told, TypeError):
    """The parameter was asked for in a unit it is not kept in: a mistake in the asking code."""
