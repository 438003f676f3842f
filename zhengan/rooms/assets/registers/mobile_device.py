"""Mobile devices, of the company and people's own: from application to return, each wiped before the next holder."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register


def _no_agreement(record: Any) -> str | None:
    """An own device is admitted with the agreement that its holder signed, only (13.3.2.2)."""
    if record.ownership != MobileDevice.Ownership.OWN:
        return None
    signed = register("organization.undertaking").record.objects.live().in_state("signed")
    if not signed.filter(no=record.agreement, kind="byod", person=record.holder).exists():
        return _now("An own device is not admitted without the signed agreement (13.3.2.2).")
    return None


class MobileDevice(Record):
    """One device."""

    class Ownership(models.TextChoices):
        COMPANY = "company", _("Company device")
        OWN = "own", _("Own device")

    device_no = models.CharField(_("device number"), max_length=40, unique=True)
    ownership = models.CharField(_("whose it is"), max_length=12, choices=Ownership.choices)
    holder = link("organization.Person", _("holder"))
    purpose = models.CharField(_("what it is used for"), max_length=200)
    model = models.CharField(_("model"), max_length=80)
    os_version = models.CharField(_("operating system version"), max_length=60)
    agreement = Reference(
        _("agreement on use"), blank=True, help_text=_("Record number of the signed undertaking; for own devices.")
    )
    enrolled = models.BooleanField(_("under device management"), default=False)
    jailbroken = models.BooleanField(_("jailbroken"), default=False)
    unapproved_apps = models.PositiveIntegerField(_("apps not approved"), default=0)
    hotspot_blocked = models.BooleanField(
        _("no internet for others"), default=False, help_text=_("Equipment inside cannot go online through it.")
    )
    last_seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)
    updated_on = models.DateField(_("last updated on"), null=True, blank=True)
    holder_changed_on = models.DateField(_("holder changed on"), null=True, blank=True)
    reset_on = models.DateField(_("set up anew on"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    wiped_on = models.DateField(_("wiped on"), null=True, blank=True)

    flow = Flow(
        initial="applied",
        moves=(
            Move(
                source="applied",
                target="approved",
                by=("business_owner", "it_manager"),
                not_same_as=("maker", "holder"),
                when=_no_agreement,
            ),
            Move(source="applied", target="rejected", by=("business_owner", "it_manager"), reason=True),
            Move(source="approved", target="in_use", by=("system_admin",)),
            Move(source="in_use", target="returned", by=("system_admin",), stamp={"returned_on": "today"}),
            Move(source="returned", target="wiped", by=("system_admin",), stamp={"wiped_on": "today"}),
            Move(source="in_use", target="lost", by=("named",), named="holder", reason=True),
            Move(
                source="wiped",
                target="in_use",
                by=("system_admin",),
                asks=("holder", "purpose"),
                needs=("holder", "purpose"),
                stamp={"reset_on": "today", "holder_changed_on": "today"},
                label=_("Set up for the next holder"),
            ),
        ),
    )

    class Meta:
        verbose_name = _("mobile device")

    def __str__(self) -> str:
        return f"{self.device_no} {self.model}"


class MobileDevices(Register):
    """Mobile devices."""

    code = "assets.mobile_device"
    record = MobileDevice
    prefix = "MOB"
    title = _("Mobile devices")
    one = _("mobile device")
    purpose = _("Company devices from application to return and wiping; own devices with purpose and agreement.")
    columns = ("no", "device_no", "ownership", "holder", "model", "enrolled", "last_seen_at", "updated_on", "state")
    search = ("device_no", "model", "holder__name", "purpose")
    filters = ("state", "ownership", "enrolled", "jailbroken", "holder")
    sections = (
        (_("Mobile device"), ("device_no", "ownership", "model", "os_version")),
        (_("Use"), ("holder", "purpose", "agreement")),
        (
            _("What device management reports"),
            ("enrolled", "jailbroken", "unapproved_apps", "hotspot_blocked", "last_seen_at", "updated_on"),
        ),
        (_("Change of hands"), ("returned_on", "wiped_on", "reset_on", "holder_changed_on")),
    )
    makers = ("system_admin", "it_manager", "business_owner", "general_affairs")
    key = ("device_no",)
    dated = "updated_on"
    owner = "holder"
    keep = "P3Y"
    labels = ("ownership", "holder")
    keep_from = "returned_on"
    # The export of device management comes monthly; what it says is no correction.
    stays_open = (
        "os_version",
        "enrolled",
        "jailbroken",
        "unapproved_apps",
        "hotspot_blocked",
        "last_seen_at",
        "updated_on",
    )

    def validate(self, record: Any, lines: Any) -> None:
        """A new holder gets it only after it was returned, wiped and set up anew (13.3.1.2)."""
        kept = MobileDevice.objects.filter(pk=record.pk).values_list("holder", "state").first() if record.pk else None
        if kept is not None and kept[0] != record.holder_id and kept[1] not in ("applied", "wiped"):
            raise ValidationError({"holder": _now("First it is returned and wiped, then set up anew (13.3.1.2).")})
