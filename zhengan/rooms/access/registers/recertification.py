"""Recertification campaigns: a frozen snapshot of rights in which the owner decides line by line."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import digest
from zhengan.rooms.access import deciding, snapshot

_APPROVERS = ("it_manager", "ciso", "security_officer")


class Recertification(Record):
    """One campaign over the rights of one system."""

    Subject = snapshot.Subject

    subject = models.CharField(
        _("subject of review"), max_length=12, choices=snapshot.Subject.choices, default="accounts"
    )
    info_system = link("assets.InfoSystem", _("system"), optional=True)
    scope_ref = Reference(_("scope"), blank=True)
    decider = link(
        "organization.Person",
        _("decided by (owner)"),
        blank=True,
        help_text=_("Empty: the business owner of the system."),
    )
    as_of = models.DateField(_("as of"))
    due_on = models.DateField(_("decide by"), blank=True, help_text=_("Empty: in 14 days."))
    snapshot_hash = models.CharField(_("snapshot hash"), max_length=64, blank=True)
    item_count = models.PositiveIntegerField(_("items"), default=0)
    decided_count = models.PositiveIntegerField(_("decided"), default=0)
    approved_by = link("organization.Person", _("approved by"), optional=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    flow = Flow(
        initial="opened",
        moves=(
            Move(source="opened", target="deciding", by=("system",)),
            Move(source="deciding", target="submitted", by=("named",), named="decider", when=deciding.undecided),
            Move(
                source="submitted",
                target="approved",
                by=_APPROVERS,
                not_same_as=("maker", "decider"),
                stamp={"approved_by": "person"},
                when=deciding.undecided,
            ),
            Move(
                source="submitted",
                target="deciding",
                by=_APPROVERS,
                not_same_as=("decider",),
                approval=False,
                reason=True,
                label=_("Send back"),
            ),
            Move(
                source="approved",
                target="executed",
                by=("system_admin", "network_admin", "general_affairs", "system"),
                stamp={"completed_on": "today"},
                when=deciding.not_carried_out,
            ),
        ),
    )

    class Meta:
        verbose_name = _("recertification")

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.info_system or self.scope_ref} {self.as_of}"

    @cached_property
    def idle_limit(self) -> int:
        """Days without use after which a right counts as idle, asked once for all lines of an act."""
        return deciding.idle_limit()


class RecertificationLine(Line):
    """One right under review, as it stood when the campaign began, with its decision."""

    record = models.ForeignKey(Recertification, models.CASCADE, related_name="lines")
    item_ref = Reference(_("item"))
    item = models.CharField(_("login"), max_length=120, blank=True)
    holder = link("organization.Person", _("user"), optional=True)
    rights = models.TextField(_("rights"), blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    idle_days = models.PositiveIntegerField(_("idle days"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=deciding.Decision.choices, blank=True)
    reason = models.CharField(_("reason for the decision"), max_length=200, blank=True)
    decided_by = link("organization.Person", _("decided by"), optional=True)
    executed_at = models.DateTimeField(_("executed at"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("review item")
        verbose_name_plural = _("review items")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(holder=None) | ~Q(decided_by=F("holder")),
                name="recertification_nobody_decides_on_himself",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_ref} {self.item}"


class Recertifications(Register):
    """Recertification campaigns."""

    code = "access.recertification"
    record = Recertification
    prefix = "RCT"
    title = _("Recertification campaigns")
    one = _("recertification")
    purpose = _(
        "A frozen snapshot of rights or rules in which the owner decides line by line to keep, change or revoke."
    )
    columns = ("no", "subject", "info_system", "due_on", "item_count", "decided_count", "state", "completed_on")
    search = ("info_system__name", "decider__name")
    filters = ("state", "subject", "info_system", "due_on")
    sections = (
        (_("Campaign"), ("subject", "info_system", "scope_ref", "decider", "due_on")),
        (_("Snapshot"), ("as_of", "item_count", "decided_count", "snapshot_hash")),
        (_("Completion"), ("approved_by", "completed_on")),
    )
    makers = ("ciso", "security_officer", "it_manager")
    dated = "as_of"
    due = "due_on"
    owner = "decider"
    keep = "P5Y"
    computed = ("as_of", "snapshot_hash", "item_count", "decided_count")
    fills = {"lines": ("decision", "reason")}

    def prepare(self, record: Any, actor: Actor) -> None:
        """The snapshot is of today; the owner of the system decides."""
        record.as_of = clock.today()
        record.due_on = record.due_on or record.as_of + timedelta(days=14)
        if record.decider_id is None and record.info_system:
            record.decider = record.info_system.business_owner

    def validate(self, record: Any, lines: Any) -> None:
        """Only what the product can freeze is reviewed."""
        snapshot.demand(record)

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Any]:
        """Freeze the rights as they stand now, under one digest."""
        rows = snapshot.take(record)
        record.item_count = len(rows)
        record.snapshot_hash = digest([snapshot.frozen(row) for row in rows])
        return {"lines": rows}

    def why_not_fill(self, record: Any, row: Any, actor: Actor) -> str | None:
        return deciding.why_not(record, row, actor)

    def filling(self, record: Any, row: Any, values: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        return deciding.decided(row, values, actor, idle_limit=record.idle_limit)

    def filled(self, record: Any) -> None:
        """Count what is decided."""
        record.decided_count = record.lines.exclude(decision="").count()

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Who decided on a line does not approve the decisions."""
        if move.target == "approved":
            deciding.demand_other_eyes(record, actor)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """A campaign is open for decisions at once; approved, it ends when the accounts show what was decided."""
        if act == "create":
            acts.move(record, "deciding", by=Actor.system())
            record.refresh_from_db()
        elif act == "move:submitted-approved":
            deciding.confirm(record)
            record.refresh_from_db()
