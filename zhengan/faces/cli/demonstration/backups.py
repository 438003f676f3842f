"""Backups: the nightly runs of the last days as the backup program reports them, and the monthly copies elsewhere."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts, evidence

RUN, TEST = "operations.backup_run", "operations.restore_test"
ADMINISTRATOR, APPROVER = "曾偉倫", "王建民"
# The report of so many days back is there, night by night; copies elsewhere were made so many days back.
NIGHTS = 6
COPIED = (95, 65, 35, 8)
# So many days back some of the core systems had a backup restored, by turns, within these minutes; one never since.
RESTORED, MINUTES, LAST_RESTORED = (160, 130, 100, 70, 40), (35, 50, 65, 80, 95), 205
# Days back of a night on which one system failed and was run again, and of one that nobody has run again yet.
FAILED_AND_RERUN, FAILED = 4, 1


def plan(stage: Stage) -> None:
    """Plan the import of each night's report in the morning after, and the copies."""
    for ago in range(NIGHTS, 0, -1):
        stage.plan(stage.at(stage.today - timedelta(days=ago), 7, 30), partial(_night, stage, ago))
    for ago in COPIED:
        stage.plan(stage.at(stage.day(ago), 18, 0), partial(_copies, stage, stage.day(ago)))
    for number, ago in enumerate(RESTORED):
        stage.plan(stage.at(stage.day(ago), 10, 0), partial(_restore, stage, number))
    stage.plan(stage.at(stage.day(LAST_RESTORED), 10, 0), partial(_restore, stage, None))


def core(stage: Stage) -> list[Any]:
    """The core systems."""
    return [system for system in stage.systems.values() if system.tier == "core"]


def around(stage: Stage, change: Any, day: date) -> dict[str, str]:
    """Enter the backups before and after a change, and return their numbers."""
    rows = [
        _run(stage, change.info_system, kind, day, hour) | {"change_request": change}
        for kind, hour in (("pre_change", 17), ("post_change", 20))
    ]
    before, after = stage.create_many(RUN, rows, by=stage.by(ADMINISTRATOR))
    return {"pre_backup": before.no, "post_backup": after.no}


def _run(stage: Stage, system: Any, kind: str, day: date, hour: int, minutes: int = 20) -> dict[str, Any]:
    return {
        "info_system": system, "kind": kind, "started_at": stage.at(day, hour),
        "ended_at": stage.at(day, hour, minutes), "result": "ok", "size": 40_000_000_000 + 7 * system.pk,
    }  # fmt: skip


def _night(stage: Stage, ago: int) -> None:
    rows = []
    for number, system in enumerate(core(stage)):
        row = _run(stage, system, "data", stage.now.date(), 1 + number % 4)
        if ago == FAILED_AND_RERUN and system.code == story.BACKUP_RERUN:
            row |= {"result": "partial", "failure": "磁帶寫入錯誤，僅完成一部分。"}
        if ago == FAILED and system.code == story.BACKUP_FAILED:
            row |= {"result": "failed", "failure": "備份代理程式無回應。"}
        rows.append(row)
    for run in stage.create_many(RUN, rows, by=stage.system):
        if run.state == "failed" and ago == FAILED_AND_RERUN:
            stage.plan(stage.at(stage.now.date(), 9, 40), partial(_rerun, stage, run))


def _rerun(stage: Stage, run: Any) -> None:
    acts.move(run, "done", by=stage.by(ADMINISTRATOR))


def _copies(stage: Stage, day: date) -> None:
    """Software and documents of the core systems; the documents of one stayed in the house the last time."""
    rows = []
    for system in core(stage):
        for kind, hour in (("software", 14), ("document", 15)):
            row = _run(stage, system, kind, day, hour)
            left = day == stage.day(COPIED[-1]) and kind == "document" and system.code == story.COPY_NOT_ELSEWHERE
            rows.append(row if left else row | {"other_site_at": stage.at(day, 17, 30)})
    stage.create_many(RUN, rows, by=stage.by(ADMINISTRATOR))


def _restore(stage: Stage, turn: int | None) -> None:
    """Restore last night's backups of every fifth core system; `None`: of the one that had its turn long ago."""
    late = [system for system in core(stage) if system.code == story.RESTORED_LONG_AGO]
    others = [system for system in core(stage) if system.code != story.RESTORED_LONG_AGO]
    systems = late if turn is None else others[turn :: len(RESTORED)]
    day = stage.now.date()
    runs = stage.create_many(RUN, [_run(stage, one, "data", day, 1) for one in systems], by=stage.system)
    proof = evidence.keep_bytes("還原後筆數比對相符（示範）\n".encode(), name="還原比對.txt")
    rows = []
    for number, run in enumerate(runs):
        slow = run.info_system.code == story.RESTORED_TOO_SLOWLY
        rows.append(
            {
                "info_system": run.info_system, "backup_run": run, "tested_on": day, "restored_rows": 120_000 + 311 * run.pk,
                "minutes": 155 if slow else MINUTES[number % len(MINUTES)], "integrity_ok": True, "environment_ok": True,
                "environment_note": "媒體庫房溫溼度及門禁正常", "result": "ok", "evidence": proof,
            }
        )  # fmt: skip
    made = stage.create_many(TEST, rows, by=stage.by(ADMINISTRATOR), source="manual")
    made = acts.move_many(made, "tested", by=stage.by(ADMINISTRATOR))
    stage.plan(stage.at(day, 16, 30), lambda: acts.move_many(made, "approved", by=stage.by(APPROVER)))
