"""Notices and publication: everything that must be made known, with proof of who received, read and signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many, Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register


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

    subject = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("kind of notice"), max_length=12, choices=Kind.choices)
    audience = Many(_("audience"), choices=Audience.choices)
    channel = Many(_("channel"), choices=Channel.choices)
    body = models.TextField(_("wording"))
    document = models.ForeignKey("policy.PolicyDocument", models.PROTECT, verbose_name=_("published document"), related_name="+", null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    expires_on = models.DateField(_("taken down on"), null=True, blank=True)
    requires_receipt = models.BooleanField(_("receipt required"), default=False)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(source="submitted", target="published", by=("ciso", "it_manager", "business_owner", "compliance",), not_same_as=("maker",)),
            Move(source="submitted", target="draft", by=("ciso", "it_manager", "business_owner", "compliance",)),
            Move(source="published", target="withdrawn", by=("ciso", "business_owner",)),
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
    filters = ("state", "kind", "published_at")
    makers = ("ciso", "security_officer", "it_manager", "business_owner", "compliance", "hr")
    dated = "published_at"
    keep_from = "published_at"
    keep = "P3Y"
