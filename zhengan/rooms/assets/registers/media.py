"""Backup and storage media: the label of each, where it lies, and every hand-over between two people."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register
from zhengan.rooms.assets.classes import Classification
from zhengan.rooms.assets.handing import HANDED_OVER, HandedOver, not_taken_over

KEEPERS = ("system_admin", "general_affairs", "operator")


def _not_erased(record: Any) -> str | None:
    erased = register("assets.sanitization").record.objects.live().in_state("witnessed").filter(medium=record)
    return None if erased.exists() else _now("Its erasure has to be witnessed first (7.6.4).")


class Media(Record):
    """One medium with its label."""

    Classification = Classification

    class Kind(models.TextChoices):
        TAPE = "tape", _("Tape")
        DISK = "disk", _("Disk")
        OPTICAL = "optical", _("Optical disc")
        VAULT = "vault", _("Cloud vault")
        PAPER = "paper", _("Paper")

    class ContentType(models.TextChoices):
        BACKUP = "backup", _("Backup files")
        SOFTWARE = "software", _("Important software")
        DOCUMENT = "document", _("Documents")
        LIST = "list", _("Lists")

    class Site(models.TextChoices):
        COMPUTER_CENTRE = "computer_centre", _("Computer centre")
        SAME_BUILDING = "same_building", _("Same building")
        OTHER_SITE = "other_site", _("Another safe place")

    label_no = models.CharField(_("label number"), max_length=40, unique=True)
    content_name = models.CharField(_("name of the data"), max_length=120)
    keep_until = models.DateField(_("data kept until"))
    kind = models.CharField(_("kind of medium"), max_length=12, choices=Kind.choices)
    content_type = models.CharField(_("what it holds"), max_length=12, choices=ContentType.choices)
    classification = models.CharField(_("security class"), max_length=12, choices=Classification.choices)
    encrypted = models.BooleanField(_("data are encrypted"), default=False)
    site = models.CharField(_("where it is kept"), max_length=16, choices=Site.choices)
    storage = models.CharField(_("place of storage"), max_length=120)
    locked = models.BooleanField(_("under lock"), default=False)
    fireproof = models.BooleanField(_("fireproof cabinet"), default=False)
    quakeproof = models.BooleanField(_("quakeproof cabinet"), default=False)
    fireproof_room = models.BooleanField(_("fireproof room"), default=False)
    label_photo = EvidenceField(_("photograph of the label"), null=True, blank=True)
    backup_run = Reference(_("backup run"), blank=True)
    giver = link("organization.Person", _("handed over by"), optional=True)
    receiver = link("organization.Person", _("handed over to"), optional=True)
    to_place = models.CharField(_("taken to"), max_length=120, blank=True)
    handed_for = models.CharField(_("what for"), max_length=120, blank=True)
    lent_until = models.DateField(_("lent until"), null=True, blank=True)

    flow = Flow(
        initial="active",
        moves=(
            Move(
                source="active",
                target="in_transit",
                by=("operator", "system_admin"),
                asks=HANDED_OVER,
                needs=HANDED_OVER,
                stamp={"giver": "person"},
            ),
            Move(
                source="in_transit",
                target="stored",
                by=("general_affairs", "system_admin"),
                not_same_as=("maker", "giver"),
                approval=False,
                when=not_taken_over,
            ),
            Move(
                source="stored",
                target="in_transit",
                by=KEEPERS,
                asks=HANDED_OVER,
                needs=HANDED_OVER,
                stamp={"giver": "person"},
            ),
            Move(
                source="stored",
                target="lent",
                by=KEEPERS,
                asks=(*HANDED_OVER, "lent_until"),
                needs=(*HANDED_OVER, "lent_until"),
                stamp={"giver": "person"},
                label=_("Lend"),
            ),
            # Whoever borrowed it hands it back to a keeper, who signs for it.
            Move(
                source="lent",
                target="in_transit",
                by=("named",),
                named="receiver",
                asks=HANDED_OVER,
                needs=HANDED_OVER,
                stamp={"giver": "person"},
                when=not_taken_over,
                label=_("Give back"),
            ),
            Move(source="stored", target="expired", by=("system",), on="keep_until", past=True),
            Move(
                source="expired",
                target="destroyed",
                by=("system_admin",),
                not_same_as=("maker",),
                approval=False,
                when=_not_erased,
            ),
        ),
    )

    class Meta:
        verbose_name = _("medium")
        constraints = [models.CheckConstraint(condition=~Q(giver=F("receiver")), name="media_two_people")]

    def __str__(self) -> str:
        return f"{self.label_no} {self.content_name}"


class MediaRegister(HandedOver, Register):
    """Backup and storage media."""

    code = "assets.media"
    record = Media
    prefix = "MED"
    title = _("Backup and storage media")
    one = _("medium")
    purpose = _("The label of every backup or confidential medium, where it lies, and every hand-over of it.")
    columns = ("no", "label_no", "content_name", "classification", "site", "storage", "keep_until", "state")
    search = ("label_no", "content_name", "storage")
    filters = ("state", "kind", "content_type", "classification", "site", "keep_until")
    sections = (
        (_("Label"), ("label_no", "content_name", "keep_until", "label_photo")),
        (_("What is on it"), ("kind", "content_type", "classification", "encrypted", "backup_run")),
        (_("Where it lies"), ("site", "storage", "locked", "fireproof", "quakeproof", "fireproof_room")),
        (_("Transfer of the medium"), ("giver", "receiver", "to_place", "handed_for", "lent_until")),
    )
    makers = KEEPERS
    key = ("label_no",)
    dated = "keep_until"
    due = "lent_until"
    owner = "receiver"
    keep = "P3Y"
    labels = ("label_no", "classification", "keep_until")

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """A hand-over is between two people; what is taken into store lies where it was taken to."""
        self.demand_two_people(record, move)
        if move.target == "stored":
            record.storage, record.lent_until = record.to_place, None
