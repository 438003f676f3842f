"""What judging costs: all clauses from the records, and the look that finds nothing out of date."""

from bench.measure import ratio
from zhengan.checks import verdicts
from zhengan.checks.models import ClauseVerdict, Touch
from zhengan.kernel.register import register


def run() -> None:
    accounts = register("access.account").record.objects

    def one_count() -> None:
        for _ in range(100):
            accounts.filter(state="active").count()

    def plain_read() -> None:
        list(ClauseVerdict.objects.all())

    def after_an_act() -> None:
        Touch.objects.create(register="access.account")
        verdicts.refresh()

    verdicts.refresh()
    ratio("judge all clauses", verdicts.judge_everything, one_count, floor_name="100 bare counts", runs=3)
    ratio("judge again after one act on accounts", after_an_act, one_count, floor_name="100 bare counts", runs=3)
    ratio("look at all verdicts, nothing out of date", verdicts.current, plain_read, floor_name="reading the rows")
