"""The baseline: approved settings for the platforms that the policy names, and what was found of them."""

from datetime import date
from typing import Any

from django.db.models import DateField, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, start_of, there_is
from zhengan.checks.declare import check
from zhengan.checks.reading import records
from zhengan.checks.settings import BASELINE, MACHINES, found, machines, settings_in_order
from zhengan.checks.status import Status

MONTH = Period("P30D")


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


@check("8.2.4")
def platforms_have_a_baseline(on: date, p: Any) -> list[Part]:
    """Settings of computers, servers and network devices are in force, looked at monthly, and kept at the rate set."""
    seen = found(baseline__platform__in=tuple(MACHINES))
    newest = found(target=OuterRef("no")).order_by("-found_at").values("_day")
    return [
        *(baseline_of(platform, "password") for platform in MACHINES),
        each(machines(*MACHINES).annotate(_looked=Subquery(newest[:1], output_field=DateField())))
        .must_be_fresh(
            "_looked",
            every=MONTH,
            on=on,
            holds=_("The settings of all %(population)s machines were looked at within %(interval)s."),
            fails=_(
                "The settings of %(exceptions)s of %(population)s machines were not looked at within %(interval)s."
            ),
            interval=MONTH,
        )
        .calm()
        .when_empty(Status.NO_DATA, _("No machine is in the inventory.")),
        each(seen)
        .must_not(
            Q(state="failed"),
            holds=_("All %(population)s settings that were looked at are as the baseline expects, or excepted."),
            fails=_("%(exceptions)s of %(population)s settings that were looked at are not as the baseline expects."),
        )
        .tolerating(p.percent("baseline-pass-rate"))
        .when_empty(Status.NO_DATA, _("No setting was looked at yet.")),
        each(seen)
        .must_not(
            Q(state="failed", failing_since__lt=start_of(MONTH.before(on))),
            holds=_("None of %(population)s settings has failed for longer than %(interval)s."),
            fails=_("%(exceptions)s of %(population)s settings have failed for longer than %(interval)s."),
            interval=MONTH,
        )
        .when_empty(Status.NO_DATA, _("No setting was looked at yet.")),
    ]


@check("9.1.7")
def only_services_needed_run(on: date, p: Any) -> list[Part]:
    """Which services may run is in force, and every server and network device was found to run no others."""
    return [
        *(baseline_of(platform, "service") for platform in ("server", "network")),
        *settings_in_order("9.1.7", on=on, p=p),
    ]
