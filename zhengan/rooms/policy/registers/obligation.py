"""Obligations: the outside rules that the policy rests on, article by article, and how the firm meets them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _unexplained(record: Any) -> str | None:
    """What is met says how; what is not has a day by which it will be; what does not apply says why."""
    if record.status in (Obligation.Status.NOT_MET, Obligation.Status.PARTLY) and record.due_on is None:
        return _now("Say by when the rule will be met.")
    return None if record.how_met.strip() else _now("Say how the rule is met, or why it does not apply.")


class Obligation(Record):
    """One outside rule, or one article of it."""

    class Kind(models.TextChoices):
        STATUTE = "statute", _("Statute")
        REGULATION = "regulation", _("Regulation")
        EXCHANGE = "exchange", _("Exchange rule")
        TIER_ITEM = "tier_item", _("Item of the firm's tier")
        ASSOCIATION = "association", _("Rule of the association")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        MET = "met", _("Met")
        PARTLY = "partly", _("Partly met")
        NOT_MET = "not_met", _("Not met")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    kind = models.CharField(_("kind of rule"), max_length=12, choices=Kind.choices)
    source_title = models.CharField(_("present name"), max_length=120)
    former_title = models.CharField(_("former name"), max_length=120, blank=True)
    authority = models.CharField(_("authority in charge"), max_length=80)
    article = models.CharField(_("article or item"), max_length=40, blank=True)
    tier = models.CharField(_("tier concerned"), max_length=20, blank=True)
    requirement = models.TextField(_("what it demands"))
    demands = models.PositiveSmallIntegerField(
        _("how many it demands"),
        null=True,
        blank=True,
        help_text=_("Where it asks for a number, e.g. of people (3.3)."),
    )
    amended_on = models.DateField(_("last amended on"), null=True, blank=True)
    last_checked_on = models.DateField(_("last compared on"))
    mapped_clauses = Many(_("clauses that answer it"), blank=True, help_text=_("Their numbers, one per line: 7.2.6"))
    due_on = models.DateField(_("to be met by"), null=True, blank=True)
    status = models.CharField(_("how far it is met"), max_length=16, choices=Status.choices)
    how_met = models.TextField(_("how it is complied with"), blank=True)
    owner = link("organization.Person", _("in charge"))

    flow = Flow(
        initial="identified",
        moves=(
            Move(source="identified", target="assessed", by=("security_officer", "compliance"), when=_unexplained),
            Move(source="assessed", target="in_force", by=("ciso", "compliance"), not_same_as=("maker",)),
            Move(source="assessed", target="identified", by=("ciso", "compliance"), reason=True, label=_("Send back")),
            Move(source="in_force", target="repealed", by=("compliance",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("obligation")
        indexes = [models.Index(fields=["kind", "state"], name="policy_obligation_idx")]

    def __str__(self) -> str:
        return f"{self.source_title} {self.article}".strip()


class Obligations(Register):
    """External obligations."""

    code = "policy.obligation"
    record = Obligation
    prefix = "OBL"
    title = _("External obligations")
    one = _("obligation")
    purpose = _(
        "The outside rules that the policy rests on, article by article, with former names, mapped to its clauses, and "
        "how the firm meets them."
    )
    columns = ("no", "kind", "source_title", "article", "status", "last_checked_on", "due_on", "owner", "state")
    search = ("source_title", "former_title", "article", "requirement", "how_met")
    filters = ("state", "kind", "status", "tier", "owner", "last_checked_on")
    sections = (
        (_("The rule"), ("kind", "source_title", "former_title", "authority", "article", "tier")),
        (_("What it demands"), ("requirement", "demands", "amended_on", "last_checked_on")),
        (_("How the firm meets it"), ("mapped_clauses", "status", "how_met", "due_on", "owner")),
    )
    makers = ("security_officer", "compliance")
    key = ("source_title", "article")
    dated = "last_checked_on"
    due = "due_on"
    owner = "owner"
    keep = "P5Y"
    # The rule is compared again every year; what is found then is no correction of the past.
    stays_open = ("last_checked_on", "amended_on", "status", "how_met", "due_on")

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what was repealed."""
        return records.exclude(state="repealed")

    def validate(self, record: Any, lines: Any) -> None:
        """Clauses exist; nothing was compared on a day to come, or before it was last amended."""
        wrong: dict[str, Any] = {}
        odd = [point for point in record.mapped_clauses if point not in catalogue().clauses]
        if odd:
            wrong["mapped_clauses"] = _now("No such clause: %(points)s.") % {"points": "、".join(odd)}
        if record.last_checked_on > clock.today():
            wrong["last_checked_on"] = _now("That day is still to come.")
        if wrong:
            raise ValidationError(wrong)
