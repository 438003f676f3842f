"""Backups: changes lie between two of them, important software is copied to the other place, restoring is tested."""

from datetime import date, timedelta
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import SYSTEM, core_systems, document_in_force
from zhengan.checks.reading import records
from zhengan.checks.status import Status

CHANGE, BACKUP, RESTORE = "development.change_request", "operations.backup_run", "operations.restore_test"
MADE = ("implemented", "verified", "closed")


def backups(**wanted: Any) -> Any:
    """Backups that succeeded."""
    return records(BACKUP).in_state("done").filter(**wanted)


@check("7.6.1", "8.6.1", besides=("media",))
def important_software_is_copied_elsewhere(on: date, p: Any) -> list[Part]:
    """Of every core system the software and its documents reached the other safe place within the interval set."""
    every = p.period("software-copy-interval")
    elsewhere = backups(other_site_at__isnull=False)
    return [
        each(core_systems()).must_recur(
            elsewhere.filter(kind="software"),
            by="info_system",
            done="ended_at",
            every=every,
            on=on,
            holds=_("The software of all %(population)s core systems was copied elsewhere within %(interval)s."),
            fails=_(
                "The software of %(exceptions)s of %(population)s core systems was not copied elsewhere within "
                "%(interval)s."
            ),
            soon=_("The software of %(warnings)s of %(population)s core systems must soon be copied elsewhere."),
            interval=every,
        ),
        each(core_systems()).must_recur(
            elsewhere.filter(kind="document"),
            by="info_system",
            done="ended_at",
            every=every,
            on=on,
            holds=_("The documents of all %(population)s core systems were copied elsewhere within %(interval)s."),
            fails=_(
                "The documents of %(exceptions)s of %(population)s core systems were not copied elsewhere within "
                "%(interval)s."
            ),
            soon=_("The documents of %(warnings)s of %(population)s core systems must soon be copied elsewhere."),
            interval=every,
        ),
    ]


@check("7.6.5", "8.6.5")
def backups_can_be_restored(on: date, p: Any) -> list[Part]:
    """A procedure is in force, and a backup of every core system was restored whole and in time within the interval."""
    every = p.period("restore-test-interval")
    # Cast, because SQLite multiplies lengths of time by nothing but a plain integer.
    minutes = Cast("minutes", IntegerField())
    took = ExpressionWrapper(minutes * timedelta(minutes=1), output_field=DurationField())
    restored = (
        records(RESTORE, SYSTEM)
        .in_state("approved")
        .filter(result="ok", integrity_ok=True, environment_ok=True)
        .annotate(_took=took)
        .filter(_took__lte=F("info_system__rto"))
    )
    return [
        document_in_force("restore_test", on=on),
        each(core_systems()).must_recur(
            restored,
            by="info_system",
            done="tested_on",
            every=every,
            on=on,
            holds=_("A backup of all %(population)s core systems was restored whole and in time within %(interval)s."),
            fails=_(
                "Of %(exceptions)s of %(population)s core systems no backup was restored whole and in time within "
                "%(interval)s."
            ),
            soon=_("The backups of %(warnings)s of %(population)s core systems must soon be restored for a test."),
            interval=every,
        ),
    ]


@check("8.2.2")
def changes_are_backed_up_before_and_after(on: date, p: Any) -> Part:
    """Every change that was made names a backup of its system that ended before, and one that ended after."""
    own = backups(info_system=OuterRef("info_system"))
    before = own.filter(no=OuterRef("pre_backup"), ended_at__lte=OuterRef("implemented_at"))
    after = own.filter(no=OuterRef("post_backup"), ended_at__gte=OuterRef("implemented_at"))
    return (
        each(records(CHANGE).in_state(*MADE))
        .must(
            Q(Exists(before)) & Q(Exists(after)),
            holds=_("All %(population)s changes that were made lie between two backups of their system."),
            fails=_("%(exceptions)s of %(population)s changes that were made lack a backup before or after."),
        )
        .when_empty(Status.NO_DATA, _("No change is recorded as made."))
    )
