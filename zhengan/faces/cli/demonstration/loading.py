"""Loading the demonstration firm: all of it or nothing, once, into an empty database."""

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.checks import trading as market
from zhengan.checks import verdicts
from zhengan.faces.cli.demonstration import (
    accounts,
    alerts,
    app_releases,
    assets,
    assurance,
    auditing,
    backups,
    baseline,
    bulk,
    capacity,
    cast,
    changes,
    channels,
    committee,
    continuity,
    contracts,
    controls,
    credentials,
    declaring,
    devices,
    documents,
    endpoints,
    firm,
    incidents,
    journals,
    leavings,
    lifecycle,
    logs,
    maintenance,
    networking,
    notices,
    outsourced,
    papers,
    patches,
    personal_files,
    planning,
    premises,
    real_data,
    releases,
    reports,
    requirements,
    reviewing,
    rights,
    risks,
    ruling,
    scans,
    trading,
    trainings,
    undertakings,
    weaknesses,
)
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock

DONE, FAILED = 0, 1
# Snapshots for the trend: at the end of every third of the months before this one; each is a judgement of all clauses.
SNAPSHOTS, MONTHS = 3, 3
# Notices of so many days are not read yet.
NEWS = 4


def load(times: int = 1, *, echo: Callable[[str], None] | None = None) -> int:
    """Load the firm, `times` as large for benchmarks; returns the exit code.

    In one transaction: what is interrupted leaves nothing. The file `demonstration` in the data folder is written
    last and marks the folder; data without that mark is somebody's own, or not whole, and is left alone.
    """
    tell = echo or _print
    gc.set_threshold(50_000, 20, 100)  # a year of records makes garbage, but hardly any of it in circles
    call_command("migrate", verbosity=0, interactive=False)
    mark = Path(settings.HOME) / "demonstration"
    with translation.override("zh-hant"):
        if register("organization.person").record.objects.exists():
            if mark.exists():
                tell(_("The demonstration firm is there already."))
                return DONE
            tell(_("There is data here, but not that of the demonstration firm, or not all of it."))
            tell(
                _("Start with an empty folder: set ZHENGAN_HOME to another one, or move %(folder)s away.")
                % {"folder": settings.HOME}
            )
            return FAILED
        started = time.monotonic()
        tell(_("Loading the demonstration firm 日進證券 …"))
        today = clock.today()
        with transaction.atomic():
            play(Stage(today=today))
        if times > 1:
            bulk.enlarge(times, today=today, echo=tell)
        _analyse()
        mark.write_text(json.dumps(cast_as_data(), ensure_ascii=False, indent=1), encoding="utf-8")
        tell(_("Loaded in %(seconds).1f seconds.") % {"seconds": time.monotonic() - started})
    return DONE


def play(stage: Stage) -> None:
    """Plan the whole year and play it."""
    stage.plan(stage.at(stage.start, 7, 0), lambda: _calendar(stage))
    for module in (
        firm,
        outsourced,
        contracts,
        premises,
        assets,
        lifecycle,
        devices,
        trainings,
        documents,
        undertakings,
        leavings,
        committee,
        assurance,
        declaring,
        planning,
        auditing,
        risks,
        reviewing,
        accounts,
        rights,
        credentials,
        ruling,
        journals,
        changes,
        backups,
        maintenance,
        patches,
        capacity,
        reports,
        baseline,
        scans,
        endpoints,
        logs,
        networking,
        controls,
        requirements,
        weaknesses,
        app_releases,
        releases,
        real_data,
        personal_files,
        continuity,
        incidents,
        notices,
        channels,
        alerts,
    ):
        module.plan(stage)
    papers.plan(stage)
    plan_snapshots(stage)
    stage.play()
    _read_notices(stage)


def _read_notices(stage: Stage) -> None:
    """People look at what they are told within a few days; the last ones are still new."""
    known = stage.at(stage.day(NEWS))
    Notification.objects.filter(at__lt=known).update(read_at=F("at") + timedelta(hours=3))


def plan_snapshots(stage: Stage) -> None:
    """Plan a judgement at the end of some past months, from the records as they were then."""
    first = stage.today.replace(day=1)
    for number in range(SNAPSHOTS * MONTHS):
        last = first - timedelta(days=1)
        if number % MONTHS == 0:
            stage.plan(stage.at(last, 23, 50), partial(verdicts.take_snapshot, last))
        first = last.replace(day=1)


def cast_as_data() -> list[dict[str, str]]:
    """Return the cast for the sign-in page."""
    return [
        {
            "username": one.username,
            "name": one.name,
            "title": one.title,
            "title_en": one.title_en,
            "try_zh": one.try_zh,
            "try_en": one.try_en,
        }
        for one in cast.CAST
    ]


def _calendar(stage: Stage) -> None:
    market.import_calendar(trading.text(), source=trading.SOURCE, by=stage.system)


def _analyse() -> None:
    """Let the database know how large its tables are, so that it chooses its indexes well."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
