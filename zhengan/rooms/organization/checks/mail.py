"""Care with mail: everybody was told or trained within a year."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, earliest_in_time, start_of
from zhengan.checks.declare import check
from zhengan.checks.populations import people
from zhengan.checks.reading import lines


@check("9.6.4", waits_for=("drill",))
def everybody_is_warned_of_strange_mail(on: date, p: Any) -> Part:
    """Everybody read a warning, or attended awareness training, within a year."""
    since = earliest_in_time(Period("P1Y"), on)
    read = lines("policy.notice", "receipts").filter(
        Q(read_at__gte=start_of(since)) | Q(signed_at__gte=start_of(since)),
        recipient=OuterRef("no"),
        record__kind__in=("phishing", "awareness", "threat"),
    )
    trained = lines("organization.training", "attendees").filter(
        person=OuterRef("pk"),
        record__state="confirmed",
        record__kind="awareness",
        record__held_on__range=(since, on),
    )
    return each(people(on).filter(uses_it=True)).must(
        Q(Exists(read)) | Q(Exists(trained)),
        holds=_("All %(population)s users of systems read a warning or attended awareness training within 12 months."),
        fails=_(
            "%(exceptions)s of %(population)s users of systems neither read a warning nor attended awareness "
            "training within 12 months."
        ),
    )
