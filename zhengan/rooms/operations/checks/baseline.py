"""The baseline: approved settings for the platforms that the policy names; what is found waits for the scans."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, there_is
from zhengan.checks.declare import check
from zhengan.checks.reading import records

BASELINE = "operations.config_baseline"


def baseline_of(platform: str, category: str) -> Part:
    """Items of the category are in force for the platform."""
    platforms = dict(records(BASELINE).model._meta.get_field("platform").flatchoices)
    categories = dict(records(BASELINE).model._meta.get_field("category").flatchoices)
    return there_is(
        records(BASELINE).in_force().filter(platform=platform, category=category),
        holds=_("%(population)s settings on “%(category)s” are in force for “%(platform)s”."),
        fails=_("No setting on “%(category)s” is in force for “%(platform)s”."),
        platform=platforms[platform],
        category=categories[category],
    )


@check("8.2.4", waits_for=("config_check",))
def platforms_have_a_baseline(on: date, p: Any) -> list[Part]:
    """Settings of computers, servers and network devices, on passwords among them, are approved and in force."""
    return [baseline_of(platform, "password") for platform in ("pc", "server", "network")]


@check("9.1.7", waits_for=("config_check",))
def services_needed_are_listed(on: date, p: Any) -> list[Part]:
    """Which services may run is approved and in force, for servers and for network devices."""
    return [baseline_of(platform, "service") for platform in ("server", "network")]
