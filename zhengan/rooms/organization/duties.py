"""Duties: the offices that an appointment can name, the rights each gives here, and which exclude each other.

Decided in docs/decisions/0004-offices-come-from-appointments.md.
"""

from collections.abc import Iterator
from itertools import product

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """A named duty of the policy, or an office of the firm that the product knows."""

    CONVENER = "convener", _("Convener")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    CISO = "ciso", _("Head of information security")
    SECURITY_HEAD = "security_head", _("Security supervisor")
    SECURITY_STAFF = "security_staff", _("Security staff")
    IT_AUDITOR = "it_auditor", _("IT auditor")
    SYSTEM_OWNER = "system_owner", _("System owner")
    MAINTAINER = "maintainer", _("Application maintainer")
    HOST_CUSTODIAN = "host_custodian", _("Host custodian")
    FIREWALL_ADMIN = "firewall_admin", _("Firewall administrator")
    LOG_REVIEWER = "log_reviewer", _("Log reviewer")
    CONSOLE_REVIEWER = "console_reviewer", _("Console reviewer")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    OPERATOR = "operator", _("Operator")
    OPERATIONS_SUPERVISOR = "operations_supervisor", _("Operations supervisor")
    PLAN_OWNER = "plan_owner", _("Plan owner")
    PLAN_CHANGE_CONTROLLER = "plan_change_controller", _("Plan change controller")
    TOKEN_CUSTODIAN = "token_custodian", _("Token custodian")
    RELEASE_MANAGER = "release_manager", _("Authorised releaser")
    DATA_OWNER = "data_owner", _("Data owner")
    FILE_MANAGER = "file_manager", _("Personal data file manager")
    BOARD = "board", _("Member of the board")
    CHAIRPERSON = "chairperson", _("Chairperson")
    IT_MANAGER = "it_manager", _("Head of IT")
    UNIT_HEAD = "unit_head", _("Head of a business unit")
    CHIEF_AUDITOR = "chief_auditor", _("Head of internal audit")
    COMPLIANCE = "compliance", _("Compliance officer")
    HR = "hr", _("Human resources")
    GENERAL_AFFAIRS = "general_affairs", _("General affairs")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")


# Role codes of the catalogue that each duty gives. A duty without any acts only where a record names its holder.
OFFICES: dict[Duty, tuple[str, ...]] = {
    Duty.CONVENER: ("president", "committee"),
    Duty.COMMITTEE_MEMBER: ("committee",),
    Duty.CISO: ("ciso",),
    Duty.SECURITY_HEAD: ("security_officer",),
    Duty.SECURITY_STAFF: ("security_officer",),
    Duty.IT_AUDITOR: ("auditor",),
    Duty.SYSTEM_OWNER: ("business_owner",),
    Duty.MAINTAINER: ("developer",),
    Duty.HOST_CUSTODIAN: ("system_admin",),
    Duty.FIREWALL_ADMIN: ("network_admin",),
    Duty.LOG_REVIEWER: (),
    Duty.CONSOLE_REVIEWER: (),
    Duty.SYSTEM_ADMIN: ("system_admin",),
    Duty.OPERATOR: ("operator",),
    Duty.OPERATIONS_SUPERVISOR: (),
    Duty.PLAN_OWNER: (),
    Duty.PLAN_CHANGE_CONTROLLER: (),
    Duty.TOKEN_CUSTODIAN: (),
    Duty.RELEASE_MANAGER: (),
    Duty.DATA_OWNER: ("business_owner",),
    Duty.FILE_MANAGER: (),
    Duty.BOARD: ("board",),
    Duty.CHAIRPERSON: ("board", "chairperson"),
    Duty.IT_MANAGER: ("it_manager",),
    Duty.UNIT_HEAD: ("business_owner",),
    Duty.CHIEF_AUDITOR: ("chief_auditor",),
    Duty.COMPLIANCE: ("compliance",),
    Duty.HR: ("hr",),
    Duty.GENERAL_AFFAIRS: ("general_affairs",),
    Duty.CUSTOMER_SERVICE: ("customer_service",),
}

_AUDIT = frozenset({Duty.IT_AUDITOR, Duty.CHIEF_AUDITOR})
_ABOVE = frozenset({Duty.BOARD, Duty.COMMITTEE_MEMBER})
_TECHNICAL = frozenset(
    {Duty.MAINTAINER, Duty.HOST_CUSTODIAN, Duty.FIREWALL_ADMIN, Duty.SYSTEM_ADMIN, Duty.OPERATOR, Duty.IT_MANAGER}
)
_BUSINESS = frozenset({Duty.DATA_OWNER, Duty.UNIT_HEAD})

# Duties that one person must not hold together, with the clause that keeps them apart.
CONFLICTS: tuple[tuple[frozenset[Duty], frozenset[Duty], str], ...] = (
    # Audit is done by audit, and who audits makes no records.
    (_AUDIT, frozenset(Duty) - _AUDIT - _ABOVE, "4.5"),
    # Information processing and business are divided.
    (_TECHNICAL, _BUSINESS, "3.5"),
    # Who writes programs does not put them into the production library.
    (frozenset({Duty.MAINTAINER}), frozenset({Duty.RELEASE_MANAGER}), "10.3.1"),
    # Who works the consoles does not verify the journal of that work.
    (frozenset({Duty.OPERATOR}), frozenset({Duty.OPERATIONS_SUPERVISOR}), "7.7.2"),
    # Who reviews the console records sends them to somebody else for verification.
    (frozenset({Duty.CONSOLE_REVIEWER}), frozenset({Duty.OPERATIONS_SUPERVISOR}), "7.7.3"),
)


def conflict(one: str, other: str) -> str | None:
    """Return the clause that keeps two duties apart, or None where one person may hold both."""
    return next(
        (
            clause
            for left, right, clause in CONFLICTS
            if (one in left and other in right) or (other in left and one in right)
        ),
        None,
    )


def conflicting_pairs() -> Iterator[tuple[Duty, Duty, str]]:
    """Yield every pair that is kept apart, for documentation and checks."""
    for left, right, clause in CONFLICTS:
        for one, other in product(sorted(left), sorted(right)):
            yield Duty(one), Duty(other), clause
