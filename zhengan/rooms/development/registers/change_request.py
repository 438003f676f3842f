"""Change requests: request, approval, execution, check and document update of every change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register

# The backups of a change, and when they ended, seen from the time it was made (8.2.2).
BACKUPS = {"pre_backup": "ended_at__lte", "post_backup": "ended_at__gte"}


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
    info_system = link("assets.InfoSystem", _("system"))
    title = models.CharField(_("change title"), max_length=120)
    enhancement = models.BooleanField(_("enhancement"), default=False)
    reason = models.TextField(_("reason for the change"))
    risk_note = models.TextField(_("risk note"))
    requester = link("organization.Person", _("requester"), blank=True, help_text=_("Empty: yourself."))
    approver = link("organization.Person", _("approver"), optional=True)
    approved_at = models.DateTimeField(_("approval time"), null=True, blank=True)
    implementer = link("organization.Person", _("implementer"), optional=True)
    planned_at = models.DateTimeField(_("planned at"))
    implemented_at = models.DateTimeField(_("implemented at"), null=True, blank=True)
    verifier = link("organization.Person", _("change verified by"), optional=True)
    developer = link("organization.Person", _("developer"), optional=True)
    tester = link("organization.Person", _("tester"), optional=True)
    test_evidence = EvidenceField(_("test evidence"), null=True, blank=True)
    pre_backup = Reference(_("pre backup"), blank=True, help_text=_("Number of the backup before the change (8.2.2)."))
    post_backup = Reference(_("post backup"), blank=True, help_text=_("Number of the backup after the change (8.2.2)."))
    documents_needed = models.BooleanField(
        _("documents needed"), default=False, help_text=_("System documents or manuals have to follow the change.")
    )
    documents_updated_on = models.DateField(_("documents updated on"), null=True, blank=True)
    updated_documents = link("policy.PolicyDocument", _("updated documents"), optional=True)
    rollback_plan = models.CharField(_("rollback plan"), max_length=200)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(
                source="submitted",
                target="approved",
                by=("it_manager", "business_owner"),
                not_same_as=("maker", "requester"),
                stamp={"approver": "person", "approved_at": "now"},
            ),
            Move(
                source="submitted",
                target="rejected",
                by=("it_manager", "business_owner"),
                not_same_as=("maker",),
                approval=False,
                reason=True,
                label=_("Reject"),
            ),
            # Carrying out what somebody else approved is work, not an approval: `checker` stays the approver.
            Move(
                source="approved",
                target="implemented",
                by=("system_admin", "network_admin", "developer"),
                not_same_as=("approver",),
                approval=False,
                stamp={"implementer": "person", "implemented_at": "now"},
            ),
            Move(
                source="implemented",
                target="verified",
                by=("business_owner", "it_manager"),
                not_same_as=("implementer",),
                stamp={"verifier": "person"},
            ),
            Move(source="implemented", target="rolled_back", by=("system_admin",), reason=True),
            Move(source="verified", target="closed", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("change request")

    def __str__(self) -> str:
        return self.title

    @property
    def lacks(self) -> list[str]:
        """What is still missing before the change can be closed (8.2.2, 8.4.2)."""
        missing = [name for name in BACKUPS if not getattr(self, name)]
        if self.documents_needed and not self.documents_updated_on:
            missing.append("documents_updated_on")
        return missing


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
    sections = (
        (_("The change"), ("kind", "info_system", "title", "enhancement", "reason", "requester")),
        (_("Risk"), ("risk_note", "rollback_plan", "planned_at")),
        (_("Making and testing"), ("developer", "tester", "test_evidence")),
        (_("Approval and execution"), ("approver", "approved_at", "implementer", "implemented_at", "verifier")),
        (_("Backups"), ("pre_backup", "post_backup")),
        (_("Documents"), ("documents_needed", "documents_updated_on", "updated_documents")),
    )
    makers = ("developer", "system_admin", "network_admin", "it_manager", "business_owner")
    dated = "planned_at"
    owner = "requester"
    keep = "P5Y"
    stays_open = ("pre_backup", "post_backup", "documents_updated_on", "updated_documents", "tester", "test_evidence")

    def prepare(self, record: Any, actor: Actor) -> None:
        """One asks for oneself unless something else is said."""
        if record.requester_id is None:
            record.requester = actor.person

    def validate(self, record: Any, lines: Any) -> None:
        """Backups are real ones; documents are updated once the change is made, and which ones is said."""
        objection = _now("No backup of this system with this number ended, on the right side of the change (8.2.2).")
        wrong: dict[str, Any] = {name: objection for name in BACKUPS if not _backed_up(record, name)}
        if record.tester_id and record.tester_id == record.developer_id:
            wrong["tester"] = _now("Nobody tests his own program.")
        if record.documents_updated_on and not record.updated_documents_id:
            wrong["updated_documents"] = _now("Say which documents were updated.")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Some kinds are not everybody's: operating systems (8.2.1) and security programs (10.1.4)."""
        objection = ""
        if move.target == "implemented" and record.kind.startswith("os_") and not actor.holds("system_admin"):
            objection = _now("Settings and rights of operating systems are changed by system administrators (8.2.1).")
        elif move.target == "approved" and record.kind == "security_program" and not actor.holds("it_manager"):
            objection = _now("Changes of security programs are approved by the head of IT (10.1.4).")
        if objection:
            raise Refused(objection, register=self.code, record_no=record.no, act=f"move:{move.code}")

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """A verified change is closed when both backups and the documents are there."""
        if record.state == "verified" and not record.is_void and not record.lacks:
            acts.move(record, "closed", by=Actor.system())
            record.refresh_from_db()


def _backed_up(record: Any, name: str) -> bool:
    """Whether the backup that is named, if any, succeeded, is of this system, and lies before or after the change."""
    no = getattr(record, name)
    if not no:
        return True
    runs = register("operations.backup_run").record.objects.live().in_state("done")
    if record.implemented_at is not None:
        runs = runs.filter(**{BACKUPS[name]: record.implemented_at})
    return bool(runs.filter(no=no, info_system=record.info_system_id).exists())
