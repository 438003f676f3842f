"""Running the systems: the documents, offices and approvals that must be there before anything is done."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, office_is_held
from zhengan.checks.reading import note, records
from zhengan.checks.status import Status

CHANGE = "development.change_request"
DONE = ("implemented", "verified", "closed")


@check("7.5.2", waits_for=("report_run", "access_rule"))
def confidential_reports_are_controlled(on: date, p: Any) -> Part:
    """Rules on printing and viewing confidential reports are in force."""
    return document_in_force("report_control", on=on)


@check("7.6.5", "8.6.5", waits_for=("restore_test", "backup_run"))
def restoring_has_a_procedure(on: date, p: Any) -> Part:
    """A procedure for testing that backups can be restored is in force."""
    return document_in_force("restore_test", on=on)


@check("7.7.3", "8.3.10", waits_for=("log_review", "log_source"))
def somebody_reads_the_console(on: date, p: Any) -> Part:
    """Somebody is appointed to read what the system console says."""
    return office_is_held("console_reviewer", on=on)


@check("7.9", "8.8", waits_for=("capacity_assessment",))
def capacity_has_a_procedure(on: date, p: Any) -> Part:
    """A procedure for assessing capacity and safeguards is in force."""
    return document_in_force("capacity", on=on)


@check("8.1.1", waits_for=("maintenance_record",))
def important_equipment_is_under_contract(on: date, p: Any) -> Part:
    """Every important piece of hardware names a maintenance contract that is in force."""
    contracts = records("suppliers.contract").in_force().filter(kind="maintenance")
    return each(records("assets.asset").active().filter(category="hardware", important=True)).must(
        Q(Exists(contracts.filter(no=OuterRef("maintenance_contract")))),
        holds=_("All %(population)s important pieces of equipment have a maintenance contract in force."),
        fails=_(
            "%(exceptions)s of %(population)s important pieces of equipment have no maintenance contract in force."
        ),
    )


@check("8.2.1", waits_for=("config_check",))
def system_settings_are_approved_and_set_by_administrators(on: date, p: Any) -> Part:
    """Every change of an operating system's environment or rights was approved before, and made by an administrator."""
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
    return (
        each(records(CHANGE).in_state(*DONE).filter(kind__in=("os_environment", "os_rights")))
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
        .when_empty(Status.NO_DATA, _("No change of an operating system is recorded."))
    )


@check("8.2.2", waits_for=("backup_run",))
def changes_are_backed_up_before_and_after(on: date, p: Any) -> Part:
    """Every change that was made names a backup before and one after."""
    return (
        each(records(CHANGE).in_state(*DONE))
        .must(
            ~Q(pre_backup="") & ~Q(post_backup=""),
            holds=_("All %(population)s changes that were made name a backup before and after."),
            fails=_("%(exceptions)s of %(population)s changes that were made lack a backup before or after."),
        )
        .when_empty(Status.NO_DATA, _("No change is recorded as made."))
    )


@check("9.6.6", waits_for=("security_control",))
def mail_is_ruled(on: date, p: Any) -> Part:
    """Rules on the use of e-mail are in force; whether mail is filtered waits for the mechanisms."""
    return document_in_force("email_use", on=on)
