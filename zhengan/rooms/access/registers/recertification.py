"""Recertification campaigns: a frozen snapshot of rights in which the owner decides line by line."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel import acts, line_acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.plain import plain
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import digest
from zhengan.rooms.access.registers.account import Account

# Campaigns that this register can freeze by itself, with the accounts they are about.
_ACCOUNTS = {"accounts": Q(), "privileged": Q(is_admin=True) | Q(kind=Account.Kind.PRIVILEGED)}
_APPROVERS = ("it_manager", "ciso", "security_officer")
_TIME_TO_DECIDE = timedelta(days=14)


def _undecided(record: Any) -> str | None:
    left = record.item_count - record.decided_count
    return _now("%(left)d lines are not decided yet.") % {"left": left} if left else None


def _not_carried_out(record: Any) -> str | None:
    left = [row.item_ref for row in outstanding(record)]
    if not left:
        return None
    return _now("Not yet seen in the imported accounts: %(items)s.") % {"items": "、".join(left[:10])}


def outstanding(record: Any) -> list[Any]:
    """Return the lines decided for change or revocation that the accounts do not show yet; two queries."""
    rows = list(record.lines.filter(decision__in=("change", "revoke")))
    accounts = Account.objects.live().filter(no__in=[row.item_ref for row in rows]).in_bulk(field_name="no")
    return [row for row in rows if (account := accounts.get(row.item_ref)) and not _shows(account, row)]


def _shows(account: Account, row: "RecertificationLine") -> bool:
    if row.decision == RecertificationLine.Decision.REVOKE:
        return not account.enabled
    return not account.enabled or _rights(account) != row.rights


def _rights(account: Account) -> str:
    return "、".join([*account.roles, *([str(_now("administrator"))] if account.is_admin else [])])


class Recertification(Record):
    """One campaign over the rights of one system."""

    class Subject(models.TextChoices):
        ACCOUNTS = "accounts", _("User rights")
        PRIVILEGED = "privileged", _("Privileged accounts")
        DOOR = "door", _("Door rights")
        FIREWALL = "firewall", _("Firewall rules")
        REMOTE = "remote", _("Remote access")
        SOCIAL = "social", _("Social media rights")
        API = "api", _("API clients")

    subject = models.CharField(
        _("subject of review"), max_length=12, choices=Subject.choices, default=Subject.ACCOUNTS
    )
    info_system = models.ForeignKey(
        "assets.InfoSystem",
        models.PROTECT,
        verbose_name=_("system"),
        related_name="+",
        null=True,
        blank=True,
    )
    scope_ref = Reference(_("scope"), blank=True)
    decider = models.ForeignKey(
        "organization.Person",
        models.PROTECT,
        verbose_name=_("decided by (owner)"),
        related_name="+",
        blank=True,
        help_text=_("Empty: the business owner of the system."),
    )
    as_of = models.DateField(_("as of"))
    due_on = models.DateField(_("decide by"), blank=True, help_text=_("Empty: in 14 days."))
    snapshot_hash = models.CharField(_("snapshot hash"), max_length=64, blank=True)
    item_count = models.PositiveIntegerField(_("items"), default=0)
    decided_count = models.PositiveIntegerField(_("decided"), default=0)
    approved_by = models.ForeignKey(
        "organization.Person",
        models.PROTECT,
        verbose_name=_("decisions approved by"),
        related_name="+",
        null=True,
        blank=True,
    )
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    flow = Flow(
        initial="opened",
        moves=(
            Move(source="opened", target="deciding", by=("system",)),
            Move(source="deciding", target="submitted", by=("named",), named="decider", when=_undecided),
            Move(
                source="submitted",
                target="approved",
                by=_APPROVERS,
                not_same_as=("maker", "decider"),
                stamp={"approved_by": "person"},
                when=_undecided,
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
                when=_not_carried_out,
            ),
        ),
    )

    class Meta:
        verbose_name = _("recertification")

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.info_system or self.scope_ref} {self.as_of}"


class RecertificationLine(Line):
    """One right under review, as it stood when the campaign began, with its decision."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("Keep")
        CHANGE = "change", _("Change")
        REVOKE = "revoke", _("Revoke")

    record = models.ForeignKey(Recertification, models.CASCADE, related_name="lines")
    item_ref = Reference(_("item"))
    item = models.CharField(_("login"), max_length=120, blank=True)
    holder = models.ForeignKey(
        "organization.Person",
        models.PROTECT,
        verbose_name=_("holder of the right"),
        related_name="+",
        null=True,
        blank=True,
    )
    rights = models.TextField(_("rights"), blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    idle_days = models.PositiveIntegerField(_("idle days"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices, blank=True)
    reason = models.CharField(_("reason for the decision"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        "organization.Person",
        models.PROTECT,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
    )
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
