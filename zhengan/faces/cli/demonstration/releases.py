"""Releases: what the approved changes of programs brought into the production libraries, and the look at what runs."""

from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

RELEASE = "development.release"
APPROVER, RELEASER, ADMINISTRATOR = "王建民", "彭明修", "張志豪"
PROGRAMMED = ("application", "security_program")
_LIBRARIES = (("openssl", "3.0.15", "Apache-2.0"), ("zlib", "1.3.1", "Zlib"))


def plan(stage: Stage) -> None:
    """Plan the monthly comparison of what runs."""
    for ago in (64, 34, 5):
        stage.plan(stage.at(stage.day(ago), 14, 30), lambda: _compare(stage))


def follow(stage: Stage, changes: list[Any], approved: date, carried_out: date) -> None:
    """Plan the releases for these changes of programs: prepared once approved, released in the window."""
    programmed = [one for one in changes if one.kind in PROGRAMMED]
    stage.plan(stage.at(approved, 14, 0), partial(_prepare, stage, programmed, carried_out))


def _prepare(stage: Stage, changes: list[Any], carried_out: date) -> None:
    made: list[Any] = []
    for who in dict.fromkeys(one.developer.name for one in changes):
        own = [
            (_values(stage, one), {"components": _components(stage, one)})
            for one in changes
            if one.developer.name == who
        ]
        made += acts.create_many(the(RELEASE), own, by=stage.by(who), source="manual")

    def out() -> None:
        acts.move_many(acts.move_many(made, "approved", by=stage.by(APPROVER)), "released", by=stage.by(RELEASER))

    stage.plan(stage.at(carried_out, 18, 50), out)


def _values(stage: Stage, change: Any) -> dict[str, Any]:
    code = change.info_system.code
    version = f"{change.planned_at:%Y.%m.%d}"
    digest = sha256(f"{code} {version}".encode()).hexdigest()
    return {
        "info_system": change.info_system, "change_request": change, "version_no": version,
        "library": f"/app/{code.lower()}", "security_program": change.kind == "security_program", "form": "object",
        "sha256": digest, "signature": f"CMS:{digest[:16]}", "developer": change.developer,
        "releaser": stage.named[RELEASER],
    }  # fmt: skip


def _components(stage: Stage, change: Any) -> list[dict[str, Any]]:
    """The libraries built with; of one system a newer version of one has been known for long."""
    rows: list[dict[str, Any]] = [
        {"name": name, "version": version, "license": licence} for name, version, licence in _LIBRARIES
    ]
    if change.info_system.code == story.LIBRARY_NOT_RENEWED:
        rows[0] |= {"latest_version": "3.0.16", "latest_seen_on": stage.now.date() - timedelta(days=35)}
    return rows


def _compare(stage: Stage) -> None:
    """Enter what was found in production; in one library somebody had changed a file."""
    by = stage.by(ADMINISTRATOR)
    newest = {
        one.library: one for one in the(RELEASE).record.objects.in_state("released").order_by("released_at", "no")
    }
    for one in newest.values():
        altered = one.info_system.code == story.ALTERED_IN_PRODUCTION and stage.now.date() >= stage.day(
            story.ALTERED_AGO
        )
        found = sha256(b"altered").hexdigest() if altered else one.sha256
        acts.change(one, {"deployed_sha256": found, "deployed_checked_at": stage.now}, by=by)
