"""Accounts: every account on every system, as last imported, joined to one person."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.access import deciding, granting


class AccountSet(RecordSet):
    """Accounts by use."""

    def enabled(self) -> Self:
        """Keep the accounts that can sign in."""
        return self.filter(enabled=True)

    def idle(self, *, days: int, on: date) -> Self:
        """Keep the enabled accounts unused for more than so many days on that day (7.1.3.6).

        One that was never used counts from its creation; when that is unknown too, nothing proves that it is used.
        """
        before = on - timedelta(days=days)
        unused = Q(last_login_on__lt=before) | Q(last_login_on=None) & (Q(created_on__lt=before) | Q(created_on=None))
        return self.enabled().filter(unused)


class Account(Record):
    """One account on one system."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("Personal")
        SHARED = "shared", _("Shared")
        SERVICE = "service", _("Service")
        PRIVILEGED = "privileged", _("Privileged")
        OUTSOURCED = "outsourced", _("Outsourced account")
        CUSTOMER = "customer", _("Customer")

    class AuthMethod(models.TextChoices):
        PASSWORD = "password", _("Password")
        CERTIFICATE = "certificate", _("Certificate")
        MFA = "mfa", _("Multi-factor")
        SSO = "sso", _("Single sign-on")
        NONE = "none", _("None")

    info_system = link("assets.InfoSystem", _("system"))
    login = models.CharField(_("login"), max_length=80)
    person = link("organization.Person", _("user"), optional=True)
    custodian = link(
        "organization.Person",
        _("account custodian"),
        optional=True,
        help_text=_("Who answers for a shared or service account (7.1.1)."),
    )
    kind = models.CharField(_("kind of account"), max_length=12, choices=Kind.choices)
    enabled = models.BooleanField(_("enabled"), default=True)
    is_admin = models.BooleanField(_("is admin"), default=False)
    default_name = models.BooleanField(
        _("default name"), default=False, help_text=_("A name that the product came with, such as admin (7.3.7).")
    )
    auth_method = models.CharField(_("auth method"), max_length=12, choices=AuthMethod.choices)
    mfa = models.BooleanField(_("multi-factor"), default=False)
    roles = Many(_("roles and rights"), blank=True)
    access_request = Reference(_("access request"), blank=True, help_text=_("Record number of the approved request."))
    created_on = models.DateField(_("created on"), null=True, blank=True)
    last_login_on = models.DateField(_("last login on"), null=True, blank=True)
    password_changed_on = models.DateField(_("password changed on"), null=True, blank=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    imported_at = models.DateTimeField(_("imported at"))

    objects: ClassVar[Any] = AccountSet.as_manager()

    flow = Flow(
        initial="active",
        moves=(
            Move(source="active", target="disabled", by=("system_admin", "system")),
            Move(
                source="disabled",
                target="active",
                by=("system_admin",),
                asks=("access_request",),
                needs=("access_request",),
                when=granting.without_request,
            ),
            Move(source="disabled", target="removed", by=("system_admin",)),
        ),
    )

    class Meta:
        verbose_name = _("account")
        constraints = [models.UniqueConstraint(fields=["info_system", "login"], name="access_account_login_once")]
        indexes = [
            models.Index(fields=["enabled", "last_login_on"], name="access_account_idle_idx"),
            # What long lists are counted and sorted by, and what tells when a system was last imported.
            models.Index(fields=["state"], condition=models.Q(voided_at=None), name="access_account_live_idx"),
            models.Index(fields=["login", "id"], condition=models.Q(voided_at=None), name="access_account_login_idx"),
            models.Index(
                fields=["info_system", "imported_at"],
                condition=models.Q(voided_at=None),
                name="access_account_imported_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.login


class Accounts(Register):
    """Accounts."""

    code = "access.account"
    record = Account
    prefix = "ACC"
    title = _("Accounts")
    one = _("account")
    purpose = _("Every account on every system, as last imported, joined to one person.")
    columns = ("login", "info_system", "person", "kind", "is_admin", "last_login_on", "password_changed_on", "state")
    search = ("login", "person__name")
    order = ("login",)
    filters = ("state", "info_system", "kind", "is_admin", "enabled", "last_login_on")
    sections = (
        (_("Account"), ("info_system", "login", "kind", "person", "custodian", "enabled", "expires_on")),
        (_("Rights"), ("roles", "is_admin", "access_request")),
        (_("Authentication"), ("auth_method", "mfa", "default_name", "must_change_password")),
        (_("Use"), ("created_on", "last_login_on", "password_changed_on", "imported_at")),
    )
    makers = ("system_admin", "security_officer")
    key = ("info_system", "login")
    dated = "last_login_on"
    owner = "person"
    keep = "P3Y"
    computed = ("imported_at",)
    gone_state = "disabled"
    gone_within = "info_system"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Records that people write point to accounts of the highest rights: those that can be used."""
        return records.in_state("active").filter(Q(kind=Account.Kind.PRIVILEGED) | Q(is_admin=True), enabled=True)

    def prepare(self, record: Any, actor: Actor) -> None:
        """A new account is known as of now."""
        record.imported_at = clock.now()

    def import_row(self, record: Any, actor: Actor) -> None:
        """Follow the system: what it shows enabled is active, whoever thought it disabled. Checks judge the rest."""
        record.imported_at = clock.now()
        if record.enabled:
            record.state = "active"
        elif record.state == "active":
            record.state = "disabled"

    def vanish(self, record: Any) -> None:
        """An account that its system no longer has cannot sign in."""
        record.enabled = False
        record.imported_at = clock.now()

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Whether it can sign in follows the state."""
        record.enabled = move.target == "active"

    def after_import(self, actor: Actor) -> None:
        """An import may show that what campaigns decided, or requests asked for, was carried out."""
        deciding.confirm_all()
        granting.close_shown()
