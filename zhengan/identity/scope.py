"""Scope: how far somebody from outside sees, in chapters of the policy and in days (policy 7.1.3.4)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Scope:
    """The chapters that somebody has to do with, and the first and the last day of what he may see of them."""

    chapters: frozenset[str]
    from_on: date
    to_on: date

    def has_clause(self, clause: str) -> bool:
        """Whether a clause (its id, e.g. `7.1.3`) belongs to one of the chapters."""
        return clause.partition(".")[0] in self.chapters


def chapters_of(text: str) -> frozenset[str]:
    """Return the chapters that a text lists by number, between blanks or commas."""
    return frozenset(text.replace(",", " ").split())
