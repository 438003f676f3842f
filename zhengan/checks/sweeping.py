"""The recurring work of the checks: judging what acts put out of date, and the snapshot of the day."""

from datetime import timedelta

from zhengan.checks import verdicts
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock


@sweep("verdicts", every=timedelta(seconds=2))
def judge_again() -> int:
    """Judge what is out of date, so that the next look finds it fresh."""
    return verdicts.refresh()


@sweep("snapshot", every=timedelta(hours=1))
def keep_snapshot() -> int:
    """Keep today's statuses for the trend; the last run of a day stands."""
    verdicts.take_snapshot(clock.today())
    return 1
