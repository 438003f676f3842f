"""Lessons of drills: each thing that a drill showed becomes a finding, which is followed to the end."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.checks.raising import raise_findings
from zhengan.kernel.fields import link
from zhengan.kernel.record import Line


class DrillKind(models.TextChoices):
    """What is tried out."""

    CONTINUITY = "continuity", _("Test of a continuity plan")
    STANDBY = "standby", _("Switch to the standby")
    INCIDENT = "incident", _("Report of an incident")
    DDOS = "ddos", _("Exercise against DDoS")
    SOCIAL_ENGINEERING = "social_engineering", _("Social engineering")


# The clause that a lesson of each kind of drill belongs to.
CLAUSE = {
    DrillKind.CONTINUITY: "11.2",
    DrillKind.STANDBY: "11.5",
    DrillKind.INCIDENT: "11.4",
    DrillKind.DDOS: "11.6",
    DrillKind.SOCIAL_ENGINEERING: "9.6.9",
}


class DrillLesson(Line):
    """One thing that the drill showed and that is to be put right."""

    record = models.ForeignKey("continuity.Drill", models.CASCADE, related_name="lessons")
    lesson = models.CharField(_("what the drill showed"), max_length=200)
    owner = link("organization.Person", _("responsible for improvement"))
    due_on = models.DateField(_("due on"))
    finding = link("assurance.Finding", _("finding"), optional=True)

    class Meta(Line.Meta):
        verbose_name = _("lesson of the drill")
        verbose_name_plural = _("lessons of the drill")

    def __str__(self) -> str:
        return self.lesson


def raise_lessons(drill: Any) -> None:
    """Make a finding of each lesson of an approved drill that has none."""
    lessons = drill.lessons.filter(finding=None).select_related("owner")
    raise_findings(
        drill,
        "lessons",
        {
            line.pk: {
                "kind": "lesson",
                "clause": CLAUSE[DrillKind(drill.kind)],
                "description": line.lesson,
                "severity": "medium",
                "owner": line.owner,
                "due_on": line.due_on,
            }
            for line in lessons
        },
    )
