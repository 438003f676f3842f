"""Inspections: one walk through a checklist, approved by another; each line that fails becomes a finding."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.checks.raising import raise_findings
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.facilities.templates import CLAUSE, Template

# Until when what an inspection found is to be put right, unless somebody says otherwise.
TO_MEND = timedelta(days=30)


def _not_looked_at(record: Any) -> str | None:
    """Every line says what was seen, and the day is not to come."""
    if record.inspected_on > clock.today():
        return _now("The day of the inspection is still to come.")
    seen = [line.observed.strip() for line in record.lines.all()]
    return None if seen and all(seen) else _now("Say for every line of the checklist what was seen.")


class Inspection(Record):
    """One walk, or one automatic run."""

    Template = Template

    class Result(models.TextChoices):
        PASS = "pass", _("Pass")
        PARTLY = "partly", _("Partly failed")
        FAIL = "fail", _("Fail")

    template = models.CharField(_("checklist"), max_length=20, choices=Template.choices)
    subject_ref = Reference(
        _("what is inspected"), blank=True, help_text=_("Record number of the area, system or device.")
    )
    unit = link("organization.Unit", _("unit inspected"), optional=True)
    inspected_on = models.DateField(_("inspected on"))
    inspector = link("organization.Person", _("inspector"), blank=True, help_text=_("Empty: yourself."))
    result = models.CharField(_("result of the inspection"), max_length=12, choices=Result.choices, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="done", by=("named",), named="inspector", when=_not_looked_at),
            Move(
                source="done",
                target="approved",
                by=("it_manager", "general_affairs", "business_owner", "security_officer"),
                not_same_as=("maker", "inspector"),
            ),
            Move(
                source="done",
                target="planned",
                by=("it_manager", "general_affairs", "business_owner"),
                reason=True,
                label=_("Send back"),
            ),
        ),
    )

    class Meta:
        verbose_name = _("inspection")
        indexes = [models.Index(fields=["template", "state", "inspected_on"], name="facilities_inspection_idx")]

    def __str__(self) -> str:
        return f"{self.get_template_display()} {self.inspected_on}"


class InspectionLine(Line):
    """One item of the checklist."""

    record = models.ForeignKey(Inspection, models.CASCADE, related_name="lines")
    item = models.CharField(_("what is looked at"), max_length=120)
    expected = models.CharField(_("standard"), max_length=200)
    observed = models.CharField(_("what was seen"), max_length=200, blank=True)
    ok = models.BooleanField(_("in order"), default=False)
    by_system = models.BooleanField(_("judged by the system"), default=False)
    photo = EvidenceField(_("photograph"), null=True, blank=True)
    finding = link("assurance.Finding", _("finding"), optional=True)

    class Meta(Line.Meta):
        verbose_name = _("item of the checklist")
        verbose_name_plural = _("items of the checklist")

    def __str__(self) -> str:
        return self.item


class Inspections(Register):
    """Checklist inspections."""

    code = "facilities.inspection"
    record = Inspection
    prefix = "INS"
    title = _("Checklist inspections")
    one = _("inspection")
    purpose = _("One walk or one automatic run through a checklist; each line that fails becomes a finding.")
    columns = ("no", "template", "unit", "subject_ref", "inspected_on", "inspector", "result", "state")
    search = ("subject_ref",)
    filters = ("state", "template", "unit", "result", "inspected_on")
    sections = ((_("Inspection"), ("template", "unit", "subject_ref", "inspected_on", "inspector", "result")),)
    makers = (
        "it_manager",
        "general_affairs",
        "business_owner",
        "security_officer",
        "system_admin",
        "network_admin",
        "operator",
        "compliance",
    )
    dated = "inspected_on"
    owner = "inspector"
    keep = "P3Y"
    computed = ("result",)

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever plans it walks it himself, unless somebody is named."""
        if record.inspector_id is None:
            record.inspector = actor.person

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """The result follows from the lines."""
        if move.target == "done":
            good = [line.ok for line in record.lines.all()]
            some = Inspection.Result.PARTLY if any(good) else Inspection.Result.FAIL
            record.result = Inspection.Result.PASS if all(good) else some

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Once approved, each line that failed becomes a finding of whoever heads the unit."""
        if act != "move:done-approved" or record.result == Inspection.Result.PASS:
            return
        head = record.unit.head if record.unit else None
        raise_findings(
            record,
            "lines",
            {
                line.pk: {
                    "kind": "deficiency",
                    "clause": CLAUSE[Template(record.template)],
                    "description": f"{line.item}：{line.observed}（{line.expected}）",
                    "severity": "medium",
                    "owner": head or record.inspector,
                    "due_on": record.inspected_on + TO_MEND,
                }
                for line in record.lines.filter(ok=False, finding=None)
            },
        )
