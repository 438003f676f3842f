"""Reviews: a person judges whether something still is adequate; one row for one look at one thing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.policy.registers.policy_document import PolicyDocument

_DECIDERS = ("ciso", "committee", "it_manager", "business_owner")


def _to_come(record: Any) -> str | None:
    given = record.reviewed_on
    return _now("The day of the review is still to come.") if given and given > clock.today() else None


class Review(Record):
    """One review of one subject."""

    class Subject(models.TextChoices):
        POLICY = "policy", _("The security policy")
        MANAGEMENT_RULES = "management_rules", _("Rules and guidelines")
        PLAN_EFFECTIVENESS = "plan_effectiveness", _("Effect of the yearly plan")
        MANPOWER = "manpower", _("People and skills for security")
        CLASSIFICATION = "classification", _("Classification scheme")
        ASSET_INVENTORY = "asset_inventory", _("Asset inventory")
        SYSTEM_TIER = "system_tier", _("Tiering of systems")
        ACCESS_POLICY = "access_policy", _("Access control policy")
        CONTINUITY = "continuity", _("Plan of continuity")
        SUPPLIER = "supplier", _("Evaluation of a supplier")
        CLOUD = "cloud", _("Cloud service")
        SOCIAL_PRIVACY = "social_privacy", _("Privacy policy of a platform")
        SOCIAL_USE = "social_use", _("Staff on social media")
        SERVICE_QUALITY = "service_quality", _("Quality of order service")
        IOT_INVENTORY = "iot_inventory", _("Inventory of connected things")
        EVIDENCE_HANDLING = "evidence_handling", _("Handling of digital evidence")
        PARAMETER = "parameter", _("Values of parameters")

    class PerformedBy(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        EXTERNAL = "external", _("External professional body")

    class Conclusion(models.TextChoices):
        ADEQUATE = "adequate", _("Adequate")
        CHANGE = "change", _("Needs change")
        STOP = "stop", _("Should stop")

    subject = models.CharField(_("what is reviewed"), max_length=20, choices=Subject.choices)
    subject_ref = Reference(
        _("record reviewed"),
        blank=True,
        help_text=_("Record number of the document, system, contract or firm, where it is one of many."),
    )
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period until"), null=True, blank=True)
    reviewer = link("organization.Person", _("reviewer"))
    performed_by = models.CharField(
        _("done by"), max_length=12, choices=PerformedBy.choices, default=PerformedBy.INTERNAL
    )
    independent = models.BooleanField(_("independent"), default=True)
    inputs = models.TextField(
        _("what it rests on"), blank=True, help_text=_("Changes in law, technology and business that were looked at.")
    )
    conclusion = models.CharField(_("conclusion"), max_length=12, choices=Conclusion.choices, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    next_due = models.DateField(_("next review due"), null=True, blank=True)
    resulting_document = link("policy.PolicyDocument", _("document that came of it"), optional=True)
    report = EvidenceField(_("report of the review"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="in_progress", by=("named",), named="reviewer"),
            Move(
                source="in_progress",
                target="submitted",
                by=("named",),
                named="reviewer",
                asks=("inputs", "conclusion", "reviewed_on", "next_due"),
                needs=("conclusion", "reviewed_on", "next_due"),
                when=_to_come,
            ),
            Move(source="submitted", target="approved", by=_DECIDERS, not_same_as=("maker", "reviewer")),
            Move(source="submitted", target="in_progress", by=_DECIDERS, reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("review")
        indexes = [models.Index(fields=["subject", "state", "reviewed_on"], name="policy_review_idx")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.subject_ref}".strip()


class Reviews(Register):
    """Periodic reviews and evaluations."""

    code = "policy.review"
    record = Review
    prefix = "RVW"
    title = _("Periodic reviews and evaluations")
    one = _("review")
    purpose = _(
        "A person judges whether something still is adequate (the policy, a rule, the tiering, a supplier); one row "
        "for each look at one thing, approved by another."
    )
    columns = ("no", "subject", "subject_ref", "reviewer", "conclusion", "reviewed_on", "next_due", "state")
    search = ("subject_ref", "inputs")
    filters = ("state", "subject", "reviewer", "conclusion", "reviewed_on")
    sections = (
        (_("Subject"), ("subject", "subject_ref", "period_from", "period_to")),
        (_("Who reviews"), ("reviewer", "performed_by", "independent")),
        (_("Outcome"), ("inputs", "conclusion", "reviewed_on", "next_due", "resulting_document", "report")),
    )
    makers = ("ciso", "security_officer", "it_manager", "business_owner", "compliance", "auditor")
    dated = "reviewed_on"
    due = "next_due"
    owner = "reviewer"
    keep = "P5Y"
    computed = ("independent",)
    stays_open = ("resulting_document",)

    def validate(self, record: Any, lines: Any) -> None:
        """A rule is named; days in order; nobody reviews the policy that he wrote or answers for (2.2.5)."""
        wrong: dict[str, Any] = {}
        if record.subject == Review.Subject.MANAGEMENT_RULES and not record.subject_ref:
            wrong["subject_ref"] = _now("Say which document is evaluated (2.2.2).")
        if record.period_from and record.period_to and record.period_to < record.period_from:
            wrong["period_to"] = _now("The last day lies before the first.")
        if record.reviewed_on and record.next_due and record.next_due <= record.reviewed_on:
            wrong["next_due"] = _now("The next review comes after this one.")
        record.independent = not self._written_by(record)
        internal = record.performed_by == Review.PerformedBy.INTERNAL
        if record.subject == Review.Subject.POLICY and internal and not record.independent:
            wrong["reviewer"] = _now("Whoever wrote the policy, or whose unit owns it, does not evaluate it (2.2.5).")
        if wrong:
            raise ValidationError(wrong)

    @staticmethod
    def _written_by(record: Any) -> bool:
        """Whether the reviewer wrote the document under review, or belongs to the unit that owns it."""
        documents = PolicyDocument.objects.live()
        if record.subject_ref:
            documents = documents.filter(no=record.subject_ref)
        elif record.subject == Review.Subject.POLICY:
            documents = documents.in_force().filter(topic="security_policy")
        else:
            return False
        written = models.Q(author=record.reviewer) | models.Q(owner_unit=record.reviewer.unit_id)
        return bool(documents.filter(written).exists())
