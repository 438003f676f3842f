"""Ledger entries: one row per act, never changed, never deleted."""

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.QuerySet[Any]):
    """A query set that can be read and added to, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError("ledger entries are never changed")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError("ledger entries are never deleted")


class Entry(models.Model):
    """One act: who did what to which record, when and from where.

    `digest` is the salted SHA-256 of the payload (see `zhengan.ledger.core.canonical`), so that a payload with
    personal data can one day be disposed of while the entry keeps its proof.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    event_on = models.DateField(null=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor_name = models.CharField(max_length=120)
    via = models.CharField(max_length=16)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    act = models.CharField(max_length=40, db_index=True)
    register = models.CharField(max_length=64, blank=True)
    record_id = models.BigIntegerField(null=True)
    record_no = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["register", "record_id", "id"], name="ledger_record_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.act} {self.record_no}"


class Payload(models.Model):
    """What the act changed: the values before and after, apart from the entry that commits to them."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()

    objects = AppendOnly.as_manager()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"
