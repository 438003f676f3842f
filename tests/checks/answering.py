"""Lending a clause another check for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zhengan.checks import declare
from zhengan.checks.declare import Check


@contextmanager
def answered(clause: str, judging: Any, **how: Any) -> Iterator[None]:
    """Let a clause be judged by this for a while."""
    before = declare._checks.get(clause)
    declare._checks[clause] = Check(
        **{
            "judge": judging,
            "clauses": (clause,),
            "waits_for": (),
            "besides": (),
            "unless_stated": False,
            "says": "It holds.",
            **how,
        }
    )
    try:
        yield
    finally:
        if before is None:
            del declare._checks[clause]
        else:
            declare._checks[clause] = before
