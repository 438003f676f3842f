"""What an account leaves behind: former passwords, wrong tries, sessions, second factors, and asking for a password.

These are no records: they end with the account. That they were made, used or removed is entered in the ledger.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FormerPassword(models.Model):
    """The hash of a password that was in use; not to be taken again so soon."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        app_label = "identity"

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"


class Try(models.Model):
    """One wrong try to sign in, since the last right one from there; `login` is a digest where nobody has it."""

    at = models.DateTimeField()
    login = models.CharField(max_length=60)
    address = models.CharField(max_length=64)
    device = models.CharField(max_length=43, blank=True)

    class Meta:
        app_label = "identity"
        indexes = [
            models.Index(fields=["login", "at"], name="identity_try_login_idx"),
            models.Index(fields=["address", "at"], name="identity_try_address_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.address}"


class Session(models.Model):
    """A session, found by the digest of its key: who reads this table cannot take one over."""

    digest = models.CharField(max_length=64, primary_key=True)
    data = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=120, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    idle_for = models.DurationField(null=True)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "identity"
        indexes = [models.Index(fields=["user", "seen_at"], name="identity_session_idx")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.begun_at}"


class Factor(models.Model):
    """A second factor: an authenticator app (its secret encrypted) or a passkey (its public key)."""

    class Kind(models.TextChoices):
        TOTP = "totp", _("Authenticator app")
        PASSKEY = "passkey", _("Passkey")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    secret = models.BinaryField()
    credential = models.CharField(max_length=700, blank=True)  # a credential id has at most 1023 bytes by WebAuthn;
    # authenticators use 16 to 500
    last = models.BigIntegerField(default=0)  # the last step of time, or the last count of signatures
    confirmed = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "identity"
        constraints = [
            models.UniqueConstraint(
                fields=["credential"], condition=~Q(credential=""), name="identity_factor_credential_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code for the day on which the second factor is lost; only its keyed digest is kept, and it opens once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "identity"

    def __str__(self) -> str:
        return f"{self.user_id}"


class PasswordRequest(models.Model):
    """Somebody says that he has forgotten his password; a second person makes sure who it is (policy 7.3.3)."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    class Method(models.TextChoices):
        FACE = "face", _("Face to face, with an identity document")
        PHONE = "phone", _("Called back at the number in the personnel file")
        VIDEO = "video", _("Video call with the supervisor present")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_requests")
    at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    method = models.CharField(_("how the identity was confirmed"), max_length=5, choices=Method.choices, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "identity"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")), name="identity_request_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(method="") & Q(decided_by__isnull=False)),
                name="identity_request_how",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(state="open"), name="identity_request_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
