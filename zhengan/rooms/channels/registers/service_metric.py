"""Order service quality: measured figures against the written standard, each miss explained."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _missed(record: Any) -> str | None:
    """What misses the standard is explained before it is accepted (9.9)."""
    return None if record.ok else _now("The standard was missed; it is explained first (9.9).")


class ServiceMetric(Record):
    """One figure of one month."""

    class Dimension(models.TextChoices):
        SECURITY = "security", _("Security of trading")
        STABILITY = "stability", _("Stability and ease")
        SERVICE = "service", _("Service to customers")

    class Better(models.TextChoices):
        AT_LEAST = "at_least", _("At least the standard")
        AT_MOST = "at_most", _("At most the standard")

    info_system = link("assets.InfoSystem", _("system measured"))
    period = models.CharField(
        _("month"),
        max_length=7,
        validators=[RegexValidator(r"\A\d{4}-(0[1-9]|1[0-2])\Z", _("A month is written 2026-03."))],
        help_text=_("Year and month, e.g. 2026-03."),
    )
    dimension = models.CharField(_("dimension of quality"), max_length=12, choices=Dimension.choices)
    metric = models.CharField(_("figure measured"), max_length=80)
    target = models.DecimalField(_("standard to reach"), max_digits=12, decimal_places=3)
    better = models.CharField(_("reached with"), max_length=12, choices=Better.choices, default=Better.AT_LEAST.value)
    actual = models.DecimalField(_("figure reached"), max_digits=12, decimal_places=3)
    ok = models.BooleanField(_("standard reached"), default=False)
    standard = link("policy.PolicyDocument", _("by which standard"))
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)

    flow = Flow(
        initial="measured",
        moves=(
            Move(
                source="measured",
                target="explained",
                by=("customer_service", "it_manager"),
                asks=("explanation",),
                needs=("explanation",),
            ),
            Move(source="measured", target="accepted", by=("business_owner",), not_same_as=("maker",), when=_missed),
            Move(source="explained", target="accepted", by=("business_owner",), not_same_as=("maker",)),
            Move(source="explained", target="measured", by=("business_owner",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("figure of service quality")
        constraints = [
            models.UniqueConstraint(
                fields=["info_system", "period", "metric"],
                condition=Q(voided_at=None),
                name="channels_metric_once",
                violation_error_message=_("This figure of the month is entered already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("explained", "accepted")) | Q(ok=True) | ~Q(explanation=""),
                name="servicemetric_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.period}"


class ServiceMetrics(Register):
    """Figures of service quality."""

    code = "channels.service_metric"
    record = ServiceMetric
    prefix = "SVQ"
    title = _("Order service quality")
    one = _("figure of service quality")
    purpose = _(
        "Measured figures of ordering over the internet against the written standard: security, stability and ease, "
        "service to customers."
    )
    columns = ("no", "period", "info_system", "dimension", "metric", "target", "actual", "ok", "state")
    search = ("metric", "period")
    filters = ("state", "info_system", "dimension", "ok")
    sections = (
        (_("What is measured"), ("info_system", "period", "dimension", "metric", "standard")),
        (_("Standard and figure"), ("target", "better", "actual", "ok", "explanation")),
    )
    makers = ("customer_service", "it_manager", "system_admin")
    key = ("info_system", "period", "metric")
    keep = "P3Y"
    computed = ("ok",)

    def validate(self, record: Any, lines: Any) -> None:
        """Whether the standard is reached follows from the figures; the month has begun; the standard is one."""
        target, actual = Decimal(record.target), Decimal(record.actual)
        record.ok = actual <= target if record.better == ServiceMetric.Better.AT_MOST else actual >= target
        wrong: dict[str, Any] = {}
        if record.period > f"{clock.today():%Y-%m}":
            wrong["period"] = _now("That month is still to come.")
        if record.standard.topic != "service_quality":
            wrong["standard"] = _now("That document is no standard of service quality (9.9).")
        if wrong:
            raise ValidationError(wrong)
