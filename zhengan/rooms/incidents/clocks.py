"""The clocks of an incident: what has to happen by when, from the approved parameters."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.ledger import clock

# Personal data: to the authority within 72 hours of the discovery (FSC rules on the security of personal data files,
# article 6). A default that people may change for the case: what counts as grave is theirs to judge.
EXTERNAL_WITHIN = timedelta(hours=72)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One deadline; `met_at` is when it was met, None while it runs or was missed."""

    label: Promise
    deadline: datetime
    met_at: datetime | None

    @property
    def is_missed(self) -> bool:
        """Whether the deadline passed, or was passed, without being met."""
        return (self.met_at or clock.now()) > self.deadline


def of(incident: Any) -> list[Clock]:
    """Return the clocks of an incident, in the order of their deadlines."""
    numbers = parameters(incident.reported_at.astimezone(clock.TAIPEI).date())
    found = [
        Clock(
            label=_("Report to IT"),
            deadline=numbers.period("incident-report-within").after(incident.discovered_at),
            met_at=incident.reported_at,
        ),
        Clock(
            label=_("Acknowledgement"),
            deadline=numbers.period("incident-acknowledge-within").after(incident.reported_at),
            met_at=incident.acknowledged_at,
        ),
    ]
    if incident.external_due_at:
        found.append(
            Clock(label=_("Report to outside"), deadline=incident.external_due_at, met_at=incident.external_reported_at)
        )
    return sorted(found, key=lambda one: one.deadline)


def set_external(incident: Any) -> None:
    """Start the clock of the outside report where personal data are involved, unless somebody has set it."""
    if incident.personal_data and incident.external_due_at is None:
        incident.external_due_at = incident.discovered_at + EXTERNAL_WITHIN
