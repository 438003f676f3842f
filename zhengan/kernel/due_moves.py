"""Due moves: what the software itself carries out because its day has come, through the same act as anybody else."""

import logging
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.flow import SYSTEM, Move
from zhengan.kernel.register import Register, registers
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

log = logging.getLogger(__name__)


def carry_out(on: date) -> int:
    """Make every automatic move whose day is reached on that day; returns how many were made.

    One query for each such move of a flow. A record that refuses its move is logged and does not hold up the others.
    """
    by = Actor.system()
    return sum(_carry_out(one, move, on=on, by=by) for one in registers() for move in one.flow.moves if is_dated(move))


@sweep("due_moves", every=timedelta(minutes=1))
def carry_out_today() -> int:
    """Make what is due today; a new day's moves come within a minute of midnight in Taipei."""
    return carry_out(clock.today())


def is_dated(move: Move) -> bool:
    """Whether a day carries out the move."""
    return SYSTEM in move.by and bool(move.on)


def is_due(record: object, move: Move, *, on: date) -> bool:
    """Whether the day of a dated move is reached for this record."""
    day: date | None = getattr(record, move.on)
    return day is not None and (day < on if move.past else day <= on)


def _carry_out(one: Register, move: Move, *, on: date, by: Actor) -> int:
    reached = {f"{move.on}__{'lt' if move.past else 'lte'}": on}
    done = 0
    # Oldest first, so that of two versions that wait the newer one ends up in force.
    for record in one.record.objects.live().in_state(move.source).filter(**reached).order_by(move.on, "pk"):
        try:
            acts.move(record, move.target, by=by)
            done += 1
        except (NotPossible, Refused, ValidationError):
            log.exception("%s: the due move %s was not possible", record.no, move.code)
    return done
