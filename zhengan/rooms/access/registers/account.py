"""Accounts: every account on every system, as last imported, joined to one person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many, Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


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

    info_system = models.ForeignKey("assets.InfoSystem", models.PROTECT, verbose_name=_("system"), related_name="+")
    login = models.CharField(_("login"), max_length=200)
    person = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("user"), related_name="+", null=True, blank=True)
    custodian = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("account custodian"), related_name="+", null=True, blank=True)
    kind = models.CharField(_("kind of account"), max_length=12, choices=Kind.choices)
    enabled = models.BooleanField(_("enabled"), default=False)
    is_admin = models.BooleanField(_("is admin"), default=False)
    default_name = models.BooleanField(_("default name"), default=False)
    auth_method = models.CharField(_("auth method"), max_length=12, choices=AuthMethod.choices)
    mfa = models.BooleanField(_("multi-factor"), default=False)
    roles = Many(_("roles and rights"))
    access_request = Reference(_("access request"), blank=True)
    created_on = models.DateField(_("created on"))
    last_login_on = models.DateField(_("last login on"), null=True, blank=True)
    password_changed_on = models.DateField(_("password changed on"), null=True, blank=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    imported_at = models.DateTimeField(_("imported at"))

    flow = Flow(
        initial="active",
        moves=(
            Move(source="active", target="disabled", by=("system_admin", "system",)),
            Move(source="disabled", target="active", by=("system_admin",)),  # only with an approved access_request
            Move(source="disabled", target="removed", by=("system_admin",)),
        ),
    )

    class Meta:
        verbose_name = _("account")

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
    filters = ("state", "info_system", "kind", "is_admin", "enabled", "last_login_on")
    makers = ("system_admin", "security_officer")
    key = ("info_system", "login")
    dated = "last_login_on"
    owner = "person"
    keep = "P3Y"
