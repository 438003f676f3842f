"""Daily operation log: each job by its procedure and result, verified by the supervisor, who is never the operator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock


def _nothing_done(record: Any) -> Promise | None:
    return None if record.jobs.exists() else _("Enter the jobs of the day first.")


class OperationLog(Record):
    """One page: one shift of one day at one site."""

    class Shift(models.TextChoices):
        DAY = "day", _("Day")
        NIGHT = "night", _("Night")

    log_date = models.DateField(_("log date"))
    site = models.CharField(_("site"), max_length=40)
    shift = models.CharField(_("shift"), max_length=12, choices=Shift.choices, default=Shift.DAY)
    operator = link("organization.Person", _("operator"), blank=True, help_text=_("Empty: yourself."))
    supervisor = link("organization.Person", _("verifying supervisor"), optional=True)
    verified_at = models.DateTimeField(_("verification time"), null=True, blank=True)
    unusual = models.TextField(_("unusual"), blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("operator",), when=_nothing_done),
            # The supervisor of operations has no office of his own: the page names him (see `prepare`).
            Move(
                source="submitted",
                target="verified",
                by=("it_manager", "business_owner", "named"),
                named="supervisor",
                not_same_as=("operator",),
                stamp={"supervisor": "person", "verified_at": "now"},
            ),
            Move(
                source="submitted",
                target="draft",
                by=("it_manager", "business_owner", "named"),
                named="supervisor",
                reason=True,
            ),
        ),
    )

    class Meta:
        verbose_name = _("operation log page")
        constraints = [
            models.UniqueConstraint(
                fields=["log_date", "site", "shift"],
                condition=Q(voided_at=None),
                name="operations_log_page_once",
                violation_error_message=_("There is a page for this day, site and shift already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.log_date} {self.site} {self.get_shift_display()}"


class Job(Line):
    """One job of the day."""

    class Result(models.TextChoices):
        OK = "ok", _("OK")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Skipped")

    record = models.ForeignKey(OperationLog, models.CASCADE, related_name="jobs")
    time = models.DateTimeField(_("time"))
    job = models.CharField(_("work"), max_length=120)
    procedure = link("policy.PolicyDocument", _("procedure"), optional=True)
    step_done = models.BooleanField(_("step done"), default=False)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, default=Result.OK)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return self.job


class OperationLogs(Register):
    """Daily operation log."""

    code = "operations.operation_log"
    record = OperationLog
    prefix = "OPL"
    title = _("Daily operation log")
    one = _("operation log page")
    purpose = _(
        "The day of the operator: each job by its procedure, result and oddities, verified by the supervisor, who is "
        "never the operator."
    )
    columns = ("log_date", "site", "shift", "operator", "supervisor", "verified_at", "state")
    search = ("site", "unusual")
    filters = ("state", "site", "shift", "operator", "log_date")
    sections = (
        (_("Page"), ("log_date", "site", "shift", "operator")),
        (_("Events"), ("unusual",)),
        (_("Verification"), ("supervisor", "verified_at")),
    )
    makers = ("operator",)
    key = ("log_date", "site", "shift")
    dated = "log_date"
    owner = "operator"
    keep = "P5Y"

    def prepare(self, record: Any, actor: Actor) -> None:
        """The page is one's own, and goes to the supervisor of operations where one is appointed."""
        if record.operator_id is None:
            record.operator = actor.person
        holders = _appointed("operations_supervisor", record).exclude(person=record.operator)
        found = holders.select_related("person").order_by("from_on", "pk").first()
        record.supervisor = found.person if found else None

    def validate(self, record: Any, lines: Any) -> None:
        """No page of a day to come; neither the operator nor his deputy of that day verifies it (7.7.2)."""
        if record.log_date > clock.today():
            raise ValidationError({"log_date": _now("That day is still to come.")})
        for row in (lines or {}).get("jobs", ()):
            if row.get("result") in {"failed", "skipped"} and not (row.get("note") or "").strip():
                raise ValidationError(
                    {
                        "__all__": _now("“%(job)s” did not go as planned: say in the note what happened.")
                        % {"job": row["job"]}
                    }
                )
        if record.state == "verified" and record.supervisor_id is not None:
            deputised = _appointed("operator", record).filter(person=record.operator, deputy=record.supervisor)
            if deputised.exists():
                raise ValidationError(
                    {"supervisor": _now("The deputy of the operator cannot verify his page (7.7.2).")}
                )


def _appointed(role: str, record: Any) -> Any:
    """Return the appointments to a duty that are in force on the day of the page."""
    held = register("organization.appointment").record.objects.live().in_force().filter(role=role)
    day = record.log_date
    return held.filter(from_on__lte=day).filter(Q(to_on=None) | Q(to_on__gte=day))
