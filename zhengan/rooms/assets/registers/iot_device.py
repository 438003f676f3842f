"""IoT inventory: every connected thing that is no computer, with the facts that the policy asks for."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


class IotDevice(Record):
    """One thing on the network."""

    class Kind(models.TextChoices):
        CAMERA = "camera", _("Network camera")
        PRINTER = "printer", _("Printer")
        DOOR = "door", _("Door controller")
        SENSOR = "sensor", _("Environment sensor")
        AV = "av", _("Video equipment")
        VOIP = "voip", _("Network telephone")
        UPS = "ups", _("Monitor of the power supply")
        OTHER = "other", _("Other")

    device_no = models.CharField(_("equipment number"), max_length=40, unique=True)
    kind = models.CharField(_("kind of thing"), max_length=12, choices=Kind.choices)
    brand = models.CharField(_("brand"), max_length=40)
    model = models.CharField(_("model"), max_length=80)
    custodian = link("organization.Person", _("custodian"))
    place = models.CharField(_("where it stands"), max_length=120)
    ip_address = models.GenericIPAddressField(_("IP address"))
    mac_address = models.CharField(_("MAC address"), max_length=23)
    public_ip = models.BooleanField(_("public address"), default=False)
    password_changed_on = models.DateField(_("first password changed on"), null=True, blank=True)
    firmware = models.CharField(_("firmware"), max_length=60)
    update_supported = models.BooleanField(_("can be updated"), default=False)
    updated_on = models.DateField(_("last updated on"), null=True, blank=True)
    known_weakness = models.BooleanField(_("has a known weakness"), default=False)
    exception = Reference(
        _("compensating control"), blank=True, help_text=_("Record number of the approved exception (13.4.2).")
    )
    services_closed_on = models.DateField(_("needless services found closed on"), null=True, blank=True)
    open_ports = models.CharField(_("open ports"), max_length=120, blank=True)
    security_label = models.BooleanField(_("has the security label"), default=False)
    label_missing_reason = models.CharField(_("why without the label"), max_length=200, blank=True)
    contract = link("suppliers.Contract", _("bought by contract"), optional=True)
    last_verified_on = models.DateField(_("entry verified on"), blank=True, help_text=_("Empty: today."))

    flow = Flow(
        initial="planned",
        moves=(
            Move(
                source="planned",
                target="active",
                by=("it_manager", "general_affairs"),
                not_same_as=("maker",),
                needs=("password_changed_on",),
            ),
            Move(source="active", target="retired", by=("it_manager", "general_affairs"), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("connected thing")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned") | Q(password_changed_on__isnull=False),
                name="iotdevice_first_password_changed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_no} {self.brand} {self.model}"


class IotDevices(Register):
    """IoT inventory."""

    code = "assets.iot_device"
    record = IotDevice
    prefix = "IOT"
    title = _("IoT inventory")
    one = _("connected thing")
    purpose = _("Every connected thing that is no computer, with the facts that the policy asks for.")
    columns = ("no", "device_no", "kind", "place", "custodian", "ip_address", "updated_on", "last_verified_on", "state")
    search = ("device_no", "brand", "model", "place", "ip_address", "mac_address")
    filters = ("state", "kind", "public_ip", "known_weakness", "custodian")
    sections = (
        (_("Connected thing"), ("device_no", "kind", "brand", "model", "place", "custodian")),
        (_("On the network"), ("ip_address", "mac_address", "public_ip", "open_ports", "services_closed_on")),
        (
            _("Hardening"),
            ("password_changed_on", "firmware", "update_supported", "updated_on", "known_weakness", "exception"),
        ),
        (_("Purchase"), ("security_label", "label_missing_reason", "contract", "last_verified_on")),
    )
    makers = ("it_manager", "general_affairs", "system_admin", "network_admin")
    key = ("device_no",)
    dated = "last_verified_on"
    owner = "custodian"
    keep = "P3Y"
    labels = ("place",)
    # The yearly round of the list and of updates is no correction.
    stays_open = ("firmware", "updated_on", "known_weakness", "services_closed_on", "open_ports", "last_verified_on")

    def prepare(self, record: Any, actor: Actor) -> None:
        """What is entered was seen today, unless something else is said."""
        record.last_verified_on = record.last_verified_on or clock.today()

    def validate(self, record: Any, lines: Any) -> None:
        """Nothing was done on a day to come."""
        names = ("password_changed_on", "updated_on", "services_closed_on", "last_verified_on")
        ahead = [name for name in names if getattr(record, name) is not None and getattr(record, name) > clock.today()]
        if ahead:
            raise ValidationError({name: _now("That day is still to come.") for name in ahead})
