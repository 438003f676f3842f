"""Security controls: the protective mechanisms that the policy wants, each with custodian, coverage and heartbeat."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.notifying import notify
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock


class SecurityControl(Record):
    """One mechanism."""

    class Kind(models.TextChoices):
        FIREWALL = "firewall", _("Firewall device")
        WAF = "waf", _("Web application firewall")
        MAIL_FILTER = "mail_filter", _("Mail filter")
        WEB_CONTROL = "web_control", _("Control of web access")
        NAC = "nac", _("Admission of devices")
        ANTIVIRUS = "antivirus", _("Console of malware protection")
        DDOS = "ddos", _("Protection against DDoS")
        TAMPER_WATCH = "tamper_watch", _("Watch for changed pages")
        PHISHING_WATCH = "phishing_watch", _("Watch for phishing")
        FAKE_APP_WATCH = "fake_app_watch", _("Watch for fake apps")
        BRAND_WATCH = "brand_watch", _("Watch of social media")
        STANDBY = "standby", _("Standby host")
        RELAY = "relay", _("Jump host")
        MDM = "mdm", _("Management of mobile devices")
        LOG_COLLECTOR = "log_collector", _("Collector of logs")
        INPUT_VALIDATION = "input_validation", _("Validation of input")
        INTEGRITY = "integrity", _("Verification of integrity")
        EXIT_PROMPT = "exit_prompt", _("Prompt on leaving the site")
        INTERNET_BLOCK = "internet_block", _("Block of private internet")

    class VerifiedBy(models.TextChoices):
        SENSOR = "sensor", _("Sensor")
        PERSON = "person", _("Somebody")
        TEST = "test", _("Test")

    kind = models.CharField(_("kind of mechanism"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name of the mechanism"), max_length=80)
    asset = link("assets.Asset", _("device"), optional=True)
    info_system = link("assets.InfoSystem", _("system protected"), optional=True, help_text=_("Empty: all of them."))
    covers = models.TextField(_("what it covers"))
    custodian = link("organization.Person", _("custodian"))
    deputy = link("organization.Person", _("deputy"), optional=True)
    brand = models.CharField(_("brand"), max_length=40)
    restricted_product = models.BooleanField(
        _("restricted product"), default=False, help_text=_("A product that endangers national security (9.2.7).")
    )
    heartbeat_interval = models.DurationField(
        _("verified at least every"), help_text=_("Days hours:minutes:seconds, e.g. 1 00:00:00.")
    )
    last_verified_at = models.DateTimeField(_("last verified at"))
    verified_by = models.CharField(_("verified by means of"), max_length=12, choices=VerifiedBy.choices)
    test_ok = models.BooleanField(_("found working"), default=False)
    detections_30d = models.PositiveIntegerField(_("stopped within 30 days"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="operating", by=("it_manager", "ciso"), not_same_as=("maker",)),
            Move(source="operating", target="degraded", by=("system",)),
            Move(source="degraded", target="operating", by=("system",)),
            Move(source="operating", target="retired", by=("ciso",), reason=True),
            Move(source="degraded", target="retired", by=("ciso",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("security mechanism")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(voided_at=None),
                name="network_control_name_once",
                violation_error_message=_("A mechanism of this name is entered already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="operating") | Q(test_ok=True),
                name="securitycontrol_works",
                violation_error_message=_("What was not found working does not operate."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="network_control_kind_idx")]

    def __str__(self) -> str:
        return self.name


class CoveredZone(Line):
    """One zone that the mechanism covers."""

    record = models.ForeignKey(SecurityControl, models.CASCADE, related_name="zones")
    zone = link("network.NetworkZone", _("zone covered"))

    class Meta(Line.Meta):
        verbose_name = _("zone covered")
        verbose_name_plural = _("zones covered")

    def __str__(self) -> str:
        return str(self.zone)


class SecurityControls(Register):
    """Security mechanisms."""

    code = "network.security_control"
    record = SecurityControl
    prefix = "CTL"
    title = _("Security mechanisms in place")
    one = _("security mechanism")
    purpose = _(
        "The protective mechanisms that the policy wants - firewall, filters, watches, standby - each with custodian, "
        "coverage and heartbeat; one that is not verified in time shows by itself."
    )
    columns = ("kind", "name", "info_system", "custodian", "last_verified_at", "test_ok", "state")
    search = ("name", "covers", "brand")
    filters = ("state", "kind", "info_system", "custodian", "restricted_product")
    sections = (
        (_("Mechanism"), ("kind", "name", "brand", "restricted_product", "asset")),
        (_("What it protects"), ("info_system", "covers")),
        (_("In charge"), ("custodian", "deputy")),
        (_("Heartbeat"), ("heartbeat_interval", "last_verified_at", "verified_by", "test_ok", "detections_30d")),
    )
    makers = ("network_admin", "system_admin", "security_officer")
    key = ("name",)
    owner = "custodian"
    keep = "P5Y"
    stays_open = ("last_verified_at", "verified_by", "test_ok", "detections_30d")

    def choosable(self, records: RecordSet) -> RecordSet:
        """What is there now."""
        return records.in_state("operating", "degraded")

    def compute(self, record: Any) -> None:
        """It operates while it is found working, and in time."""
        last, every = record.last_verified_at, record.heartbeat_interval
        if record.state in ("operating", "degraded") and last is not None and every is not None:
            record.state = "operating" if record.test_ok and last + every >= clock.now() else "degraded"

    def turned(self, now: datetime) -> Mapping[str, Any]:
        """What was not verified in time is degraded."""
        by_then = ExpressionWrapper(F("last_verified_at") + F("heartbeat_interval"), output_field=DateTimeField())
        operating = SecurityControl.objects.live().in_state("operating")
        return {"degraded": operating.annotate(_expected=by_then).filter(_expected__lt=now)}

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Tell whoever is in charge that it does not work."""
        if record.state == "degraded" and act != "void":
            told = {one.user for one in (record.custodian, record.deputy) if one is not None}
            notify(told, _("The mechanism does not work: %(name)s"), about=record, name=record.name)

    def validate(self, record: Any, lines: Any) -> None:
        """In charge of two people where it is a firewall (9.2.2), and verified by now."""
        wrong: dict[str, Any] = {}
        if record.deputy is not None and record.deputy == record.custodian:
            wrong["deputy"] = _now("Nobody is his own deputy.")
        if record.kind == SecurityControl.Kind.FIREWALL and record.deputy is None:
            wrong["deputy"] = _now("A firewall has a custodian and a deputy (9.2.2).")
        if record.heartbeat_interval.total_seconds() <= 0:
            wrong["heartbeat_interval"] = _now("An interval is longer than nothing.")
        if record.last_verified_at > clock.now():
            wrong["last_verified_at"] = _now("That time is still to come.")
        if wrong:
            raise ValidationError(wrong)
