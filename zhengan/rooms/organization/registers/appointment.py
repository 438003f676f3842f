"""Appointments: who holds each named security duty, with deputy, since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class Appointment(Record):
    """One office held by one person, with a deputy; what the product lets people do follows from it."""

    class Role(models.TextChoices):
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

    role = models.CharField(_("office"), max_length=24, choices=Role.choices)
    person = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("holder"), related_name="+")
    deputy = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("deputy"), related_name="+", null=True, blank=True)
    subject_ref = Reference(_("for"), blank=True)
    from_on = models.DateField(_("from on"))
    to_on = models.DateField(_("to on"), null=True, blank=True)
    document = EvidenceField(_("letter of appointment"), null=True, blank=True)

    flow = Flow(
        initial="proposed",
        moves=(
            Move(source="proposed", target="in_force", by=("president", "ciso", "it_manager", "chief_auditor",), not_same_as=("person",)),
            Move(source="in_force", target="ended", by=("ciso", "it_manager", "hr",)),
        ),
    )

    class Meta:
        verbose_name = _("appointment")

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"


class Appointments(Register):
    """Appointments."""

    code = "organization.appointment"
    record = Appointment
    prefix = "APT"
    title = _("Appointments")
    one = _("appointment")
    purpose = _("Who holds each named security duty, with deputy, since when.")
    columns = ("no", "role", "person", "deputy", "subject_ref", "from_on", "to_on", "state")
    search = ("person__name",)
    filters = ("state", "role")
    makers = ("hr", "ciso", "it_manager", "security_officer")
    dated = "from_on"
    due = "to_on"
    owner = "person"
    keep_from = "to_on"
    keep = "P5Y"
