"""Turning: records that time alone brings into another state, because what should have come in has not."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import registers
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

log = logging.getLogger(__name__)


def turn(now: datetime) -> int:
    """Make every move that registers say is due by that time (`Register.turned`); returns how many were made."""
    by = Actor.system()
    done = 0
    for one in registers():
        for target, records in one.turned(now).items():
            for record in records:
                try:
                    acts.move(record, target, by=by)
                    done += 1
                except (NotPossible, Refused, ValidationError):
                    log.exception("%s: turning to %s was not possible", record.no, target)
    return done


@sweep("turned_states", every=timedelta(minutes=5))
def turn_now() -> int:
    """Make what is due now."""
    return turn(clock.now())
