"""Risks: what may befall one subject, how likely and how bad, what is done about it, and what remains."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

ONE_TO_FIVE = (MinValueValidator(1), MaxValueValidator(5))


def _to_come(record: Any) -> str | None:
    return _now("The day of the assessment is still to come.") if record.assessed_on > clock.today() else None


class Risk(Record):
    """One risk to one subject, assessed once; the next assessment is another record."""

    class Category(models.TextChoices):
        ASSET = "asset", _("Asset at risk")
        FACILITY = "facility", _("Premises at risk")
        SYSTEM = "system", _("System at risk")
        NETWORK = "network", _("Network at risk")
        SOCIAL_MEDIA = "social_media", _("Social media")
        CLOUD = "cloud", _("Cloud at risk")
        SUPPLIER = "supplier", _("Supplier at risk")
        IOT = "iot", _("Internet of things")
        PROJECT = "project", _("Project at risk")
        CONTINUITY = "continuity", _("Interruption of business")

    class Threat(models.TextChoices):
        DATA_LEAK = "data_leak", _("Data leak")
        SOCIAL_ENGINEERING = "social_engineering", _("Social engineering")
        MALWARE = "malware", _("Malware")
        NATURE = "nature", _("Forces of nature")
        PEOPLE = "people", _("Mistake or ill will of people")
        FAILURE = "failure", _("Failure of equipment")
        OTHER = "other", _("Other")

    class Property(models.TextChoices):
        CONFIDENTIALITY = "confidentiality", _("Confidentiality")
        INTEGRITY = "integrity", _("Integrity")
        AVAILABILITY = "availability", _("Availability")
        CONTINUITY = "continuity", _("Continuity of business")

    class Treatment(models.TextChoices):
        MITIGATE = "mitigate", _("Lower it")
        ACCEPT = "accept", _("Accept it")
        TRANSFER = "transfer", _("Transfer it")
        AVOID = "avoid", _("Avoid it")

    category = models.CharField(_("kind of risk"), max_length=16, choices=Category.choices)
    threat = models.CharField(_("threat"), max_length=20, choices=Threat.choices)
    subject_ref = Reference(
        _("subject of the risk"), blank=True, help_text=_("Record number of the area, system, asset or contract.")
    )
    scenario = models.TextField(_("scenario"))
    property = Many(_("what it touches"), choices=Property.choices)
    likelihood = models.PositiveSmallIntegerField(_("likelihood (1 to 5)"), validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(_("impact (1 to 5)"), validators=ONE_TO_FIVE)
    level = models.PositiveSmallIntegerField(_("level of risk"), default=0, help_text=_("Likelihood times impact."))
    treatment = models.CharField(_("treatment"), max_length=12, choices=Treatment.choices)
    measures = models.TextField(_("measures"), blank=True)
    residual_level = models.PositiveSmallIntegerField(_("level that remains"), null=True, blank=True)
    owner = link("organization.Person", _("risk owner"))
    assessed_on = models.DateField(_("assessed on"))
    next_due = models.DateField(_("to be assessed again by"))

    flow = Flow(
        initial="identified",
        moves=(
            Move(
                source="identified",
                target="assessed",
                by=("maker",),
                needs=("measures", "residual_level"),
                when=_to_come,
            ),
            Move(source="assessed", target="approved", by=("business_owner", "ciso"), not_same_as=("maker",)),
            Move(
                source="assessed", target="identified", by=("business_owner", "ciso"), reason=True, label=_("Send back")
            ),
            Move(source="approved", target="monitored", by=("system",)),
            Move(source="monitored", target="closed", by=("ciso",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("risk")
        indexes = [models.Index(fields=["category", "subject_ref", "state"], name="assurance_risk_idx")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.get_threat_display()} {self.subject_ref}".strip()


class Risks(Register):
    """Risk assessments."""

    code = "assurance.risk"
    record = Risk
    prefix = "RSK"
    title = _("Risk assessments")
    one = _("risk")
    purpose = _(
        "One risk to one subject (system, area, class of assets, social media, cloud, project) with level, treatment "
        "and the level that remains; approved by another person."
    )
    columns = ("no", "category", "threat", "subject_ref", "level", "treatment", "residual_level", "owner", "state")
    search = ("scenario", "measures", "subject_ref")
    filters = ("state", "category", "threat", "treatment", "owner", "assessed_on")
    sections = (
        (_("Risk"), ("category", "threat", "subject_ref", "scenario", "property")),
        (_("Assessment"), ("likelihood", "impact", "level", "assessed_on", "next_due")),
        (_("Treatment of the risk"), ("treatment", "measures", "residual_level", "owner")),
    )
    makers = ("security_officer", "it_manager", "business_owner", "general_affairs", "developer")
    dated = "assessed_on"
    due = "next_due"
    owner = "owner"
    keep = "P5Y"
    computed = ("level",)

    def prepare(self, record: Any, actor: Actor) -> None:
        """The level follows from likelihood and impact."""
        self._reckon(record)

    def validate(self, record: Any, lines: Any) -> None:
        """What is accepted is not lowered; nothing remains that is more than there was; days in order."""
        self._reckon(record)
        wrong: dict[str, Any] = {}
        left = record.residual_level
        if left is not None and left > record.level:
            wrong["residual_level"] = _now("What remains cannot be more than there was.")
        elif left is not None and record.treatment == Risk.Treatment.ACCEPT and left != record.level:
            wrong["residual_level"] = _now("A risk that is accepted stays as it is.")
        if record.next_due <= record.assessed_on:
            wrong["next_due"] = _now("The next assessment comes after this one.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved is watched from then on."""
        if act == "move:assessed-approved":
            acts.move(record, "monitored", by=Actor.system())
            record.refresh_from_db()

    @staticmethod
    def _reckon(record: Any) -> None:
        record.level = (record.likelihood or 0) * (record.impact or 0)
