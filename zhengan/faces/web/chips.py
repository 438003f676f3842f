"""The verdict chips of some clauses: one query while nothing is out of date, judged again otherwise."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Exists, Subquery

from zhengan.catalogue import catalogue
from zhengan.checks import verdicts
from zhengan.checks.models import ClauseVerdict, JudgeLock, Touch
from zhengan.faces.web.dates import is_chinese
from zhengan.faces.web.places import clause_url
from zhengan.faces.web.shown import clause_title
from zhengan.kernel.actor import Actor
from zhengan.kernel.prepared import Rows
from zhengan.ledger import clock


def kept(clauses: Iterable[str]) -> dict[str, ClauseVerdict]:
    """The verdicts of these clauses, never older than the last act they depend on."""
    wanted = list(clauses)
    if not wanted:
        return {}
    rows = _verdicts(tuple(wanted))({})
    fresh = len(rows) == len(set(wanted)) and all(not row.touched and row.day == clock.today() for row in rows)
    return {row.clause: row for row in rows} if fresh else verdicts.current(wanted)


@lru_cache(maxsize=1000)
def _verdicts(clauses: tuple[str, ...]) -> Rows:
    return Rows(
        ClauseVerdict.objects.filter(clause__in=clauses).annotate(
            touched=Exists(Touch.objects.all()),
            day=Subquery(JudgeLock.objects.filter(pk=1).values("judged_on")),
        )
    )


def chips(clauses: Iterable[str], actor: Actor) -> list[dict[str, Any]]:
    """What a page shows of these clauses, if the actor sees them: number, title, status, the verdict's sentence."""
    wanted = [clause for clause in clauses if actor.sees_clause(clause)]
    found = kept(wanted)
    shown = []
    for clause in wanted:
        row = found.get(clause)
        sentence = (row.sentence_zh if is_chinese() else row.sentence_en) if row else ""
        shown.append(
            {
                "id": clause,
                "cite": catalogue().clause(clause).cite,
                "title": clause_title(clause),
                "url": clause_url(clause),
                "status": row.status if row and row.kind != "not_yet" else "waiting" if row else "no_data",
                "sentence": sentence,
            }
        )
    return shown
