"""Secure areas: the drawn boundary of every area, how it is guarded and supplied, and who may enter."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many, Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, Record, RecordSet
from zhengan.kernel.register import Register


class SecureArea(Record):
    """One area with a boundary of its own."""

    class Kind(models.TextChoices):
        MACHINE_ROOM = "machine_room", _("Machine room")
        MEDIA_STORE = "media_store", _("Media store")
        IT_OFFICE = "it_office", _("IT office")
        OFFICE = "office", _("Office area")
        BRANCH = "branch", _("Business place")
        READING_ROOM = "reading_room", _("Reading room")
        OTHER_SITE = "other_site", _("Other site")

    class Level(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    class SiteRisk(models.TextChoices):
        FLOOD = "flood", _("Flood")
        FIRE = "fire", _("Fire")
        QUAKE = "quake", _("Earthquake")
        MAN_MADE = "man_made", _("Man-made")
        NEIGHBOURS = "neighbours", _("Neighbours")

    code = models.CharField(_("area code"), max_length=20, unique=True)
    name = models.CharField(_("name of the area"), max_length=60)
    kind = models.CharField(_("kind of area"), max_length=16, choices=Kind.choices)
    restricted = models.BooleanField(_("restricted"), default=False)
    level = models.CharField(_("level of protection"), max_length=12, choices=Level.choices)
    risk = Reference(_("risk it rests on"), blank=True, help_text=_("Record number of the risk assessed (6.2.1.2)."))
    boundary = models.TextField(_("boundary and barriers"))
    floor_plan = EvidenceField(_("floor plan"), null=True, blank=True)
    door_system = models.BooleanField(_("door system"), default=False)
    cctv = models.BooleanField(_("cameras"), default=False)
    anti_theft = models.CharField(_("means against theft"), max_length=120)
    smoke_detector = models.BooleanField(_("smoke detector"), default=False)
    gas_extinguisher = models.BooleanField(_("gas extinguisher"), default=False)
    air_conditioning = models.BooleanField(_("air conditioning"), default=False)
    ups = models.BooleanField(_("uninterruptible power"), default=False)
    generator = models.BooleanField(_("generator"), default=False)
    cables_separated = models.BooleanField(_("power and data cables apart"), default=False)
    site_risks_considered = Many(_("dangers considered"), choices=SiteRisk.choices)
    manager = link("organization.Person", _("manager of the area"))

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="active", by=("general_affairs", "it_manager"), not_same_as=("maker",)),
            Move(source="active", target="retired", by=("general_affairs",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("area")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Permission(Line):
    """One person's right to open the door."""

    record = models.ForeignKey(SecureArea, models.CASCADE, related_name="permissions")
    person = link("organization.Person", _("card holder"))
    card_no = models.CharField(_("card number"), max_length=40)
    granted_on = models.DateField(_("granted on"))
    access_request = Reference(_("granted by request"))
    valid_until = models.DateField(_("door right until"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("door right")
        verbose_name_plural = _("door rights")

    def __str__(self) -> str:
        return f"{self.person} {self.card_no}"


class SecureAreas(Register):
    """Secure areas."""

    code = "facilities.secure_area"
    record = SecureArea
    prefix = "ARA"
    title = _("Secure areas")
    one = _("area")
    purpose = _("The drawn boundary of every area, how it is guarded and supplied, and who may enter.")
    columns = ("code", "name", "kind", "restricted", "level", "manager", "state")
    search = ("code", "name", "boundary")
    filters = ("state", "kind", "level", "restricted")
    sections = (
        (_("Area"), ("code", "name", "kind", "manager")),
        (_("Protection"), ("restricted", "level", "risk", "site_risks_considered")),
        (_("Boundary"), ("boundary", "floor_plan", "door_system", "cctv", "anti_theft")),
        (
            _("Fire, air and power"),
            ("smoke_detector", "gas_extinguisher", "air_conditioning", "ups", "generator", "cables_separated"),
        ),
    )
    makers = ("general_affairs", "it_manager", "system_admin")
    key = ("code",)
    owner = "manager"
    keep = "P5Y"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what was given up."""
        return records.in_state("draft", "active")

    def validate(self, record: Any, lines: Any) -> None:
        """A restricted area has a door system (6.2.2.1); the days of a door right are in order."""
        wrong: dict[str, Any] = {}
        if record.restricted and not record.door_system and record.state == "active":
            wrong["door_system"] = _now("A restricted area has a door system (6.2.2.1).")
        for row in (lines or {}).get("permissions", ()):
            for name in ("valid_until", "revoked_on"):
                if row.get(name) and row.get("granted_on") and row[name] < row["granted_on"]:
                    wrong["__all__"] = _now("A door right ends before it begins.")
        if wrong:
            raise ValidationError(wrong)
