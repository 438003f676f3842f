"""The demonstration's story on other days than today: New Year, a leap day, the last day of a year, a Sunday."""

import os
from datetime import date, datetime, time
from typing import Any

import pytest
from django.conf import settings

from tests.story import nothing_else_is_wrong, shows
from zhengan.checks import verdicts
from zhengan.checks.models import ClauseVerdict
from zhengan.checks.status import Status
from zhengan.faces.cli.demonstration import loading, story
from zhengan.ledger import clock

# The year itself is judged on both engines in test_demonstration.py.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "postgresql" in settings.DATABASES["default"]["ENGINE"], reason="the days of a calendar are the same on both"
    ),
]


# A year takes its time to play; the others are tried with ZHENGAN_DAYS=all.
DAYS = [date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31), date(2027, 3, 7)]
TRIED = DAYS if os.environ.get("ZHENGAN_DAYS") == "all" else DAYS[:1]


@pytest.mark.parametrize("day", TRIED, ids=str)
def test_the_story_holds_whenever_it_is_played(day: date, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(loading, "SNAPSHOTS", 0)
    with clock.standing_at(datetime.combine(day, time(10, 0), tzinfo=clock.TAIPEI)):
        assert loading.load(echo=lambda _line: None) == 0
        verdicts.refresh()
        for flaw in story.FLAWS:
            for clause in flaw.clauses:
                shows(clause, flaw, on=day)
        nothing_else_is_wrong()
        assert set(ClauseVerdict.objects.values_list("status", flat=True)) == {one.value for one in Status}
