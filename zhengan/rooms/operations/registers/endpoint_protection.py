"""Endpoint protection: for every computer and mail gateway the last that its malware protection told of itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# What has told nothing for so long is taken for gone.
GONE_AFTER = timedelta(days=30)


class EndpointProtection(Record):
    """The protection of one computer."""

    class HostKind(models.TextChoices):
        SERVER = "server", _("Server")
        PC = "pc", _("Personal computer")
        PORTABLE = "portable", _("Portable computer")
        PUBLIC_PC = "public_pc", _("Public computer")
        MAIL = "mail", _("Mail gateway")

    asset = link("assets.Asset", _("computer"))
    host_kind = models.CharField(
        _("kind of computer"), max_length=12, choices=HostKind.choices, blank=True, help_text=_("Empty: as the asset.")
    )
    product = models.CharField(_("product"), max_length=80)
    installed = models.BooleanField(_("installed"), default=False)
    realtime_on = models.BooleanField(_("watches all the time"), default=False)
    auto_update = models.BooleanField(_("updates itself"), default=False)
    engine_version = models.CharField(_("version of the engine"), max_length=40)
    signature_at = models.DateTimeField(_("signatures of"))
    last_scan_at = models.DateTimeField(_("last whole scan"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last told at"))
    found_count = models.PositiveIntegerField(_("malware found"), default=0)
    exception = Reference(_("exception"), blank=True, help_text=_("Record number of the exception approved."))

    flow = Flow(
        initial="protected",
        moves=(
            Move(source="protected", target="outdated", by=("system",)),
            Move(source="outdated", target="protected", by=("system",)),
            Move(source="outdated", target="missing", by=("system",)),
            Move(source="protected", target="missing", by=("system",)),
            Move(source="missing", target="protected", by=("system",)),
            Move(
                source="missing",
                target="excepted",
                by=("ciso",),
                approval=False,
                not_same_as=("maker",),
                asks=("exception",),
                needs=("exception",),
            ),
            Move(source="excepted", target="protected", by=("system",)),
            Move(source="excepted", target="missing", by=("ciso",), reason=True, label=_("End the exception")),
        ),
    )

    class Meta:
        verbose_name = _("malware protection of a computer")
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(voided_at=None),
                name="operations_endpoint_once",
                violation_error_message=_(
                    "The protection of this computer is entered already; a new report renews it."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("protected", "outdated")) | models.Q(installed=True),
                name="endpointprotection_protected_is_installed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="excepted") | ~models.Q(exception=""),
                name="endpointprotection_excepted_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.product}"[:200]


class EndpointProtections(Register):
    """Malware protection."""

    code = "operations.endpoint_protection"
    record = EndpointProtection
    prefix = "EPP"
    title = _("Malware protection")
    one = _("malware protection of a computer")
    purpose = _(
        "For every computer and mail gateway what its malware protection last told: installed, engine, signatures, "
        "last scan; old signatures and silence show by themselves."
    )
    columns = ("asset", "host_kind", "product", "signature_at", "last_scan_at", "last_seen_at", "state")
    search = ("asset__name", "product")
    filters = ("state", "host_kind", "installed", "last_seen_at")
    sections = (
        (_("Computer"), ("asset", "host_kind")),
        (_("The protection"), ("product", "installed", "realtime_on", "auto_update", "engine_version", "exception")),
        (_("As last told"), ("signature_at", "last_scan_at", "found_count", "last_seen_at")),
    )
    makers = ("system_admin", "security_officer")
    key = ("asset",)
    dated = "last_seen_at"
    keep = "P1Y"
    keep_from = "last_seen_at"

    def compute(self, record: Any) -> None:
        """The kind follows from the asset, the state from what was told."""
        if record.asset_id is None or record.signature_at is None or record.last_seen_at is None:
            return
        if not record.host_kind and record.asset.subtype in EndpointProtection.HostKind:
            record.host_kind = record.asset.subtype
        record.state = _following(record, clock.now())

    def turned(self, now: datetime) -> Mapping[str, Any]:
        """Signatures grow old, and computers fall silent."""
        told = EndpointProtection.objects.live().in_state("protected", "outdated")
        gone = told.filter(last_seen_at__lt=now - GONE_AFTER)
        old = told.in_state("protected").filter(signature_at__lt=_oldest(now), last_seen_at__gte=now - GONE_AFTER)
        return {"missing": gone, "outdated": old}

    def validate(self, record: Any, lines: Any) -> None:
        """A kind of computer, and no time that is still to come."""
        wrong: dict[str, Any] = {}
        if not record.host_kind:
            wrong["host_kind"] = _now("Say which kind of computer it is.")
        for name in ("signature_at", "last_scan_at", "last_seen_at"):
            moment = getattr(record, name)
            if moment is not None and moment > clock.now():
                wrong[name] = _now("That time is still to come.")
        if wrong:
            raise ValidationError(wrong)


def _oldest(now: datetime) -> datetime:
    """The oldest that signatures may be at that time."""
    return parameters(now.astimezone(clock.TAIPEI).date()).period("signature-max-age").before(now)


def _following(record: Any, now: datetime) -> str:
    """The state that follows from what was told; an exception covers what is missing."""
    if not record.installed or record.last_seen_at < now - GONE_AFTER:
        return "excepted" if record.state == "excepted" else "missing"
    fresh = record.realtime_on and record.auto_update and record.signature_at >= _oldest(now)
    return "protected" if fresh else "outdated"
