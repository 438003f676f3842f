"""Configuration baseline: the approved settings of each platform, never softer than the limits of the policy."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import NotAValue, SofterThanLimit, catalogue, check_value
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock


class Measure(models.TextChoices):
    """What an item sets, where the policy has a limit for it or a clause of its own."""

    LENGTH = "length", _("Password length")
    AGE = "age", _("Age of a password")
    TRIES = "tries", _("Failed passwords")
    VERSION = "version", _("TLS version")
    MIX = "mix", _("Mix of characters")
    FIRST_CHANGE = "first_change", _("Change of the first password")
    RANDOM = "random", _("Random first password")
    PASSWORDS_STORED = "passwords", _("Storage of passwords")
    DATA_STORED = "data", _("Storage of data")
    OTHER = "other", _("Something else")


# The parameter with the limit, the comparison that holds it, and the categories in which it is meant.
LIMITED = {
    Measure.LENGTH: ("password-min-length", "ge"),
    Measure.AGE: ("password-max-age", "le"),
    Measure.TRIES: ("failed-logins-max", "le"),
    Measure.VERSION: ("tls-min-version", "ge"),
}


class ConfigBaseline(Record):
    """One setting of one platform."""

    class Platform(models.TextChoices):
        PC = "pc", _("Personal computers")
        SERVER = "server", _("Servers")
        NETWORK = "network", _("Network devices")
        DATABASE = "database", _("Databases")
        WEB = "web", _("Websites")
        MOBILE = "mobile", _("Mobile devices")
        IOT = "iot", _("Internet of things")
        APPLICATION = "application", _("Applications")

    class Category(models.TextChoices):
        PASSWORD = "password", _("Passwords")
        DEFAULT_ACCOUNT = "default_account", _("Default accounts")
        SERVICE = "service", _("Services running")
        ADMIN_ACCESS = "admin_access", _("Administrators' access")
        MFA = "mfa", _("Multi-factor authentication")
        TLS = "tls", _("Encrypted transport")
        STORAGE = "storage", _("Encrypted storage")
        LOCKOUT = "lockout", _("Lock after failed passwords")
        SCREEN_LOCK = "screen_lock", _("Screen lock")
        LOGGING = "logging", _("Logging")
        CLOCK = "clock", _("Clock")
        MAIL = "mail", _("Mail")
        WEB_USE = "web_use", _("Use of the web")
        SEPARATION = "separation", _("Separation of environments")
        INTEGRITY = "integrity", _("Integrity")

    class Operator(models.TextChoices):
        EQ = "eq", _("Equals")
        GE = "ge", _("At least")
        LE = "le", _("At most")
        IN = "in", _("One of")
        ABSENT = "absent", _("Not there")

    platform = models.CharField(_("platform"), max_length=12, choices=Platform.choices)
    item_code = models.CharField(_("item code"), max_length=40)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices)
    measure = models.CharField(
        _("what the item sets"),
        max_length=12,
        choices=Measure.choices,
        help_text=_("The policy has limits for some; a softer value is refused."),
    )
    setting = models.CharField(_("setting"), max_length=200)
    operator = models.CharField(_("comparison"), max_length=8, choices=Operator.choices)
    expected = models.CharField(
        _("value expected"), max_length=120, blank=True, help_text=_("An age as a period, e.g. P3M or P90D.")
    )
    clause = models.CharField(_("clause"), max_length=20, help_text=_("The clause it serves, e.g. 8.2.4."))
    effective_on = models.DateField(_("effective on"))

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("system_admin", "security_officer")),
            Move(source="submitted", target="approved", by=("ciso", "it_manager"), not_same_as=("maker",)),
            Move(source="submitted", target="draft", by=("ciso", "it_manager"), reason=True),
            Move(source="approved", target="in_force", by=("system",), on="effective_on"),
            Move(source="in_force", target="superseded", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("item of the baseline")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "item_code"],
                condition=Q(state="in_force", voided_at=None),
                name="operations_baseline_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.item_code}"


class ConfigBaselines(Register):
    """Configuration baseline."""

    code = "operations.config_baseline"
    record = ConfigBaseline
    prefix = "CFB"
    title = _("Configuration baseline")
    one = _("item of the baseline")
    purpose = _(
        "The approved settings of each platform that are compared with what is found - passwords, locks, services, "
        "encryption - and are never softer than the policy."
    )
    columns = ("platform", "item_code", "category", "setting", "operator", "expected", "effective_on", "state")
    search = ("item_code", "setting")
    filters = ("state", "platform", "category", "effective_on")
    sections = (
        (_("Item"), ("platform", "item_code", "category", "setting")),
        (_("What is expected"), ("measure", "operator", "expected")),
        (_("Basis"), ("clause", "effective_on")),
    )
    makers = ("system_admin", "network_admin", "security_officer")
    dated = "effective_on"
    keep = "P5Y"

    def choosable(self, records: RecordSet) -> RecordSet:
        """What is in force."""
        return records.in_force()

    def validate(self, record: Any, lines: Any) -> None:
        """A clause that exists, a value to compare with, and none softer than the policy (7.3.5, 7.3.6, 8.2.4)."""
        wrong: dict[str, Any] = {}
        if record.clause not in catalogue().clauses:
            wrong["clause"] = _now("The policy has no such clause.")
        if (record.operator == ConfigBaseline.Operator.ABSENT) == bool(record.expected.strip()):
            wrong["expected"] = _now("Give the value expected; what must not be there has none.")
        elif record.measure in LIMITED:
            wrong |= _softer(record)
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved on or after its day is in force at once."""
        if record.state == "approved" and record.effective_on <= clock.today():
            acts.move(record, "in_force", by=Actor.system())
            record.refresh_from_db()

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """A newer item takes the place of the one in force."""
        if move.target == "in_force":
            others = ConfigBaseline.objects.live().in_force()
            for older in others.filter(platform=record.platform, item_code=record.item_code):
                acts.move(older, "superseded", by=Actor.system())


def _softer(record: Any) -> dict[str, str]:
    """What is wrong, by field, where the policy has a limit for what the item sets."""
    key, comparison = LIMITED[record.measure]
    if record.operator not in (comparison, ConfigBaseline.Operator.EQ):
        return {"operator": _now("Compared so, the item would allow what the policy forbids.")}
    try:
        check_value(key, record.expected)
    except (SofterThanLimit, NotAValue) as error:
        return {"expected": error.en if get_language() == "en" else error.zh}
    return {}
