"""The yearly declaration: one text, frozen before the first of four people signs it, passed by the board, disclosed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Digest
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.rooms.assurance.drafting import drafted
from zhengan.rooms.assurance.signing import (
    DISCLOSED_WITHIN,
    SIGNERS,
    not_after_board,
    not_after_signing,
    signature,
    signed_at,
    signer,
    text_of,
    too_early,
    unsigned,
)


class Declaration(Record):
    """The declaration on one fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), help_text=_("Of the common era: 2025 is the year 114.")
    )
    fiscal_year_end = models.DateField(_("end of the fiscal year"))
    disclosure_due = models.DateField(_("to be disclosed by"))
    body = models.TextField(
        _("what is declared"), blank=True, help_text=_("Empty: drafted from what the year's records show.")
    )
    matters_noted = models.TextField(_("matters to be strengthened"), blank=True)
    text_digest = Digest(_("digest of the signed text"), blank=True)
    ciso_signed_by = signer(_("signed by the head of security"))
    ciso_signed_at = signed_at(_("signature of the head of security"))
    chairperson_signed_by = signer(_("signed by the chairperson"))
    chairperson_signed_at = signed_at(_("signature of the chairperson"))
    president_signed_by = signer(_("signed by the president"))
    president_signed_at = signed_at(_("signature of the president"))
    chief_auditor_signed_by = signer(_("signed by the head of internal audit"))
    chief_auditor_signed_at = signed_at(_("signature of the head of internal audit"))
    board_passed_on = models.DateField(_("passed by the board on"), null=True, blank=True)
    disclosed_on = models.DateField(_("disclosed on"), null=True, blank=True)
    disclosure_receipt = EvidenceField(_("proof of disclosure"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(
                source="draft",
                target="signing",
                by=("ciso",),
                needs=("body",),
                when=too_early,
                label=_("Freeze and lay before the signers"),
            ),
            *(signature(office) for office in SIGNERS),
            Move(source="signing", target="draft", by=SIGNERS, reason=True, label=_("Take back to be redrafted")),
            Move(source="signing", target="signed", by=("system",), when=unsigned),
            Move(
                source="signed",
                target="board_passed",
                by=("board",),
                not_same_as=("maker",),
                asks=("board_passed_on",),
                needs=("board_passed_on",),
                when=not_after_signing,
                proof=True,
            ),
            Move(
                source="board_passed",
                target="disclosed",
                by=("compliance", "ciso"),
                asks=("disclosed_on", "disclosure_receipt"),
                needs=("disclosed_on", "disclosure_receipt"),
                when=not_after_board,
            ),
        ),
    )

    class Meta:
        verbose_name = _("declaration")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year"],
                condition=Q(voided_at=None),
                name="assurance_declaration_once",
                violation_error_message=_("There is a declaration on this year already."),
            )
        ]

    def __str__(self) -> str:
        return _now("Declaration on %(year)s") % {"year": self.fiscal_year}


class Declarations(Register):
    """Yearly declarations."""

    code = "assurance.declaration"
    record = Declaration
    prefix = "DCL"
    title = _("Yearly security declaration")
    one = _("declaration")
    purpose = _(
        "The statement on the past year: frozen, signed by four officers each with the own account, passed by the "
        "board and disclosed within three months of the end of the fiscal year."
    )
    columns = ("no", "fiscal_year", "disclosure_due", "board_passed_on", "disclosed_on", "state")
    search = ("fiscal_year", "body", "matters_noted")
    filters = ("state", "fiscal_year", "disclosed_on")
    sections = (
        (_("What is declared"), ("fiscal_year", "fiscal_year_end", "disclosure_due", "body", "matters_noted")),
        (
            _("Signatures"),
            ("text_digest", *(f"{office}_signed_{what}" for office in SIGNERS for what in ("by", "at"))),
        ),
        (_("Board and disclosure"), ("board_passed_on", "disclosed_on", "disclosure_receipt")),
    )
    makers = ("security_officer", "compliance")
    dated = "disclosed_on"
    due = "disclosure_due"
    keep = "P10Y"
    computed = ("disclosure_due", "text_digest")

    def prepare(self, record: Any, actor: Actor) -> None:
        """Reckon the day of disclosure, and draft the text from the year's results where nobody has written one."""
        if record.fiscal_year_end is None:
            return
        record.disclosure_due = DISCLOSED_WITHIN.after(record.fiscal_year_end)
        if not record.body and record.fiscal_year is not None:
            record.body = drafted(record.fiscal_year, until=record.fiscal_year_end)

    def validate(self, record: Any, lines: Any) -> None:
        """What was frozen stays as it was; signatures are on that text and on no other (2.2.6)."""
        if record.text_digest and text_of(record) != record.text_digest:
            raise ValidationError({"body": _now("This text was frozen to be signed. Take it back to be redrafted.")})
        record.disclosure_due = DISCLOSED_WITHIN.after(record.fiscal_year_end)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Freeze the text before it is signed; what is taken back loses every signature."""
        if move.code == "draft-signing":
            record.text_digest = text_of(record)
        elif move.target == "draft":
            record.text_digest = ""
            for office in SIGNERS:
                setattr(record, f"{office}_signed_by", None)
                setattr(record, f"{office}_signed_at", None)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """With the last signature it is signed."""
        if act == "move:signing-signing" and unsigned(record) is None:
            acts.move(record, "signed", by=Actor.system())
            record.refresh_from_db()
