"""Attestations: where only a person can see it, the responsible officer states whether a clause holds, until a date."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue, parameters
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


class Attestation(Record):
    """One statement by one person about one clause."""

    class Answer(models.TextChoices):
        HOLDS = "holds", _("Holds")
        FAILS = "fails", _("Does not hold")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    clause = models.CharField(_("clause"), max_length=20, help_text=_("Its number in the policy, e.g. 6.2.1.1."))
    unit = link("organization.Unit", _("unit or place"), optional=True)
    attested_by = link("organization.Person", _("attested by"))
    statement = models.TextField(_("statement"), blank=True, help_text=_("What holds, or does not, in own words."))
    answer = models.CharField(_("answer"), max_length=16, choices=Answer.choices, blank=True)
    evidence_note = models.TextField(
        _("evidence note"), blank=True, help_text=_("What was looked at, and where it can be seen.")
    )
    evidence_file = EvidenceField(_("evidence file"), null=True, blank=True)
    attested_on = models.DateField(_("attested on"), null=True, blank=True)
    countersigned_by = link("organization.Person", _("countersigned by"), optional=True)
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("Empty: as long as the policy, or the parameter for attestations, allows."),
    )

    flow = Flow(
        initial="requested",
        moves=(
            Move(
                source="requested",
                target="attested",
                by=("named",),
                named="attested_by",
                asks=("answer", "statement", "evidence_note"),
                needs=("answer", "statement", "evidence_note"),
                stamp={"attested_on": "today"},
            ),
            Move(
                source="attested",
                target="countersigned",
                by=("auditor", "security_officer"),
                not_same_as=("attested_by",),
                stamp={"countersigned_by": "person"},
            ),
            Move(source="countersigned", target="expired", by=("system",), on="valid_until", past=True),
            Move(source="attested", target="expired", by=("system",), on="valid_until", past=True),
        ),
    )

    class Meta:
        verbose_name = _("attestation")
        indexes = [models.Index(fields=["clause", "state"], name="assurance_attestation_idx")]

    def __str__(self) -> str:
        return f"{_cite(self.clause)} {self.get_answer_display() if self.answer else self.attested_by}"


class Attestations(Register):
    """Attestations."""

    code = "assurance.attestation"
    record = Attestation
    prefix = "ATT"
    title = _("Attestations")
    one = _("attestation")
    purpose = _(
        "For the few conditions only a person can see: the responsible officer states whether the clause holds, until "
        "a date."
    )
    columns = ("no", "clause", "unit", "answer", "attested_by", "attested_on", "valid_until", "state")
    search = ("clause", "statement")
    filters = ("state", "answer", "clause", "unit")
    sections = (
        (_("Asked"), ("clause", "unit", "attested_by", "valid_until")),
        (_("Statement"), ("answer", "statement", "attested_on", "countersigned_by")),
        (_("Evidence"), ("evidence_note", "evidence_file")),
    )
    makers = ("security_officer", "ciso", "business_owner", "general_affairs", "it_manager", "compliance")
    dated = "attested_on"
    due = "valid_until"
    owner = "attested_by"
    keep = "P5Y"

    def validate(self, record: Any, lines: Any) -> None:
        """The clause exists; the statement ends after it was made."""
        if record.clause not in catalogue().clauses:
            raise ValidationError({"clause": _now("No such clause: %(points)s.") % {"points": record.clause}})
        if record.attested_on and record.valid_until and record.valid_until < record.attested_on:
            raise ValidationError({"valid_until": _now("The last day lies before the first.")})

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """A statement lasts one period of its clause, printed or set as a parameter, or of attestations in general."""
        if move.target == "attested" and record.valid_until is None:
            clause = catalogue().clause(record.clause)
            intervals = [key for key in clause.parameters if key.endswith("-interval")]
            set_by = intervals[0] if intervals else "attestation-interval"
            period = clause.period or parameters(clock.today()).period(set_by)
            record.valid_until = period.after(clock.today())


def _cite(clause: str) -> str:
    found = catalogue().clauses.get(clause)
    return found.cite if found else clause
