"""Attestations: for the few conditions only a person can see: the responsible officer states whether the clause holds, until a date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class Attestation(Record):
    """One statement by one person about one clause."""

    class Answer(models.TextChoices):
        HOLDS = "holds", _("Holds")
        FAILS = "fails", _("Does not hold")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    clause = models.CharField(_("clause"), max_length=20)
    unit = models.ForeignKey("organization.Unit", models.PROTECT, verbose_name=_("unit or place"), related_name="+", null=True, blank=True)
    statement = models.TextField(_("statement"))
    answer = models.CharField(_("answer"), max_length=16, choices=Answer.choices)
    attested_by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("attested by"), related_name="+")
    attested_on = models.DateField(_("attested on"))
    valid_until = models.DateField(_("valid until"))
    evidence_note = models.TextField(_("evidence note"))
    evidence_file = EvidenceField(_("evidence file"), null=True, blank=True)

    flow = Flow(
        initial="requested",
        moves=(
            Move(source="requested", target="attested", by=("named",), named="attested_by"),
            Move(source="attested", target="countersigned", by=("auditor", "security_officer",), not_same_as=("attested_by",)),
            Move(source="countersigned", target="expired", by=("system",)),  # on valid_until
            Move(source="attested", target="expired", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("attestation")

    def __str__(self) -> str:
        return f"{self.clause} {self.get_answer_display()}"


class Attestations(Register):
    """Attestations."""

    code = "assurance.attestation"
    record = Attestation
    prefix = "ATT"
    title = _("Attestations")
    one = _("attestation")
    purpose = _("For the few conditions only a person can see: the responsible officer states whether the clause holds, until a date.")
    columns = ("no", "clause", "unit", "answer", "attested_by", "attested_on", "valid_until", "state")
    search = ("clause", "statement")
    filters = ("state", "answer", "unit")
    makers = ("security_officer", "ciso", "business_owner", "general_affairs", "it_manager", "compliance")
    dated = "attested_on"
    due = "valid_until"
    owner = "attested_by"
    keep = "P5Y"
