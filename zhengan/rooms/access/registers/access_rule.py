"""Access rules: who may do what to which program, file or report; and which duties nobody holds together."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# What makes two rules the same one in two versions.
_SAME = ("kind", "info_system", "object_type", "object", "business_role", "other_role")


class AccessRule(Record):
    """One rule: a grant to a role, or a conflict of two."""

    class Kind(models.TextChoices):
        GRANT = "grant", _("Grant")
        CONFLICT = "conflict", _("Conflict of duties")

    class ObjectType(models.TextChoices):
        PROGRAM = "program", _("Program")
        FILE = "file", _("File or data")
        REPORT = "report", _("Report or print-out")
        FUNCTION = "function", _("Function of a system")
        DUTY = "duty", _("Office or duty")

    class Right(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Write")
        EXECUTE = "execute", _("Execute")
        APPROVE = "approve", _("Give approval")
        PRINT = "print", _("Print out")

    class Classification(models.TextChoices):
        CONFIDENTIAL = "confidential", _("Confidential")
        SENSITIVE = "sensitive", _("Sensitive")
        GENERAL = "general", _("General")

    kind = models.CharField(_("kind of rule"), max_length=12, choices=Kind.choices)
    info_system = link("assets.InfoSystem", _("system"), optional=True, help_text=_("Empty: all systems."))
    object_type = models.CharField(_("kind of object"), max_length=12, choices=ObjectType.choices)
    object = models.CharField(_("object of the rule"), max_length=120)
    business_role = models.CharField(
        _("role"), max_length=80, help_text=_("As the system calls it; for a conflict, a role or an office.")
    )
    rights = Many(_("rights"), choices=Right.choices, blank=True)
    other_role = models.CharField(
        _("role in conflict"), max_length=80, blank=True, help_text=_("Nobody holds both (3.5).")
    )
    classification = models.CharField(_("class of the data"), max_length=12, choices=Classification.choices, blank=True)
    document = link(
        "policy.PolicyDocument",
        _("written description"),
        optional=True,
        help_text=_("The description of the control of access to programs (7.1.3.1)."),
    )
    effective_on = models.DateField(_("in force from"))

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(source="submitted", target="draft", by=("business_owner", "it_manager"), reason=True),
            Move(source="submitted", target="approved", by=("business_owner", "it_manager"), not_same_as=("maker",)),
            Move(source="approved", target="in_force", by=("system",), on="effective_on"),
            Move(source="in_force", target="superseded", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("access rule")
        indexes = [models.Index(fields=["state", "kind", "info_system"], name="access_rule_force_idx")]

    def __str__(self) -> str:
        return f"{self.business_role} × {self.other_role}" if self.other_role else f"{self.object} {self.business_role}"


class AccessRules(Register):
    """Access rules and conflicting duties."""

    code = "access.access_rule"
    record = AccessRule
    prefix = "ACR"
    title = _("Access rules and conflicting duties")
    one = _("access rule")
    purpose = _("Who may do what to which program, file or report; and the pairs of duties nobody may hold together.")
    columns = ("no", "kind", "info_system", "object", "business_role", "rights", "other_role", "state")
    search = ("object", "business_role", "other_role")
    filters = ("state", "kind", "info_system", "object_type", "classification")
    sections = (
        (_("Object of the rule"), ("kind", "info_system", "object_type", "object", "classification")),
        (_("Who may do what"), ("business_role", "rights", "other_role")),
        (_("Validity"), ("document", "effective_on")),
    )
    makers = ("business_owner", "it_manager", "security_officer", "system_admin", "ciso")
    dated = "effective_on"
    keep = "P5Y"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what is history."""
        return records.exclude(state="superseded")

    def validate(self, record: Any, lines: Any) -> None:
        """A grant says which rights; a conflict says of which two roles."""
        wrong: dict[str, Any] = {}
        if record.kind == AccessRule.Kind.GRANT and not record.rights:
            wrong["rights"] = _now("Say which rights.")
        if record.kind == AccessRule.Kind.CONFLICT and record.other_role.strip() in ("", record.business_role.strip()):
            wrong["other_role"] = _now("Say with which other role it cannot go together.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved on or after its day is in force at once; the version before it is history."""
        if record.state == "approved" and record.effective_on <= clock.today():
            acts.move(record, "in_force", by=Actor.system())
            record.refresh_from_db()
        elif act == "move:approved-in_force":
            same = {name: getattr(record, name) for name in _SAME}
            for former in AccessRule.objects.live().in_force().filter(**same).exclude(pk=record.pk):
                acts.move(former, "superseded", by=Actor.system())
