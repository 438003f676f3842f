"""Suppliers: every firm that touches systems or data, with its risk tier, taken on by a second person."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register


def _not_selected(record: Any) -> str | None:
    """A firm of high risk is not taken on without saying why this one."""
    if record.risk_tier == Supplier.RiskTier.HIGH and not record.selection_note.strip():
        return _now("Say why this firm was selected: its risk is high.")
    return None


class Supplier(Record):
    """One firm: vendor, outsourcer, cloud provider, lab, information company, connected institution."""

    class Kind(models.TextChoices):
        HARDWARE = "hardware", _("Computer hardware")
        SOFTWARE = "software", _("Computer software")
        OUTSOURCER = "outsourcer", _("Outsourcer")
        CLOUD = "cloud", _("Cloud provider")
        LAB = "lab", _("Test lab")
        MARKET_DATA = "market_data", _("Information company")
        CONSULTANT = "consultant", _("Consultant")
        CONNECTED = "connected", _("Connected institution")
        IOT = "iot", _("Internet of things")

    class RiskTier(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    name = models.CharField(_("supplier name"), max_length=80)
    tax_id = models.CharField(_("tax number"), max_length=20, blank=True)
    kind = Many(_("kinds of supplier"), choices=Kind.choices)
    risk_tier = models.CharField(_("risk tier"), max_length=12, choices=RiskTier.choices)
    handles_personal_data = models.BooleanField(_("handles personal data"), default=False)
    taf_accredited = models.BooleanField(
        _("accredited by TAF"), default=False, help_text=_("A laboratory that may test apps for investors (10.4.11.3).")
    )
    exchange_contracted = models.BooleanField(
        _("contracted with the exchange"),
        default=False,
        help_text=_("Stands on the exchange's list of information companies (8.5.7)."),
    )
    contact = models.CharField(_("contact person"), max_length=120)
    selection_note = models.TextField(_("reasons for selection"), blank=True)
    evaluated_on = models.DateField(_("last evaluated on"), null=True, blank=True)

    flow = Flow(
        initial="candidate",
        moves=(
            Move(
                source="candidate",
                target="active",
                by=("it_manager", "business_owner"),
                not_same_as=("maker",),
                when=_not_selected,
                label=_("Take on"),
            ),
            Move(source="active", target="ended", by=("it_manager", "business_owner"), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("supplier firm")

    def __str__(self) -> str:
        return self.name


class Suppliers(Register):
    """Suppliers."""

    code = "suppliers.supplier"
    record = Supplier
    prefix = "SUP"
    title = _("Suppliers")
    one = _("supplier firm")
    purpose = _("Every firm that touches systems or data, with its risk tier.")
    columns = ("no", "name", "kind", "risk_tier", "handles_personal_data", "evaluated_on", "state")
    search = ("name", "tax_id")
    filters = ("state", "risk_tier", "handles_personal_data")
    sections = (
        (_("Firm"), ("name", "tax_id", "kind", "contact")),
        (_("Risk of the supplier"), ("risk_tier", "handles_personal_data", "selection_note", "evaluated_on")),
        (_("Accreditation"), ("taf_accredited", "exchange_contracted")),
    )
    makers = ("it_manager", "business_owner", "general_affairs", "security_officer")
    personal = {"contact": (*makers, "ciso", "auditor", "chief_auditor")}
    key = ("name",)
    dated = "evaluated_on"
    keep = "P5Y"
    stays_open = ("evaluated_on",)

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not a firm with which everything has ended."""
        return records.in_state("candidate", "active")
