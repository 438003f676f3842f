"""The way of a record through its states, as a line of steps: what was, what is, what normally comes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from zhengan.faces.web.dates import show_time
from zhengan.kernel.flow import Flow
from zhengan.ledger.models import Entry


def steps(record: Any, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the steps for the state path; `entries` are the record's acts, newest first."""
    flow: Flow = record.flow
    reached = _reached(record, entries)
    line = main_line(flow, record.state, come_by=list(reached))
    now = line.index(record.state)
    found = []
    for place, state in enumerate(line):
        who, at = reached.get(state, ("", None)) if place <= now else ("", None)
        found.append(
            {
                "title": flow.label(state),
                "done": place < now or (place == now and state in flow.final and flow.tone(state) != "bad"),
                "current": place == now,
                "refused": place == now and flow.tone(state) == "bad" and state in flow.final,
                "who": who,
                "at": show_time(at),
            }
        )
    return found


def main_line(flow: Flow, state: str, *, come_by: Sequence[str] = ()) -> list[str]:
    """Return the states from the first, through the present one, to where it normally ends.

    `come_by` are the states that the record has been in, in the order of their last time; where they do not lead to
    the present state (entered there by an import, say), the shortest way is shown.
    """
    came = [*come_by[: come_by.index(state)], state] if state in come_by else []
    direct = [one for one in came if flow.states.index(one) <= flow.states.index(state)]
    line = direct if _leads(flow, direct) else _way_to(flow, state)
    while True:
        onward = [
            move.target
            for move in flow.leaving(line[-1])
            if move.target not in line and flow.tone(move.target) != "bad" and not _turns_back(flow, move.target, line)
        ]
        if not onward:
            return line
        line.append(onward[0])


def _leads(flow: Flow, line: Sequence[str]) -> bool:
    """Whether these states follow each other from the first one."""
    return line[:1] == [flow.initial] and all(flow.between(*step) for step in pairwise(line))


def _way_to(flow: Flow, state: str) -> list[str]:
    """The shortest way from the first state."""
    ways = [[flow.initial]]
    seen = {flow.initial}
    for way in ways:
        if way[-1] == state:
            return way
        for move in flow.leaving(way[-1]):
            if move.target not in seen:
                seen.add(move.target)
                ways.append([*way, move.target])
    return [flow.initial, state] if state != flow.initial else [flow.initial]


def _turns_back(flow: Flow, state: str, line: list[str]) -> bool:
    """Whether a state only leads back to where the record has been (a suspension, a repair)."""
    onward = flow.leaving(state)
    return bool(onward) and all(move.target in line for move in onward)


def _reached(record: Any, entries: Sequence[Entry]) -> dict[str, tuple[str, Any]]:
    """Who brought the record into each state, and when: the latest time counts, also for the order."""
    found: dict[str, tuple[str, Any]] = {}
    for entry in reversed(entries):
        if entry.act.startswith("move:"):
            found.pop(entry.act.rpartition("-")[2], None)
            found[entry.act.rpartition("-")[2]] = (entry.actor_name, entry.at)
        elif entry.act in ("create", "import") and record.flow.initial not in found:
            found[record.flow.initial] = (entry.actor_name, entry.at)
    return found
