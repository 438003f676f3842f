"""A clause over time: when its verdict turned, how it stood at the end of each period, and what is due next."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from zhengan.catalogue import Clause, Period
from zhengan.checks.declare import Kind, kind_of
from zhengan.checks.models import ClauseVerdict, Snapshot
from zhengan.faces.web.clause_words import STATUS_WORDS, status_of
from zhengan.faces.web.dates import show_date, show_distance

PERIODS_SHOWN = 6
HISTORY_SHOWN = 10
LOOKED_BACK = timedelta(days=731)


def days_kept(clause: Clause, today: date) -> list[tuple[date, str]]:
    """The status kept of each day, oldest first."""
    kept = Snapshot.objects.filter(clause=clause.id, day__gte=today - LOOKED_BACK)
    return list(kept.order_by("day").values_list("day", "status"))


def history(days: list[tuple[date, str]], acts_told: list[dict[str, Any]], *, waits: bool) -> list[dict[str, Any]]:
    """When the verdict turned, and what was decided about the clause; newest first."""
    turns: list[dict[str, Any]] = []
    for (_day, before), (day, after) in pairwise(days):
        if after == before or waits:
            continue
        words = {"before": STATUS_WORDS[before], "after": STATUS_WORDS[after]}
        turns.append(
            {
                "sort": show_date(day),
                "at": show_date(day),
                "who": _("The check"),
                "initials": "✓" if after == "met" else "!",
                "act": _("found it turned from “%(before)s” to “%(after)s”") % words,
                "tone": {"met": "ok", "not_met": "bad"}.get(after, ""),
            }
        )
    return sorted([*turns, *acts_told], key=lambda entry: entry["sort"], reverse=True)[:HISTORY_SHOWN]


def duty_line(
    clause: Clause, verdict: ClauseVerdict | None, days: list[tuple[date, str]], today: date
) -> dict[str, Any] | None:
    """How the clause stood at the end of each past period, and the days that count now."""
    if verdict is None or clause.period is None or kind_of(clause) is Kind.NOT_YET:
        return None
    boxes: list[dict[str, Any]] = []
    for back in range(PERIODS_SHOWN - 1, 0, -1):
        end = _back(clause.period, today, back)
        start = _back(clause.period, today, back + 1)
        kept = [status for day, status in days if start < day <= end]
        if kept:
            boxes.append({"title": show_date(end), "status": kept[-1], "url": "#trail"})
    boxes.append({"title": _("now"), "status": status_of(verdict), "url": "#trail", "current": True})
    facts: list[dict[str, str]] = []
    if verdict.due_on and status_of(verdict) != "not_met":  # what is broken is due now, whatever the rest says
        facts.append(
            {
                "title": _("Next due"),
                "text": show_date(verdict.due_on),
                "sub": show_distance(verdict.due_on, on=today),
                "tone": "bad strong" if verdict.due_on < today else "",
            }
        )
        counted = clause.period.before(verdict.due_on)
        if counted <= today:
            facts.append({"title": _("Counted from"), "text": show_date(counted)})
    return {"periods": boxes if len(boxes) > 1 else [], "facts": facts}


def _back(period: Period, today: date, times: int) -> date:
    """The end of a period so many periods ago; parts of a day count as one."""
    if period.seconds % 86400:
        return today - timedelta(days=times)
    return period.before(today, times=times)
