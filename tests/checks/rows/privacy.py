"""Rows of the room `privacy` that many examples need."""

from typing import Any

from tests.checks.rows.writing import ago, row


def data_file(**values: Any) -> Any:
    """A personal data file in use, confirmed and audited."""
    return row(
        "privacy.personal_data_file",
        **{"state": "active", "confirmed_on": ago(60), "last_audited_on": ago(90), **values},
    )
