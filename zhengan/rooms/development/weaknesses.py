"""Weaknesses as a hindrance: which of them are still there, and which are too grave to release a program with."""

from django.db.models import Q

# Neither fixed nor accepted; what is fixed waits for its second test.
UNTREATED = ("open", "assessed")


def grave() -> Q:
    """A weakness that nothing was done about yet and that no program is released with (10.4.10.1)."""
    return Q(state__in=UNTREATED) & (Q(severity__in=("critical", "high")) | Q(category="malicious"))
