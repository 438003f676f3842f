"""Care with mail: everybody was told or trained within a year, and few fell for the last exercise."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, earliest_in_time, start_of, together
from zhengan.checks.declare import check
from zhengan.checks.populations import people
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status


@check("9.6.4")
def everybody_is_warned_of_strange_mail(on: date, p: Any) -> list[Part]:
    """Everybody read a warning, or was trained, within a year, and fewer than the limit fell for the last exercise."""
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
    return [
        each(people(on).filter(uses_it=True)).must(
            Q(Exists(read)) | Q(Exists(trained)),
            holds=_(
                "All %(population)s users of systems read a warning or attended awareness training within 12 months."
            ),
            fails=_(
                "%(exceptions)s of %(population)s users of systems neither read a warning nor attended awareness "
                "training within 12 months."
            ),
        ),
        _few_fell(p.percent("phishing-max-rate"), on=on),
    ]


def _few_fell(limit: Decimal, *, on: date) -> Part:
    """Of those who got the mail of the last approved exercise, fewer than the limit opened it or followed its link."""
    exercises = records("continuity.drill").in_state("approved").filter(kind="social_engineering", held_on__lte=on)
    last = exercises.order_by("-held_on", "-pk").values("pk")[:1]
    tried = lines("continuity.drill", "participants").filter(record__in=Subquery(last)).exclude(outcome="absent")
    numbers = tried.aggregate(all=Count("pk"), fell=Count("pk", filter=Q(outcome__in=("opened", "clicked"))))
    return together(
        tried,
        hold=100 * numbers["fell"] < limit * numbers["all"],
        holds=_("Of %(population)s people in the last exercise %(fell)s fell for the mail: below %(limit)s%%."),
        fails=_("Of %(population)s people in the last exercise %(fell)s fell for the mail: not below %(limit)s%%."),
        fell=numbers["fell"],
        limit=f"{limit.normalize():f}",
    ).when_empty(Status.NO_DATA, _("No exercise of social engineering was approved yet."))
