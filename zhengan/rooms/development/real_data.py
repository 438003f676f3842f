"""Real data for tests: who has to agree to a copy, and what stands in the way of one."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _now

from zhengan.catalogue import parameters
from zhengan.ledger import clock

# Personal data as it is, without a mask: the owner of the data approves, and security agrees beforehand (10.3.3).
BARE = Q(personal_data=True, masked=False)


def bare(record: Any) -> bool:
    """Whether a copy holds personal data as it is."""
    return bool(record.personal_data and not record.masked)


def overdue(record: Any) -> str | None:
    """No new copy while data of the same system should have been deleted (10.3.4)."""
    allowed = parameters(clock.today()).period("immediate-tolerance")
    late = (
        type(record)
        .objects.live()
        .in_state("copied")
        .filter(info_system=record.info_system, test_ends_on__lt=allowed.before(clock.today()))
        .order_by("test_ends_on")
        .first()
    )
    if late is None:
        return None
    return _now("The data of %(no)s should have been deleted by now; delete it first (10.3.4).") % {"no": late.no}


def needs_both(record: Any) -> str | None:
    """What is masked, or is not personal, needs one approval; the rest goes by way of security."""
    if bare(record):
        return _now("Personal data without a mask needs the consent of security first, then of its owner (10.3.3).")
    return overdue(record)


def not_for_security(record: Any) -> str | None:
    """Security agrees to bare personal data, under an approved exception only (10.3.3)."""
    if not bare(record):
        return _now("Only personal data without a mask needs the consent of security.")
    if not record.exception:
        return _now("Personal data without a mask needs the number of an approved exception (10.3.3).")
    return None
