"""Risks of social media: the dangers that the policy names are assessed each year, with what is done about them."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.reading import records

# What 13.2.2 names, in its order.
DANGERS = ("data_leak", "social_engineering", "malware")


@check("13.2.2", besides=("review", "security_control"), unless_stated=True)
def staff_on_social_media_is_a_risk_assessed(on: date, p: Any) -> list[Part]:
    """For each danger that the policy names a risk was assessed in the interval set, with measures, and approved."""
    every = p.period("social-risk-interval")
    risks = records("assurance.risk").in_state("approved", "monitored").filter(~Q(measures=""), category="social_media")
    words = dict(risks.model._meta.get_field("threat").flatchoices)
    return [
        there_is_recent(
            risks.filter(threat=danger),
            when="assessed_on",
            every=every,
            on=on,
            holds=_("The risk “%(danger)s” on social media was assessed within %(interval)s, with measures."),
            fails=_("The risk “%(danger)s” on social media was not assessed within %(interval)s, with measures."),
            soon=_("The risk “%(danger)s” on social media must soon be assessed again (every %(interval)s)."),
            danger=words[danger],
            interval=every,
        )
        for danger in DANGERS
    ]
