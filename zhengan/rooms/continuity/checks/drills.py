"""Drills: every plan tested, every trading host switched, people tried with mails, and what showed put right."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, Say, each, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.mechanisms import each_protected, working
from zhengan.checks.populations import document_in_force, open_findings_in_time, systems
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.rooms.continuity.checks.plans import DRILL, PLAN, plans
from zhengan.rooms.continuity.participants import FELL

YEAR = Period("P1Y")


def drills(kind: str) -> QuerySet[Any]:
    """Approved drills of one kind."""
    return records(DRILL).in_state("approved").filter(kind=kind)


@check("11.2")
def every_plan_is_tested(on: date, p: Any) -> list[Part]:
    """Every plan in force was tested within a year, with people, result and report; what showed is put right."""
    whole = (
        drills("continuity")
        .filter(report__isnull=False, pk__in=lines(DRILL, "participants").values("record"))
        .exclude(result="")
    )
    in_force = records(PLAN).in_force().filter(plan_no=OuterRef("continuity_plan__plan_no"))
    return [
        each(plans()).must_recur(
            whole.annotate(_plan=Subquery(in_force.values("pk")[:1])),
            by="_plan",
            done="held_on",
            planned="planned_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s plans in force were tested within 12 months."),
            fails=_("%(exceptions)s of %(population)s plans in force were not tested within 12 months."),
            soon=_("%(warnings)s of %(population)s plans in force must be tested within 30 days."),
        ),
        open_findings_in_time("11.2", on=on),
    ]


@check("11.5")
def trading_hosts_have_a_standby(on: date, p: Any) -> list[Part]:
    """Every trading host names a standby that works, and was switched to it in time within the interval set."""
    every = p.period("standby-test-interval")
    hosts = systems().filter(kind__in=("host_link", "online_trading"))
    return [
        each(hosts).must(
            Q(Exists(working("standby", on=on).filter(no=OuterRef("standby")))),
            holds=_("All %(population)s trading hosts in use name a standby that works."),
            fails=_("%(exceptions)s of %(population)s trading hosts in use name no standby that works."),
        ),
        each(hosts).must_recur(
            drills("standby").filter(target_met=True),
            by="info_system",
            done="held_on",
            planned="planned_on",
            every=every,
            on=on,
            holds=_("All %(population)s trading hosts were switched to the standby in time within %(interval)s."),
            fails=_("%(exceptions)s of %(population)s trading hosts were not switched in time within %(interval)s."),
            soon=_("%(warnings)s of %(population)s trading hosts must soon be switched again (every %(interval)s)."),
            interval=every,
        ),
    ]


@check("11.6")
def ddos_has_a_procedure_and_is_exercised(on: date, p: Any) -> list[Part]:
    """A procedure is in force and was exercised within a year; important systems on the internet are protected."""
    return [
        document_in_force("ddos", on=on),
        each_protected(systems().filter(internet_facing=True, important=True), "ddos", on=on),
        _exercised(
            "ddos",
            on=on,
            holds=_("%(population)s exercises against DDoS were held within 12 months."),
            fails=_("No exercise against DDoS was held within 12 months."),
            soon=_("The last exercise against DDoS is soon 12 months old."),
        ),
    ]


@check("9.6.9")
def people_are_tried_with_mails(on: date, p: Any) -> list[Part]:
    """An exercise of social engineering was held within a year, and whoever fell for a mail was trained since."""
    fell = lines(DRILL, "participants").filter(
        record__in=drills("social_engineering").values("pk"), outcome__in=FELL, record__held_on__lte=on
    )
    return [
        _exercised(
            "social_engineering",
            on=on,
            holds=_("%(population)s exercises of social engineering were held within 12 months."),
            fails=_("No exercise of social engineering was held within 12 months."),
            soon=_("The last exercise of social engineering is soon 12 months old."),
        ),
        each(fell)
        .must(
            Q(retrained_on__isnull=False),
            holds=_("All %(population)s people who fell for a mail were trained since."),
            fails=_("%(exceptions)s of %(population)s people who fell for a mail are still to be trained."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("Nobody opened such a mail or followed its link.")),
    ]


def _exercised(kind: str, *, on: date, holds: Say, fails: Say, soon: Say) -> Part:
    """Such an exercise was held within a year; a lack asks for attention, where drills are recorded at all."""
    return there_is_recent(
        drills(kind), when="held_on", every=YEAR, on=on, holds=holds, fails=fails, soon=soon
    ).asking_when_empty(lambda: (Status.ATTENTION if records(DRILL).exists() else Status.NO_DATA, fails))
