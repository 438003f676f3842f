"""The tables that all registers share: numbers, cards, evidence, submissions, comments, notices, views."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last running number given in a register and year; the row is locked while an act takes numbers."""

    register = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="kernel_counter_once")]

    def __str__(self) -> str:
        return f"{self.register} {self.year} {self.last}"


class Card(models.Model):
    """What every list over all registers needs of a record: search, Today, calendar, approvals, "mine".

    Kept by the acts in their own transaction, and can be made anew from the records at any time.
    """

    register = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    no = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=20)
    awaiting = models.BooleanField(default=False)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    dated_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    voided = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "record_id"], name="kernel_card_once")]
        indexes = [
            models.Index(fields=["register", "state"], name="kernel_card_state_idx"),
            models.Index(fields=["register", "changed_at"], name="kernel_card_newest_idx"),
            models.Index(fields=["owner", "due_on"], name="kernel_card_owner_idx"),
            models.Index(fields=["due_on"], name="kernel_card_due_idx"),
            models.Index(fields=["awaiting", "changed_at"], name="kernel_card_awaiting_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"


class Evidence(models.Model):
    """A file, addressed by the SHA-256 of its content; the same content is kept once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("type"), max_length=100)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file (or a link) that proves a record; taken off by a visible line, never deleted."""

    register = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    evidence = models.ForeignKey(Evidence, models.PROTECT)
    name = models.CharField(_("name"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["register", "record_id"], name="kernel_attachment_idx")]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """What was submitted for approval: frozen and hashed, so that the approver approves exactly this."""

    register = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    approved = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    untold = ("body",)  # the ledger is told its digest

    class Meta:
        indexes = [models.Index(fields=["register", "record_id"], name="kernel_submission_idx")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("submitted_by"))
                | models.Q(approved=False),
                name="kernel_submission_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record_id} {self.digest[:12]}"


class Comment(models.Model):
    """A remark in the discussion of a record or a clause (`register` is then `clause`, `subject` its id)."""

    register = models.CharField(max_length=64)
    record_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["register", "subject"], name="kernel_comment_idx")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.text[:40]}"


class Notification(models.Model):
    """Something a person is told, in the product and by mail; `delivered_at` is the delivery log."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned to you")
        WAITING = "waiting", _("Waits for your decision")
        MENTION = "mention", _("You were mentioned")
        INCIDENT = "incident", _("Security incident")
        DECIDED = "decided", _("Decided")
        ACCOUNT = "account", _("Your account")
        REMINDER = "reminder", _("Reminder")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    register = models.CharField(max_length=64, blank=True)
    record_no = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.BooleanField(default=False)
    delivered_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "read_at"], name="kernel_notification_idx"),
            models.Index(fields=["mail", "delivered_at"], name="kernel_mail_idx"),
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A person's filters and columns of one list, under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    register = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "register", "name"], name="kernel_view_once")]

    def __str__(self) -> str:
        return self.name


class ForeignHeading(models.Model):
    """A heading of somebody else's spreadsheet, and the field that it was said to mean when it was imported."""

    register = models.CharField(max_length=64)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "heading"], name="kernel_heading_once")]

    def __str__(self) -> str:
        return f"{self.heading} = {self.field}"


class PostedForm(models.Model):
    """A form that was carried out, and where it led: the same form, posted again, does nothing and leads there too."""

    digest = models.CharField(max_length=64, primary_key=True)
    url = models.CharField(max_length=400)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.url


class CalendarToken(models.Model):
    """A revocable address under which a person's duties can be read as iCal; only the digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"


class TradingDay(models.Model):
    """A day of the imported market calendar: whether there is trading, and why not."""

    day = models.DateField(primary_key=True)
    trading = models.BooleanField()
    note = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'trading' if self.trading else self.note}"


class SweepRun(models.Model):
    """The last run of a sweep, its lease, and what went wrong."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class EvidenceField(models.ForeignKey[Any, Any]):
    """A file as a field of a record: a foreign key to Evidence that a form fills by upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["to"] = "kernel.Evidence"
        kwargs["on_delete"] = models.PROTECT
        kwargs.setdefault("related_name", "+")
        super().__init__(**kwargs) if not args else super().__init__(verbose_name=args[0], **kwargs)


class LegalHold(models.Model):
    """Records that must not be disposed of, whatever their term: one of a register, or (without number) all of it."""

    register = models.CharField(max_length=64)
    record_no = models.CharField(max_length=40, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.register} {self.record_no}"


class Disposal(models.Model):
    """Records past their term that one person asks to dispose of and another approves; carried out at once."""

    register = models.CharField(max_length=64)
    records = models.JSONField()  # their keys
    numbers = models.JSONField()
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="kernel_disposal_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register}: {len(self.numbers)}"
