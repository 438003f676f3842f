"""Users: one per person, never shared, and the offices each one holds for which days."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from zhengan.identity.scope import Scope, chapters_of

SYSTEM = "system"


class UserManager(BaseUserManager["User"]):
    """Makes users; there are no super-users, rights come from offices alone."""

    def called(self, username: str) -> "models.QuerySet[User]":
        """Keep the user of that login, whatever its letter case (a login is one name, not many); by an index."""
        return self.alias(_login=Lower("username")).filter(_login=username.lower())

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user of that login."""
        return self.called(username or "").get()

    def system(self) -> "User":
        """Return the user in whose name the software itself acts; it can never sign in."""
        user, _made = self.get_or_create(
            username=SYSTEM, defaults={"name": "系統", "is_active": False, "password": "!"}
        )
        return user


class User(AbstractBaseUser):
    """An account of this product, belonging to one person (policy 7.1.1)."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Years(models.TextChoices):
        COMMON = "common", _("2026-11-22")
        ROC = "roc", _("ROC 115-11-22")

    username = models.CharField(_("login"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True)
    # A password that somebody else was shown once opens nothing after this (policy 7.3.4: it expires unused).
    one_time_until = models.DateTimeField(_("one-time password valid until"), null=True, blank=True)
    # The days between which somebody from outside may sign in (policy 7.1.3.4); for staff they are open.
    from_on = models.DateField(_("may sign in from"), null=True, blank=True)
    until_on = models.DateField(_("may sign in until"), null=True, blank=True)
    # What somebody from outside may see besides his own: these chapters, in these days; for staff nothing is said.
    scope_from_on = models.DateField(_("scope from"), null=True, blank=True)
    scope_to_on = models.DateField(_("scope until"), null=True, blank=True)
    scope_chapters = models.CharField(_("scope: chapters"), max_length=60, blank=True)
    # A program's account: it has no password, only tokens, and somebody answers for it.
    answered_for_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("who answers for it")
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hant")
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    years = models.CharField(_("years"), max_length=6, choices=Years.choices, default=Years.COMMON)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="identity_user_login_once"),
            models.CheckConstraint(
                condition=models.Q(answered_for_by=None) | models.Q(password__startswith="!"),  # noqa: S106 (the mark of no password)
                name="identity_service_without_password",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_sign_in(self, *, on: date) -> bool:
        """Whether the account is open on that day (policy 7.1.3.4)."""
        begun = self.from_on is None or self.from_on <= on
        return self.is_active and begun and (self.until_on is None or on <= self.until_on)

    @property
    def scope(self) -> Scope | None:
        """How far somebody from outside sees; None for staff. Where the bounds are missing he sees nothing."""
        if self.until_on is None or self.answered_for_by_id is not None:
            return None
        if self.scope_from_on is None or self.scope_to_on is None:
            return Scope(frozenset(), self.until_on, self.until_on)
        return Scope(chapters_of(self.scope_chapters), self.scope_from_on, self.scope_to_on)

    def get_full_name(self) -> str:
        """Return the person's name."""
        return self.name


class OfficeHeld(models.Model):
    """The effective table of offices: fed by appointments, read wherever a right is asked.

    `office` is a role code of the catalogue. `source` is the number of the record that gave the office.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="offices_held")
    office = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "office"], name="identity_office_idx")]
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "source"], name="identity_office_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.user_id}"


from zhengan.identity import keeping, provisioned, tokens  # noqa: E402, F401 (Django looks for models in this module)
