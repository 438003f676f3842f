"""Signing tokens: the booklet of every card that signs for the firm; each use is written down by the software."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock


def _not_kept_as_demanded(record: Any) -> str | None:
    """Its custodian is appointed to that, and the procedure is in force (7.2.4)."""
    appointed = register("organization.appointment").record.objects.live().in_force()
    if not appointed.filter(role="token_custodian", person=record.custodian).exists():
        return _now("The custodian is not appointed to keep tokens (7.2.4).")
    if record.procedure.topic != "token_custody" or record.procedure.state != "in_force":
        return _now("The procedure on tokens is not in force (7.2.4).")
    return None


def _not_to_be_lent(record: Any) -> str | None:
    """Somebody other than who uses it agreed, and it has not run out."""
    if record.lent_consent_id == record.lent_to_id:
        return _now("Somebody other than who uses it agrees to the use.")
    return _now("The token has run out.") if record.valid_until < clock.today() else None


class SigningToken(Record):
    """One card or token that signs for the firm."""

    class Kind(models.TextChoices):
        IC_CARD = "ic_card", _("IC card")
        CHIP_CARD = "chip_card", _("Chip card with a certificate")
        USB = "usb", _("USB token")
        HSM = "hsm", _("Hardware security module")
        SOFT = "soft", _("Software certificate")

    token_no = models.CharField(_("token number"), max_length=40, unique=True)
    kind = models.CharField(_("kind of token"), max_length=12, choices=Kind.choices)
    signs_what = models.CharField(_("what it signs"), max_length=120)
    own_system = models.BooleanField(_("signs in a system of the firm"), default=False)
    signs_for = link(
        "assets.InfoSystem",
        _("system that signs with it"),
        optional=True,
        help_text=_("Where it is one of the firm's own: its log is kept as long as the records it signs (7.2.5)."),
    )
    custodian = link("organization.Person", _("custodian of the token"))
    deputy = link("organization.Person", _("deputy"), optional=True)
    storage = models.CharField(_("kept at"), max_length=120)
    procedure = link("policy.PolicyDocument", _("procedure for keeping and use"))
    valid_until = models.DateField(_("token valid until"))
    last_stocktaken_on = models.DateField(_("last counted on"), null=True, blank=True)
    lent_to = link("organization.Person", _("lent to"), optional=True)
    lent_for = models.CharField(_("lent for"), max_length=200, blank=True)
    lent_consent = link("organization.Person", _("use agreed by"), optional=True)

    flow = Flow(
        initial="registered",
        moves=(
            Move(
                source="registered",
                target="in_custody",
                by=("business_owner",),
                not_same_as=("maker", "custodian"),
                when=_not_kept_as_demanded,
            ),
            Move(
                source="in_custody",
                target="lent",
                by=("named",),
                named="custodian",
                asks=("lent_to", "lent_for", "lent_consent"),
                needs=("lent_to", "lent_for", "lent_consent"),
                when=_not_to_be_lent,
                label=_("Lend"),
            ),
            Move(source="lent", target="in_custody", by=("named",), named="custodian", label=_("Take back")),
            Move(source="in_custody", target="revoked", by=("business_owner",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("signing token")

    def __str__(self) -> str:
        return f"{self.token_no} {self.signs_what}"


class TokenUse(Line):
    """One use: by whom, for what, agreed by whom, until when."""

    record = models.ForeignKey(SigningToken, models.CASCADE, related_name="uses")
    used_at = models.DateTimeField(_("used at"))
    used_by = link("organization.Person", _("used by"))
    purpose = models.CharField(_("used for"), max_length=200)
    approved_by = link("organization.Person", _("use agreed by"), optional=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("use of the token")
        verbose_name_plural = _("uses of the token")

    def __str__(self) -> str:
        return f"{self.used_by} {self.purpose}"


class SigningTokens(Register):
    """Custody of corporate signing tokens."""

    code = "access.signing_token"
    record = SigningToken
    prefix = "TOK"
    title = _("Custody of corporate signing tokens")
    one = _("signing token")
    purpose = _("Every card or token that signs for the firm: what it signs, who keeps it, where, and each use.")
    columns = ("token_no", "kind", "signs_what", "custodian", "storage", "valid_until", "last_stocktaken_on", "state")
    search = ("token_no", "signs_what", "storage", "custodian__name")
    filters = ("state", "kind", "own_system", "valid_until")
    sections = (
        (_("Token"), ("token_no", "kind", "signs_what", "own_system", "signs_for", "valid_until")),
        (_("Custody"), ("custodian", "deputy", "storage", "procedure", "last_stocktaken_on")),
        (_("Present use"), ("lent_to", "lent_for", "lent_consent")),
    )
    makers = ("general_affairs", "business_owner", "system_admin", "it_manager")
    key = ("token_no",)
    due = "valid_until"
    owner = "custodian"
    keep = "P5Y"
    stays_open = ("last_stocktaken_on",)
    fills = {"uses": ()}

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what is out of use."""
        return records.exclude(state="revoked")

    def validate(self, record: Any, lines: Any) -> None:
        """A system of the firm is named; nobody is his own deputy."""
        wrong: dict[str, Any] = {}
        if record.own_system and record.signs_for is None:
            wrong["signs_for"] = _now("Say which system.")
        if record.deputy_id is not None and record.deputy_id == record.custodian_id:
            wrong["deputy"] = _now("Nobody is his own deputy.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Each lending is a line of the booklet, closed when the token comes back; nobody else writes there."""
        if act == "move:in_custody-lent":
            use = {
                "used_at": clock.now(),
                "used_by": record.lent_to,
                "purpose": record.lent_for,
                "approved_by": record.lent_consent,
            }
            acts.add_lines(record, "uses", [use], by=Actor.system())
            record.refresh_from_db()
        elif act == "move:lent-in_custody":
            back = dict.fromkeys(record.uses.filter(returned_at=None).values_list("pk", flat=True))
            acts.fill_lines(record, "uses", {key: {"returned_at": clock.now()} for key in back}, by=Actor.system())
            record.refresh_from_db()
