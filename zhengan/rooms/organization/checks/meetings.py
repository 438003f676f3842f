"""Meetings of the committee: held in time, over all its duties, and what was decided carried out."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, earliest_in_time, there_is_recent, together
from zhengan.checks.declare import check
from zhengan.checks.reading import records
from zhengan.checks.status import Status

# What the committee meets for, by the words of the policy.
DUTIES = ("construction", "policy", "responsibility", "audit")


@check("3.2")
def committee_meets_and_is_heeded(on: date, p: Any) -> list[Part]:
    """A regular meeting was held in time with approved minutes, all duties were spoken of, resolutions carried out."""
    every = p.period("committee-interval")
    approved = records("organization.committee_meeting").in_state("approved").filter(held_on__lte=on)
    of_the_year = approved.filter(held_on__gte=earliest_in_time(Period("P1Y"), on))
    spoken_of = {topic for found in of_the_year.values_list("topics", flat=True) for topic in found}
    return [
        there_is_recent(
            approved.filter(kind="regular"),
            when="held_on",
            every=every,
            on=on,
            holds=_("%(population)s regular meetings of the committee were held within %(interval)s."),
            fails=_("No regular meeting of the committee was held within %(interval)s, with approved minutes."),
            soon=_("The committee must soon meet again (every %(interval)s)."),
            interval=every,
        ),
        together(
            of_the_year,
            hold=spoken_of >= set(DUTIES),
            holds=_("The %(population)s meetings of the last 12 months spoke of all four duties of the committee."),
            fails=_("The %(population)s meetings of the last 12 months did not speak of all duties of the committee."),
        ).when_empty(Status.NOT_MET, _("The committee did not meet within 12 months.")),
        each(records("assurance.finding").filter(kind="resolution"))
        .must_not(
            Q(state__in=("open", "planned", "done"), due_on__lt=on),
            holds=_("None of %(population)s resolutions is open past its day."),
            fails=_("%(exceptions)s of %(population)s resolutions are open past their day."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No resolution is recorded.")),
    ]
