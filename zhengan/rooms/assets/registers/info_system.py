"""Information systems and tiering: every system with its tier, importance, owners, exposure and recovery targets."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register


class InfoSystem(Record):
    """One information system, the anchor for accounts, logs, backups, changes and tests."""

    class Kind(models.TextChoices):
        HOST_LINK = "host_link", _("Host link")
        ONLINE_TRADING = "online_trading", _("Online trading")
        VOICE_TRADING = "voice_trading", _("Voice trading")
        MOBILE_APP = "mobile_app", _("Mobile app")
        WEBSITE = "website", _("Website")
        STATEMENT = "statement", _("E-statement")
        API = "api", _("API")
        BACK_OFFICE = "back_office", _("Back office")
        SIGNING = "signing", _("Signing and filing")
        INFRASTRUCTURE = "infrastructure", _("Infrastructure")
        OTHER = "other", _("Other")

    class Tier(models.TextChoices):
        CORE = "core", _("Core")
        NON_CORE = "non_core", _("Non-core")

    class BuiltBy(models.TextChoices):
        IN_HOUSE = "in_house", _("In-house")
        OUTSOURCED = "outsourced", _("Outsourced development")
        PACKAGE = "package", _("Package")
        CLOUD = "cloud", _("Cloud")

    code = models.CharField(_("system code"), max_length=20, unique=True)
    name = models.CharField(_("system name"), max_length=60)
    kind = models.CharField(_("kind of system"), max_length=16, choices=Kind.choices)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices)
    tier_reason = models.TextField(_("tier reason"))
    tier_reviewed_on = models.DateField(_("tier reviewed on"), help_text=_("The tier is reviewed every year (5.3.5)."))
    important = models.BooleanField(
        _("important system"), default=False, help_text=_("Core systems, host links and online trading always are.")
    )
    built_by = models.CharField(_("origin"), max_length=12, choices=BuiltBy.choices)
    source_available = models.BooleanField(_("source available"), default=False)
    offered_as_cloud = models.BooleanField(_("offered as cloud"), default=False)
    business_owner = link("organization.Person", _("business owner"))
    maintainer = link("organization.Person", _("maintainer"))
    holds_personal_data = models.BooleanField(_("holds personal data"), default=False)
    holds_sensitive_data = models.BooleanField(_("holds sensitive data"), default=False)
    internet_facing = models.BooleanField(_("internet facing"), default=False)
    url = models.URLField(_("address"), blank=True)
    network_zone = Reference(_("network zone"), blank=True, help_text=_("Record number of the zone."))
    digits_only_input = models.BooleanField(
        _("digits only"), default=False, help_text=_("Passwords can only be digits, as with voice trading (7.3.6).")
    )
    customer_facing = models.BooleanField(_("customer facing"), default=False)
    rto = models.DurationField(
        _("recovery time objective"), null=True, blank=True, help_text=_("Hours:minutes:seconds, e.g. 04:00:00.")
    )
    rpo = models.DurationField(
        _("recovery point objective"), null=True, blank=True, help_text=_("Hours:minutes:seconds, e.g. 04:00:00.")
    )
    standby = Reference(_("standby"), blank=True, help_text=_("Record number of the standby system or device."))
    test_environment = models.CharField(_("test environment"), max_length=80, blank=True)
    production_environment = models.CharField(_("production environment"), max_length=80)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="active", by=("business_owner", "it_manager"), not_same_as=("maker",)),
            # A second person, but nothing was submitted: an active system is not waiting to be retired.
            Move(
                source="active",
                target="retired",
                by=("business_owner", "it_manager"),
                not_same_as=("maker",),
                approval=False,
                reason=True,
            ),
        ),
    )

    class Meta:
        verbose_name = _("information system")

    def __str__(self) -> str:
        return self.name


class InfoSystems(Register):
    """Information systems and tiering."""

    code = "assets.info_system"
    record = InfoSystem
    prefix = "SYS"
    title = _("Information systems and tiering")
    one = _("information system")
    purpose = _("Every information system with its tier, importance, owners, exposure and recovery targets.")
    columns = ("code", "name", "kind", "tier", "important", "business_owner", "maintainer", "state", "tier_reviewed_on")
    search = ("code", "name")
    filters = ("state", "tier", "kind", "important", "internet_facing")
    sections = (
        (_("System"), ("code", "name", "kind", "built_by", "source_available", "offered_as_cloud")),
        (_("Tier"), ("tier", "tier_reason", "tier_reviewed_on", "important")),
        (_("People in charge"), ("business_owner", "maintainer")),
        (
            _("Data and exposure"),
            (
                "holds_personal_data",
                "holds_sensitive_data",
                "customer_facing",
                "internet_facing",
                "url",
                "network_zone",
                "digits_only_input",
            ),
        ),
        (_("Environments and recovery"), ("production_environment", "test_environment", "rto", "rpo", "standby")),
    )
    makers = ("it_manager", "business_owner")
    key = ("code",)
    dated = "tier_reviewed_on"
    owner = "business_owner"
    keep = "P5Y"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what is retired."""
        return records.in_state("planned", "active")

    def prepare(self, record: Any, actor: Actor) -> None:
        """Core systems, host links and online trading are important."""
        if record.tier == InfoSystem.Tier.CORE or record.kind in {
            InfoSystem.Kind.HOST_LINK,
            InfoSystem.Kind.ONLINE_TRADING,
        }:
            record.important = True
