"""Capacity assessments: measured peak against limit, safeguards and stress test, judged by one, approved by another."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

STRESS = ("stress_tested_on", "stress_load", "stress_ok")
MEASURED = ("assessed_on", "measure", "peak", "capacity_limit", "conclusion", "report")


class CapacityAssessment(Record):
    """The yearly judgement on one system."""

    class PerformedBy(models.TextChoices):
        SYSTEM_ADMIN = "system_admin", _("System administrator")
        INTERNAL = "internal", _("Others of the firm")
        EXTERNAL = "external", _("External body")

    class Conclusion(models.TextChoices):
        ENOUGH = "enough", _("Sufficient")
        EXPAND = "expand", _("Must be expanded")

    class Passed(models.TextChoices):
        YES = "yes", _("Passed")
        NO = "no", _("Not passed")

    info_system = link("assets.InfoSystem", _("system"))
    assessor = link("organization.Person", _("assessor"), blank=True, help_text=_("Empty: yourself."))
    performed_by = models.CharField(_("performed by"), max_length=12, choices=PerformedBy.choices)
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    measure = models.CharField(
        _("what is measured"), max_length=120, blank=True, help_text=_("With its unit, e.g. orders per second.")
    )
    peak = models.DecimalField(_("measured peak"), max_digits=14, decimal_places=2, null=True, blank=True)
    capacity_limit = models.DecimalField(_("capacity"), max_digits=14, decimal_places=2, null=True, blank=True)
    safeguards_ok = models.BooleanField(_("safeguards suffice"), default=False)
    stress_tested_on = models.DateField(_("stress test on"), null=True, blank=True)
    stress_load = models.DecimalField(
        _("load of the stress test"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    stress_ok = models.CharField(_("stress test passed"), max_length=4, choices=Passed.choices, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=12, choices=Conclusion.choices, blank=True)
    plan = models.TextField(_("plan to expand"), blank=True, help_text=_("Needed where the capacity must be expanded."))
    plan_due_on = models.DateField(_("expanded by"), null=True, blank=True)
    report = EvidenceField(_("report"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="assessed", by=("named",), named="assessor", needs=MEASURED),
            Move(source="assessed", target="submitted", by=("named",), named="assessor"),
            Move(source="submitted", target="approved", by=("it_manager", "ciso"), not_same_as=("maker", "assessor")),
            Move(source="submitted", target="assessed", by=("it_manager", "ciso"), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("capacity assessment")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned")
                | Q(assessed_on__isnull=False, peak__isnull=False, capacity_limit__isnull=False, report__isnull=False),
                name="capacityassessment_measured",
            ),
            models.CheckConstraint(
                condition=Q(capacity_limit=None) | Q(capacity_limit__gt=0), name="capacityassessment_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.info_system} {self.assessed_on or ''}".strip()


class CapacityAssessments(Register):
    """Capacity assessments and stress tests."""

    code = "operations.capacity_assessment"
    record = CapacityAssessment
    prefix = "CAP"
    title = _("Capacity assessments and stress tests")
    one = _("capacity assessment")
    purpose = _(
        "The yearly judgement whether the capacity and the safeguards of a system suffice, with peak, limit and stress "
        "test."
    )
    columns = ("no", "info_system", "assessed_on", "peak", "capacity_limit", "stress_ok", "conclusion", "state")
    search = ("info_system__name", "measure")
    filters = ("state", "info_system", "performed_by", "conclusion", "assessed_on")
    sections = (
        (_("Assessment"), ("info_system", "assessor", "performed_by", "assessed_on", "report")),
        (_("Capacity"), ("measure", "peak", "capacity_limit", "safeguards_ok")),
        (_("Stress test"), STRESS),
        (_("Judgement"), ("conclusion", "plan", "plan_due_on")),
    )
    makers = ("system_admin", "it_manager", "security_officer")
    dated = "assessed_on"
    owner = "assessor"
    keep = "P5Y"

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever plans it assesses himself, unless somebody is named."""
        if record.assessor_id is None:
            record.assessor = actor.person

    def validate(self, record: Any, lines: Any) -> None:
        """The conclusion follows from the figures (7.8); a stress test is told whole; expanding has a plan."""
        wrong: dict[str, Any] = {}
        for name in ("assessed_on", "stress_tested_on"):
            if (day := getattr(record, name)) is not None and day > clock.today():
                wrong[name] = _now("That day is still to come.")
        told = [getattr(record, name) not in (None, "") for name in STRESS]
        if any(told) and not all(told):
            wrong["stress_tested_on"] = _now("A stress test has a day, a load and an outcome.")
        if record.conclusion == CapacityAssessment.Conclusion.EXPAND and not (record.plan and record.plan_due_on):
            wrong["plan"] = _now("Say how the capacity is expanded, and by when.")
        if record.capacity_limit is not None and record.capacity_limit <= 0:
            wrong["capacity_limit"] = _now("A capacity is greater than nothing.")
        elif record.conclusion == CapacityAssessment.Conclusion.ENOUGH and _is_full(record):
            wrong["conclusion"] = _now("The peak is above the %(share)s %% of the capacity that are allowed (7.8).") % {
                "share": _allowed()
            }
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """What administrators assessed is approved by somebody outside system administration (8.8)."""
        if move.target != "approved" or record.performed_by != CapacityAssessment.PerformedBy.SYSTEM_ADMIN:
            return
        if actor.holds("system_admin"):
            raise Refused(
                _now("What administrators assessed is approved by somebody who is none (8.8)."),
                register=self.code,
                record_no=record.no,
                act=f"move:{move.code}",
            )


def _is_full(record: Any) -> bool:
    known = record.peak is not None and record.capacity_limit is not None
    return known and record.peak * 100 > record.capacity_limit * _allowed()


def _allowed() -> Decimal:
    """The highest share of the capacity that may be used, in percent, by the parameters of today."""
    return parameters(clock.today()).percent("capacity-max-utilisation")
