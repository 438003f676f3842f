"""Opening: for every log that is kept a review is put on its reader's list, stretch after stretch, when it is over."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Max

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

SOURCE, REVIEW = "logs.log_source", "logs.log_review"
KIND = {"console": "console", "firewall": "firewall", "vpn": "remote"}
# A log that was never read does not fill the list at once.
MOST = 4


@sweep("open_log_reviews", every=timedelta(hours=1))
def open_reviews() -> int:
    """Open, for each log, the reviews whose stretch is over (7.4.2, 7.7.3); returns how many."""
    sources = register(SOURCE).record.objects.live().in_state("active", "silent")
    read = dict(
        register(REVIEW).record.objects.live().values_list("log_source").annotate(last=Max("period_to")).order_by()
    )
    rows = [row for source in sources for row in _missing(source, read.get(source.pk))]
    if rows:
        acts.create_many(register(REVIEW), [(row, {}) for row in rows], by=Actor.system(), source="sensor")
    return len(rows)


def _missing(source: Any, last: datetime | None) -> Iterator[dict[str, Any]]:
    """The stretches since the last one that are over."""
    begins = last or datetime.combine(source.started_on, time.min, tzinfo=clock.TAIPEI)
    for _number in range(MOST):
        ends = begins + source.review_interval
        if ends > clock.now():
            return
        yield {
            "log_source": source,
            "kind": KIND.get(source.kind, "audit"),
            "period_from": begins,
            "period_to": ends,
            "reviewer": source.reviewer,
        }
        begins = ends
