"""The general maker: a record created by one and moved by others, through the acts."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register

running = count(1)


def made(
    code: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    lines: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    moves: Sequence[tuple[str, Actor]] = (),
) -> Any:
    """Create a record and bring it through these states, each by its actor."""
    record = acts.create(register(code), values, by=by, lines=lines)
    for target, actor in moves:
        if record.state != target:
            record = acts.move(record, target, by=actor)
    return record


def until(state: str, *steps: tuple[str, Actor]) -> list[tuple[str, Actor]]:
    """Return the steps up to the state; none when it is the first one."""
    targets = [target for target, _actor in steps]
    return list(steps[: targets.index(state) + 1]) if state in targets else []
