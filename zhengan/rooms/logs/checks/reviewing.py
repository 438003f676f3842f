"""Logs: what their lines tell, and that those who are named read them, stretch after stretch."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, start_of
from zhengan.checks.covering import unbroken
from zhengan.checks.declare import check
from zhengan.checks.populations import in_office, office_is_held, systems
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.rooms.logs.registers.log_source import EXPECTED_AT

SOURCE, REVIEW = "logs.log_source", "logs.log_review"
YEAR = Period("P1Y")


def sources(**wanted: Any) -> QuerySet[Any]:
    """Logs that are kept, whether they are silent or not."""
    return records(SOURCE).in_state("active", "silent").filter(**wanted)


def read_without_gap(reviews: QuerySet[Any], *, every: Period, on: date) -> Q:
    """Whether a log was read to the end of the last stretch that is to be read by now: one to pass, one to be read."""
    return unbroken(
        reviews,
        of="log_source",
        begin="period_from",
        end="period_to",
        started="started_on",
        since=YEAR.before(on),
        until=start_of(every.before(on, times=2)),
    )


@check("7.4.1")
def logs_tell_who_when_and_where(on: date, p: Any) -> Part:
    """Every important system has a log that tells user, time and terminal, and that is not silent."""
    telling = (
        sources(has_user_id=True, has_login_time=True, has_terminal=True, info_system=OuterRef("pk"))
        .annotate(_expected=EXPECTED_AT)
        .filter(_expected__gte=start_of(on))
    )
    return each(systems().filter(important=True)).must(
        Q(Exists(telling)),
        holds=_("All %(population)s important systems have a log that tells user, time and terminal, and comes in."),
        fails=_("%(exceptions)s of %(population)s important systems have no log that tells all, or it is silent."),
    )


@check("7.4.2")
def logs_are_read_by_somebody_named(on: date, p: Any) -> list[Part]:
    """Every log of an important system has a reader in office, and was read without a gap within the interval."""
    every = p.period("log-review-interval")
    important = sources(important=True)
    return [
        office_is_held("log_reviewer", on=on),
        each(important)
        .must(
            Q(Exists(in_office(on, "log_reviewer").filter(person=OuterRef("reviewer")))),
            holds=_("All %(population)s logs of important systems have a reader in office."),
            fails=_("%(exceptions)s of %(population)s logs of important systems have no reader in office."),
        )
        .when_empty(Status.NO_DATA, _("No log of an important system is kept.")),
        each(important)
        .must(
            read_without_gap(records(REVIEW).in_state("reviewed", "verified"), every=every, on=on),
            holds=_("All %(population)s logs of important systems were read without a gap, within %(interval)s."),
            fails=_("%(exceptions)s of %(population)s logs of important systems were not read within %(interval)s."),
            interval=every,
        )
        .when_empty(Status.NO_DATA, _("No log of an important system is kept.")),
    ]


@check("7.7.3", "8.3.10")
def consoles_are_read_and_verified(on: date, p: Any) -> list[Part]:
    """Somebody is appointed to read consoles; what each said was read by him and verified, without a gap, in time."""
    every = p.period("console-verify-interval")
    verified = records(REVIEW).in_state("verified").filter(kind="console")
    readers = records("organization.appointment").in_state("in_force", "ended").filter(role="console_reviewer")
    return [
        office_is_held("console_reviewer", on=on),
        each(sources(kind="console"))
        .must(
            read_without_gap(verified, every=every, on=on),
            holds=_("What all %(population)s consoles said was read and verified without a gap, within %(interval)s."),
            fails=_("What %(exceptions)s of %(population)s consoles said was not read and verified in %(interval)s."),
            interval=every,
        )
        .when_empty(Status.NO_DATA, _("No log of a console is kept.")),
        each(verified.filter(period_to__gte=start_of(YEAR.before(on))))
        .must(
            Q(Exists(readers.filter(person=OuterRef("reviewer")))),
            holds=_("All %(population)s readings of consoles were by somebody appointed."),
            fails=_("%(exceptions)s of %(population)s readings of consoles were by nobody appointed."),
        )
        .when_empty(Status.NO_DATA, _("No reading of a console is verified.")),
    ]
