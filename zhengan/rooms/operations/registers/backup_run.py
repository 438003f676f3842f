"""Backup runs: how each backup ended and whether a copy reached the other safe place; a failure is told at once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.identity.offices import holders
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.notifying import notify
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock

TOLD = ("system_admin", "it_manager")


class BackupRun(Record):
    """One run of the backup program for one system."""

    class Kind(models.TextChoices):
        DATA = "data", _("Data of the system")
        SOFTWARE = "software", _("Software of the system")
        DOCUMENT = "document", _("Documents and lists")
        PRE_CHANGE = "pre_change", _("Before a change")
        POST_CHANGE = "post_change", _("After a change")

    class Result(models.TextChoices):
        OK = "ok", _("Backed up")
        PARTIAL = "partial", _("Backed up in part")
        FAILED = "failed", _("Not backed up")

    info_system = link("assets.InfoSystem", _("system"))
    kind = models.CharField(_("kind of backup"), max_length=12, choices=Kind.choices, default=Kind.DATA)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    result = models.CharField(
        _("result of the backup"),
        max_length=12,
        choices=Result.choices,
        blank=True,
        help_text=_("Empty while it has not run."),
    )
    failure = models.CharField(
        _("what went wrong"), max_length=200, blank=True, help_text=_("Needed where it did not succeed.")
    )
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    checksum = models.CharField(_("checksum"), max_length=128, blank=True)
    media = Reference(_("medium"), blank=True, help_text=_("Record number of the medium."))
    other_site_at = models.DateTimeField(_("reached the other place at"), null=True, blank=True)
    change_request = link("development.ChangeRequest", _("change request"), optional=True)
    rerun_by = link("organization.Person", _("run again by"), optional=True)
    rerun_at = models.DateTimeField(_("run again at"), null=True, blank=True)

    flow = Flow(
        initial="scheduled",
        moves=(
            Move(source="scheduled", target="done", by=("system",)),
            Move(source="scheduled", target="failed", by=("system",)),
            Move(
                source="failed",
                target="done",
                by=("system_admin",),
                stamp={"rerun_by": "person", "rerun_at": "now"},
                label=_("Record the rerun"),
            ),
        ),
    )

    class Meta:
        verbose_name = _("backup run")
        constraints = [
            models.UniqueConstraint(
                fields=["info_system", "kind", "started_at"],
                condition=Q(voided_at=None),
                name="operations_backup_once",
                violation_error_message=_("This run is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="backuprun_start_before_end"
            ),
            # What failed is not made good by writing another result: somebody ran it again.
            models.CheckConstraint(
                condition=Q(state="scheduled")
                | Q(state="done", result="ok", ended_at__isnull=False)
                | Q(state="failed", result__in=("partial", "failed"), ended_at__isnull=False),
                name="backuprun_state_is_result",
            ),
        ]
        indexes = [models.Index(fields=["info_system", "kind", "ended_at"], name="operations_backup_idx")]

    def __str__(self) -> str:
        # Without the name of the system: other records list runs, and would ask for it one by one.
        return f"{self.get_kind_display()} {self.started_at.astimezone(clock.TAIPEI):%Y-%m-%d %H:%M}"


FAILURES = (BackupRun.Result.PARTIAL, BackupRun.Result.FAILED)


class BackupRuns(Register):
    """Backup runs."""

    code = "operations.backup_run"
    record = BackupRun
    prefix = "BKP"
    title = _("Backup runs")
    one = _("backup run")
    purpose = _(
        "How every backup ended - data, important software, its documents and lists, before and after changes - and "
        "whether a copy reached the other safe place."
    )
    columns = ("no", "info_system", "kind", "started_at", "ended_at", "result", "other_site_at", "state")
    search = ("info_system__name", "failure", "media")
    filters = ("state", "info_system", "kind", "result", "started_at")
    sections = (
        (_("The run"), ("info_system", "kind", "started_at", "ended_at", "change_request")),
        (_("How it ended"), ("result", "failure", "rerun_by", "rerun_at")),
        (_("The copy"), ("size", "checksum", "media", "other_site_at")),
    )
    makers = ("system_admin", "operator")
    key = ("info_system", "kind", "started_at")
    dated = "started_at"
    keep = "P3Y"
    stays_open = ("media", "other_site_at")

    def choosable(self, records: RecordSet) -> RecordSet:
        """What can be restored."""
        return records.in_state("done")

    def validate(self, record: Any, lines: Any) -> None:
        """Times in order, none to come; a failure says what went wrong and stays one until it was run again."""
        wrong: dict[str, Any] = {}
        for name in ("ended_at", "other_site_at"):
            moment = getattr(record, name)
            if moment is not None and moment > clock.now():
                wrong[name] = _now("That time is still to come.")
            elif moment is not None and moment < record.started_at:
                wrong[name] = _now("That time lies before the start.")
        if record.result and record.ended_at is None:
            wrong["ended_at"] = _now("Say when the run ended.")
        if record.result in FAILURES and not record.failure.strip():
            wrong["failure"] = _now("Say what went wrong.")
        if record.state == "failed" and record.result not in FAILURES:
            wrong["result"] = _now("A failed backup is made good by running it again, not by another result.")
        elif record.state == "done" and record.result != BackupRun.Result.OK:
            wrong["result"] = _now("Only a backup that succeeded is done.")
        if wrong:
            raise ValidationError(wrong)

    def import_row(self, record: Any, actor: Actor) -> None:
        """The report of the backup program says how it ended."""
        if record.state == "scheduled" and record.result:
            record.state = "done" if record.result == BackupRun.Result.OK else "failed"

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """A rerun succeeded, and ended when that is recorded."""
        if move.source == "failed":
            record.result, record.ended_at = BackupRun.Result.OK, record.rerun_at

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Once the result is known the run is done or failed; of a failure those who run the systems are told."""
        if record.state == "scheduled" and record.result:
            target = "done" if record.result == BackupRun.Result.OK else "failed"
            acts.move(record, target, by=Actor.system())
            record.refresh_from_db()
        elif record.state == "failed" and act in ("create", "import", "move:scheduled-failed"):
            users = {user for office in TOLD for user in holders(office, on=clock.today())}
            say = _("Backup failed: %(system)s, %(what)s (%(why)s)")
            notify(users, say, about=record, system=record.info_system, what=record, why=record.failure)
