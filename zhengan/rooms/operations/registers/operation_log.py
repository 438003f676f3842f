"""Daily operation log: the day of the operator: each job by its procedure, result and oddities, verified by the supervisor, who is never the operator."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register


class OperationLog(Record):
    """One day at one site."""

    class Shift(models.TextChoices):
        DAY = "day", _("Day")
        NIGHT = "night", _("Night")

    log_date = models.DateField(_("log date"))
    site = models.CharField(_("site"), max_length=200)
    shift = models.CharField(_("shift"), max_length=12, choices=Shift.choices)
    operator = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("operator"), related_name="+")
    supervisor = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("verifying supervisor"), related_name="+", null=True, blank=True)
    verified_at = models.DateTimeField(_("verification time"), null=True, blank=True)
    unusual = models.TextField(_("unusual"), blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("operator",)),
            Move(source="submitted", target="verified", by=("it_manager", "business_owner",), not_same_as=("operator",)),
            Move(source="submitted", target="draft", by=("it_manager", "business_owner",)),
        ),
    )

    class Meta:
        verbose_name = _("operation log page")

    def __str__(self) -> str:
        return f"{self.log_date} {self.site}"


class Job(Line):
    """One job of the day."""

    class Result(models.TextChoices):
        OK = "ok", _("OK")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Skipped")

    record = models.ForeignKey(OperationLog, models.CASCADE, related_name="jobs")
    time = models.DateTimeField(_("time"))
    job = models.CharField(_("work"), max_length=200)
    procedure = models.ForeignKey("policy.PolicyDocument", models.PROTECT, verbose_name=_("procedure"), related_name="+")
    step_done = models.BooleanField(_("step done"), default=False)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
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
    purpose = _("The day of the operator: each job by its procedure, result and oddities, verified by the supervisor, who is never the operator.")
    columns = ("log_date", "site", "shift", "operator", "supervisor", "verified_at", "state")
    search = ("site", "unusual")
    filters = ("state", "site", "shift", "log_date")
    makers = ("operator",)
    dated = "log_date"
    owner = "operator"
    keep = "P5Y"
