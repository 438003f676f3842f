"""Mobile app releases: each version with its permissions, who agreed, and the test without which it stays in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Digest, Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.development import app_tests, publishing


class MobileAppRelease(Record):
    """One version of one app on one platform."""

    class Platform(models.TextChoices):
        ANDROID = "android", "Android"
        IOS = "ios", "iOS"
        OTHER = "other", _("Other")

    class Store(models.TextChoices):
        APP_STORE = "app_store", "App Store"
        GOOGLE_PLAY = "google_play", "Google Play"
        OFFICIAL_SITE = "official_site", _("Website of the firm")
        OTHER = "other", _("Other")

    class MajorItem(models.TextChoices):
        TRADING = "trading", _("Placing of orders")
        ACCOUNT_QUERY = "account_query", _("Account queries")
        IDENTITY = "identity", _("Proof of identity")
        CUSTOMER_RIGHTS = "customer_rights", _("Rights of customers")
        NONE = "none", _("None of them")

    app_name = models.CharField(_("name of the app"), max_length=80)
    info_system = link("assets.InfoSystem", _("system"))
    platform = models.CharField(_("platform"), max_length=12, choices=Platform.choices)
    app_version = models.CharField(_("version of the app"), max_length=40)
    store = models.CharField(_("published in"), max_length=16, choices=Store.choices)
    store_url = models.URLField(_("download address"))
    investor_facing = models.BooleanField(_("used by investors"), default=False)
    first_release = models.BooleanField(_("first release"), default=False)
    permissions = Many(_("permissions"), help_text=_("As the manifest of the build declares them, one in each line."))
    permissions_changed = models.BooleanField(_("permissions changed"), default=False)
    permission_reasons = models.TextField(_("why the permissions fit the service"))
    sensitive_data = models.CharField(_("sensitive data accessed"), max_length=200)
    purpose_text = models.TextField(_("what is told when publishing"))
    notice_duty_assessed = models.BooleanField(_("duty to inform assessed"), default=False)
    major_items = Many(_("major items changed"), choices=MajorItem.choices)
    security_agreed_by = link("organization.Person", _("agreed by security"), optional=True)
    security_agreed_on = models.DateField(_("agreed by security on"), null=True, blank=True)
    compliance_agreed_by = link("organization.Person", _("agreed by compliance"), optional=True)
    compliance_agreed_on = models.DateField(_("agreed by compliance on"), null=True, blank=True)
    encryption_tested = models.BooleanField(_("encryption shown by a test"), default=False)
    masking_tested = models.BooleanField(_("masking shown by a test"), default=False)
    root_warning_tested = models.BooleanField(_("warning on a compromised device shown by a test"), default=False)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    listed_on_site_on = models.DateField(_("listed on the website on"), null=True, blank=True)
    sha256 = Digest(_("digest (SHA-256)"))

    flow = Flow(
        initial="draft",
        moves=(
            Move(
                source="draft",
                target="security_agreed",
                by=("security_officer",),
                not_same_as=("maker",),
                stamp={"security_agreed_by": "person", "security_agreed_on": "today"},
                when=publishing.not_agreeable,
            ),
            Move(
                source="security_agreed",
                target="compliance_agreed",
                by=("compliance",),
                not_same_as=("maker", "security_agreed_by"),
                stamp={"compliance_agreed_by": "person", "compliance_agreed_on": "today"},
            ),
            Move(source="security_agreed", target="draft", by=("compliance",), reason=True, label=_("Send back")),
            # Doing what both have agreed to; where nobody had to, a second person looks.
            Move(
                source="compliance_agreed",
                target="published",
                by=("it_manager", "developer"),
                stamp={"published_on": "today"},
                when=publishing.not_tested,
            ),
            Move(
                source="draft",
                target="published",
                by=("it_manager",),
                not_same_as=("maker",),
                stamp={"published_on": "today"},
                where=publishing.PLAIN,
                when=publishing.not_plain,
            ),
            Move(source="published", target="withdrawn", by=("it_manager",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("release of an app")
        constraints = [
            models.UniqueConstraint(
                fields=["info_system", "platform", "app_version"],
                condition=Q(voided_at=None),
                name="development_app_version_once",
                violation_error_message=_("This version of the app is entered already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | publishing.PLAIN
                | Q(security_agreed_on__isnull=False, compliance_agreed_on__isnull=False),
                name="mobileapprelease_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "withdrawn")) | Q(published_on__isnull=False),
                name="mobileapprelease_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.app_name} {self.get_platform_display()} {self.app_version}"


class MobileAppReleases(Register):
    """Releases of apps."""

    code = "development.mobile_app_release"
    record = MobileAppRelease
    prefix = "APP"
    title = _("Mobile app releases")
    one = _("release of an app")
    purpose = _(
        "Each published version of each app: where, with which permissions for which service, agreed to by security "
        "and compliance, tested, and listed on the website."
    )
    columns = ("no", "app_name", "platform", "app_version", "permissions_changed", "published_on", "state")
    search = ("app_name", "app_version")
    filters = ("state", "platform", "info_system", "permissions_changed", "published_on")
    sections = (
        (_("The app"), ("app_name", "info_system", "platform", "app_version", "sha256", "investor_facing")),
        (_("Where it is published"), ("store", "store_url", "published_on", "listed_on_site_on")),
        (
            _("Permissions"),
            ("permissions", "first_release", "permissions_changed", "permission_reasons", "sensitive_data"),
        ),
        (_("Telling of it"), ("purpose_text", "notice_duty_assessed", "major_items")),
        (
            _("Agreed by security and compliance"),
            ("security_agreed_by", "security_agreed_on", "compliance_agreed_by", "compliance_agreed_on"),
        ),
        (_("Shown by tests"), tuple(app_tests.field(item) for item in app_tests.Item.values)),
    )
    makers = ("developer", "it_manager")
    key = ("info_system", "platform", "app_version")
    dated = "published_on"
    keep = "P5Y"
    computed = ("first_release", "permissions_changed", *(app_tests.field(item) for item in app_tests.Item.values))
    stays_open = ("listed_on_site_on",)
    # What was agreed to is this build: another one is another release.
    settled = {
        "development.mobile_app_release": (
            "info_system",
            "platform",
            "app_version",
            "sha256",
            "investor_facing",
            "permissions",
            "major_items",
        )
    }

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """What is published is compared with what is out by then, and takes over what its tests have shown."""
        if record.state == "draft":
            publishing.compare(record)
        if move.target == "published":
            publishing.take_over_what_is_shown(record)

    def validate(self, record: Any, lines: Any) -> None:
        """An app is of a system that is one; `none` stands alone; it is listed once it is published."""
        if record.state == "draft":
            publishing.compare(record)
        wrong: dict[str, Any] = {}
        if record.info_system.kind != "mobile_app":
            wrong["info_system"] = _now("That system is no mobile app.")
        if MobileAppRelease.MajorItem.NONE in record.major_items and publishing.is_major(record):
            wrong["major_items"] = _now("“None of them” stands alone.")
        listed = record.listed_on_site_on
        if listed and not (record.published_on and record.published_on <= listed <= clock.today()):
            wrong["listed_on_site_on"] = _now("That day is still to come, or lies before the publication.")
        if wrong:
            raise ValidationError(wrong)
