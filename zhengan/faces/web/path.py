"""The way of a record through its states, as a line of steps: what was, what is, what normally comes."""

from collections.abc import Sequence
from typing import Any

from zhengan.faces.web.dates import show_time
from zhengan.kernel.flow import Flow
from zhengan.ledger.models import Entry


def steps(record: Any, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the steps for the state path; `entries` are the record's acts, newest first."""
    flow: Flow = record.flow
    line = main_line(flow, record.state)
    now = line.index(record.state)
    reached = _reached(record, entries)
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


def main_line(flow: Flow, state: str) -> list[str]:
    """Return the states from the first, through the present one, to where it normally ends."""
    line = _way_to(flow, state)
    while True:
        onward = [
            move.target
            for move in flow.leaving(line[-1])
            if move.target not in line and flow.tone(move.target) != "bad" and not _turns_back(flow, move.target, line)
        ]
        if not onward:
            return line
        line.append(onward[0])


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
    """Who brought the record into each state, and when: the latest time counts."""
    found: dict[str, tuple[str, Any]] = {}
    for entry in reversed(entries):
        if entry.act.startswith("move:"):
            found[entry.act.rpartition("-")[2]] = (entry.actor_name, entry.at)
        elif entry.act in ("create", "import") and record.flow.initial not in found:
            found[record.flow.initial] = (entry.actor_name, entry.at)
    return found
