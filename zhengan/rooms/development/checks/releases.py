"""Releases: by whom, for which approved change, in which form, and whether what runs is what was released."""

from datetime import date
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.alerts import alerts, closed
from zhengan.checks.algebra import Part, at_least, each
from zhengan.checks.declare import check
from zhengan.checks.populations import by_exception, document_in_force, office_is_held
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.development.checks.changes import CHANGE, approved_by_another, changes_made

RELEASE, SYSTEM = "development.release", "assets.info_system"
# How old a comparison in production may be (catalogue, `check` of 10.3.1 and 10.4.10.2).
COMPARED_EVERY = Period("P31D")
NOTHING_RELEASED = _("No release is recorded.")


def releases(*joined: str) -> QuerySet[Any]:
    """Releases that went into production, also those taken back."""
    return records(RELEASE, *joined).in_state("released", "rolled_back")


def live(*joined: str) -> QuerySet[Any]:
    """What runs: the newest release of each library of each system."""
    out = records(RELEASE, *joined).in_state("released")
    newer = out.filter(
        info_system=OuterRef("info_system"), library=OuterRef("library"), released_at__gt=OuterRef("released_at")
    )
    return out.filter(~Exists(newer))


def _compared(on: date) -> list[Part]:
    """What runs everywhere is what was released, compared within 31 days."""
    return [
        each(live())
        .must(
            Q(deployed_sha256=F("sha256")),
            holds=_("In production all %(population)s programs were found as they were released."),
            fails=_("%(exceptions)s of %(population)s programs in production were not found as they were released."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
        each(live())
        .must_be_fresh(
            "deployed_checked_at",
            every=COMPARED_EVERY,
            on=on,
            holds=_("All %(population)s programs in production were compared within 31 days."),
            fails=_("%(exceptions)s of %(population)s programs in production were not compared within 31 days."),
            soon=_("%(warnings)s of %(population)s programs in production must soon be compared again."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
    ]


@check("10.1.4")
def security_programs_are_changed_with_authority(on: date, p: Any) -> list[Part]:
    """Every change of a security program was approved before it was made and released; alarms on digests are closed."""
    programs = releases(CHANGE).filter(security_program=True)
    return [
        each(changes_made(kind="security_program"))
        .must(
            approved_by_another(),
            holds=_("All %(population)s changes of security programs were approved beforehand by another person."),
            fails=_(
                "%(exceptions)s of %(population)s changes of security programs were not approved beforehand by "
                "another person."
            ),
        )
        .when_empty(Status.NO_DATA, _("No change of a security program is recorded.")),
        each(programs)
        .must(
            Q(change_request__kind="security_program", change_request__approved_at__lt=F("released_at")),
            holds=_("All %(population)s releases of security programs were for a change approved before."),
            fails=_("%(exceptions)s of %(population)s releases of security programs were not for an approved change."),
        )
        .when_empty(Status.NO_DATA, _("No release of a security program is recorded.")),
        closed(alerts(on, "hash_mismatch"), on=on),
    ]


@check("10.3.1")
def libraries_are_updated_by_authorised_people(on: date, p: Any) -> list[Part]:
    """A procedure and a releaser are there; each release was by such a one for an approved change, and runs."""
    judged = releases(CHANGE).annotate(_day=TruncDate("released_at", tzinfo=TAIPEI))
    appointed = (
        records("organization.appointment")
        .in_state("in_force", "ended")
        .filter(person=OuterRef("releaser"), role="release_manager", from_on__lte=OuterRef("_day"))
        .filter(Q(to_on=None) | Q(to_on__gte=OuterRef("_day")))
    )
    return [
        document_in_force("software_control", on=on),
        office_is_held("release_manager", on=on),
        each(judged)
        .must(
            Q(Exists(appointed)) & ~Q(releaser=F("developer")) & Q(change_request__approved_at__lt=F("released_at")),
            holds=_("All %(population)s releases were by an authorised releaser, for an approved change."),
            fails=_("%(exceptions)s of %(population)s releases were not by an authorised releaser, or not approved."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
        *_compared(on),
    ]


@check("10.3.2")
def programs_run_as_object_code(on: date, p: Any) -> Part:
    """What runs is an object program or a configuration, or runs as source by an approved exception."""
    return (
        each(live())
        .must(
            Q(form__in=("object", "config")) | by_exception("source_code", on=on),
            holds=_("All %(population)s programs in production run as object code, or by an approved exception."),
            fails=_("%(exceptions)s of %(population)s programs in production run as source without an exception."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED)
    )


@check("10.4.5")
def maintenance_is_approved(on: date, p: Any) -> list[Part]:
    """Every change made, and every release, was approved before, by neither the requester nor the implementer."""
    return [
        each(changes_made())
        .must(
            approved_by_another(),
            holds=_("All %(population)s changes that were made were approved beforehand by another person."),
            fails=_(
                "%(exceptions)s of %(population)s changes that were made were not approved beforehand by another "
                "person."
            ),
        )
        .when_empty(Status.NO_DATA, _("No change is recorded as made.")),
        each(releases(CHANGE))
        .must(
            approved_by_another("change_request__", before="released_at"),
            holds=_("All %(population)s releases were for a change approved before by another person."),
            fails=_("%(exceptions)s of %(population)s releases were not for a change approved before by another."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
    ]


@check("10.4.10.2", besides=("config_check", "security_test"))
def programs_are_verified(on: date, p: Any) -> list[Part]:
    """What runs is signed, and was found within 31 days as it was released."""
    return [
        each(live())
        .must_not(
            Q(signature=""),
            holds=_("All %(population)s programs in production are signed."),
            fails=_("%(exceptions)s of %(population)s programs in production are not signed."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
        *_compared(on),
    ]


@check("10.4.10.3", besides=("vulnerability",))
def newer_libraries_are_made_ready(on: date, p: Any) -> list[Part]:
    """Every program made for the firm names its libraries; where one is newer or weak, a build was ready in time."""
    own = live(SYSTEM).filter(info_system__built_by__in=("in_house", "outsourced"))
    named = lines(RELEASE, "components").filter(record__in=own)
    within, weak_within = p.period("component-update-within"), p.period("fix-due-high")
    took = ExpressionWrapper(F("update_ready_on") - F("latest_seen_on"), output_field=DurationField())
    newer = named.exclude(latest_version="").exclude(latest_version=F("version")).annotate(_took=took)

    def in_time(period: Period) -> Q:
        return Q(_took__lte=at_least(period)) | Q(update_ready_on=None, latest_seen_on__gte=period.before(on))

    return [
        each(own)
        .must_have(
            named,
            by="record",
            holds=_("All %(population)s programs made for the firm name the libraries they were built with."),
            fails=_("%(exceptions)s of %(population)s programs made for the firm do not name their libraries."),
        )
        .when_empty(Status.NO_DATA, NOTHING_RELEASED),
        each(newer)
        .must(
            Q(known_weakness=True) & in_time(weak_within) | Q(known_weakness=False) & in_time(within),
            holds=_("For all %(population)s newer libraries a build was ready within %(within)s, or still has time."),
            fails=_("For %(exceptions)s of %(population)s newer libraries no build was ready within %(within)s."),
            within=within,
        )
        .asking_when_empty(
            lambda: (
                Status.MET if named.exists() else Status.NO_DATA,
                _("No newer version of a library is known.") if named.exists() else NOTHING_RELEASED,
            )
        ),
    ]
