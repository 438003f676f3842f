"""Report runs: what had to be produced by when, whether it was, and who got or used it by which rule."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _still_time(record: Any) -> Promise | None:
    return None if record.due_at < clock.now() else _("The report is not late yet.")


class ReportRun(Record):
    """One report of one day for one unit."""

    class Classification(models.TextChoices):
        CONFIDENTIAL = "confidential", _("Confidential report")
        SENSITIVE = "sensitive", _("Sensitive report")
        GENERAL = "general", _("General report")

    class Action(models.TextChoices):
        PRINT = "print", _("Printed")
        VIEW = "view", _("Viewed")
        FILE = "file", _("Sent as a file")

    report_code = models.CharField(_("report code"), max_length=20)
    report_name = models.CharField(_("report name"), max_length=80)
    info_system = link("assets.InfoSystem", _("system"))
    classification = models.CharField(_("class of the report"), max_length=12, choices=Classification.choices)
    reconciles = models.BooleanField(
        _("reconciles the processing"),
        default=False,
        help_text=_("Proves that the data was processed rightly (10.2.2)."),
    )
    due_at = models.DateTimeField(_("due at"))
    produced_at = models.DateTimeField(_("produced at"), null=True, blank=True)
    recipient_unit = link("organization.Unit", _("receiving unit"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    late_reason = models.CharField(_("reason for lateness"), max_length=200, blank=True)
    action = models.CharField(_("what was done with it"), max_length=12, choices=Action.choices, blank=True)
    access_rule = Reference(_("rule that allows it"), blank=True, help_text=_("Record number of the access rule."))
    used_by = link("organization.Person", _("printed or viewed by"), optional=True)
    copies = models.PositiveIntegerField(_("copies"), null=True, blank=True)

    flow = Flow(
        initial="due",
        moves=(
            Move(
                source="due",
                target="produced",
                by=("system", "operator"),
                asks=("produced_at",),
                needs=("produced_at",),
            ),
            Move(
                source="produced",
                target="delivered",
                by=("operator", "system"),
                asks=("delivered_at",),
                needs=("delivered_at",),
            ),
            Move(source="due", target="late", by=("system",), when=_still_time),
            Move(
                source="late",
                target="delivered",
                by=("operator",),
                asks=("produced_at", "delivered_at", "late_reason"),
                needs=("produced_at", "delivered_at", "late_reason"),
            ),
        ),
    )

    class Meta:
        verbose_name = _("report run")
        constraints = [
            models.UniqueConstraint(
                fields=["report_code", "recipient_unit", "due_at"],
                condition=Q(voided_at=None),
                name="operations_report_once",
                violation_error_message=_("This run of the report is entered already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(produced_at__isnull=False, delivered_at__isnull=False),
                name="reportrun_delivered_when",
            ),
            models.CheckConstraint(
                condition=Q(state="due") | Q(used_by=None) | Q(classification="general") | ~Q(access_rule=""),
                name="reportrun_used_by_a_rule",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="operations_report_due_idx")]

    def __str__(self) -> str:
        return f"{self.report_code} {self.due_at.astimezone(clock.TAIPEI):%Y-%m-%d}"


class ReportRuns(Register):
    """Report runs and distribution."""

    code = "operations.report_run"
    record = ReportRun
    prefix = "RPT"
    title = _("Report runs and distribution")
    one = _("report run")
    purpose = _(
        "Each report that had to be produced - by when, when it was, to which unit it went - and who printed or viewed "
        "what is confidential."
    )
    columns = ("report_code", "report_name", "classification", "due_at", "produced_at", "delivered_at", "state")
    search = ("report_code", "report_name")
    filters = ("state", "info_system", "classification", "recipient_unit", "due_at")
    sections = (
        (_("The report"), ("report_code", "report_name", "info_system", "classification", "reconciles")),
        (_("Production"), ("due_at", "produced_at", "late_reason")),
        (_("Distribution"), ("recipient_unit", "delivered_at")),
        (_("Use"), ("action", "used_by", "access_rule", "copies")),
    )
    makers = ("operator", "system_admin")
    key = ("report_code", "recipient_unit", "due_at")
    dated = "due_at"
    keep = "P3Y"
    stays_open = ("action", "used_by", "access_rule", "copies")

    def validate(self, record: Any, lines: Any) -> None:
        """Times in order; lateness has a reason; what is not general is used by a rule alone (7.5.2)."""
        wrong: dict[str, Any] = {}
        for name in ("produced_at", "delivered_at"):
            if (moment := getattr(record, name)) is not None and moment > clock.now():
                wrong[name] = _now("That time is still to come.")
        before = record.produced_at is None or record.delivered_at is None or record.delivered_at < record.produced_at
        if record.delivered_at is not None and before:
            wrong["delivered_at"] = _now("Nothing is delivered before it is produced.")
        late = record.produced_at is not None and record.produced_at > record.due_at
        if late and not record.late_reason.strip():
            wrong["late_reason"] = _now("Say why the report is late.")
        secret = record.classification != ReportRun.Classification.GENERAL
        if secret and (record.used_by is not None or record.action) and not record.access_rule:
            wrong["access_rule"] = _now("Name the rule that allows to print or view it (7.5.2).")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Without another time it happens now."""
        if move.target in ("produced", "delivered") and record.produced_at is None:
            record.produced_at = clock.now()
        if move.target == "delivered" and record.delivered_at is None:
            record.delivered_at = clock.now()

    def import_row(self, record: Any, actor: Actor) -> None:
        """The list of the scheduler says how far each report is."""
        if record.delivered_at is not None:
            record.state = "delivered"
        elif record.produced_at is not None and record.state == "due":
            record.state = "produced"
