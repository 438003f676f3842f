"""By when a weakness has to be fixed: the parameters of each severity."""

from datetime import date

from zhengan.catalogue import parameters
from zhengan.ledger import clock

# The parameter that says within which time a weakness of that severity is to be fixed.
WITHIN = {
    "critical": "fix-due-critical",
    "high": "fix-due-high",
    "medium": "fix-due-medium",
    "low": "fix-due-medium",
}


def latest(severity: str, *, since: date) -> date:
    """Return the last day that the severity allows, by the parameters of today."""
    return parameters(clock.today()).period(WITHIN[severity]).after(since)
