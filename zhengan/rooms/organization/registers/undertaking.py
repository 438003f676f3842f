"""Undertakings: what people signed themselves - secrecy, use of their own devices, proper use - text by text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import NAMED, Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _says_too_little(record: Any) -> str | None:
    """An agreement on own devices says how they may be used and who answers for what (13.3.2.2)."""
    if record.kind == Undertaking.Kind.BYOD and not (record.covers_restrictions and record.covers_liability):
        return _now("The agreement must cover restrictions of use and the liability of both sides (13.3.2.2).")
    return None


class Undertaking(Record):
    """One text for one person to sign."""

    class Kind(models.TextChoices):
        CONFIDENTIALITY = "confidentiality", _("Confidentiality undertaking")
        BYOD = "byod", _("Agreement on own devices")
        ACCEPTABLE_USE = "acceptable_use", _("Consent to rules of use")

    kind = models.CharField(_("kind of undertaking"), max_length=20, choices=Kind.choices)
    person = link("organization.Person", _("signer"))
    document = link("policy.PolicyDocument", _("text that is signed"))
    covers_restrictions = models.BooleanField(_("covers restrictions of use"), default=False)
    covers_liability = models.BooleanField(_("covers liability of both sides"), default=False)
    signed_on = models.DateField(
        _("signature on"), null=True, blank=True, help_text=_("Of a paper; who signs here signs today.")
    )
    ended_on = models.DateField(_("undertaking ended on"), null=True, blank=True)
    scan = EvidenceField(_("signed paper"), null=True, blank=True)

    flow = Flow(
        initial="issued",
        moves=(
            Move(source="issued", target="signed", by=(NAMED,), named="person", when=_says_too_little),
            # Signed on paper: whoever enters it shows the paper.
            Move(
                source="issued",
                target="signed",
                by=("hr",),
                not_same_as=("person",),
                approval=False,
                asks=("signed_on", "scan"),
                needs=("signed_on", "scan"),
                when=_says_too_little,
            ),
            Move(source="signed", target="ended", by=("system",), stamp={"ended_on": "today"}),
            Move(source="issued", target="ended", by=("system",), stamp={"ended_on": "today"}),
        ),
    )

    class Meta:
        verbose_name = _("undertaking")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False), name="undertaking_signed_when"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state="signed", voided_at=None),
                name="undertaking_one_signed_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person}"


class Undertakings(Register):
    """Undertakings and agreements signed by persons."""

    code = "organization.undertaking"
    record = Undertaking
    prefix = "UND"
    title = _("Undertakings and agreements")
    one = _("undertaking")
    purpose = _("What each person has signed: secrecy, use of own devices, rules of use; by version of the text.")
    columns = ("no", "kind", "person", "document", "signed_on", "ended_on", "state")
    search = ("person__name", "person__staff_no")
    filters = ("state", "kind", "document", "signed_on")
    sections = (
        (_("Undertaking"), ("kind", "person", "document")),
        (_("What an agreement on devices covers"), ("covers_restrictions", "covers_liability")),
        (_("Signature"), ("signed_on", "scan", "ended_on")),
    )
    makers = ("hr", "security_officer")
    key = ("person", "kind", "document")
    dated = "signed_on"
    owner = "person"
    keep = "P5Y"
    keep_from = "ended_on"

    def validate(self, record: Any, lines: Any) -> None:
        """Only a text in force is handed out to be signed; nobody signed on a day to come."""
        wrong: dict[str, Any] = {}
        if record.pk is None and record.state == "issued" and record.document.state != "in_force":
            wrong["document"] = _now("This text is not in force.")
        if record.signed_on is not None and record.signed_on > clock.today():
            wrong["signed_on"] = _now("That day is still to come.")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Who signs for himself signs today; the text signed before, of the same kind, is over."""
        if move.target != "signed":
            return
        if move.by == (NAMED,):
            record.signed_on = clock.today()
        former = Undertaking.objects.live().in_state("signed").filter(person=record.person, kind=record.kind)
        for one in former.exclude(pk=record.pk):
            acts.move(one, "ended", by=Actor.system())

    def import_row(self, record: Any, actor: Actor) -> None:
        """The index of scanned papers says when each was signed."""
        if record.signed_on is not None and record.state == "issued":
            record.state = "signed"
