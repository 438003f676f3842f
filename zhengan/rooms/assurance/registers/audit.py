"""Audits: an independent look at the controls, clause by clause; what is not met becomes a finding."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, catalogue
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, register
from zhengan.rooms.assurance.independence import answers_for, not_independent

# Until when what an audit found is to be put right, unless somebody says otherwise.
TO_MEND = Period("P2M")


def _unfinished(record: Any) -> str | None:
    """The report rests on working papers, and says of each breach what to improve and who is to do it (12.2)."""
    papers = list(record.tests.all())
    if not papers:
        return _now("No clause has been tested yet.")
    broken = [one for one in papers if one.result == AuditTest.Result.NOT_MET]
    if any(not one.suggestion.strip() or one.owner_id is None for one in broken):
        return _now("Say for each clause that is not met what to improve, and who is to improve it.")
    return not_independent(record)


class Audit(Record):
    """One audit."""

    class Kind(models.TextChoices):
        ANNUAL_INSPECTION = "annual_inspection", _("Yearly inspection")
        SECURITY_CHECK = "security_check", _("Security check")
        PERSONAL_DATA = "personal_data", _("Audit of personal data files")
        SUPPLIER = "supplier", _("Audit of an outsourcer")
        SPECIAL = "special", _("Special audit")

    class PerformedBy(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        EXTERNAL = "external", _("External professional body")

    kind = models.CharField(_("kind of audit"), max_length=20, choices=Kind.choices)
    serves_both = models.BooleanField(
        _("serves as security check as well"),
        default=False,
        help_text=_("A yearly inspection whose scope says so answers both 2.2.1 and 12.1."),
    )
    title = models.CharField(_("name of the audit"), max_length=120)
    scope = models.TextField(_("scope of the audit"))
    summary = models.TextField(_("summary of the audit"), blank=True)
    performed_by = models.CharField(_("done by"), max_length=12, choices=PerformedBy.choices)
    supplier = link("suppliers.Supplier", _("firm that audits or is audited"), optional=True)
    lead_auditor = link("organization.Person", _("lead auditor"))
    independent = models.BooleanField(_("independent"), default=True)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period until"))
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    report = EvidenceField(_("audit report"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="fieldwork", by=("auditor",)),
            Move(
                source="fieldwork",
                target="reported",
                by=("auditor",),
                asks=("summary", "report"),
                needs=("summary", "report"),
                stamp={"reported_on": "today"},
                when=_unfinished,
            ),
            Move(source="reported", target="closed", by=("chief_auditor",), not_same_as=("maker", "lead_auditor")),
            Move(source="reported", target="fieldwork", by=("chief_auditor",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("audit")
        indexes = [models.Index(fields=["kind", "state", "reported_on"], name="assurance_audit_idx")]

    def __str__(self) -> str:
        return self.title


class AuditTest(Line):
    """One clause that was tested; a heading stands for all under it."""

    class Result(models.TextChoices):
        MET = "met", _("Met")
        NOT_MET = "not_met", _("Not met")
        OBSERVATION = "observation", _("Observation")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    record = models.ForeignKey(Audit, models.CASCADE, related_name="tests")
    clause = models.CharField(_("clause"), max_length=20, help_text=_("A heading stands for all under it."))
    result = models.CharField(_("result of the test"), max_length=16, choices=Result.choices)
    evidence_seen = models.CharField(_("records looked at"), max_length=200)
    suggestion = models.CharField(_("suggested improvement"), max_length=200, blank=True)
    owner = link("organization.Person", _("who is to improve it"), optional=True)
    finding = models.ForeignKey(
        "assurance.Finding",
        models.PROTECT,
        verbose_name=_("finding"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta(Line.Meta):
        verbose_name = _("tested clause")
        verbose_name_plural = _("tested clauses")

    def __str__(self) -> str:
        return f"{self.clause} {self.get_result_display()}"


class Audits(Register):
    """Audits and security checks."""

    code = "assurance.audit"
    record = Audit
    prefix = "AUD"
    title = _("Audits and security checks")
    one = _("audit")
    purpose = _(
        "An independent look at the controls, clause by clause, with report; working papers are frozen when reported, "
        "and what is not met becomes a finding."
    )
    columns = ("no", "kind", "title", "performed_by", "lead_auditor", "reported_on", "state")
    search = ("title", "scope", "summary")
    filters = ("state", "kind", "performed_by", "lead_auditor", "reported_on")
    sections = (
        (_("The audit"), ("kind", "serves_both", "title", "scope", "period_from", "period_to")),
        (_("Who audits"), ("performed_by", "supplier", "lead_auditor", "independent")),
        (_("Report of the audit"), ("summary", "reported_on", "report")),
    )
    makers = ("auditor",)
    dated = "reported_on"
    owner = "lead_auditor"
    keep = "P5Y"
    computed = ("independent",)

    def validate(self, record: Any, lines: Any) -> None:
        """Clauses exist; days in order; an outsourcer is named; whoever audits his own is refused."""
        wrong: dict[str, Any] = {}
        tested = {row.get("clause") for row in (lines or {}).get("tests", ())}
        if lines is None and record.pk:
            tested = set(record.tests.values_list("clause", flat=True))
        odd = sorted(str(one) for one in tested if one not in catalogue().clauses)
        if odd:
            wrong["__all__"] = _now("No such clause: %(points)s.") % {"points": "、".join(odd)}
        if record.period_to < record.period_from:
            wrong["period_to"] = _now("The last day lies before the first.")
        if record.supplier is None and record.kind == Audit.Kind.SUPPLIER:
            wrong["supplier"] = _now("Say which firm is audited.")
        own = answers_for(record.lead_auditor, tested)
        record.independent = not own
        if own and record.performed_by == Audit.PerformedBy.INTERNAL:
            wrong["lead_auditor"] = _now("The lead auditor answers for clauses that are audited: %(points)s.") % {
                "points": catalogue().cite(own)
            }
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Once the report is accepted, each clause that is not met becomes a finding of whoever is to improve it."""
        if act != "move:reported-closed":
            return
        found = {}
        for line in record.tests.filter(result=AuditTest.Result.NOT_MET, finding=None).select_related("owner"):
            values = {
                "kind": "deficiency",
                "source_ref": record.no,
                "clause": line.clause,
                "description": f"{line.evidence_seen}：{line.suggestion}",
                "severity": "medium",
                "owner": line.owner,
                "due_on": TO_MEND.after(record.reported_on),
            }
            found[line.pk] = {"finding": acts.create(register("assurance.finding"), values, by=Actor.system())}
        if found:
            acts.fill_lines(record, "tests", found, by=Actor.system())
            record.refresh_from_db()
