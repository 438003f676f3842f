"""Patches: every class of machine was patched in the cycle set, and grave weaknesses on every machine in time."""

from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Q, Subquery, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

PATCH, ASSET = "operations.patch_record", "assets.asset"
YEAR = Period("P1Y")
# Which machines of the inventory a patch of that scope is for.
SUBTYPES = {
    "server": ("server",),
    "pc": ("pc",),
    "portable": ("portable",),
    "public_pc": ("public_pc",),
    "network": ("network_device", "firewall"),
}


@check("9.1.2", besides=("vulnerability",))
def machines_are_patched(on: date, p: Any) -> list[Part]:
    """Each class of machine had a patch verified within the interval; grave ones were on all machines by their day."""
    every = p.period("patch-interval")
    return [
        each(_machines())
        .must_be_fresh(
            "_patched",
            every=every,
            on=on,
            holds=_("All %(population)s machines are of a class that was patched within %(interval)s."),
            fails=_(
                "%(exceptions)s of %(population)s machines are of a class that was not patched within %(interval)s."
            ),
            soon=_("%(warnings)s of %(population)s machines are of a class that must soon be patched again."),
            interval=every,
        )
        .when_empty(Status.NO_DATA, _("No machine is in the inventory.")),
        _grave_ones_in_time(on),
    ]


def _machines() -> Any:
    """Machines in use, each with the day on which a patch for its class was last verified as `_patched`."""
    verified = records(PATCH).in_state("verified").annotate(_day=TruncDate("checked_at", tzinfo=TAIPEI))
    newest = [
        When(
            subtype__in=subtypes, then=Subquery(verified.filter(scope__has=scope).order_by("-_day").values("_day")[:1])
        )
        for scope, subtypes in SUBTYPES.items()
    ]
    known = [subtype for subtypes in SUBTYPES.values() for subtype in subtypes]
    machines = records(ASSET).active().filter(category="hardware", subtype__in=known)
    return machines.annotate(_patched=Case(*newest, output_field=DateField()))


def _grave_ones_in_time(on: date) -> Part:
    patches = records(PATCH)
    grave = patches.filter(severity__in=("critical", "high"), due_on__gte=YEAR.before(on), exception="")
    return (
        each(grave)
        .must(
            Q(due_on__gte=on) | Q(done_count__gte=F("target_count"), deployed_on__lte=F("due_on")),
            holds=_("All %(population)s grave updates of the last 12 months were on every machine in time."),
            fails=_(
                "%(exceptions)s of %(population)s grave updates of the last 12 months were not on every machine in "
                "time."
            ),
        )
        .asking_when_empty(
            lambda: (
                Status.NOT_APPLICABLE if patches.exists() else Status.NO_DATA,
                _("No grave update was published in the last 12 months."),
            )
        )
    )
