"""Approved parameters: every number the policy leaves to the firm or states as a limit: approved, dated, never softer than the limit of the policy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class Parameter(Record):
    """One approved value of one parameter of the policy."""

    key = models.CharField(_("parameter code"), max_length=200)
    scope = models.CharField(_("applies to"), max_length=200, blank=True)
    value = models.CharField(_("value"), max_length=200)
    unit = models.CharField(_("unit of measure"), max_length=200, blank=True)
    policy_limit = models.CharField(_("policy limit"), max_length=200, blank=True)
    clause = models.CharField(_("clause relied on"), max_length=20)
    reason = models.TextField(_("reason for the value"))
    effective_on = models.DateField(_("effective on"))

    flow = Flow(
        initial="proposed",
        moves=(
            Move(source="proposed", target="approved", by=("ciso",), not_same_as=("maker",)),
            Move(source="approved", target="in_force", by=("system",)),  # on effective_on
            Move(source="in_force", target="superseded", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("parameter")

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class ApprovedParameters(Register):
    """Approved parameters."""

    code = "policy.parameter"
    record = Parameter
    prefix = "PRM"
    title = _("Approved parameters")
    one = _("parameter")
    purpose = _("Every number the policy leaves to the firm or states as a limit: approved, dated, never softer than the limit of the policy.")
    columns = ("key", "scope", "value", "unit", "clause", "effective_on", "state")
    search = ("key", "reason")
    filters = ("state", "effective_on")
    makers = ("ciso", "security_officer", "it_manager")
    dated = "effective_on"
    keep = "P5Y"
