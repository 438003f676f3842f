"""Participants of drills: how each fared, and the remedial course of those who fell for a mail (9.6.9)."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.record import Line
from zhengan.kernel.register import register
from zhengan.ledger import clock

# Within which whoever opened or clicked goes through the remedial course.
TO_RETRAIN = timedelta(days=30)
FELL = ("opened", "clicked")


class DrillParticipant(Line):
    """One person, and how it went."""

    class Outcome(models.TextChoices):
        TOOK_PART = "took_part", _("Took part")
        ABSENT = "absent", _("Absent")
        CLEAN = "clean", _("Not opened")
        OPENED = "opened", _("Opened the mail")
        CLICKED = "clicked", _("Clicked the link")
        REPORTED = "reported", _("Reported the mail")

    record = models.ForeignKey("continuity.Drill", models.CASCADE, related_name="participants")
    person = link("organization.Person", _("participant"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    retrained_on = models.DateField(_("retrained on"), null=True, blank=True)
    training = link("organization.Training", _("remedial course"), optional=True)

    class Meta(Line.Meta):
        verbose_name = _("participant of the drill")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return f"{self.person} {self.get_outcome_display()}"


def enrol(drill: Any) -> None:
    """Plan one remedial course for all who opened a mail or followed its link."""
    fell = list(drill.participants.filter(outcome__in=FELL, training=None).select_related("person"))
    if not fell:
        return
    values = {
        "title": _now("Remedial course after %(drill)s") % {"drill": drill},
        "kind": "remedial",
        "topics": ("proper_use",),
        "provider": str(drill.leader.unit),
        "held_on": clock.today() + TO_RETRAIN,
        "hours": 1,
    }
    rows = [{"person": line.person} for line in fell]
    course = acts.create(register("organization.training"), values, by=Actor.system(), lines={"attendees": rows})
    acts.fill_lines(drill, "participants", {line.pk: {"training": course} for line in fell}, by=Actor.system())


def retrained(course: Any) -> None:
    """A remedial course was confirmed: enter its day for those who were sent there and attended it."""
    attended = course.attendees.filter(hours__gt=0).values("person")
    sent = DrillParticipant.objects.filter(training=course, retrained_on=None, person__in=attended)
    drills: Any = register("continuity.drill").record.objects
    for drill in drills.live().filter(pk__in=sent.values("record")):
        done = {line.pk: {"retrained_on": course.held_on} for line in sent.filter(record=drill)}
        acts.fill_lines(drill, "participants", done, by=Actor.system())
