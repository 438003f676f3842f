"""Logs: collected for four weeks, read every week, sealed every fortnight; one fell silent, one nobody reads of late."""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, turning
from zhengan.rooms.logs.opening import open_reviews

SOURCE, REVIEW, ARCHIVE = "logs.log_source", "logs.log_review", "logs.evidence_archive"
ADMINISTRATOR, HEAD_OF_IT = "張志豪", "王建民"
BEGAN, EVERY, READ_EVERY = 28, 14, 7
AUDIT_READER, CONSOLE_READER = "江承翰", "方子傑"
DAY = timedelta(days=1)

# name, system, kind, important, months, the kinds of its batches
_SOURCES = (
    ("網路下單稽核日誌", "ORD", "application", True, 60, "log"),
    ("行動下單介面日誌", "APP", "mobile_api", True, 60, "log"),
    ("帳務系統資料庫日誌", "BKO", "database", True, 60, "log"),
    ("線上開戶稽核日誌", "OPN", "application", True, 60, "log"),
    ("電子對帳單簽署日誌", "STM", "signing", True, 84, "signing log"),
    ("遠端連線日誌", "VPN", "vpn", True, 60, "log"),
    ("系統主控台訊息", "VMH", "console", False, 60, "log"),
    ("防火牆日誌", "FWL", "firewall", False, 60, "firewall firewall_backup"),
    ("門禁系統紀錄", "DOR", "door", False, 60, ""),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the sources, their weekly reading and the sealing of what was collected."""
    began = stage.today - timedelta(days=BEGAN)
    stage.plan(stage.at(began, 9, 40), lambda: _sources(stage))
    for days in range(BEGAN - READ_EVERY, 0, -READ_EVERY):
        stage.plan(stage.at(stage.today - days * DAY, 8, 20), partial(_read, stage))
    for days in range(BEGAN - EVERY, -1, -EVERY):
        last = stage.today - max(days, 1) * DAY
        stage.plan(stage.at(last, 23, 40), partial(_seal, stage, EVERY if days else EVERY - 1))
    stage.plan(stage.at(stage.today - DAY, 23, 50), lambda: _confirm(stage))


def _sources(stage: Stage) -> None:
    hour = stage.now - timedelta(minutes=20)
    rows = [
        {
            "name": name, "info_system": stage.systems[code], "kind": kind, "important": important,
            "has_user_id": True, "has_login_time": True, "has_terminal": kind != "console", "clock_synced": True,
            "retention_months": months, "retention_basis": "電子對帳單保存年限" if kind == "signing" else "",
            "backup_kept": kind == "firewall", "expected_interval": DAY, "last_received_at": hour,
            "oldest_held_on": hour.date(), "started_on": hour.date(),
            "reviewer": stage.named[CONSOLE_READER if kind == "console" else AUDIT_READER],
            "review_interval": READ_EVERY * DAY, "access_restricted": True,
        }
        for name, code, kind, important, months, _kinds in _SOURCES
    ]  # fmt: skip
    made = stage.create_many(SOURCE, rows, by=stage.by(ADMINISTRATOR), source="manual")
    acts.move_many(made, "active", by=stage.by(HEAD_OF_IT))


def _read(stage: Stage) -> None:
    """Last week's stretches are opened; those of important systems and of the console are read and verified."""
    open_reviews()
    due = the(REVIEW).record.objects.in_state("due").select_related("log_source", "reviewer").order_by("pk")
    read = []
    for number, one in enumerate(due):
        source = one.log_source
        if not (source.important or source.kind == "console") or _left_unread(stage, source):
            continue
        seen = {"event_count": 20_000 + number * 1311, "unusual": "無異常。", "conclusion": "normal"}
        read.append(acts.move(one, "reviewed", by=stage.by(one.reviewer.name), values=seen))
    later = stage.now + timedelta(hours=6)
    stage.plan(later, lambda: acts.move_many(read, "verified", by=stage.by(HEAD_OF_IT)))


def _left_unread(stage: Stage, source: Any) -> bool:
    """Of one log nobody read the last weeks."""
    return source.name == story.LOG_NOT_READ and stage.now.date() > stage.today - timedelta(days=25)


def _seal(stage: Stage, days: int) -> None:
    """Collect what came in since the last batch, and seal it."""
    ends = stage.now - timedelta(minutes=10)
    sources = {one.name: one for one in the(SOURCE).record.objects.all()}
    rows = []
    for name, code, _kind, _important, _months, kinds in _SOURCES:
        for kind in kinds.split():
            said = f"{code}-{kind}-{ends:%Y%m%d}"
            rows.append(
                {
                    "kind": kind, "log_source": sources[name], "covers_from": ends - timedelta(days=days, hours=18),
                    "covers_to": ends, "file_name": f"{said}.log.zst", "size": 40_000_000 + len(said) * 7919,
                    "sha256": sha256(said.encode()).hexdigest(), "collected_at": stage.now,
                    "storage": "封存儲存設備", "second_copy": "異地備援機房", "verified_at": stage.now, "intact": True,
                }
            )  # fmt: skip
    stage.create_many(ARCHIVE, rows, by=stage.by(ADMINISTRATOR, via="cli"), source="import", source_file="6" * 64)
    turning.turn(stage.now)


def _confirm(stage: Stage) -> None:
    """What came in until last night; one log has told nothing for days."""
    for one in list(the(SOURCE).record.objects.order_by("pk")):
        ago = 3 if one.name == story.LOG_SILENT else 0
        acts.change(one, {"last_received_at": stage.now - ago * DAY}, by=stage.by(ADMINISTRATOR))
    turning.turn(stage.now)
