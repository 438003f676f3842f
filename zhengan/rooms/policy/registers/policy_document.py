"""Policies and controlled documents: one row per version; its topic ties it to the clauses that demand it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.policy.topics import Topic, demanded_points


def _uncovered(record: Any) -> str | None:
    missing = [point for point in demanded_points(record.topic) if point not in record.covered_points]
    if not missing:
        return None
    return _now("Points that the policy demands are not covered: %(points)s.") % {"points": catalogue().cite(missing)}


def _not_by_office(record: Any) -> "str | Promise | None":
    if record.doc_type == PolicyDocument.DocType.POLICY:
        return _("The policy itself is approved by the president alone (chapter 14).")
    return _uncovered(record)


def _not_by_president(record: Any) -> "str | Promise | None":
    if record.doc_type != PolicyDocument.DocType.POLICY:
        return _("The president approves the policy itself; other documents are approved by the offices in charge.")
    return _uncovered(record)


class PolicyDocument(Record):
    """One version of one controlled document."""

    class DocType(models.TextChoices):
        POLICY = "policy", _("Policy text")
        RULE = "rule", _("Rules")
        PROCEDURE = "procedure", _("Procedure")
        STANDARD = "standard", _("Standard")
        PLAN = "plan", _("Plan")
        MANUAL = "manual", _("Manual")
        FORM = "form", _("Form")
        TEMPLATE = "template", _("Contract template")

    Topic = Topic

    doc_no = models.CharField(_("document number"), max_length=40)
    title = models.CharField(_("document title"), max_length=120)
    doc_type = models.CharField(_("doc type"), max_length=12, choices=DocType.choices)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    edition = models.CharField(_("version"), max_length=20)
    body = models.TextField(_("text"))
    covered_points = Many(
        _("covered points"),
        blank=True,
        help_text=_("Numbers of the clauses whose demanded content this version covers, one per line: 13.2.1.1"),
    )
    owner_unit = link("organization.Unit", _("owner unit"))
    author = link("organization.Person", _("author"))
    change_summary = models.TextField(_("change summary"), blank=True)
    effective_on = models.DateField(_("in force from"))
    approved_by = link("organization.Person", _("approved by (office)"), optional=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    next_review_due = models.DateField(
        _("next review due"), help_text=_("Every document is evaluated at least once a year (2.2.4).")
    )
    supersedes = link("self", _("supersedes version"), optional=True)
    info_system = link(
        "assets.InfoSystem",
        _("applies to system"),
        optional=True,
        help_text=_("For the access control policy of a system (chapter 7)."),
    )
    file = EvidenceField(_("file"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(source="submitted", target="draft", by=("ciso", "it_manager", "compliance", "president"), reason=True),
            Move(
                source="submitted",
                target="approved",
                by=("ciso", "it_manager", "compliance"),
                not_same_as=("maker", "author"),
                stamp={"approved_by": "person", "approved_on": "today"},
                where=~Q(doc_type="policy"),
                when=_not_by_office,
                proof=True,
            ),
            Move(
                source="submitted",
                target="approved",
                by=("president",),
                not_same_as=("maker", "author"),
                stamp={"approved_by": "person", "approved_on": "today"},
                where=Q(doc_type="policy"),
                when=_not_by_president,
                proof=True,
            ),
            Move(source="approved", target="in_force", by=("system",), on="effective_on"),
            Move(source="in_force", target="superseded", by=("system",)),
            Move(
                source="in_force", target="withdrawn", by=("ciso",), not_same_as=("maker",), approval=False, reason=True
            ),
        ),
    )

    class Meta:
        verbose_name = _("controlled document")
        constraints = [models.UniqueConstraint(fields=["doc_no", "edition"], name="policy_document_edition_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}"


class PolicyDocuments(Register):
    """Policies and controlled documents."""

    code = "policy.policy_document"
    record = PolicyDocument
    prefix = "DOC"
    title = _("Policies and controlled documents")
    one = _("controlled document")
    purpose = _(
        "One row per version of every controlled document; the topic ties each document that a clause demands to "
        "that clause."
    )
    columns = ("doc_no", "title", "doc_type", "topic", "edition", "effective_on", "next_review_due", "state")
    search = ("doc_no", "title", "change_summary")
    filters = ("state", "doc_type", "topic", "owner_unit")
    sections = (
        (_("The document"), ("doc_no", "title", "doc_type", "topic", "info_system")),
        (_("Version"), ("edition", "change_summary", "supersedes", "author", "owner_unit")),
        (_("Content"), ("body", "file", "covered_points")),
        (_("Validity"), ("effective_on", "next_review_due", "approved_by", "approved_on")),
    )
    makers = ("ciso", "security_officer", "it_manager", "business_owner", "compliance", "hr", "general_affairs")
    key = ("doc_no", "edition")
    dated = "effective_on"
    due = "next_review_due"
    owner = "author"
    keep = "P5Y"
    computed = ("supersedes",)

    def own(self, records: RecordSet, actor: Actor) -> RecordSet:
        """Everybody may read what is in force."""
        return records.filter(Q(state="in_force") | Q(pk__in=super().own(records, actor).values("pk")))

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what is history; a draft may be chosen, so that its notice can be prepared (2.2.3)."""
        return records.exclude(state__in=("superseded", "withdrawn"))

    def prepare(self, record: Any, actor: Actor) -> None:
        """A new version follows the one in force."""
        former = PolicyDocument.objects.live().in_force().filter(doc_no=record.doc_no)
        record.supersedes = former.order_by("effective_on", "pk").last()

    def validate(self, record: Any, lines: Any) -> None:
        """Points are clauses of this topic; days are in order."""
        wrong: dict[str, Any] = {}
        clauses = catalogue().clauses
        odd = [point for point in record.covered_points if point not in clauses]
        if odd:
            wrong["covered_points"] = _now("No such clause: %(points)s.") % {"points": "、".join(odd)}
        if record.topic == Topic.ACCESS_POLICY and record.info_system is None:
            wrong["info_system"] = _now("Say which system this access control policy is for (chapter 7).")
        if record.next_review_due <= record.effective_on:
            wrong["next_review_due"] = _now("The review comes after the document takes effect.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved on or after its day is in force at once; the version before it is history."""
        if record.state == "approved" and record.effective_on <= clock.today():
            acts.move(record, "in_force", by=Actor.system())
            record.refresh_from_db()
        elif act == "move:approved-in_force":
            same = PolicyDocument.objects.live().in_force().filter(doc_no=record.doc_no)
            for former in list(same.order_by("effective_on", "pk"))[:-1]:
                acts.move(former, "superseded", by=Actor.system())
