"""Lateness: a report that was due and is not there becomes late by itself, and its unit is told within minutes."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zhengan.identity.offices import holders
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.notifying import notify
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock

REPORT = "operations.report_run"


@sweep("late_reports", every=timedelta(minutes=5))
def mark_late_reports() -> int:
    """Move every report that is past its time, and tell operators and the unit (7.5.1); returns how many."""
    late = register(REPORT).record.objects.live().in_state("due").filter(due_at__lt=clock.now())
    found = list(late.select_related("recipient_unit__head__user"))
    operators = set(holders("operator", on=clock.today())) if found else set()
    for run in found:
        acts.move(run, "late", by=Actor.system())
        head = run.recipient_unit.head
        told = operators | ({head.user} if head is not None and head.user.is_active else set())
        notify(told, _("Report is late: %(what)s (%(name)s)"), about=run, what=run, name=run.report_name)
    return len(found)
