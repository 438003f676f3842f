"""Tests and drills: who took part, whether the target was reached, and every lesson a finding with an owner."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.continuity.lessons import DrillKind, raise_lessons
from zhengan.rooms.continuity.participants import enrol, retrained


def _not_held(record: Any) -> str | None:
    return _now("The day of the drill is still to come.") if record.held_on > clock.today() else None


def _not_whole(record: Any) -> str | None:
    """A report names who took part; one of a recovery says how long it took (11.2, 11.5)."""
    if not record.participants.exists():
        return _now("Enter who took part first.")
    if record.kind in (DrillKind.CONTINUITY, DrillKind.STANDBY) and record.recovery_minutes is None:
        return _now("Say how many minutes the recovery took.")
    return None


class Drill(Record):
    """One test of a plan, or one exercise."""

    Kind = DrillKind

    class Result(models.TextChoices):
        OK = "ok", _("Successful")
        PARTLY = "partly", _("Partly successful")
        FAILED = "failed", _("Not successful")

    kind = models.CharField(_("kind of drill"), max_length=20, choices=DrillKind.choices)
    continuity_plan = link("continuity.ContinuityPlan", _("plan tested"), optional=True)
    info_system = link("assets.InfoSystem", _("system exercised"), optional=True)
    leader = link("organization.Person", _("leader of the drill"), blank=True, help_text=_("Empty: yourself."))
    planned_on = models.DateField(_("planned for"))
    held_on = models.DateField(_("drill held on"), null=True, blank=True)
    scenario = models.TextField(_("drill scenario"))
    recovery_minutes = models.PositiveIntegerField(_("minutes to recover"), null=True, blank=True)
    target_met = models.BooleanField(_("target reached"), null=True, blank=True)
    result = models.CharField(_("result of the drill"), max_length=12, choices=Result.choices, blank=True)
    report = EvidenceField(_("report of the drill"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(
                source="planned",
                target="held",
                by=("named",),
                named="leader",
                asks=("held_on",),
                needs=("held_on",),
                when=_not_held,
            ),
            Move(
                source="held",
                target="reported",
                by=("named",),
                named="leader",
                asks=("recovery_minutes", "result", "report"),
                needs=("result", "report"),
                when=_not_whole,
                label=_("Hand in the report"),
            ),
            Move(source="reported", target="approved", by=("it_manager", "ciso"), not_same_as=("maker", "leader")),
            Move(source="reported", target="held", by=("it_manager", "ciso"), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("drill")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "approved")) | (~Q(result="") & Q(report__isnull=False)),
                name="drill_reported_with_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on or self.planned_on}"


class Drills(Register):
    """Tests and drills."""

    code = "continuity.drill"
    record = Drill
    prefix = "DRL"
    title = _("Tests and drills")
    one = _("drill")
    purpose = _("Tests of plans, switches to standby, exercises and mailings, with each person's outcome and lessons.")
    columns = ("no", "kind", "continuity_plan", "info_system", "planned_on", "held_on", "result", "state")
    search = ("scenario",)
    filters = ("state", "kind", "result", "continuity_plan", "planned_on")
    sections = (
        (_("Drill"), ("kind", "continuity_plan", "info_system", "leader", "planned_on", "scenario")),
        (_("How it went"), ("held_on", "recovery_minutes", "target_met", "result", "report")),
    )
    makers = ("it_manager", "security_officer", "ciso", "system_admin", "network_admin", "business_owner")
    dated = "held_on"
    due = "planned_on"
    owner = "leader"
    keep = "P5Y"
    computed = ("target_met",)

    def own(self, records: RecordSet, actor: Actor) -> RecordSet:
        """Who leads a drill sees it; who took part does not read the others' outcomes."""
        return records.filter(Q(maker=actor.user) | Q(leader__user=actor.user))

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever plans it leads it, unless somebody is named."""
        if record.leader_id is None:
            record.leader = actor.person

    def validate(self, record: Any, lines: Any) -> None:
        """A test is of a plan, a switch of a system; nobody takes part twice."""
        wrong: dict[str, Any] = {}
        if record.kind == DrillKind.CONTINUITY and record.continuity_plan is None:
            wrong["continuity_plan"] = _now("Say which plan is tested (11.2).")
        if record.kind == DrillKind.STANDBY and record.info_system is None:
            wrong["info_system"] = _now("Say which system is switched (11.5).")
        people = [row.get("person") for row in (lines or {}).get("participants", ())]
        if len(people) != len(set(people)):
            wrong["__all__"] = _now("Somebody is entered twice.")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """What was measured is held against the target of the plan, or of the system."""
        aim = record.continuity_plan or record.info_system
        if move.target == "reported" and None not in (record.recovery_minutes, aim) and aim.rto is not None:
            record.target_met = timedelta(minutes=record.recovery_minutes) <= aim.rto

    def retrained(self, course: Any) -> None:
        """Enter the day of a remedial course that was confirmed."""
        retrained(course)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Once approved, each lesson becomes a finding, and whoever fell for a mail is enrolled in a course."""
        if act == "move:reported-approved":
            raise_lessons(record)
            enrol(record)
            record.refresh_from_db()
