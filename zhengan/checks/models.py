"""What the checks keep: the verdict of each clause, the acts that put it out of date, and a daily snapshot."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.checks.status import Status

STATUSES = [
    (Status.MET.value, _("Met")),
    (Status.ATTENTION.value, _("Attention")),
    (Status.NOT_MET.value, _("Not met")),
    (Status.NOT_APPLICABLE.value, _("Not applicable")),
    (Status.NO_DATA.value, _("No data")),
]


class ClauseVerdict(models.Model):
    """The last verdict on a clause. `reads` are the registers it was judged from; `parts` its conditions, counted."""

    clause = models.CharField(max_length=20, primary_key=True)
    kind = models.CharField(max_length=12)
    status = models.CharField(max_length=16, choices=STATUSES)
    population = models.PositiveIntegerField(null=True)
    exceptions = models.PositiveIntegerField(null=True)
    sentence_zh = models.TextField()
    sentence_en = models.TextField()
    parts = models.JSONField(default=list)
    reads = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    turns_on = models.DateField(null=True)
    judged_on = models.DateField()
    judged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.clause} {self.status}"


class Touch(models.Model):
    """An act changed something in this register after the verdicts that read it were judged.

    Acts only ever insert here, so that they never wait for each other; the judge removes what it has taken in.
    """

    register = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.register


class JudgeLock(models.Model):
    """One row, locked while verdicts are kept, so that an older judgement never overwrites a newer one.

    turn       how often verdicts were kept: whoever began to judge in an earlier turn is too late
    judged_by  fingerprint of the policy and the checks: after an upgrade everything is judged anew
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    turn = models.PositiveBigIntegerField(default=0)
    judged_on = models.DateField(null=True)
    judged_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"judged on {self.judged_on}"


class Snapshot(models.Model):
    """The status of a clause at the end of a day, for trends; a later run of the same day replaces it."""

    day = models.DateField()
    clause = models.CharField(max_length=20)
    status = models.CharField(max_length=16, choices=STATUSES)
    population = models.PositiveIntegerField(null=True)
    exceptions = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "clause"], name="checks_snapshot_once")]
        indexes = [models.Index(fields=["clause", "day"], name="checks_snapshot_clause_idx")]

    def __str__(self) -> str:
        return f"{self.day} {self.clause} {self.status}"


class NotApplicable(models.Model):
    """A clause that does not apply to the firm: with a reason, approved by a second person, until a day."""

    clause = models.CharField(max_length=20)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    valid_until = models.DateField(_("valid until"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="checks_not_applicable_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause} not applicable"
