"""Network zones: each with its use, its subnets, and what separates it from the others."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register

# Personal data do not lie where the internet or strangers reach (9.1.6).
OPEN_KINDS = ("internet", "dmz", "guest", "public_pc")


class NetworkZone(Record):
    """One zone."""

    class Kind(models.TextChoices):
        PRODUCTION = "production", _("Production zone")
        INTERNET = "internet", _("Internet")
        DMZ = "dmz", _("Demilitarised zone")
        TEST = "test", _("Test zone")
        OFFICE = "office", _("Office zone")
        PUBLIC_PC = "public_pc", _("PCs for investors")
        GUEST = "guest", _("Guests and outsourced")
        MANAGEMENT = "management", _("Management zone")
        IOT = "iot", _("Things")
        OTHER = "other", _("Other")

    class Separation(models.TextChoices):
        FIREWALL = "firewall", _("Firewall")
        VLAN = "vlan", _("Virtual network")
        PHYSICAL = "physical", _("Physically apart")

    code = models.CharField(_("zone code"), max_length=20, unique=True)
    name = models.CharField(_("name of the zone"), max_length=60)
    kind = models.CharField(_("use of the zone"), max_length=12, choices=Kind.choices)
    subnets = Many(_("subnets"), help_text=_("One per line: 10.1.0.0/16."))
    vlan = models.CharField(_("virtual network number"), max_length=40, blank=True)
    separated_by = Many(_("separated by"), choices=Separation.choices)
    personal_data_allowed = models.BooleanField(_("personal data may lie there"), default=False)
    manager = link("organization.Person", _("manager of the zone"))
    diagram = EvidenceField(
        _("network diagram"), null=True, blank=True, help_text=_("Needed to put the zone into use.")
    )
    confirmed_on = models.DateField(_("last confirmed on"))

    flow = Flow(
        initial="planned",
        moves=(
            Move(
                source="planned",
                target="active",
                by=("network_admin", "it_manager"),
                not_same_as=("maker",),
                needs=("diagram",),
            ),
            Move(source="active", target="retired", by=("it_manager",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("network zone")
        constraints = [
            models.CheckConstraint(
                condition=Q(personal_data_allowed=False) | ~Q(kind__in=OPEN_KINDS),
                name="networkzone_no_data_in_the_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class NetworkZones(Register):
    """Network zones."""

    code = "network.network_zone"
    record = NetworkZone
    prefix = "ZON"
    title = _("Network zones")
    one = _("network zone")
    purpose = _("Each zone with its use, its subnets, what separates it, and whether personal data may lie there.")
    columns = ("code", "name", "kind", "subnets", "separated_by", "personal_data_allowed", "confirmed_on", "state")
    search = ("code", "name", "subnets")
    filters = ("state", "kind", "personal_data_allowed")
    sections = (
        (_("Zone"), ("code", "name", "kind", "manager")),
        (_("Extent"), ("subnets", "vlan", "separated_by", "diagram")),
        (_("Use of it"), ("personal_data_allowed", "confirmed_on")),
    )
    makers = ("network_admin", "it_manager", "security_officer")
    key = ("code",)
    dated = "confirmed_on"
    owner = "manager"
    keep = "P5Y"
    stays_open = ("confirmed_on",)

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what was given up."""
        return records.in_state("planned", "active")

    def validate(self, record: Any, lines: Any) -> None:
        """No personal data in the open (9.1.6); subnets are subnets, and each address lies in one zone (9.1.5)."""
        wrong: dict[str, Any] = {}
        if record.personal_data_allowed and record.kind in OPEN_KINDS:
            wrong["personal_data_allowed"] = _now("Personal data do not lie where strangers reach (9.1.6).")
        try:
            own = [ip_network(subnet) for subnet in record.subnets]
        except ValueError as odd:
            wrong["subnets"] = _now("No subnet: %(text)s.") % {"text": odd}
        else:
            other = self._overlapping(record, own)
            if other is not None:
                wrong["subnets"] = _now("These addresses lie in another zone already: %(zone)s (9.1.5).") % {
                    "zone": other
                }
        if wrong:
            raise ValidationError(wrong)

    def _overlapping(self, record: Any, own: "list[IPv4Network | IPv6Network]") -> Any:
        """Return a zone in use or planned that shares addresses; the internet is everything else, and shares none."""
        if record.kind == NetworkZone.Kind.INTERNET or record.state == "retired":
            return None
        others = NetworkZone.objects.live().in_state("planned", "active").exclude(pk=record.pk).exclude(kind="internet")
        for other in others:
            theirs = [ip_network(subnet) for subnet in other.subnets]
            if any(one.version == two.version and one.overlaps(two) for one in own for two in theirs):
                return other
        return None
