"""What an identity provider keeps here by SCIM: its own names of accounts, and its groups with their members."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

LONGEST = 255


class Provisioned(models.Model):
    """An account as the provider knows it: by its own id, and whether it has taken it out there."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="provisioned")
    external_id = models.CharField(max_length=LONGEST, blank=True, db_index=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        app_label = "identity"

    def __str__(self) -> str:
        return self.external_id


class ProvisionedGroup(models.Model):
    """A group of the provider; which offices it gives is said by the firm's mapping alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=LONGEST)
    external_id = models.CharField(max_length=LONGEST, blank=True, db_index=True)
    made_at = models.DateTimeField()
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="provisioned_groups")

    class Meta:
        app_label = "identity"
        constraints = [models.UniqueConstraint(Lower("name"), name="identity_group_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> frozenset[str]:
        """What the mapping may call it by."""
        return frozenset({self.name.lower(), self.external_id.lower()} - {""})
