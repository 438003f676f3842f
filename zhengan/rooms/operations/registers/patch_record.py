"""Patch records: each security update that concerns the firm, by when, on how many machines, and that none was left."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# The parameter that says within which time a weakness of that severity is to be fixed.
WITHIN = {
    "critical": "fix-due-critical",
    "high": "fix-due-high",
    "medium": "fix-due-medium",
    "low": "fix-due-medium",
}


def _not_tested(record: Any) -> Promise | None:
    return None if record.tested else _("What was not tested is not deployed.")


def _leftovers(record: Any) -> str | None:
    """Every machine was patched, or an exception says why not."""
    left = record.target_count - record.done_count
    if left <= 0 or record.exception:
        return None
    return _now("%(left)s machines are not patched yet; send it back, or name the exception.") % {"left": left}


class PatchRecord(Record):
    """One update of one product."""

    class Severity(models.TextChoices):
        CRITICAL = "critical", _("Critical weakness")
        HIGH = "high", _("High weakness")
        MEDIUM = "medium", _("Medium weakness")
        LOW = "low", _("Low weakness")

    class Scope(models.TextChoices):
        SERVER = "server", _("Servers")
        PC = "pc", _("Personal computers")
        PORTABLE = "portable", _("Portable computers")
        PUBLIC_PC = "public_pc", _("Public computers")
        NETWORK = "network", _("Network devices")
        WEB = "web", _("Websites")
        MOBILE = "mobile", _("Mobile devices")
        IOT = "iot", _("Internet of things")

    patch_id = models.CharField(_("number of the update"), max_length=40)
    product = models.CharField(_("product"), max_length=80)
    severity = models.CharField(_("severity of the weakness"), max_length=12, choices=Severity.choices)
    published_on = models.DateField(_("published on"))
    scope = Many(_("kinds of machines"), choices=Scope.choices)
    due_on = models.DateField(
        _("to be deployed by"), blank=True, help_text=_("Empty: by the time set for the severity.")
    )
    target_count = models.PositiveIntegerField(_("machines concerned"))
    done_count = models.PositiveIntegerField(_("machines patched"), default=0)
    deployed_on = models.DateField(_("deployed on"), null=True, blank=True)
    tested = models.BooleanField(_("tested before"), default=False)
    change_request = link("development.ChangeRequest", _("change request"), optional=True)
    vulnerability = Reference(_("weakness"), blank=True, help_text=_("Record number of the weakness."))
    exception = Reference(_("exception"), blank=True, help_text=_("Record number of the exception approved."))

    flow = Flow(
        initial="identified",
        moves=(
            Move(source="identified", target="approved", by=("it_manager",), not_same_as=("maker",)),
            Move(
                source="approved",
                target="deployed",
                by=("system_admin", "network_admin"),
                asks=("deployed_on", "done_count", "tested"),
                needs=("deployed_on",),
                when=_not_tested,
            ),
            Move(
                source="deployed",
                target="verified",
                by=("security_officer",),
                not_same_as=("maker",),
                when=_leftovers,
            ),
            Move(source="deployed", target="approved", by=("security_officer",), reason=True, label=_("Send back")),
            Move(
                source="identified",
                target="excepted",
                by=("ciso",),
                not_same_as=("maker",),
                asks=("exception",),
                needs=("exception",),
            ),
        ),
    )

    class Meta:
        verbose_name = _("patch record")
        constraints = [
            models.UniqueConstraint(
                fields=["patch_id", "product"],
                condition=Q(voided_at=None),
                name="operations_patch_once",
                violation_error_message=_("This update of the product is entered already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(done_count__gte=F("target_count")) | ~Q(exception=""),
                name="patchrecord_none_left",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("deployed", "verified")) | Q(deployed_on__isnull=False, tested=True),
                name="patchrecord_tested_and_deployed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patch_id} {self.product}"


class PatchRecords(Register):
    """Patch records."""

    code = "operations.patch_record"
    record = PatchRecord
    prefix = "PCH"
    title = _("Patch records")
    one = _("patch record")
    purpose = _(
        "Each security update that concerns the firm: when published, on which machines, how many are done, by when."
    )
    columns = ("patch_id", "product", "severity", "scope", "due_on", "target_count", "done_count", "state")
    search = ("patch_id", "product")
    filters = ("state", "severity", "scope", "due_on")
    sections = (
        (_("The update"), ("patch_id", "product", "severity", "published_on", "vulnerability")),
        (_("Machines"), ("scope", "target_count", "done_count")),
        (_("Deploying"), ("due_on", "tested", "deployed_on", "change_request", "exception")),
    )
    makers = ("system_admin", "network_admin", "security_officer")
    key = ("patch_id", "product")
    dated = "published_on"
    due = "due_on"
    keep = "P3Y"
    stays_open = ("done_count", "deployed_on", "tested", "change_request", "exception")

    def prepare(self, record: Any, actor: Actor) -> None:
        """The severity says by when."""
        if record.due_on is None and record.published_on is not None and record.severity in WITHIN:
            record.due_on = _latest(record)

    def validate(self, record: Any, lines: Any) -> None:
        """Not later than the severity allows, unless an exception was approved; never more done than there are."""
        wrong: dict[str, Any] = {}
        if record.due_on > _latest(record) and not record.exception:
            wrong["due_on"] = _now("The severity allows no later day than %(day)s (9.1.2).") % {"day": _latest(record)}
        if record.done_count > record.target_count:
            wrong["done_count"] = _now("More are patched than are concerned.")
        if record.deployed_on is not None and not record.published_on <= record.deployed_on <= clock.today():
            wrong["deployed_on"] = _now("That day is still to come, or lies before the update was published.")
        if wrong:
            raise ValidationError(wrong)


def _latest(record: Any) -> Any:
    """The last day that the severity allows, by the parameters of today."""
    return parameters(clock.today()).period(WITHIN[record.severity]).after(record.published_on)
