"""Issue of passwords and certificates: nothing is handed over before it is known to whom."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.access import handing

_CLERKS = ("customer_service", "system_admin", "business_owner")


class CredentialIssue(Record):
    """One credential for one person."""

    Kind = handing.Kind

    class IdentityMethod(models.TextChoices):
        IN_PERSON = "in_person", _("In person, with two documents")
        REGISTERED_OTP = "registered_otp", _("OTP to the registered phone")
        CALLBACK = "callback", _("Called back")
        VIDEO = "video", _("By video")
        EXISTING_CERTIFICATE = "existing_certificate", _("By an existing certificate")
        SUPERVISOR = "supervisor", _("By the supervisor, in person")

    kind = models.CharField(_("kind of credential"), max_length=14, choices=handing.Kind.choices)
    recipient = models.CharField(
        _("recipient of the credential"), max_length=80, help_text=_("Customers by their masked number: A12****789.")
    )
    info_system = link("assets.InfoSystem", _("system"))
    identity_method = models.CharField(_("how the identity is shown"), max_length=20, choices=IdentityMethod.choices)
    identity_checked_by = link("organization.Person", _("identity confirmed by"), optional=True)
    identity_checked_at = models.DateTimeField(_("identity confirmed at"), null=True, blank=True)
    random = models.BooleanField(_("made at random"), default=True)
    otp_sent_at = models.DateTimeField(_("OTP sent at"), null=True, blank=True)
    otp_phone_registered = models.BooleanField(_("to the phone registered at opening"), default=False)
    slip_sent_at = models.DateTimeField(_("slip sent at"), null=True, blank=True)
    slip_encrypted = models.BooleanField(_("slip is encrypted"), default=False)
    slip_email_registered = models.BooleanField(_("to the registered mailbox"), default=False)
    procedure = link(
        "policy.PolicyDocument",
        _("procedure followed"),
        optional=True,
        help_text=_("For slips handed over in the firm's own way (7.3.8.2)."),
    )
    delivered_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    expires_on = models.DateField(_("unused valid until"), null=True, blank=True)
    first_changed_at = models.DateTimeField(_("first changed at"), null=True, blank=True)

    flow = Flow(
        initial="requested",
        moves=(
            Move(
                source="requested",
                target="verified",
                by=_CLERKS,
                not_same_as=("maker",),
                where=handing.RESET,
                when=handing.no_reset,
                label=_("Confirm the identity"),
            ),
            Move(
                source="requested",
                target="verified",
                by=_CLERKS,
                where=~handing.RESET,
                when=handing.is_reset,
                label=_("Confirm the identity"),
            ),
            Move(source="requested", target="rejected", by=("customer_service", "system_admin"), reason=True),
            Move(
                source="verified",
                target="issued",
                by=("system", "system_admin", "customer_service"),
                when=handing.not_as_demanded,
            ),
            Move(source="issued", target="activated", by=("system",), needs=("first_changed_at",)),
            Move(source="issued", target="expired", by=("system",), on="expires_on", past=True),
        ),
    )

    class Meta:
        verbose_name = _("issue of a credential")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("verified", "issued", "activated", "expired"))
                | Q(identity_checked_at__isnull=False),
                name="credentialissue_identity_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("requested", "rejected"))
                | Q(delivered_at=None)
                | Q(delivered_at__gte=F("identity_checked_at")),
                name="credentialissue_identity_before",
            ),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="access_issue_kind_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.recipient}"


class CredentialIssues(Register):
    """Issue of passwords and certificates."""

    code = "access.credential_issue"
    record = CredentialIssue
    prefix = "CRI"
    title = _("Issue of passwords and certificates")
    one = _("issue of a credential")
    purpose = _("Every handing over of a password or certificate to somebody whose identity was confirmed before.")
    columns = ("no", "kind", "recipient", "info_system", "identity_method", "delivered_at", "expires_on", "state")
    search = ("recipient",)
    filters = ("state", "kind", "info_system", "delivered_at")
    sections = (
        (_("Credential"), ("kind", "recipient", "info_system", "random")),
        (_("Identity"), ("identity_method", "identity_checked_by", "identity_checked_at")),
        (
            _("Electronic slip"),
            ("otp_sent_at", "otp_phone_registered", "slip_sent_at", "slip_encrypted", "slip_email_registered"),
        ),
        (_("Handing over"), ("procedure", "delivered_at", "expires_on", "first_changed_at")),
    )
    makers = ("customer_service", "system_admin", "business_owner", "hr")
    dated = "delivered_at"
    keep = "P5Y"
    computed = ("expires_on",)
    stays_open = ("first_changed_at",)

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what was turned down."""
        return records.exclude(state="rejected")

    def validate(self, record: Any, lines: Any) -> None:
        """Customers stand here masked; nothing happens before what it follows."""
        wrong = handing.out_of_order(record)
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Whoever confirms the identity stands for it, now; what is handed over unused ends after the time set."""
        if move.target == "verified":
            record.identity_checked_by = actor.person
            record.identity_checked_at = clock.now()
        elif move.target == "issued":
            record.delivered_at = clock.now()
            self._limit(record)

    def import_row(self, record: Any, actor: Actor) -> None:
        """Follow the system that handed it over by itself: with the identity confirmed and a time, it is with him."""
        if record.identity_checked_at and record.delivered_at and record.state in ("requested", "verified", "issued"):
            record.state = "activated" if record.first_changed_at else "issued"
            self._limit(record)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """A first password that was changed is no longer the one that was handed over."""
        if record.state == "issued" and record.first_changed_at is not None:
            acts.move(record, "activated", by=Actor.system())
            record.refresh_from_db()

    def _limit(self, record: Any) -> None:
        if record.kind in handing.PASSWORDS:
            day = record.delivered_at.astimezone(clock.TAIPEI).date()
            record.expires_on = parameters(day).period("one-time-password-life").after(day)
