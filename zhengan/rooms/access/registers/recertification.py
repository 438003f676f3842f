"""Recertification campaigns: a frozen snapshot of rights or rules in which the owner decides line by line to keep, change or revoke."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register


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

    subject = models.CharField(_("subject of review"), max_length=12, choices=Subject.choices)
    info_system = models.ForeignKey("assets.InfoSystem", models.PROTECT, verbose_name=_("system"), related_name="+", null=True, blank=True)
    scope_ref = Reference(_("scope"), blank=True)
    decider = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("decided by (owner)"), related_name="+")
    as_of = models.DateField(_("as of"))
    due_on = models.DateField(_("decide by"))
    snapshot_hash = models.CharField(_("snapshot hash"), max_length=64, blank=True)
    item_count = models.PositiveIntegerField(_("items"), default=0)
    decided_count = models.PositiveIntegerField(_("decided"), default=0)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    flow = Flow(
        initial="opened",
        moves=(
            Move(source="opened", target="deciding", by=("system",)),
            Move(source="deciding", target="submitted", by=("named",), named="decider"),  # all lines decided
            Move(source="submitted", target="approved", by=("it_manager", "ciso", "security_officer",), not_same_as=("maker",)),
            Move(source="approved", target="executed", by=("system_admin", "network_admin", "general_affairs",)),  # all revocations confirmed by import
        ),
    )

    class Meta:
        verbose_name = _("recertification")

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.info_system or self.scope_ref} {self.as_of}"


class RecertificationLine(Line):
    """One right under review, with its decision."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("Keep")
        CHANGE = "change", _("Change")
        REVOKE = "revoke", _("Revoke")

    record = models.ForeignKey(Recertification, models.CASCADE, related_name="lines")
    item_ref = Reference(_("item"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    idle_days = models.PositiveIntegerField(_("idle days"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("decided by"), related_name="+", null=True, blank=True)
    reason = models.CharField(_("reason for the decision"), max_length=200, blank=True)
    executed_at = models.DateTimeField(_("executed at"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("review item")
        verbose_name_plural = _("review items")

    def __str__(self) -> str:
        return self.item_ref


class Recertifications(Register):
    """Recertification campaigns."""

    code = "access.recertification"
    record = Recertification
    prefix = "RCT"
    title = _("Recertification campaigns")
    one = _("recertification")
    purpose = _("A frozen snapshot of rights or rules in which the owner decides line by line to keep, change or revoke.")
    columns = ("no", "subject", "info_system", "as_of", "due_on", "item_count", "decided_count", "state", "completed_on")
    search = ("info_system__name", "no")
    filters = ("state", "subject", "info_system", "due_on")
    makers = ("ciso", "security_officer", "it_manager")
    dated = "as_of"
    due = "due_on"
    owner = "decider"
    keep = "P5Y"
