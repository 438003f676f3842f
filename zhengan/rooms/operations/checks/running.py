"""Running the systems: the documents, offices and approvals that must be there before anything is done."""

from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, start_of
from zhengan.checks.declare import check
from zhengan.checks.reading import note, records
from zhengan.checks.settings import found
from zhengan.checks.status import Status

CHANGE, MAINTENANCE = "development.change_request", "operations.maintenance_record"
YEAR, WEEK = Period("P1Y"), timedelta(days=7)
DONE = ("implemented", "verified", "closed")


@check("8.1.1")
def important_equipment_is_under_contract(on: date, p: Any) -> list[Part]:
    """Important hardware is under a maintenance contract in force; IT checked each finished work with the firm."""
    contracts = records("suppliers.contract").in_force().filter(kind="maintenance")
    finished = records(MAINTENANCE, "organization.person").filter(ended_at__isnull=False)
    return [
        each(records("assets.asset").active().filter(category="hardware", important=True)).must(
            Q(Exists(contracts.filter(no=OuterRef("maintenance_contract")))),
            holds=_("All %(population)s important pieces of equipment have a maintenance contract in force."),
            fails=_(
                "%(exceptions)s of %(population)s important pieces of equipment have no maintenance contract in force."
            ),
        ),
        each(finished)
        .must(
            Q(joint_checker__unit_function="it", joint_checked_at__gte=F("ended_at")) & ~Q(engineer="") & ~Q(work=""),
            holds=_("Somebody of IT checked all %(population)s pieces of maintenance together with the firm."),
            fails=_("%(exceptions)s of %(population)s pieces of maintenance were not checked together by IT."),
        )
        .when_empty(Status.NO_DATA, _("No maintenance is recorded.")),
    ]


@check("8.2.1")
def system_settings_are_approved_and_set_by_administrators(on: date, p: Any) -> list[Part]:
    """Changes of operating systems were approved before and made by an administrator; no scan found another change."""
    note("organization.appointment", "organization.person")
    administrators = (
        records("organization.appointment")
        .in_state("in_force", "ended")
        .filter(
            Q(to_on=None) | Q(to_on__gte=OuterRef("implemented_at__date")),
            role="system_admin",
            person=OuterRef("implementer"),
            from_on__lte=OuterRef("implemented_at__date"),
        )
    )
    of_systems = records(CHANGE).in_state(*DONE).filter(kind__in=("os_environment", "os_rights"))
    asked_for = of_systems.annotate(_until=ExpressionWrapper(F("implemented_at") + WEEK, DateTimeField())).filter(
        implemented_at__lte=OuterRef("changed_at"), _until__gte=OuterRef("changed_at")
    )
    changed = found(
        baseline__platform__in=("pc", "server"), changed_at__gte=start_of(YEAR.before(on)), changed_at__isnull=False
    )
    return [
        each(of_systems)
        .must(
            Q(approver__isnull=False, approved_at__lt=F("implemented_at")) & Q(Exists(administrators)),
            holds=_(
                "All %(population)s changes of operating systems were approved before and made by an appointed "
                "administrator."
            ),
            fails=_(
                "%(exceptions)s of %(population)s changes of operating systems were not approved before, or not made "
                "by an appointed administrator."
            ),
        )
        .when_empty(Status.NO_DATA, _("No change of an operating system is recorded.")),
        each(changed)
        .must(
            Q(Exists(asked_for)),
            holds=_("For all %(population)s settings that were found changed a change was made in the same week."),
            fails=_(
                "For %(exceptions)s of %(population)s settings that were found changed no change was made in the same "
                "week."
            ),
        )
        .asking_when_empty(
            lambda: (
                Status.MET if found().exists() else Status.NO_DATA,
                _("No setting was found changed within 12 months."),
            )
        ),
    ]
