"""Uses of privileged accounts: consent before, a window of time, what was done, and a look at it afterwards."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

_CONSENTS = ("it_manager", "business_owner")


def _window_is_over(record: Any) -> str | None:
    """Consent is given ahead: not to a use whose time has passed."""
    return _now("The time that is asked for is over.") if record.planned_to <= clock.now() else None


def _outside_the_window(record: Any) -> str | None:
    """The account is used in the time that was consented to, or not at all (8.2.3)."""
    if not record.planned_from <= clock.now() <= record.planned_to:
        return _now("Consent was given for another time than now (8.2.3).")
    return None


def _nothing_to_show(record: Any) -> str | None:
    """What was done can be looked at: a log of the session, or a note of what it was."""
    if record.session_log is None and not record.work_done.strip():
        return _now("Add the log of the session, or say what was done.")
    return None


class PrivilegedUse(Record):
    """One slip: one use of one account of the highest rights."""

    class Layer(models.TextChoices):
        OS = "os", _("Operating system")
        APPLICATION = "application", _("Application system")
        DATABASE = "database", _("Database")
        NETWORK = "network", _("Network device")

    account = link("access.Account", _("privileged account"))
    info_system = link("assets.InfoSystem", _("system"), blank=True, help_text=_("Empty: the system of the account."))
    layer = models.CharField(_("layer"), max_length=12, choices=Layer.choices)
    user = link("organization.Person", _("who uses it"), blank=True, help_text=_("Empty: yourself."))
    purpose = models.CharField(_("purpose of the use"), max_length=200)
    emergency = models.BooleanField(_("emergency use"), default=False)
    planned_from = models.DateTimeField(_("asked for from"))
    planned_to = models.DateTimeField(_("asked for until"))
    approver = link("organization.Person", _("consented by"), optional=True)
    approved_at = models.DateTimeField(_("consented at"), null=True, blank=True)
    started_at = models.DateTimeField(_("really from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("really until"), null=True, blank=True)
    work_done = models.TextField(_("what was done"), blank=True)
    session_log = EvidenceField(_("log of the session"), null=True, blank=True)
    password_changed_at = models.DateTimeField(_("password changed afterwards at"), null=True, blank=True)
    reviewer = link("organization.Person", _("looked at by"), optional=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",), when=_window_is_over),
            Move(
                source="submitted",
                target="approved",
                by=_CONSENTS,
                not_same_as=("maker", "user"),
                stamp={"approver": "person", "approved_at": "now"},
                when=_window_is_over,
                label=_("Consent"),
            ),
            Move(source="submitted", target="draft", by=_CONSENTS, reason=True),
            Move(
                source="approved",
                target="in_use",
                by=("named",),
                named="user",
                stamp={"started_at": "now"},
                when=_outside_the_window,
                label=_("Begin the use"),
            ),
            Move(
                source="in_use",
                target="ended",
                by=("named",),
                named="user",
                asks=("work_done",),
                stamp={"ended_at": "now"},
                when=_nothing_to_show,
                label=_("End the use"),
            ),
            Move(
                source="ended",
                target="reviewed",
                by=("it_manager", "security_officer"),
                not_same_as=("maker", "user"),
                stamp={"reviewer": "person"},
            ),
        ),
    )

    class Meta:
        verbose_name = _("use of a privileged account")
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(started_at__gte=F("approved_at")),
                name="privilegeduse_consent_before",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="privilegeduse_ended_after"
            ),
        ]
        indexes = [models.Index(fields=["account", "started_at"], name="access_use_account_idx")]

    def __str__(self) -> str:
        return f"{self.account} {self.purpose}"


class PrivilegedUses(Register):
    """Uses of privileged accounts."""

    code = "access.privileged_use"
    record = PrivilegedUse
    prefix = "PRU"
    title = _("Uses of privileged accounts")
    one = _("use of a privileged account")
    purpose = _(
        "Each use of an account of the highest rights: purpose, consent before, real begin and end, what was done."
    )
    columns = ("no", "account", "info_system", "user", "purpose", "planned_from", "emergency", "state")
    search = ("account__login", "user__name", "purpose")
    filters = ("state", "layer", "emergency", "planned_from")
    sections = (
        (_("Account"), ("account", "info_system", "layer", "user")),
        (_("Request for consent"), ("purpose", "emergency", "planned_from", "planned_to", "approver", "approved_at")),
        (_("Use"), ("started_at", "ended_at", "work_done", "session_log", "password_changed_at", "reviewer")),
    )
    makers = ("system_admin", "network_admin", "developer", "it_manager", "operator")
    dated = "planned_from"
    owner = "user"
    keep = "P5Y"
    stays_open = ("session_log", "password_changed_at")

    def prepare(self, record: Any, actor: Actor) -> None:
        """The system is that of the account; whoever asks uses it himself, unless somebody else is named."""
        if record.info_system_id is None:
            record.info_system_id = record.account.info_system_id
        if record.user_id is None:
            record.user = actor.person

    def validate(self, record: Any, lines: Any) -> None:
        """An account of the highest rights, of this system, for a span of time."""
        wrong: dict[str, Any] = {}
        if record.account.kind != "privileged" and not record.account.is_admin:
            wrong["account"] = _now("This is no account of the highest rights.")
        if record.info_system_id != record.account.info_system_id:
            wrong["info_system"] = _now("The account is on another system.")
        if record.planned_to <= record.planned_from:
            wrong["planned_to"] = _now("The end comes after the beginning.")
        if wrong:
            raise ValidationError(wrong)
