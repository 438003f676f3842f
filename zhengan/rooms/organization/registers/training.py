"""Training and awareness: each course with its attendance; hours per person and year are summed from the lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register


class Training(Record):
    """One course held, with everybody who attended."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", _("Awareness")
        PROFESSIONAL = "professional", _("Professional")
        FUNCTIONAL = "functional", _("Functional")
        CONTINUITY = "continuity", _("Continuity")
        IOT = "iot", _("IoT")
        REMEDIAL = "remedial", _("Remedial")
        SECURE_CODING = "secure_coding", _("Secure coding")

    class Topics(models.TextChoices):
        POLICY = "policy", _("Policy")
        LAW = "law", _("Law")
        PROCEDURE = "procedure", _("Procedures")
        PROPER_USE = "proper_use", _("Proper use")

    title = models.CharField(_("course"), max_length=200)
    kind = models.CharField(_("kind of course"), max_length=16, choices=Kind.choices)
    topics = Many(_("topics covered"), choices=Topics.choices, blank=True)
    provider = models.CharField(_("provider"), max_length=200)
    held_on = models.DateField(_("held on"))
    hours = models.DecimalField(_("hours"), max_digits=8, decimal_places=2)
    assessed = models.BooleanField(_("assessed"), default=False)
    material = EvidenceField(_("material"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="held", by=("security_officer", "hr",)),
            Move(source="held", target="confirmed", by=("hr",), not_same_as=("maker",)),
        ),
    )

    class Meta:
        verbose_name = _("training course")

    def __str__(self) -> str:
        return self.title


class Attendee(Line):
    """One person at one course."""

    record = models.ForeignKey(Training, models.CASCADE, related_name="attendees")
    person = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("participant"), related_name="+")
    hours = models.DecimalField(_("hours attended"), max_digits=8, decimal_places=2)
    score = models.DecimalField(_("score"), max_digits=8, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"), default=False)
    certificate = EvidenceField(_("certificate"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")

    def __str__(self) -> str:
        return str(self.person)


class Trainings(Register):
    """Training and awareness."""

    code = "organization.training"
    record = Training
    prefix = "TRN"
    title = _("Training and awareness")
    one = _("training course")
    purpose = _("Each course with its attendance; hours per person and year are summed from the lines.")
    columns = ("no", "title", "kind", "held_on", "hours", "provider", "state")
    search = ("title", "provider")
    filters = ("state", "kind", "held_on")
    makers = ("hr", "security_officer")
    dated = "held_on"
    keep = "P5Y"
