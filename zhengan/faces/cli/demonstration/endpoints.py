"""Endpoints: what the console of the malware protection told last night; some portables were not seen for a while."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the

PROTECTION = "operations.endpoint_protection"
ADMINISTRATOR = "曾偉倫"
TOLD_AGO = 1


def plan(stage: Stage) -> None:
    """Plan the export of last night."""
    stage.plan(stage.at(stage.today - timedelta(days=TOLD_AGO), 23, 30), lambda: _export(stage))


def _export(stage: Stage) -> None:
    by = stage.by(ADMINISTRATOR, via="cli")
    stage.create_many(PROTECTION, list(_rows(stage)), by=by, source="import", source_file="7" * 64)


def _rows(stage: Stage) -> Iterable[dict[str, Any]]:
    hour = stage.now - timedelta(minutes=30)
    machines = the("assets.asset").record.objects.active().filter(category="hardware")
    away = story.PORTABLES_AWAY
    for one in machines.filter(subtype__in=("server", "pc", "portable")).order_by("pk"):
        if one.name == story.SERVER_WITHOUT_PROTECTION:
            continue
        told = hour
        if one.subtype == "portable" and away:
            away, told = away - 1, hour - timedelta(days=story.PORTABLES_AWAY_FOR)
        yield {
            "asset": one, "host_kind": one.subtype, "product": "Endpoint Shield 9", "installed": True,
            "realtime_on": True, "auto_update": True, "engine_version": "9.4.1120", "signature_at": told,
            "last_scan_at": told - timedelta(hours=20), "last_seen_at": told, "found_count": 0,
        }  # fmt: skip
