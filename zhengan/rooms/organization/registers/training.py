"""Training and awareness: each course with its attendance; hours per person and year are summed from the lines."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock


def _nobody_attended(record: Any) -> Promise | None:
    return None if record.attendees.exists() else _("Enter who attended first.")


def _not_yet(record: Any) -> Promise | None:
    return _("The course is still to come.") if record.held_on > clock.today() else _nobody_attended(record)


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

    title = models.CharField(_("course"), max_length=120)
    kind = models.CharField(_("kind of course"), max_length=16, choices=Kind.choices)
    topics = Many(
        _("topics covered"),
        choices=Topics.choices,
        blank=True,
        help_text=_("The courses of a year together have to cover all four (4.3)."),
    )
    provider = models.CharField(_("provider"), max_length=80)
    held_on = models.DateField(_("held on"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2)
    assessed = models.BooleanField(_("assessed"), default=False, help_text=_("The course ends with an assessment."))
    material = EvidenceField(_("material"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="held", by=("security_officer", "hr"), when=_not_yet),
            Move(source="held", target="confirmed", by=("hr",), not_same_as=("maker",), when=_nobody_attended),
            Move(source="held", target="planned", by=("hr",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("training course")

    def __str__(self) -> str:
        return self.title


class Attendee(Line):
    """One person at one course."""

    record = models.ForeignKey(Training, models.CASCADE, related_name="attendees")
    person = link("organization.Person", _("participant"))
    hours = models.DecimalField(
        _("hours attended"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: the whole course."),
    )
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"), default=False)
    certificate = EvidenceField(_("certificate"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")

    def __str__(self) -> str:
        return str(self.person)

    def clean(self) -> None:
        """Who attended the whole course has its hours; nobody has more, or none."""
        if self.hours is None:
            self.hours = self.record.hours
        if not 0 < self.hours <= self.record.hours:
            raise ValidationError(
                {
                    "hours": _now("More than 0 and at most the %(hours)s hours of the course.")
                    % {"hours": self.record.hours}
                }
            )


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
    sections = (
        (_("Course"), ("title", "kind", "topics", "provider")),
        (_("Date and length"), ("held_on", "hours", "assessed", "material")),
    )
    makers = ("hr", "security_officer")
    dated = "held_on"
    keep = "P5Y"

    def own(self, records: RecordSet, actor: Actor) -> RecordSet:
        """A person without office sees the courses he attended."""
        attended = Attendee.objects.filter(person__user=actor.user).values("record")
        return records.filter(Q(maker=actor.user) | Q(pk__in=attended))

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Once confirmed, the drills that sent people to this course know that they were there (9.6.9)."""
        if act == "move:held-confirmed" and record.kind == Training.Kind.REMEDIAL:
            drills: Any = register("continuity.drill")
            drills.retrained(record)

    def validate(self, record: Any, lines: Any) -> None:
        """A course has a length; nobody attends twice."""
        if record.hours <= 0:
            raise ValidationError({"hours": _now("A course is longer than nothing.")})
        seen = set()
        for row in (lines or {}).get("attendees", ()):
            person = row.get("person")
            if person in seen:
                raise ValidationError({"__all__": _now("%(person)s is entered twice.") % {"person": person}})
            seen.add(person)
