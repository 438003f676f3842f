"""Keeping: logs lie in sealed batches without a gap, found intact, for as long as the policy says."""

from datetime import date
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, at_least, each, start_of
from zhengan.checks.covering import unbroken
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, systems
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.logs.checks.reviewing import sources

ARCHIVE, TOKEN = "logs.evidence_archive", "access.signing_token"
VERIFIED_WITHIN = Period("P31D")
NO_SOURCE = _("No such log is kept.")


def batches(*kinds: str) -> QuerySet[Any]:
    """Sealed batches of these kinds."""
    return records(ARCHIVE).in_state("sealed", "released").filter(kind__in=kinds)


def archived(*kinds: str, keep: Period, on: date) -> Q:
    """Whether the batches of a log cover each day up to yesterday, from its start or as long as it is to be kept."""
    rule = Q()
    for kind in kinds:
        rule &= unbroken(
            batches(kind),
            of="log_source",
            begin="covers_from",
            end="covers_to",
            started="started_on",
            since=keep.before(on),
            until=start_of(on - DAY),
        )
    return rule


def kept_and_intact(*kinds: str, keep: Period, on: date) -> Part:
    """Every batch was found intact within a month, and is kept long enough."""
    least = ExpressionWrapper(F("covers_to") + at_least(keep), output_field=DateTimeField())
    judged = batches(*kinds).annotate(_least=TruncDate(least, tzinfo=TAIPEI))
    return (
        each(judged)
        .must(
            Q(intact=True, verified_at__gte=start_of(VERIFIED_WITHIN.before(on)), kept_until__gte=F("_least")),
            holds=_("All %(population)s sealed batches were found intact within 31 days and are kept for %(keep)s."),
            fails=_(
                "%(exceptions)s of %(population)s sealed batches were not found intact within 31 days, or not kept for "
                "%(keep)s."
            ),
            keep=keep,
        )
        .when_empty(Status.NO_DATA, _("No batch of a log is sealed."))
    )


@check("7.2.5")
def logs_of_signing_are_kept(on: date, p: Any) -> Part:
    """Every own system that signs has a log of that, archived without a gap, held as long as the record it signs."""
    keep = p.period("log-retention")
    tokens = records(TOKEN).exclude(state="revoked")
    signing = tokens.filter(own_system=True, signs_for=OuterRef("pk"))
    logged = sources(kind="signing", info_system=OuterRef("pk"), retention_months__gte=keep.months).filter(
        Q(oldest_held_on__lte=F("started_on")) | Q(oldest_held_on__lte=keep.before(on)),
        archived("signing", keep=keep, on=on),
    )
    return (
        each(systems().filter(Exists(signing)))
        .must(
            Q(Exists(logged)) & ~Q(Exists(sources(kind="signing", info_system=OuterRef("pk"), retention_basis=""))),
            holds=_("All %(population)s systems that sign have a log of it, archived and held long enough."),
            fails=_("%(exceptions)s of %(population)s systems that sign have no log of it archived and held so long."),
        )
        .asking_when_empty(
            lambda: (
                Status.NOT_APPLICABLE if tokens.exists() else Status.NO_DATA,
                _("No system of the firm signs by itself."),
            )
        )
    )


@check("7.4.3")
def logs_are_kept_as_evidence(on: date, p: Any) -> list[Part]:
    """A procedure is in force; logs of important systems are archived without a gap, intact, for three years."""
    keep = p.period("log-retention")
    return [
        document_in_force("evidence", on=on),
        each(sources(important=True).exclude(kind="firewall"))
        .must(
            archived("log", keep=keep, on=on) | archived("signing", keep=keep, on=on),
            holds=_("All %(population)s logs of important systems are archived without a gap for %(keep)s."),
            fails=_("%(exceptions)s of %(population)s logs of important systems are not archived without a gap."),
            keep=keep,
        )
        .when_empty(Status.NO_DATA, NO_SOURCE),
        kept_and_intact("log", "signing", keep=keep, on=on),
    ]


@check("9.2.3")
def logs_of_firewalls_are_kept_twice(on: date, p: Any) -> list[Part]:
    """The logs of every firewall and their copies are archived without a gap, intact, for three years."""
    keep = p.period("firewall-log-retention")
    return [
        each(sources(kind="firewall"))
        .must(
            Q(backup_kept=True) & archived("firewall", "firewall_backup", keep=keep, on=on),
            holds=_("The logs of all %(population)s firewalls and their copies are archived for %(keep)s."),
            fails=_("The logs of %(exceptions)s of %(population)s firewalls or their copies are not archived."),
            keep=keep,
        )
        .when_empty(Status.NO_DATA, NO_SOURCE),
        kept_and_intact("firewall", "firewall_backup", keep=keep, on=on),
    ]
