"""Entry and change of important or personal data: approved before by another, and told for ever after."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _says_too_little(record: Any) -> str | None:
    """What is changed or cancelled says what was there before (7.2.8)."""
    if record.action != DataChange.Action.INPUT and not record.before.strip():
        return _now("Say what was there before.")
    return None


class DataChange(Record):
    """One entry or change of data that weighs."""

    class Category(models.TextChoices):
        IMPORTANT = "important", _("Important data")
        PERSONAL = "personal", _("Personal data")

    class Action(models.TextChoices):
        INPUT = "input", _("Enter")
        UPDATE = "update", _("Update")
        CORRECT = "correct", _("Correct an error")
        CANCEL = "cancel", _("Cancel the entry")

    category = models.CharField(_("category of data"), max_length=12, choices=Category.choices)
    info_system = link("assets.InfoSystem", _("system"))
    personal_file = Reference(
        _("personal data file"), blank=True, help_text=_("Record number of the personal data file (7.2.8).")
    )
    data_kind = models.CharField(_("item of data"), max_length=80)
    action = models.CharField(_("what is done to it"), max_length=12, choices=Action.choices)
    before = models.CharField(_("data before"), max_length=200, blank=True, help_text=_("Personal data masked."))
    after_change = models.CharField(_("data after"), max_length=200, help_text=_("Personal data masked."))
    reason = models.CharField(_("reason for the change"), max_length=200)
    approver = link("organization.Person", _("change approved by"), optional=True)
    approved_at = models.DateTimeField(_("change approved at"), null=True, blank=True)
    executed_by = link("organization.Person", _("entered by"), blank=True, help_text=_("Empty: yourself."))
    executor_title = models.CharField(_("job title at that time"), max_length=60, blank=True)
    executed_at = models.DateTimeField(_("entered at"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",), when=_says_too_little),
            Move(
                source="submitted",
                target="approved",
                by=("business_owner",),
                not_same_as=("maker", "executed_by"),
                stamp={"approver": "person", "approved_at": "now"},
            ),
            Move(source="submitted", target="rejected", by=("business_owner",), reason=True),
            Move(
                source="approved",
                target="executed",
                by=("named",),
                named="executed_by",
                not_same_as=("approver",),
                approval=False,
            ),
            Move(source="executed", target="closed", by=("system",), needs=("executor_title", "executed_at")),
        ),
    )

    class Meta:
        verbose_name = _("change of data")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("executed", "closed"))
                | Q(approved_at__isnull=False, executed_at__gte=F("approved_at")),
                name="datachange_approved_before",
            ),
        ]
        indexes = [models.Index(fields=["category", "executed_at"], name="access_datachange_idx")]

    def __str__(self) -> str:
        return f"{self.data_kind} {self.get_action_display()}"


class DataChanges(Register):
    """Entry and change of important or personal data."""

    code = "access.data_change"
    record = DataChange
    prefix = "DTC"
    title = _("Entry and change of important or personal data")
    one = _("change of data")
    purpose = _(
        "Approval before, and trace after, every entry or change of important data and every update, correction or "
        "cancellation of personal data."
    )
    columns = ("no", "category", "info_system", "data_kind", "action", "executed_by", "executed_at", "state")
    search = ("data_kind", "reason", "executed_by__name")
    filters = ("state", "category", "info_system", "action", "executed_at")
    sections = (
        (_("Data"), ("category", "info_system", "personal_file", "data_kind")),
        (_("The change"), ("action", "before", "after_change", "reason")),
        (_("Consent and execution"), ("approver", "approved_at", "executed_by", "executor_title", "executed_at")),
    )
    makers = ("business_owner", "customer_service", "operator", "developer", "system_admin", "hr", "compliance")
    dated = "executed_at"
    owner = "executed_by"
    keep = "P5Y"
    computed = ("executor_title",)

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what was turned down."""
        return records.exclude(state="rejected")

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever asks enters it himself, unless somebody else is named."""
        if record.executed_by_id is None:
            record.executed_by = actor.person

    def validate(self, record: Any, lines: Any) -> None:
        """Nothing was entered that is still to come."""
        if record.executed_at is not None and record.executed_at > clock.now():
            raise ValidationError({"executed_at": _now("That time is still to come.")})

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Who entered it, with the title held at that moment, and when (7.2.2)."""
        if move.target == "executed":
            record.executor_title = record.executed_by.job_title
            record.executed_at = clock.now()

    def import_row(self, record: Any, actor: Actor) -> None:
        """What a system's own log tells of nobody approved: it stays a draft, with the title of today."""
        if record.executed_at is not None and not record.executor_title:
            record.executor_title = record.executed_by.job_title

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """With person, title and time written down there is nothing left to do."""
        if record.state == "executed":
            acts.move(record, "closed", by=Actor.system())
            record.refresh_from_db()
