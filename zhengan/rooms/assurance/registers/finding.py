"""Findings and corrective action: one list for everything that has to be put right and proven right; nobody closes his own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class Finding(Record):
    """One thing to be put right."""

    class Kind(models.TextChoices):
        DEFICIENCY = "deficiency", _("Deficiency")
        SUGGESTION = "suggestion", _("Suggestion")
        RESOLUTION = "resolution", _("Resolution")
        VIOLATION = "violation", _("Violation")
        LESSON = "lesson", _("Lesson")

    class Severity(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    class Discipline(models.TextChoices):
        NONE = "none", _("Not disciplined")
        WARNING = "warning", _("Warning")
        PENALTY = "penalty", _("Penalty")
        DISMISSAL = "dismissal", _("Dismissal")

    kind = models.CharField(_("kind of finding"), max_length=12, choices=Kind.choices)
    source_ref = Reference(_("source record"))
    clause = models.CharField(_("clause"), max_length=20)
    description = models.TextField(_("description"))
    severity = models.CharField(_("severity"), max_length=12, choices=Severity.choices)
    root_cause = models.TextField(_("root cause"), blank=True)
    improvement = models.TextField(_("improvement"), blank=True)
    owner = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("responsible for improvement"), related_name="+")
    due_on = models.DateField(_("due on"))
    extensions = models.PositiveIntegerField(_("extensions"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    verified_by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("verified by"), related_name="+", null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    person_involved = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("person involved"), related_name="+", null=True, blank=True)
    discipline = models.CharField(_("discipline"), max_length=12, choices=Discipline.choices, blank=True)
    discipline_on = models.DateField(_("discipline on"), null=True, blank=True)

    flow = Flow(
        initial="open",
        moves=(
            Move(source="open", target="planned", by=("named",), named="owner"),
            Move(source="planned", target="done", by=("named",), named="owner"),
            Move(source="done", target="verified", by=("auditor", "security_officer",), not_same_as=("owner",)),
            Move(source="done", target="planned", by=("auditor", "security_officer",)),
            Move(source="open", target="accepted", by=("ciso",)),  # only with an exception in force
            Move(source="verified", target="closed", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("finding")

    def __str__(self) -> str:
        return self.description[:80]


class Findings(Register):
    """Findings and corrective action."""

    code = "assurance.finding"
    record = Finding
    prefix = "FND"
    title = _("Findings and corrective action")
    one = _("finding")
    purpose = _("One list for everything that has to be put right and proven right; nobody closes his own.")
    columns = ("no", "kind", "clause", "description", "severity", "owner", "due_on", "state")
    search = ("description", "clause")
    filters = ("state", "kind", "severity", "owner", "due_on")
    makers = ("auditor", "chief_auditor", "security_officer", "ciso", "compliance")
    dated = "done_on"
    due = "due_on"
    owner = "owner"
    keep = "P5Y"
    confidential = {"person_involved": ("hr", "ciso", "auditor", "chief_auditor"), "discipline": ("hr", "ciso", "auditor", "chief_auditor"), "discipline_on": ("hr", "ciso", "auditor", "chief_auditor")}
