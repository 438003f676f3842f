"""Notices and publication: everything that must be made known, with proof of who received, read and signed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import add_lines, sign
from zhengan.kernel.fields import Many, Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock


class Notice(Record):
    """One notice, with its receipts."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document published")
        AWARENESS = "awareness", _("Security awareness")
        REGULATION = "regulation", _("Laws and rules")
        THREAT = "threat", _("Threat warning")
        PHISHING = "phishing", _("Phishing warning")
        PASSWORD = "password", _("Password reminder")
        INCIDENT = "incident", _("Incident notice")
        OTHER = "other", _("Other")

    class Audience(models.TextChoices):
        STAFF = "staff", _("Staff")
        CONNECTED = "connected", _("Connected institutions")
        VENDOR = "vendor", _("Vendors")
        CUSTOMER = "customer", _("Customers")
        PUBLIC = "public", _("Public")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        INTRANET = "intranet", _("Intranet")
        PAPER = "paper", _("Paper")
        BOARD = "board", _("Notice board")
        WEBSITE = "website", _("Own website")
        APP = "app", _("App push")
        SMS = "sms", _("SMS")

    subject = models.CharField(_("subject"), max_length=120)
    kind = models.CharField(_("kind of notice"), max_length=12, choices=Kind.choices)
    audience = Many(_("audience"), choices=Audience.choices)
    channel = Many(_("channel"), choices=Channel.choices)
    body = models.TextField(_("wording"))
    document = link("policy.PolicyDocument", _("published document"), optional=True)
    received_on = models.DateField(
        _("received on"),
        null=True,
        blank=True,
        help_text=_("For laws and circulars, which are posted at once (8.5.1)."),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    expires_on = models.DateField(_("taken down on"), null=True, blank=True)
    requires_receipt = models.BooleanField(
        _("receipt required"), default=False, help_text=_("Every active person of the firm is asked to sign.")
    )

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(
                source="submitted",
                target="published",
                by=("ciso", "it_manager", "business_owner", "compliance"),
                not_same_as=("maker",),
                stamp={"published_at": "now"},
            ),
            Move(
                source="submitted",
                target="draft",
                by=("ciso", "it_manager", "business_owner", "compliance"),
                reason=True,
            ),
            Move(source="published", target="withdrawn", by=("ciso", "business_owner"), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("notice")

    def __str__(self) -> str:
        return self.subject


class Receipt(Line):
    """One recipient of a notice: delivered, read, signed."""

    record = models.ForeignKey(Notice, models.CASCADE, related_name="receipts")
    recipient = Reference(_("recipient"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [models.Index(fields=["recipient", "signed_at"], name="policy_receipt_recipient_idx")]
        constraints = [models.UniqueConstraint(fields=["record", "recipient"], name="policy_receipt_once")]

    def __str__(self) -> str:
        return self.recipient


class Notices(Register):
    """Notices and publication."""

    code = "policy.notice"
    record = Notice
    prefix = "NTC"
    title = _("Notices and publication")
    one = _("notice")
    purpose = _("Everything that must be made known, with proof of who received, read and signed.")
    columns = ("no", "subject", "kind", "audience", "published_at", "requires_receipt", "state")
    search = ("subject", "body")
    filters = ("state", "kind", "audience", "published_at")
    sections = (
        (_("Notice"), ("subject", "kind", "document", "body")),
        (_("To whom and how"), ("audience", "channel", "requires_receipt")),
        (_("Dates"), ("received_on", "published_at", "expires_on")),
    )
    makers = ("ciso", "security_officer", "it_manager", "business_owner", "compliance", "hr")
    dated = "published_at"
    keep_from = "published_at"
    keep = "P3Y"
    fills = {"receipts": ()}

    def own(self, records: RecordSet, actor: Actor) -> RecordSet:
        """Everybody in the firm sees what was published to staff, and what he is asked to sign."""
        mine = Q(maker=actor.user) | Q(state="published", audience__has=Notice.Audience.STAFF)
        if actor.person is not None:
            mine |= Q(pk__in=Receipt.objects.filter(recipient=actor.person.no).values("record"))
        return records.filter(mine)

    def validate(self, record: Any, lines: Any) -> None:
        """What is published is named; what has to be signed has somebody to sign it."""
        wrong: dict[str, Any] = {}
        if record.kind == Notice.Kind.DOCUMENT and record.document is None:
            wrong["document"] = _now("Say which document is published.")
        if record.kind == Notice.Kind.REGULATION and record.received_on is None:
            wrong["received_on"] = _now("Say when it was received: it is posted at once (8.5.1).")
        if record.requires_receipt and Notice.Audience.STAFF not in record.audience:
            wrong["requires_receipt"] = _now("Only staff can sign here; the audience does not include staff.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """On publication ask every active person for a receipt; it counts as delivered with that."""
        if act != "move:submitted-published" or not record.requires_receipt:
            return
        people = register("organization.person").record.objects.live().active().order_by("no")
        rows = [{"recipient": no, "delivered_at": clock.now()} for no in people.values_list("no", flat=True)]
        add_lines(record, "receipts", rows, by=Actor.system())
        record.refresh_from_db()

    def to_sign(self, record: Any, actor: Actor) -> tuple[str, Line] | None:
        """The receipt of this person, while it is not signed."""
        if actor.person is None or record.state != "published":
            return None
        row = record.receipts.filter(recipient=actor.person.no, signed_at=None).first()
        return None if row is None else ("receipts", row)

    def why_not_fill(self, record: Any, row: Any, actor: Actor) -> str | None:
        """A receipt is signed by the person himself, and once."""
        if actor.person is None or row.recipient != actor.person.no:
            return _now("Everybody signs for himself alone.")
        return _now("You have signed this already.") if row.signed_at else None

    def filling(self, record: Any, row: Any, values: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """Signing says that it was read, at the server's time."""
        return {"read_at": row.read_at or clock.now(), "signed_at": clock.now()}

    def acknowledge(self, record: Any, actor: Actor) -> Any:
        """Sign the person's own receipt. Raises NotPossible when none waits for him."""
        return sign(record, by=actor)
