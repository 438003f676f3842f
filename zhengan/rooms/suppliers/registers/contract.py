"""Contracts: what the policy demands stands in them, article by article, or they are not approved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.checks.wording import listed
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register, known
from zhengan.ledger import clock
from zhengan.rooms.suppliers.terms import OF_KIND, ContractKind, Term, demanded


def _lacks_terms(record: Any) -> str | None:
    """Every demanded term is there, with its article (10.4.4, 7.2.9, 13.1.1, 13.1.2)."""
    present = set(record.terms.filter(present=True).values_list("term", flat=True))
    wanted = demanded(record.kind, personal_data=record.personal_data)
    excused = OF_KIND[ContractKind.CLOUD_USE] if record.kind == ContractKind.CLOUD_USE and _is_excepted(record) else ()
    absent = [str(term.label) for term in wanted if term not in present and term not in excused]
    if not absent:
        return None
    return _now("The policy demands terms that this contract does not have: %(terms)s.") % {
        "terms": listed(absent, get_language() or "")
    }


def _is_excepted(record: Any) -> bool:
    """Whether management approved, with what makes up for it, that this use of a cloud lacks a term (13.1.1)."""
    today = clock.today()
    held = {"kind": "cloud_gap", "subject_ref": record.no, "valid_from__lte": today, "valid_until__gte": today}
    return any(
        one.record.objects.live().in_state("approved").filter(**held).exists() for one in known(["assurance.exception"])
    )


class Contract(Record):
    """One contract with a supplier."""

    Kind = ContractKind

    supplier = link("suppliers.Supplier", _("supplier firm"))
    kind = models.CharField(_("kind of contract"), max_length=12, choices=ContractKind.choices)
    title = models.CharField(_("name of the contract"), max_length=120)
    scope = models.TextField(_("what it covers"))
    info_system = link("assets.InfoSystem", _("system concerned"), optional=True)
    personal_data = models.BooleanField(_("involves personal data"), default=False)
    cross_border = models.BooleanField(_("sends data abroad"), default=False)
    owner = link("organization.Person", _("in charge"))
    signed_on = models.DateField(_("signed on"))
    start_on = models.DateField(_("runs from"))
    end_on = models.DateField(_("runs until"))
    file = EvidenceField(_("text of the contract"), null=True, blank=True, help_text=_("Needed to submit it."))
    recovery_time = models.DurationField(
        _("recovery time agreed"), null=True, blank=True, help_text=_("Hours:minutes:seconds, e.g. 04:00:00.")
    )

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",), needs=("file",)),
            Move(
                source="submitted",
                target="approved",
                by=("it_manager", "business_owner", "compliance"),
                not_same_as=("maker",),
                when=_lacks_terms,
            ),
            # What lacks a term goes back to be negotiated; while submitted it is frozen.
            Move(source="submitted", target="draft", by=("it_manager", "business_owner", "compliance"), reason=True),
            Move(source="approved", target="in_force", by=("system",), on="start_on"),
            Move(source="in_force", target="expired", by=("system",), on="end_on", past=True),
        ),
    )

    class Meta:
        verbose_name = _("contract with a supplier")

    def __str__(self) -> str:
        return self.title


class ContractTerm(Line):
    """One term, and the article in which it stands."""

    record = models.ForeignKey(Contract, models.CASCADE, related_name="terms")
    term = models.CharField(_("contract term"), max_length=24, choices=Term.choices)
    present = models.BooleanField(_("is laid down"), default=False)
    article = models.CharField(_("article"), max_length=20, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("contract term")
        verbose_name_plural = _("contract terms")

    def __str__(self) -> str:
        return str(self.get_term_display())


class Contracts(Register):
    """Contracts."""

    code = "suppliers.contract"
    record = Contract
    prefix = "CTR"
    title = _("Contracts")
    one = _("contract with a supplier")
    purpose = _(
        "Every contract with the terms that the policy demands, each with its article; not approved while one is "
        "missing."
    )
    columns = ("no", "title", "supplier", "kind", "personal_data", "owner", "end_on", "state")
    search = ("title", "supplier__name", "scope")
    filters = ("state", "kind", "supplier", "personal_data", "end_on")
    sections = (
        (_("The contract"), ("supplier", "kind", "title", "scope", "info_system", "file")),
        (_("Data involved"), ("personal_data", "cross_border", "recovery_time")),
        (_("Term of the contract"), ("signed_on", "start_on", "end_on", "owner")),
    )
    makers = ("it_manager", "business_owner", "general_affairs", "security_officer", "system_admin")
    dated = "signed_on"
    due = "end_on"
    owner = "owner"
    keep = "P5Y"
    keep_from = "end_on"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what has run out."""
        return records.exclude(state="expired")

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """A new contract starts with the terms that it will need."""
        return {"terms": [{"term": term.value} for term in demanded(record.kind, personal_data=record.personal_data)]}

    def validate(self, record: Any, lines: Any) -> None:
        """Days in order; a term that is there says where, and is named once."""
        wrong: dict[str, Any] = {}
        if record.end_on < record.start_on:
            wrong["end_on"] = _now("The last day lies before the first.")
        rows = (lines or {}).get("terms", ())
        named = [row.get("term") for row in rows]
        if len(named) != len(set(named)):
            wrong["__all__"] = _now("A term is named twice.")
        elif any(row.get("present") and not (row.get("article") or "").strip() for row in rows):
            wrong["__all__"] = _now("Say in which article each term is laid down.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved on or after its first day is in force at once."""
        if record.state == "approved" and record.start_on <= clock.today():
            acts.move(record, "in_force", by=Actor.system())
            record.refresh_from_db()
