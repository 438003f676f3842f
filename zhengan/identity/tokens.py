"""Tokens: what a program shows the API instead of a session, narrowed to registers and acts, and always with an end.

A token is 32 random bytes, shown once; kept is its digest (a hash without salt is enough for so much chance). It can
never do more than its owner may at that moment, and nothing that asks for a proof of the person.
"""

import hashlib
import ipaddress
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.identity.models import User
from zhengan.ledger import clock

PREFIX = "zhengan_"
# No token lives longer; used is written down at most so often.
LONGEST = timedelta(days=366)
TOUCH = timedelta(minutes=1)


class Act(models.TextChoices):
    """What a token may be allowed to do with a register."""

    READ = "read", _("read")
    REVEAL = "reveal", _("read confidential fields")
    CREATE = "create", _("add records")
    CHANGE = "change", _("change records")
    MOVE = "move", _("bring into another state")
    VOID = "void", _("void")
    ATTACH = "attach", _("attach files")
    PROVISION = "provision", _("bring people and groups in (SCIM)")


class Token(models.Model):
    """A token of one user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16)  # its beginning, to know it again
    registers = models.JSONField()  # register codes; never all of them without saying so
    acts = models.JSONField()
    networks = models.JSONField(default=list)  # from where; empty is from anywhere
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "identity"
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="identity_token_ends")]

    def __str__(self) -> str:
        return self.name

    def allows(self, act: str, register: str) -> bool:
        """Whether the token covers this act on this register."""
        return act in self.acts and register in self.registers

    def is_open(self) -> bool:
        """Whether it still works."""
        return self.revoked_at is None and clock.now() < self.expires_at

    def is_from(self, address: str) -> bool:
        """Whether it may be shown from there."""
        try:
            shown_from = ipaddress.ip_address(address)
        except ValueError:
            return not self.networks
        return not self.networks or any(shown_from in ipaddress.ip_network(one) for one in self.networks)

    def touch(self, address: str) -> None:
        """Write down that it was used, and from where."""
        now = clock.now()
        if self.used_at is None or self.used_at + TOUCH <= now or self.used_from != address:
            Token.objects.filter(pk=self.pk).update(used_at=now, used_from=address[:64])


def fresh() -> tuple[str, str, str]:
    """Return a new secret, its digest, and the beginning by which people know it again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return secret, digest(secret), secret[: len(PREFIX) + 4]


def digest(secret: str) -> str:
    """Return what the token is kept under."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> Token | None:
    """Return the token, whether it still works or not; None where there never was one."""
    return Token.objects.filter(digest=digest(secret)).select_related("user").first()


def revoke_all(user: User) -> int:
    """Revoke the tokens of a user and of the services he answers for; returns how many there were."""
    his = Q(user=user) | Q(user__answered_for_by=user)
    keys = list(Token.objects.filter(his, revoked_at=None).values_list("pk", flat=True))
    return Token.objects.filter(pk__in=keys).update(revoked_at=clock.now())
