"""Change requests: request, approval, execution, check and document update of every change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class ChangeRequest(Record):
    """One change from request to closing."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application")
        OS_ENVIRONMENT = "os_environment", _("OS environment")
        OS_RIGHTS = "os_rights", _("OS rights")
        FIREWALL = "firewall", _("Firewall")
        NETWORK = "network", _("Network")
        DATABASE = "database", _("Database")
        SECURITY_PROGRAM = "security_program", _("Security program")
        EMERGENCY = "emergency", _("Emergency")

    kind = models.CharField(_("kind of change"), max_length=16, choices=Kind.choices)
    info_system = models.ForeignKey("assets.InfoSystem", models.PROTECT, verbose_name=_("system"), related_name="+")
    title = models.CharField(_("change title"), max_length=200)
    enhancement = models.BooleanField(_("enhancement"), default=False)
    reason = models.TextField(_("reason for the change"))
    risk_note = models.TextField(_("risk note"))
    requester = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("requester"), related_name="+")
    approver = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("approver"), related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(_("approval time"), null=True, blank=True)
    implementer = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("implementer"), related_name="+", null=True, blank=True)
    planned_at = models.DateTimeField(_("planned at"))
    implemented_at = models.DateTimeField(_("implemented at"), null=True, blank=True)
    developer = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("developer"), related_name="+", null=True, blank=True)
    tester = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("tester"), related_name="+", null=True, blank=True)
    test_evidence = EvidenceField(_("test evidence"), null=True, blank=True)
    pre_backup = Reference(_("pre backup"), blank=True)
    post_backup = Reference(_("post backup"), blank=True)
    documents_needed = models.BooleanField(_("documents needed"), default=False)
    documents_updated_on = models.DateField(_("documents updated on"), null=True, blank=True)
    updated_documents = models.ForeignKey("policy.PolicyDocument", models.PROTECT, verbose_name=_("updated documents"), related_name="+", null=True, blank=True)
    rollback_plan = models.CharField(_("rollback plan"), max_length=200)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(source="submitted", target="approved", by=("it_manager", "business_owner",), not_same_as=("maker",)),
            Move(source="submitted", target="rejected", by=("it_manager", "business_owner",)),
            Move(source="approved", target="implemented", by=("system_admin", "network_admin", "developer",), not_same_as=("approver",)),
            Move(source="implemented", target="verified", by=("business_owner", "it_manager",), not_same_as=("implementer",)),
            Move(source="implemented", target="rolled_back", by=("system_admin",)),
            Move(source="verified", target="closed", by=("system",)),  # documents updated and backups linked
        ),
    )

    class Meta:
        verbose_name = _("change request")

    def __str__(self) -> str:
        return self.title


class ChangeRequests(Register):
    """Change requests."""

    code = "development.change_request"
    record = ChangeRequest
    prefix = "CHG"
    title = _("Change requests")
    one = _("change request")
    purpose = _("Request, approval, execution, check and document update of every change.")
    columns = ("no", "title", "kind", "info_system", "requester", "planned_at", "implemented_at", "state")
    search = ("title", "reason")
    filters = ("state", "kind", "info_system", "planned_at")
    makers = ("developer", "system_admin", "network_admin", "it_manager", "business_owner")
    dated = "planned_at"
    owner = "requester"
    keep = "P5Y"
