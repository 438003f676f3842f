"""Findings and corrective action: one list for everything that has to be put right; nobody closes his own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, known
from zhengan.ledger import clock


def _not_excepted(record: Any) -> Promise | None:
    """A finding is accepted only under an exception that management approved and that still runs."""
    today = clock.today()
    for exceptions in known(["assurance.exception"]):
        approved = exceptions.record.objects.live().in_state("approved")
        if approved.filter(clause=record.clause, valid_from__lte=today, valid_until__gte=today).exists():
            return None
    return _("There is no approved exception in force for this clause.")


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
    source_ref = Reference(
        _("source record"), blank=True, help_text=_("Number of the audit, incident or review it comes from.")
    )
    clause = models.CharField(_("clause"), max_length=20, help_text=_("Its number in the policy, e.g. 7.1.3.6."))
    description = models.TextField(_("description"))
    severity = models.CharField(_("severity"), max_length=12, choices=Severity.choices)
    root_cause = models.TextField(_("root cause"), blank=True)
    improvement = models.TextField(_("improvement"), blank=True)
    owner = link("organization.Person", _("responsible for improvement"))
    due_on = models.DateField(_("due on"))
    extensions = models.PositiveSmallIntegerField(_("extensions"), default=0)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    verified_by = link("organization.Person", _("verified by"), optional=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    person_involved = link("organization.Person", _("person involved"), optional=True)
    discipline = models.CharField(_("discipline"), max_length=12, choices=Discipline.choices, blank=True)
    discipline_on = models.DateField(_("discipline on"), null=True, blank=True)

    flow = Flow(
        initial="open",
        moves=(
            Move(
                source="open",
                target="planned",
                by=("named",),
                named="owner",
                asks=("root_cause", "improvement"),
                needs=("root_cause", "improvement"),
            ),
            Move(
                source="planned",
                target="planned",
                by=("auditor", "chief_auditor", "security_officer", "ciso"),
                not_same_as=("owner",),
                approval=False,
                asks=("due_on",),
                reason=True,
                label=_("Extend"),
            ),
            Move(source="planned", target="done", by=("named",), named="owner", stamp={"done_on": "today"}),
            Move(
                source="done",
                target="verified",
                by=("auditor", "security_officer"),
                not_same_as=("owner",),
                stamp={"verified_by": "person", "verified_on": "today"},
            ),
            Move(
                source="done",
                target="planned",
                by=("auditor", "security_officer"),
                not_same_as=("owner",),
                approval=False,
                reason=True,
                label=_("Send back"),
            ),
            Move(source="open", target="accepted", by=("ciso",), reason=True, when=_not_excepted),
            Move(source="verified", target="closed", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("finding")

    def __str__(self) -> str:
        return self.description[:80]


_PERSONNEL = ("hr", "ciso", "auditor", "chief_auditor")


class Findings(Register):
    """Findings and corrective action."""

    code = "assurance.finding"
    record = Finding
    prefix = "FND"
    title = _("Findings and corrective action")
    one = _("finding")
    purpose = _("One list for everything that has to be put right and proven right; nobody closes his own.")
    columns = ("no", "kind", "clause", "description", "severity", "owner", "due_on", "state")
    search = ("description", "clause", "improvement")
    filters = ("state", "kind", "severity", "clause", "owner", "due_on")
    sections = (
        (_("Finding"), ("kind", "clause", "source_ref", "severity", "description")),
        (_("Improvement"), ("owner", "due_on", "extensions", "root_cause", "improvement", "done_on")),
        (_("Verification"), ("verified_by", "verified_on")),
        (_("Discipline (kept from others)"), ("person_involved", "discipline", "discipline_on")),
    )
    makers = ("auditor", "chief_auditor", "security_officer", "ciso", "compliance", "hr")
    dated = "done_on"
    due = "due_on"
    owner = "owner"
    keep = "P5Y"
    confidential = {"person_involved": _PERSONNEL, "discipline": _PERSONNEL, "discipline_on": _PERSONNEL}
    computed = ("extensions",)
    stays_open = ("discipline", "discipline_on")

    def validate(self, record: Any, lines: Any) -> None:
        """The clause exists; a day is put off only by the step that asks for a reason and is counted (12.2)."""
        wrong: dict[str, Any] = {}
        if record.clause not in catalogue().clauses:
            wrong["clause"] = _now("No such clause: %(points)s.") % {"points": record.clause}
        if record.discipline and record.discipline_on is None:
            wrong["discipline_on"] = _now("Say when.")
        if record.pk and record.state == "planned":
            kept = Finding.objects.only("due_on", "extensions", "state").get(pk=record.pk)
            if kept.state == "planned" and record.due_on > kept.due_on and record.extensions == kept.extensions:
                wrong["due_on"] = _now("Ask for an extension instead: it needs a reason and is counted (12.2).")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Count an extension."""
        if move.code == "planned-planned":
            record.extensions += 1

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is verified is closed, unless a breach by a person still waits for its outcome (2.2.1)."""
        decided = record.kind != Finding.Kind.VIOLATION or record.discipline
        if record.state == "verified" and decided and not record.is_void:
            acts.move(record, "closed", by=Actor.system())
            record.refresh_from_db()
