"""Security requirements: what a project was analysed to need before its design, agreed to, and proven at acceptance."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.checks.wording import listed
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.development.requiring import Category, demanded


def _not_whole(record: Any) -> str | None:
    """Every category that the system demands has a requirement, adopted or not with a reason (10.1.3)."""
    there = set(record.requirements.values_list("category", flat=True))
    absent = [str(one.label) for one in demanded(record.info_system) if one not in there]
    if absent:
        return _now("A system like this needs requirements on: %(categories)s (10.1.3).") % {
            "categories": listed(absent, get_language() or "")
        }
    if record.requirements.filter(adopted=False, reason="").exists():
        return _now("Say for each requirement that is not adopted why (10.1.3).")
    return None


def _not_proven(record: Any) -> str | None:
    """Every requirement adopted was tested and held."""
    left = record.requirements.filter(adopted=True).exclude(~Q(test_ref=""), test_ok=True).count()
    if not left:
        return None
    return _now("%(left)s requirements that were adopted have no test that was passed.") % {"left": left}


class SecurityRequirement(Record):
    """The requirements of one project."""

    class Kind(models.TextChoices):
        NEW = "new", _("New system")
        ENHANCEMENT = "enhancement", _("Enhancement")
        MAINTENANCE = "maintenance", _("Maintenance of a system")
        PACKAGE = "package", _("Package")
        OUTSOURCED = "outsourced", _("Outsourced development")

    class Value(models.IntegerChoices):
        LOW = 1, _("1 low")
        MEDIUM = 2, _("2 medium")
        HIGH = 3, _("3 high")

    project = models.CharField(_("project"), max_length=120)
    info_system = link("assets.InfoSystem", _("system"))
    kind = models.CharField(_("kind of project"), max_length=12, choices=Kind.choices)
    analysed_on = models.DateField(_("analysed on"))
    design_started_on = models.DateField(_("design or purchase begun on"))
    asset_value = models.PositiveSmallIntegerField(
        _("value of the asset"), choices=Value.choices, help_text=_("The highest of its ratings.")
    )
    harm_if_missing = models.TextField(_("harm where security is missing"))
    risk = Reference(_("risk assessment"), help_text=_("Record number of the risk assessed (10.1.3)."))
    verifier = link("organization.Person", _("accepted by"), optional=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("developer",), when=_not_whole),
            Move(
                source="submitted",
                target="approved",
                by=("business_owner", "security_officer"),
                not_same_as=("maker",),
            ),
            Move(
                source="submitted",
                target="draft",
                by=("business_owner", "security_officer"),
                reason=True,
                label=_("Send back"),
            ),
            # What was approved stays open for the results of its tests; they are looked at by another person.
            Move(
                source="approved",
                target="verified",
                by=("security_officer",),
                not_same_as=("maker",),
                approval=False,
                stamp={"verifier": "person"},
                when=_not_proven,
            ),
        ),
    )

    class Meta:
        verbose_name = _("requirements of a project")
        constraints = [
            models.CheckConstraint(condition=Q(asset_value__range=(1, 3)), name="securityrequirement_value"),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verifier__isnull=False), name="securityrequirement_verified"
            ),
        ]

    def __str__(self) -> str:
        return self.project


class Requirement(Line):
    """One requirement of a project."""

    class Control(models.TextChoices):
        AUTOMATIC = "automatic", _("By the system")
        MANUAL = "manual", _("By hand")

    record = models.ForeignKey(SecurityRequirement, models.CASCADE, related_name="requirements")
    requirement = models.CharField(_("requirement"), max_length=200)
    category = models.CharField(_("category of requirement"), max_length=12, choices=Category.choices)
    control = models.CharField(
        _("how it is met"), max_length=12, choices=Control.choices, default=Control.AUTOMATIC.value
    )
    adopted = models.BooleanField(_("adopted"), default=True)
    reason = models.CharField(_("why it is not adopted"), max_length=200, blank=True)
    test_ref = Reference(_("record of the test"), blank=True)
    test_ok = models.BooleanField(_("test passed"), default=False)

    class Meta(Line.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return self.requirement


class SecurityRequirements(Register):
    """Security requirements of projects."""

    code = "development.security_requirement"
    record = SecurityRequirement
    prefix = "SRQ"
    title = _("Security requirements of projects")
    one = _("requirements of a project")
    purpose = _(
        "For each new system, enhancement, maintenance job or package: the analysis before design, in proportion to "
        "the value of the asset, requirement by requirement, and the proof at acceptance."
    )
    columns = ("no", "project", "info_system", "kind", "analysed_on", "design_started_on", "state")
    search = ("project", "info_system__name")
    filters = ("state", "kind", "info_system", "analysed_on")
    sections = (
        (_("The project"), ("project", "info_system", "kind")),
        (_("Analysis before design"), ("analysed_on", "design_started_on")),
        (_("Value and harm"), ("asset_value", "harm_if_missing", "risk")),
        (_("Acceptance"), ("verifier",)),
    )
    makers = ("developer",)
    dated = "analysed_on"
    keep = "P5Y"
    stays_open = ("requirements.test_ref", "requirements.test_ok")

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """A new project starts with a requirement in every category that its system demands."""
        return {
            "requirements": [
                {"requirement": str(one.label), "category": one.value} for one in demanded(record.info_system)
            ]
        }

    def validate(self, record: Any, lines: Any) -> None:
        """What is not adopted says why; a test that was passed has a record; the analysis is not to come."""
        wrong: dict[str, Any] = {}
        if record.analysed_on > clock.today():
            wrong["analysed_on"] = _now("That day is still to come.")
        rows = (lines or {}).get("requirements", ())
        if any(row.get("adopted") is False and not (row.get("reason") or "").strip() for row in rows):
            wrong["__all__"] = _now("Say for each requirement that is not adopted why (10.1.3).")
        elif any(row.get("test_ok") and not (row.get("test_ref") or "").strip() for row in rows):
            wrong["__all__"] = _now("A test that was passed has a record; give its number.")
        if wrong:
            raise ValidationError(wrong)
