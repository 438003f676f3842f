"""The yearly plan: for each area of the policy's scope what is aimed at, and at the end of the year what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.wording import listed
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


class Area(models.TextChoices):
    """The ten areas of 2.1.3, in its order, and the two that its list leaves out."""

    POLICY = "policy", _("Making and evaluating the policy")
    ORGANIZATION = "organization", _("Organization and duties")
    PEOPLE = "people", _("People and training")
    ASSETS = "assets", _("Information assets")
    PHYSICAL = "physical", _("Premises and environment")
    ACCESS = "access", _("Access to systems")
    OPERATIONS = "operations", _("Running of computers")
    NETWORK = "network", _("Network security")
    DEVELOPMENT = "development", _("Development and maintenance")
    CONTINUITY = "continuity", _("Continuity")
    COMPLIANCE = "compliance", _("Compliance with rules")
    EMERGING = "emerging", _("Emerging technology")


ONE_YEAR = Period("P1Y")
DEMANDED = tuple(area for area in Area if area not in (Area.COMPLIANCE, Area.EMERGING))


def _lacks_areas(record: Any) -> str | None:
    """Every one of the ten areas has its aim (2.1.3)."""
    present = set(record.areas.values_list("area", flat=True))
    absent = [str(area.label) for area in DEMANDED if area.value not in present]
    if not absent:
        return None
    return _now("Areas that the policy names have no line: %(areas)s.") % {
        "areas": listed(absent, get_language() or "")
    }


def _not_evaluated(record: Any) -> str | None:
    """Every line says what came of it."""
    if record.areas.filter(Q(result="") | Q(evaluation="")).exists():
        return _now("Say for every line what came of it, and how well it worked.")
    return None


class SecurityPlan(Record):
    """The plan of one year."""

    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), help_text=_("Of the common era: 2025 is the year 114.")
    )
    approved_meeting = Reference(
        _("meeting that discussed it"), blank=True, help_text=_("Number of the committee's meeting.")
    )

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",), when=_lacks_areas),
            Move(source="submitted", target="approved", by=("committee", "president"), not_same_as=("maker",)),
            Move(source="submitted", target="draft", by=("committee", "president"), reason=True),
            Move(source="approved", target="evaluated", by=("ciso",), when=_not_evaluated),
            Move(source="evaluated", target="closed", by=("committee",), not_same_as=("maker",)),
        ),
    )

    class Meta:
        verbose_name = _("yearly plan")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year"],
                condition=Q(voided_at=None),
                name="assurance_plan_once",
                violation_error_message=_("There is a plan for this year already."),
            )
        ]

    def __str__(self) -> str:
        return _now("Plan for %(year)s") % {"year": self.fiscal_year}


class PlanLine(Line):
    """One aim in one area."""

    class Evaluation(models.TextChoices):
        EFFECTIVE = "effective", _("Effective")
        PARTLY = "partly", _("Partly effective")
        INEFFECTIVE = "ineffective", _("Not effective")

    record = models.ForeignKey(SecurityPlan, models.CASCADE, related_name="areas")
    area = models.CharField(_("area of the plan"), max_length=16, choices=Area.choices)
    objective = models.CharField(_("aim"), max_length=200)
    measure = models.CharField(_("how it is measured"), max_length=200)
    aim = models.CharField(_("value aimed at"), max_length=80)
    owner = link("organization.Person", _("in charge"))
    due_on = models.DateField(_("due on"))
    result = models.CharField(_("what came of it"), max_length=200, blank=True)
    evaluation = models.CharField(_("how well it worked"), max_length=12, choices=Evaluation.choices, blank=True)
    evaluated_on = models.DateField(_("evaluated on"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("line of the plan")
        verbose_name_plural = _("lines of the plan")

    def __str__(self) -> str:
        return f"{self.get_area_display()} {self.objective}"


class SecurityPlans(Register):
    """Yearly plans."""

    code = "assurance.security_plan"
    record = SecurityPlan
    prefix = "PLN"
    title = _("Yearly security management plan")
    one = _("yearly plan")
    purpose = _(
        "For each of the ten areas of the policy's scope the aim, how it is measured, the value aimed at and, at the "
        "end of the year, what came of it."
    )
    columns = ("no", "fiscal_year", "approved_meeting", "state")
    search = ("fiscal_year", "approved_meeting")
    filters = ("state", "fiscal_year")
    sections = ((_("The plan"), ("fiscal_year", "approved_meeting")),)
    makers = ("security_officer", "ciso", "it_manager")
    keep = "P5Y"
    fills = {"areas": ("result", "evaluation")}
    typed = ("areas",)

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """A new plan goes on with what the last one did not reach."""
        last = SecurityPlan.objects.live().filter(fiscal_year=(record.fiscal_year or 0) - 1).first()
        if last is None:
            return {}
        open_lines = last.areas.exclude(evaluation=PlanLine.Evaluation.EFFECTIVE).select_related("owner")
        return {
            "areas": [
                {name: getattr(one, name) for name in ("area", "objective", "measure", "aim", "owner")}
                | {"due_on": ONE_YEAR.after(one.due_on)}
                for one in open_lines
            ]
        }

    def why_not_fill(self, record: Any, row: Any, actor: Actor) -> str | None:
        """Whoever is in charge of the line, or of security, says what came of it, while the plan is carried out."""
        if record.state != "approved":
            return _now("What came of it is said once the plan is approved, and before it is evaluated.")
        mine = actor.person is not None and row.owner_id == actor.person.pk
        return None if mine or actor.holds("ciso", "security_officer") else _now("This line is not yours to fill in.")

    def filling(self, record: Any, row: Any, values: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """The day of the evaluation is that of the saying."""
        return {**values, "evaluated_on": clock.today() if values.get("evaluation") else row.evaluated_on}
