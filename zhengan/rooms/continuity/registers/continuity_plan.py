"""Continuity plans: for each important process threats, targets, procedures and people, version by version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.continuity.contents import CONTENTS, Procedure, Scenario, lacking

_HOURS = _("Hours:minutes:seconds, e.g. 04:00:00.")


class ContinuityPlan(Record):
    """One version of the plan for one process."""

    class Trigger(models.TextChoices):
        YEARLY = "yearly", _("Yearly look")
        BUSINESS = "business", _("Change of business")
        ORGANIZATION = "organization", _("Change of organization")
        PEOPLE = "people", _("Change of people")
        LAW = "law", _("Change of law")
        DRILL = "drill", _("Lesson of a drill")
        SYSTEM = "system", _("Change of a system")

    plan_no = models.CharField(_("plan number"), max_length=40)
    edition = models.CharField(_("version of the plan"), max_length=20)
    process = models.CharField(_("important process"), max_length=120)
    info_system = link("assets.InfoSystem", _("system it needs"))
    owner = link("organization.Person", _("plan owner"))
    change_controller = link("organization.Person", _("controller of changes"))
    rto = models.DurationField(_("recovery time objective"), help_text=_HOURS)
    rpo = models.DurationField(_("recovery point objective"), help_text=_HOURS)
    emergency_procedure = models.TextField(_("emergency procedure"))
    recovery_procedure = models.TextField(_("recovery procedure"))
    test_procedure = models.TextField(_("test procedure"))
    training_plan = models.TextField(_("training on the plan"))
    updated_on = models.DateField(_("plan updated on"), blank=True, help_text=_("Empty: today."))
    update_trigger = models.CharField(_("why it was updated"), max_length=12, choices=Trigger.choices)
    document = link("policy.PolicyDocument", _("document of the plan"))

    flow = Flow(
        initial="draft",
        moves=(
            # Only the controller of changes hands in a version (11.3.2).
            Move(source="draft", target="submitted", by=("named",), named="change_controller", when=lacking),
            Move(
                source="submitted",
                target="approved",
                by=("it_manager", "ciso", "president"),
                not_same_as=("maker", "change_controller"),
                when=lacking,
            ),
            Move(source="submitted", target="draft", by=("it_manager", "ciso", "president"), reason=True),
            Move(source="approved", target="in_force", by=("system",)),
            Move(source="in_force", target="superseded", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("continuity plan")
        constraints = [
            models.UniqueConstraint(
                fields=["plan_no"],
                condition=models.Q(state="in_force", voided_at=None),
                name="continuityplan_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.edition}"


class ContinuityImpact(Line):
    """What may happen to the process, and what lowers it."""

    Scenario = Scenario

    class Cause(models.TextChoices):
        HUMAN = "human", _("Caused by people")
        ACCIDENT = "accident", _("Accident")

    record = models.ForeignKey(ContinuityPlan, models.CASCADE, related_name="impacts")
    scenario = models.CharField(_("drill scenario"), max_length=12, choices=Scenario.choices)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices)
    impact = models.TextField(_("impact"))
    mitigation = models.TextField(_("what lowers it"))

    class Meta(Line.Meta):
        verbose_name = _("impact on the process")
        verbose_name_plural = _("impact analysis")

    def __str__(self) -> str:
        return str(self.get_scenario_display())


class ContinuityRole(Line):
    """One person's part in one of the procedures."""

    Procedure = Procedure

    record = models.ForeignKey(ContinuityPlan, models.CASCADE, related_name="roles")
    person = link("organization.Person", _("person"))
    procedure = models.CharField(_("in which procedure"), max_length=12, choices=Procedure.choices)
    duty = models.CharField(_("duty"), max_length=120)
    phone = models.CharField(_("reached at"), max_length=60)

    class Meta(Line.Meta):
        verbose_name = _("part in the plan")
        verbose_name_plural = _("people and duties")

    def __str__(self) -> str:
        return f"{self.person} {self.duty}"


class ContinuityPlans(Register):
    """Continuity plans."""

    code = "continuity.continuity_plan"
    record = ContinuityPlan
    prefix = "BCP"
    title = _("Continuity plans")
    one = _("continuity plan")
    purpose = _("For each important process one plan: threats, targets, procedures, people, training; by version.")
    columns = ("no", "plan_no", "process", "edition", "info_system", "owner", "rto", "updated_on", "state")
    search = ("plan_no", "process")
    filters = ("state", "info_system", "owner", "updated_on")
    sections = (
        (_("Process"), ("plan_no", "edition", "process", "info_system", "document")),
        (_("Responsible people"), ("owner", "change_controller")),
        (_("Recovery targets"), ("rto", "rpo")),
        (_("Procedures of the plan"), CONTENTS),
        (_("Update"), ("updated_on", "update_trigger")),
    )
    makers = ("it_manager", "security_officer", "ciso", "business_owner", "system_admin")
    personal = {"roles.phone": (*makers, "president", "operator", "network_admin", "auditor", "chief_auditor")}
    dated = "updated_on"
    owner = "owner"
    keep = "P5Y"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not a version that another one has taken the place of."""
        return records.exclude(state="superseded")

    def prepare(self, record: Any, actor: Actor) -> None:
        """What is written is of today, unless something else is said."""
        record.updated_on = record.updated_on or clock.today()

    def validate(self, record: Any, lines: Any) -> None:
        """It was not updated on a day to come."""
        if record.updated_on > clock.today():
            raise ValidationError({"updated_on": _now("That day is still to come.")})

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved takes the place of the version before it."""
        if act != "move:submitted-approved":
            return
        for former in ContinuityPlan.objects.live().in_force().filter(plan_no=record.plan_no):
            acts.move(former, "superseded", by=Actor.system())
        acts.move(record, "in_force", by=Actor.system())
        record.refresh_from_db()
