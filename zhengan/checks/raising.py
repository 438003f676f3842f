"""Raising findings: child rows that must be put right become findings, which are followed to the end."""

from collections.abc import Mapping
from typing import Any

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register


def raise_findings(record: Any, name: str, wanted: Mapping[int, Mapping[str, Any]]) -> None:
    """Make a finding for each of these child rows (by key: what it says), as the software, and name it in the row.

    The row's field for it is `finding`. Raises ValidationError where a finding cannot be so.
    """
    by = Actor.system()
    findings = register("assurance.finding")
    found = {
        key: {"finding": acts.create(findings, {"source_ref": record.no, **said}, by=by)}
        for key, said in wanted.items()
    }
    if found:
        acts.fill_lines(record, name, found, by=by)
        record.refresh_from_db()
