"""Meetings of the security committee: who was there, what was decided; each resolution is followed as a finding."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.checks.raising import raise_findings
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock

# The clause that a resolution is followed under.
CLAUSE = "3.2"


def _not_held(record: Any) -> str | None:
    return _now("The day of the meeting is still to come.") if record.held_on > clock.today() else None


def _nobody_came(record: Any) -> str | None:
    """A meeting that nobody attended decided nothing."""
    return None if record.attendees.filter(present=True).exists() else _now("Enter who was present first.")


class CommitteeMeeting(Record):
    """One meeting."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular meeting")
        SPECIAL = "special", _("Special meeting")

    class Topics(models.TextChoices):
        CONSTRUCTION = "construction", _("IT development")
        POLICY = "policy", _("Security policy")
        RESPONSIBILITY = "responsibility", _("Responsibilities")
        RESOURCES = "resources", _("Resources")
        AUDIT = "audit", _("Audit support")
        INCIDENTS = "incidents", _("Review of incidents")
        PLAN = "plan", _("Yearly plan")
        RISK = "risk", _("Risks")

    held_on = models.DateField(_("day of the meeting"))
    kind = models.CharField(_("kind of meeting"), max_length=12, choices=Kind.choices)
    chair = link("organization.Person", _("chair of the meeting"))
    topics = Many(_("items on the agenda"), choices=Topics.choices)
    minutes = EvidenceField(_("minutes"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="held", by=("security_officer",), when=_not_held),
            Move(
                source="held",
                target="minuted",
                by=("security_officer",),
                asks=("minutes",),
                needs=("minutes",),
                when=_nobody_came,
            ),
            Move(source="minuted", target="approved", by=("president",), not_same_as=("maker",)),
            Move(source="minuted", target="held", by=("president",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("committee meeting")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"


class MeetingAttendee(Line):
    """One member, there himself or by somebody in his place."""

    record = models.ForeignKey(CommitteeMeeting, models.CASCADE, related_name="attendees")
    person = link("organization.Person", _("member"))
    present = models.BooleanField(_("present"), default=False)
    delegate = link("organization.Person", _("came in his place"), optional=True)

    class Meta(Line.Meta):
        verbose_name = _("member at the meeting")
        verbose_name_plural = _("attendance")

    def __str__(self) -> str:
        return str(self.person)


class Resolution(Line):
    """One thing decided, by whom it is carried out and until when."""

    record = models.ForeignKey(CommitteeMeeting, models.CASCADE, related_name="resolutions")
    text = models.TextField(_("what was decided"))
    owner = link("organization.Person", _("carried out by"))
    due_on = models.DateField(_("due on"))
    finding = link("assurance.Finding", _("finding"), optional=True)

    class Meta(Line.Meta):
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")

    def __str__(self) -> str:
        return self.text[:80]


class CommitteeMeetings(Register):
    """Committee meetings."""

    code = "organization.committee_meeting"
    record = CommitteeMeeting
    prefix = "MTG"
    title = _("Committee meetings")
    one = _("committee meeting")
    purpose = _("Agenda, attendance, minutes and resolutions of the security committee, each followed to its end.")
    columns = ("no", "held_on", "kind", "chair", "topics", "state")
    search = ("chair__name",)
    filters = ("state", "kind", "topics", "held_on")
    sections = ((_("Meeting"), ("held_on", "kind", "chair", "topics", "minutes")),)
    makers = ("security_officer",)
    dated = "held_on"
    due = "held_on"
    keep = "P5Y"

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Whoever is a member today is asked to come."""
        held = register("organization.appointment").record.objects.live().in_force()
        members = held.filter(role__in=("convener", "committee_member")).select_related("person").order_by("pk")
        return {"attendees": [{"person": one} for one in dict.fromkeys(row.person for row in members)]}

    def validate(self, record: Any, lines: Any) -> None:
        """Nobody attends twice, and whoever is there needs nobody in his place."""
        rows = (lines or {}).get("attendees", ())
        people = [row.get("person") for row in rows]
        if len(people) != len(set(people)):
            raise ValidationError({"__all__": _now("Somebody is entered twice.")})
        if any(row.get("present") and row.get("delegate") for row in rows):
            raise ValidationError({"__all__": _now("Whoever is present has nobody in his place.")})

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Once the minutes are approved, each resolution is followed as a finding."""
        if act == "move:minuted-approved":
            raise_findings(
                record,
                "resolutions",
                {
                    line.pk: {
                        "kind": "resolution",
                        "clause": CLAUSE,
                        "description": line.text,
                        "severity": "medium",
                        "owner": line.owner,
                        "due_on": line.due_on,
                    }
                    for line in record.resolutions.filter(finding=None).select_related("owner")
                },
            )
