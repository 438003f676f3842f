"""Incidents: how fast they were reported, taken up, passed on, contained and closed."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, Say, at_least, each, lasted, start_of
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, document_up_to_date
from zhengan.checks.reading import records
from zhengan.checks.status import Status

INCIDENT = "incidents.incident"
YEAR = Period("P1Y")
# Levels 1 and 2 are to be brought under control within 72 hours, 3 and 4 within 36, and the account of an incident is
# to be given within a month: the times of the regulation on reporting and responding to cyber security incidents
# (資通安全事件通報及應變辦法), taken as the measure where the policy says 「立刻」 and gives none.
CONTAINED_WITHIN = {("s1", "s2"): timedelta(hours=72), ("s3", "s4"): timedelta(hours=36)}
CLOSED_WITHIN = Period("P1M")
CLOSED = ("closed", "false_alarm")


def incidents(on: date) -> QuerySet[Any]:
    """Incidents, and suspicions, discovered in the last 12 months."""
    return records(INCIDENT).filter(
        discovered_at__gte=start_of(YEAR.before(on) + DAY), discovered_at__lt=start_of(on + DAY)
    )


def still_open(field: str, limit: timedelta, on: date) -> Q:
    """Not done yet, and the day on which its time runs out is not over."""
    return Q(**{field: None, "reported_at__gte": start_of(on) - limit})


@check("2.1.4")
def incidents_have_a_procedure(on: date, p: Any) -> Any:
    """The procedure for reporting incidents is in force and not past its review."""
    return document_up_to_date("incident_reporting", on=on)


@check("2.1.4.1")
def incidents_are_reported_at_once(on: date, p: Any) -> Part:
    """Every incident of the last 12 months was reported, and IT told, within the time set after discovery."""
    within = p.period("incident-report-within")
    return (
        each(incidents(on).annotate(_took=lasted("discovered_at", "reported_at")))
        .must(
            Q(_took__lte=at_least(within))
            & (Q(it_notified_at__isnull=False) | still_open("it_notified_at", at_least(within), on)),
            holds=_(
                "All %(population)s incidents of the last 12 months were reported to IT within %(within)s of discovery."
            ),
            fails=_(
                "%(exceptions)s of %(population)s incidents of the last 12 months were not reported to IT within "
                "%(within)s of discovery."
            ),
            within=within,
        )
        .asking_when_empty(lambda: _shown_by_a_drill(on))
    )


def _shown_by_a_drill(on: date) -> tuple[Status, Say]:
    """Where no incident happened, a drill shows how one is reported."""
    drills = records("continuity.drill").in_state("approved").filter(kind="incident")
    if drills.filter(held_on__range=(YEAR.before(on), on)).exists():
        return Status.MET, _("No incident was recorded in the last 12 months; a drill showed how one is reported.")
    return (
        Status.NO_DATA,
        _("No incident was recorded in the last 12 months, and no drill shows how one is reported."),
    )


@check("2.1.4.2")
def incidents_are_handled_by_the_procedure(on: date, p: Any) -> list[Part]:
    """Every incident was taken up in time, handled by the steps of the procedure, contained, explained and closed."""
    within = p.period("incident-acknowledge-within")
    recorded = incidents(on).annotate(
        _taken_up=lasted("reported_at", "acknowledged_at"), _contained=lasted("reported_at", "contained_at")
    )
    real = recorded.exclude(state="false_alarm")
    none = _("No incident was recorded in the last 12 months.")
    all_steps = Q()
    for step in records(INCIDENT).model.Steps.values:
        all_steps &= Q(procedure_steps__has=step)
    contained = Q()
    for levels, limit in CONTAINED_WITHIN.items():
        contained |= Q(severity__in=levels) & (Q(_contained__lte=limit) | still_open("contained_at", limit, on))
    return [
        document_in_force("incident_reporting", on=on),
        each(recorded)
        .must(
            Q(_taken_up__lte=at_least(within)) | still_open("acknowledged_at", at_least(within), on),
            holds=_("All %(population)s incidents of the last 12 months were taken up within %(within)s."),
            fails=_(
                "%(exceptions)s of %(population)s incidents of the last 12 months were not taken up within %(within)s."
            ),
            within=within,
        )
        .when_empty(Status.NO_DATA, none),
        each(real.filter(state="closed"))
        .must(
            all_steps & ~Q(root_cause="") & ~Q(lesson=""),
            holds=_("All %(population)s closed incidents state the steps taken, the cause and the lesson."),
            fails=_("%(exceptions)s of %(population)s closed incidents lack the steps taken, the cause or the lesson."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No incident of the last 12 months is closed.")),
        each(real)
        .must(
            contained,
            holds=_("All %(population)s incidents were contained in the time of their level, or still have it."),
            fails=_("%(exceptions)s of %(population)s incidents were not contained in the time of their level."),
        )
        .when_empty(Status.NOT_APPLICABLE, none),
        each(real.exclude(state__in=CLOSED))
        .must_not(
            Q(reported_at__lt=start_of(CLOSED_WITHIN.before(on))),
            holds=_("None of %(population)s open incidents is older than %(closing)s."),
            fails=_("%(exceptions)s of %(population)s open incidents are older than %(closing)s."),
            closing=CLOSED_WITHIN,
        )
        .when_empty(Status.NOT_APPLICABLE, _("No incident is open.")),
    ]


@check("11.4", besides=("drill",))
def incidents_reach_it_and_the_supervisor(on: date, p: Any) -> list[Part]:
    """The procedure is in force; IT and the supervisor were told of every incident, and it was taken up, in time."""
    told, taken_up = p.period("incident-report-within"), p.period("incident-acknowledge-within")
    recorded = incidents(on).annotate(
        _it=lasted("reported_at", "it_notified_at"),
        _supervisor=lasted("reported_at", "supervisor_notified_at"),
        _taken_up=lasted("reported_at", "acknowledged_at"),
    )
    return [
        document_in_force("incident_reporting", on=on),
        each(recorded)
        .must(
            (Q(_it__lte=at_least(told)) | still_open("it_notified_at", at_least(told), on))
            & (Q(_supervisor__lte=at_least(told)) | still_open("supervisor_notified_at", at_least(told), on))
            & (Q(_taken_up__lte=at_least(taken_up)) | still_open("acknowledged_at", at_least(taken_up), on)),
            holds=_(
                "Of all %(population)s incidents of the last 12 months IT and the supervisor were told within "
                "%(told)s, and they were taken up within %(taken)s."
            ),
            fails=_(
                "Of %(exceptions)s of %(population)s incidents of the last 12 months IT or the supervisor was not "
                "told within %(told)s, or they were not taken up within %(taken)s."
            ),
            told=told,
            taken=taken_up,
        )
        .when_empty(Status.NO_DATA, _("No incident was recorded in the last 12 months.")),
    ]
