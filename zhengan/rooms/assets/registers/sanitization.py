"""Checks and erasure before repair or disposal: no data and no licensed software leave with a device or a medium."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

ERASING = ("remove", "overwrite", "destroy", "crypto_erase")
# Whoever gets the device next is not to find anything on it.
_FOR_GOOD = ("disposal", "reuse", "lease_return")
_DISPOSED_PROPERLY = Q(method__in=ERASING, license_removed=True, irrecoverable=True, certificate__isnull=False)


def _not_protected(record: Any) -> str | None:
    """What was found is erased; where that cannot be, it is said how it is protected instead (6.1.5)."""
    found = record.classification_found in (Sanitization.Found.CONFIDENTIAL, Sanitization.Found.SENSITIVE)
    if found and record.method not in ERASING and not record.remark.strip():
        return _now("Say in the remark how the data found are protected: they are not erased (6.1.5).")
    return None


def _not_erased(record: Any) -> str | None:
    """Removed, overwritten or destroyed, licences too, beyond restoring; disposal with a certificate (6.1.7)."""
    if record.reason not in _FOR_GOOD:
        return None
    if record.method not in ERASING:
        return _now("It leaves for good: it has to be erased or destroyed (6.1.7).")
    if not (record.license_removed and record.irrecoverable):
        return _now("Confirm that licensed software is removed and nothing can be restored (6.1.7).")
    if record.reason == Sanitization.Reason.DISPOSAL and record.certificate is None:
        return _now("A disposal needs its certificate (6.1.7).")
    return None


def _still_in_use(record: Any) -> str | None:
    if record.reason == Sanitization.Reason.DISPOSAL and record.asset is not None and record.asset.state != "retired":
        return _now("Take the asset out of use first, by a change of the inventory.")
    return None


class Sanitization(Record):
    """One check of one store of data, and what was done with what was on it."""

    class Reason(models.TextChoices):
        REPAIR = "repair", _("Before repair")
        DISPOSAL = "disposal", _("Disposal")
        REUSE = "reuse", _("Use by others")
        LEASE_RETURN = "lease_return", _("End of lease")

    class Found(models.TextChoices):
        CONFIDENTIAL = "confidential", _("Confidential")
        SENSITIVE = "sensitive", _("Sensitive")
        GENERAL = "general", _("General")
        NONE = "none", _("No data")

    class Method(models.TextChoices):
        REMOVE = "remove", _("Data removed")
        OVERWRITE = "overwrite", _("Securely overwritten")
        DESTROY = "destroy", _("Physically destroyed")
        CRYPTO_ERASE = "crypto_erase", _("Keys destroyed")
        NOT_POSSIBLE = "not_possible", _("Not possible")

    asset = link("assets.Asset", _("device"), optional=True)
    medium = link("assets.Media", _("medium"), optional=True)
    storage_serial = models.CharField(_("serial number of the storage"), max_length=60)
    reason = models.CharField(_("why it is erased"), max_length=12, choices=Reason.choices)
    checked_by = link("organization.Person", _("checked by"), blank=True, help_text=_("Empty: yourself."))
    checked_on = models.DateField(_("checked on"), blank=True, help_text=_("Empty: today."))
    classification_found = models.CharField(_("class of the data found"), max_length=12, choices=Found.choices)
    method = models.CharField(_("way of erasing"), max_length=12, choices=Method.choices)
    license_removed = models.BooleanField(_("licensed software is removed"), default=False)
    executor = link("organization.Person", _("erased by"), optional=True)
    executed_on = models.DateField(_("erased on"), null=True, blank=True)
    witness = link("organization.Person", _("witnessed by"), optional=True)
    irrecoverable = models.BooleanField(_("nothing can be restored"), default=False)
    supplier = link("suppliers.Supplier", _("handled by firm"), optional=True)
    certificate = EvidenceField(
        _("certificate of destruction"), null=True, blank=True, help_text=_("Needed before a disposal is carried out.")
    )

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",), when=_not_protected),
            Move(
                source="submitted",
                target="approved",
                by=("it_manager", "business_owner"),
                not_same_as=("maker",),
            ),
            Move(source="submitted", target="draft", by=("it_manager", "business_owner"), reason=True),
            Move(
                source="approved",
                target="executed",
                by=("system_admin", "general_affairs"),
                stamp={"executor": "person", "executed_on": "today"},
                when=_not_erased,
            ),
            Move(
                source="executed",
                target="witnessed",
                by=("auditor", "security_officer", "general_affairs"),
                not_same_as=("executor",),
                stamp={"witness": "person"},
                when=_still_in_use,
            ),
        ),
    )

    class Meta:
        verbose_name = _("check of storage")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("executed", "witnessed")) | ~Q(reason="disposal") | _DISPOSED_PROPERLY,
                name="sanitization_disposed_properly",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(asset__isnull=False, medium=None) | Q(asset=None, medium__isnull=False),
                name="sanitization_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="witnessed") | Q(witness__isnull=False, executor__isnull=False),
                name="sanitization_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.storage_serial}"


class Sanitizations(Register):
    """Checks and erasure before repair or disposal."""

    code = "assets.sanitization"
    record = Sanitization
    prefix = "SAN"
    title = _("Checks and erasure before repair or disposal")
    one = _("check of storage")
    purpose = _("Proof that no data and no licensed software leave with a device: check, method, executor, witness.")
    columns = ("no", "asset", "storage_serial", "reason", "method", "executor", "executed_on", "witness", "state")
    search = ("storage_serial", "asset__name", "asset__asset_no")
    filters = ("state", "reason", "method", "asset", "executed_on")
    sections = (
        (_("What is checked"), ("asset", "medium", "storage_serial", "reason")),
        (_("What was found"), ("checked_by", "checked_on", "classification_found")),
        (_("Erasure"), ("method", "license_removed", "irrecoverable", "supplier", "certificate")),
        (_("Two people"), ("executor", "executed_on", "witness")),
    )
    makers = ("system_admin", "general_affairs", "it_manager", "operator")
    dated = "executed_on"
    owner = "checked_by"
    keep = "P5Y"
    # What shows only when it is carried out, after the approval.
    stays_open = ("license_removed", "irrecoverable", "supplier", "certificate")

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever writes it has checked it, today, unless something else is said."""
        if record.checked_by_id is None:
            record.checked_by = actor.person
        record.checked_on = record.checked_on or clock.today()

    def validate(self, record: Any, lines: Any) -> None:
        """It is of one device or one medium, and not of a day to come."""
        if (record.asset is None) == (record.medium is None):
            raise ValidationError({"asset": _now("Say what is checked: a device, or a medium.")})
        if record.checked_on > clock.today():
            raise ValidationError({"checked_on": _now("That day is still to come.")})

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """A retired device whose erasure was witnessed is disposed of (6.1.7)."""
        if act == "move:executed-witnessed" and record.reason == Sanitization.Reason.DISPOSAL and record.asset:
            acts.move(record.asset, "disposed", by=Actor.system(), reason=f"{self.one} {record.no}")
