"""Evidence archive: sealed batches of logs and evidence, each with the seal of the one before, kept until their day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Digest, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.only_added import only_added
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.logs import sealing

SEALED = ("sealed", "released", "expired")


class EvidenceArchive(Record):
    """One batch."""

    class Kind(models.TextChoices):
        LOG = "log", _("Batch of a log")
        FIREWALL = "firewall", _("Log of a firewall")
        FIREWALL_BACKUP = "firewall_backup", _("Copy of a firewall's log")
        INCIDENT = "incident", _("Evidence of an incident")
        CONFIG = "config", _("Copy of a configuration")
        SIGNING = "signing", _("Log of signing")

    kind = models.CharField(_("kind of batch"), max_length=16, choices=Kind.choices)
    log_source = link("logs.LogSource", _("log source"), optional=True)
    incident = link("incidents.Incident", _("incident"), optional=True)
    covers_from = models.DateTimeField(_("covers from"))
    covers_to = models.DateTimeField(_("covers until"), help_text=_("The next batch begins there, or before."))
    file_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = Digest(_("SHA-256 of the file"))
    previous_hash = Digest(_("seal of the batch before"), blank=True)
    seal = Digest(_("seal"), blank=True)
    collected_by = link("organization.Person", _("collected by"), optional=True)
    collected_at = models.DateTimeField(_("collected at"))
    storage = models.CharField(_("stored at"), max_length=120)
    second_copy = models.CharField(_("second copy at"), max_length=120, blank=True)
    kept_until = models.DateField(_("not destroyed before"), null=True, blank=True)
    hold = models.BooleanField(_("held for a dispute"), default=False)
    verified_at = models.DateTimeField(_("file verified at"), null=True, blank=True)
    intact = models.BooleanField(_("found intact"), default=False)

    flow = Flow(
        initial="collected",
        moves=(
            Move(source="collected", target="sealed", by=("system",)),
            Move(
                source="sealed",
                target="released",
                by=("auditor", "ciso"),
                approval=False,
                not_same_as=("maker",),
                when=sealing.nobody_takes_it,
                label=_("Release a copy"),
            ),
            Move(source="sealed", target="expired", by=("system",), when=sealing.to_be_kept),
            Move(source="released", target="expired", by=("system",), when=sealing.to_be_kept),
            Move(
                source="expired",
                target="sealed",
                by=("ciso", "security_officer"),
                asks=("hold",),
                when=sealing.no_dispute,
                reason=True,
                label=_("Hold for a dispute"),
            ),
            Move(
                source="expired",
                target="destroyed",
                by=("security_officer",),
                not_same_as=("maker",),
                reason=True,
                proof=True,
                when=sealing.to_be_kept,
            ),
        ),
    )

    class Meta:
        verbose_name = _("sealed batch")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(voided_at=None),
                name="logs_archive_once",
                violation_error_message=_("This file is in the archive already."),
            ),
            models.CheckConstraint(
                condition=Q(covers_to__gte=F("covers_from")), name="evidencearchive_covers_something"
            ),
            models.CheckConstraint(
                condition=Q(state="collected") | ~Q(seal="") & Q(kept_until__isnull=False),
                name="evidencearchive_sealed",
            ),
        ]
        indexes = [models.Index(fields=["log_source", "kind", "covers_to"], name="logs_archive_covers_idx")]

    def __str__(self) -> str:
        return self.file_name


class Custody(Line):
    """One hand-over of the batch, or of a copy."""

    record = models.ForeignKey(EvidenceArchive, models.CASCADE, related_name="custody")
    at = models.DateTimeField(_("handed over at"))
    from_person = link("organization.Person", _("handed over by"))
    to_person = link("organization.Person", _("taken by"))
    purpose = models.CharField(_("handed over for"), max_length=200)

    class Meta(Line.Meta):
        verbose_name = _("hand-over of evidence")
        verbose_name_plural = _("chain of custody")
        constraints = [
            models.CheckConstraint(condition=~Q(from_person=F("to_person")), name="logs_custody_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.from_person} → {self.to_person}"


class EvidenceArchives(Register):
    """Evidence archive."""

    code = "logs.evidence_archive"
    record = EvidenceArchive
    prefix = "EVA"
    title = _("Digital evidence and sealed logs")
    one = _("sealed batch")
    purpose = _(
        "Batches of logs, configurations and evidence, each sealed together with the seal of the one before, with its "
        "chain of custody and the day before which nothing is destroyed."
    )
    columns = ("kind", "log_source", "covers_from", "covers_to", "kept_until", "intact", "verified_at", "state")
    search = ("file_name", "sha256")
    filters = ("state", "kind", "log_source", "intact", "hold", "covers_to")
    sections = (
        (_("Batch"), ("kind", "log_source", "incident", "covers_from", "covers_to")),
        (_("File"), ("file_name", "size", "sha256", "collected_by", "collected_at")),
        (_("Seal"), ("previous_hash", "seal", "verified_at", "intact")),
        (_("Keeping"), ("storage", "second_copy", "kept_until", "hold")),
    )
    makers = ("system_admin", "security_officer")
    key = ("sha256",)
    dated = "covers_to"
    keep = "P1D"
    keep_from = "kept_until"
    computed = ("previous_hash", "seal", "kept_until")

    def compute(self, record: Any) -> None:
        """It is kept as long as the policy says, and as its log asks for; never shorter than before."""
        if record.covers_to is not None:
            day = sealing.kept_at_least_until(record)
            record.kept_until = max(record.kept_until or day, day)

    def turned(self, now: datetime) -> Mapping[str, Any]:
        """What was collected is sealed, the older first; what is to be kept no longer expires."""
        live = EvidenceArchive.objects.live()
        over = Q(kept_until__lt=now.astimezone(clock.TAIPEI).date(), hold=False)
        return {
            "sealed": live.in_state("collected").order_by("covers_to", "pk"),
            "expired": live.in_state("sealed", "released").filter(over),
        }

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """The seal takes in the seal of the batch before."""
        if move.code == "collected-sealed":
            record.previous_hash = sealing.seal_before(record)
            record.seal = sealing.seal_of(record)

    def validate(self, record: Any, lines: Any) -> None:
        """Times that have been; what is sealed does not change, and its custody is only added to."""
        wrong: dict[str, Any] = {}
        for name in ("covers_to", "collected_at", "verified_at"):
            if (moment := getattr(record, name)) is not None and moment > clock.now():
                wrong[name] = _now("That time is still to come.")
        if record.log_source is None and record.incident is None and record.kind != EvidenceArchive.Kind.CONFIG:
            wrong["log_source"] = _now("Say of which log or incident it is.")
        if record.covers_to <= record.covers_from:
            wrong["covers_to"] = _now("The end comes after the beginning.")
        if record.state in SEALED and record.seal != sealing.seal_of(record):
            wrong["__all__"] = _now("What is sealed is not changed (7.4.3).")
        if lines is not None and not only_added(record, "custody", lines.get("custody")):
            wrong["__all__"] = _now("The chain of custody is only added to, never changed.")
        if wrong:
            raise ValidationError(wrong)
