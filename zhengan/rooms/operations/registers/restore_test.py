"""Restore tests: a backup drawn at random was restored, whole and in time; somebody else approves what was seen."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock

# A test restores one of so many of the newest backups of the system.
DRAWN_FROM = 20


class RestoreTest(Record):
    """One backup that was restored for a test."""

    class Result(models.TextChoices):
        OK = "ok", _("Restored")
        FAILED = "failed", _("Not restored")

    info_system = link("assets.InfoSystem", _("system"))
    backup_run = link(
        "operations.BackupRun",
        _("backup to restore"),
        blank=True,
        help_text=_("Empty: one is drawn at random among the newest."),
    )
    media = Reference(_("medium"), blank=True, help_text=_("Record number of the medium."))
    tested_on = models.DateField(_("tested on"), null=True, blank=True)
    tester = link("organization.Person", _("tested by"), optional=True)
    restored_rows = models.PositiveBigIntegerField(_("rows restored"), null=True, blank=True)
    integrity_ok = models.BooleanField(_("backup is whole"), default=False)
    environment_ok = models.BooleanField(_("storage environment is right"), default=False)
    environment_note = models.CharField(_("what was seen of the environment"), max_length=200, blank=True)
    minutes = models.PositiveIntegerField(_("minutes to restore"), null=True, blank=True)
    result = models.CharField(_("result of the restoring"), max_length=12, choices=Result.choices, blank=True)
    evidence = EvidenceField(_("proof of the restoring"), null=True, blank=True)

    flow = Flow(
        initial="planned",
        moves=(
            Move(
                source="planned",
                target="tested",
                by=("system_admin",),
                stamp={"tester": "person"},
                needs=("tested_on", "environment_note", "minutes", "result", "evidence"),
            ),
            Move(source="tested", target="approved", by=("it_manager",), not_same_as=("maker", "tester")),
            Move(source="tested", target="planned", by=("it_manager",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("restore test")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned") | ~Q(result="ok") | Q(integrity_ok=True),
                name="restoretest_restored_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(tester__isnull=False, tested_on__isnull=False, minutes__isnull=False),
                name="restoretest_tested_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.info_system} {self.tested_on or ''}".strip()


class RestoreTests(Register):
    """Restore tests."""

    code = "operations.restore_test"
    record = RestoreTest
    prefix = "RST"
    title = _("Restore tests")
    one = _("restore test")
    purpose = _(
        "A backup really was restored - whole, readable and in time - and the place where it was kept was looked at."
    )
    columns = ("no", "info_system", "tested_on", "tester", "minutes", "result", "state")
    search = ("info_system__name", "environment_note")
    filters = ("state", "info_system", "result", "tested_on")
    sections = (
        (_("What is restored"), ("info_system", "backup_run", "media")),
        (_("Restoring"), ("tested_on", "tester", "restored_rows", "minutes", "integrity_ok", "result", "evidence")),
        (_("Storage environment"), ("environment_ok", "environment_note")),
    )
    makers = ("system_admin", "it_manager")
    dated = "tested_on"
    owner = "tester"
    keep = "P5Y"

    def prepare(self, record: Any, actor: Actor) -> None:
        """Nobody picks the backup that will do: where none is named, one is drawn."""
        if record.backup_run_id is None and record.info_system_id is not None:
            done = register("operations.backup_run").record.objects.live().in_state("done")
            newest = list(
                done.filter(info_system=record.info_system_id, kind="data").order_by("-ended_at")[:DRAWN_FROM]
            )
            record.backup_run = secrets.choice(newest) if newest else None

    def validate(self, record: Any, lines: Any) -> None:
        """The backup succeeded and is of this system; what was restored was whole, and not tomorrow."""
        wrong: dict[str, Any] = {}
        run = record.backup_run
        if run.state != "done" or run.info_system_id != record.info_system_id:
            wrong["backup_run"] = _now("Only a backup of this system that succeeded can be restored.")
        if record.tested_on is not None and record.tested_on > clock.today():
            wrong["tested_on"] = _now("That day is still to come.")
        elif record.tested_on is not None and record.tested_on < run.ended_at.astimezone(clock.TAIPEI).date():
            wrong["tested_on"] = _now("The backup was not there yet on that day.")
        if record.result == RestoreTest.Result.OK and not record.integrity_ok:
            wrong["result"] = _now("What is not whole was not restored.")
        if wrong:
            raise ValidationError(wrong)
