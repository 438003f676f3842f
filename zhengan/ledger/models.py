"""The ledger's tables: entries and payloads by the acts; leaves, tiles and the head by the sequencer."""

from collections.abc import Collection
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet[Any]):
    """A query set that can be read and added to, nothing else; the database refuses the same (`triggers`)."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError("ledger entries are never changed")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError("ledger entries are never deleted")


class Payloads(AppendOnly):
    """Payloads: the one change they know is a lawful disposal."""

    def dispose(self, entry_ids: Collection[int], *, by_entry: int) -> int:
        """Remove bodies and salts, naming the entry of the act that disposed of them; returns how many there were."""
        found = self.filter(entry_id__in=entry_ids, disposed_by=None)
        return models.QuerySet.update(found, body=None, salt=b"", disposed_by=by_entry)


class Entry(models.Model):
    """One act: who did what to which record, when and from where.

    `digest` is the salted SHA-256 of the payload, `before` and `after` those of what the record said (see
    `zhengan.ledger.core.entry`), so that a payload with personal data can one day be disposed of while the entry keeps
    its proof.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    event_on = models.DateField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    via = models.CharField(max_length=16)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    act = models.CharField(max_length=40)
    register = models.CharField(max_length=64, blank=True)
    record_id = models.BigIntegerField(null=True)
    record_no = models.CharField(max_length=40, blank=True)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["register", "record_id", "id"], name="ledger_record_idx"),
            # Each ends with the number, so that the newest entries of one kind are read without sorting the others.
            models.Index(fields=["actor_id", "id"], name="ledger_actor_idx"),
            models.Index(fields=["act", "id"], name="ledger_act_idx"),
            models.Index(fields=["register", "id"], name="ledger_register_idx"),
            models.Index(fields=["record_no", "id"], name="ledger_number_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.act} {self.record_no}"


class Payload(models.Model):
    """What the act changed: the values before and after, apart from the entry that commits to them.

    Once disposed of, `disposed_by` names the entry of that act, and neither body nor salt is left.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField(null=True)
    disposed_by = models.BigIntegerField(null=True)

    objects = Payloads.as_manager()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class Pending(models.Model):
    """An entry that waits for its place in the tree; the database itself puts it here when an entry is written."""

    entry_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.entry_id} waits"


class Leaf(models.Model):
    """The place of an entry in the tree, given once; places are dense and begin with 0."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)

    objects = AppendOnly.as_manager()

    def __str__(self) -> str:
        return f"{self.index}: entry {self.entry_id}"


class Tile(models.Model):
    """The hashes of one tile of the tree (C2SP tlog-tiles); a partial one grows until it is full."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_tile_once")]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Head(models.Model):
    """The tree as it stands, the checkpoint that was signed last, and who sequences now; one row."""

    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    note = models.BinaryField(default=b"")
    noted_size = models.BigIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=100, blank=True)
    held_until = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.size} entries"


class LogKey(models.Model):
    """A public key of this log, and how it came to be one: the note that its predecessor signed, or a loss."""

    verifier = models.TextField(unique=True)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)
    lost = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.verifier


class Verification(models.Model):
    """One verification of the running system: how far it is, up to which entry it proves, and what it found."""

    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)
    stage = models.CharField(max_length=20, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    troubles = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"verification {self.pk}: {self.count} found"


class Departure(models.Model):
    """A checkpoint that left the building: where to, when, and what came back (cosignatures, a time-stamp)."""

    class Kind(models.TextChoices):
        DROP = "drop", _("file")
        MAIL = "mail", _("mail")
        WITNESS = "witness", _("witness")
        STAMP = "stamp", _("time-stamp")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    place = models.CharField(max_length=300)
    size = models.BigIntegerField()
    note = models.BinaryField()
    receipt = models.BinaryField(default=b"")
    stated_at = models.DateTimeField(null=True)  # what the receiver says
    at = models.DateTimeField()
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "place", "size"], name="ledger_departure_idx")]

    def __str__(self) -> str:
        return f"{self.size} to {self.place}"
