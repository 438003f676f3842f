"""Information asset inventory: every asset in the five classes of the policy, with owner, class and location."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.assets.classes import (
    Category,
    Classification,
    LicenseBasis,
    Rating,
    Subtype,
    stores_something,
    too_low,
)


class Asset(Record):
    """One information asset."""

    Category, Subtype, Classification, Rating, LicenseBasis = Category, Subtype, Classification, Rating, LicenseBasis

    asset_no = models.CharField(_("asset number"), max_length=40, unique=True)
    name = models.CharField(_("asset name"), max_length=80)
    category = models.CharField(_("asset class"), max_length=12, choices=Category.choices)
    subtype = models.CharField(_("subtype"), max_length=20, choices=Subtype.choices, default=Subtype.OTHER)
    owner = link("organization.Person", _("asset owner"))
    custodian = link("organization.Person", _("custodian"))
    unit = link("organization.Unit", _("used by unit"))
    classification = models.CharField(_("security class"), max_length=12, choices=Classification.choices)
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), choices=Rating.choices)
    integrity = models.PositiveSmallIntegerField(_("integrity"), choices=Rating.choices)
    availability = models.PositiveSmallIntegerField(_("availability"), choices=Rating.choices)
    classified_by = link(
        "organization.Person",
        _("classified by"),
        blank=True,
        help_text=_("The owner, or the owner of the system (5.1.2); empty: the owner."),
    )
    classified_on = models.DateField(_("classified on"), blank=True, help_text=_("Empty: today."))
    handling = models.CharField(
        _("handling"), max_length=200, blank=True, help_text=_("How it is marked, stored, sent and destroyed (5.1.3).")
    )
    info_system = link("assets.InfoSystem", _("part of system"), optional=True)
    secure_area = Reference(_("secure area"), blank=True, help_text=_("Record number of the area."))
    property_no = models.CharField(_("property number"), max_length=40, blank=True)
    serial_no = models.CharField(_("serial number"), max_length=60, blank=True)
    hostname = models.CharField(_("hostname"), max_length=80, blank=True)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    mac_address = models.CharField(_("MAC address"), max_length=23, blank=True)
    network_zone = Reference(_("network zone"), blank=True, help_text=_("Record number of the zone."))
    important = models.BooleanField(_("important equipment"), default=False)
    has_storage = models.BooleanField(_("has storage"), default=False)
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    restricted_product = models.BooleanField(
        _("restricted product"), default=False, help_text=_("Of a brand that endangers national security (9.2.7).")
    )
    installed_version = models.CharField(_("installed version"), max_length=40, blank=True)
    support_end_on = models.DateField(_("support end on"), null=True, blank=True)
    license_basis = models.CharField(_("license basis"), max_length=12, choices=LicenseBasis.choices, blank=True)
    license_count = models.PositiveIntegerField(_("license count"), null=True, blank=True)
    installed_count = models.PositiveIntegerField(_("installed count"), null=True, blank=True)
    approved_for_mobile = models.BooleanField(_("approved for mobile"), default=False)
    boot_password = models.BooleanField(_("boot password"), default=False)
    maintenance_contract = Reference(_("maintenance contract"), blank=True)
    last_verified_on = models.DateField(_("last verified on"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="active", by=("it_manager", "business_owner"), not_same_as=("maker",)),
            # Carried out by an approved change of the asset (5.1.4), which asks for the check of its storage (6.1.5).
            Move(source="active", target="repair", by=("system",)),
            Move(source="repair", target="active", by=("system",), label=_("Back from repair")),
            Move(source="active", target="retired", by=("system",)),
            # Carried out by the act in which a witness confirms that the media were wiped (6.1.7); people dispose of
            # what stores nothing.
            Move(source="retired", target="disposed", by=("system",)),
            Move(
                source="retired",
                target="disposed",
                by=("general_affairs",),
                not_same_as=("maker",),
                approval=False,
                where=models.Q(has_storage=False),
                when=stores_something,
                reason=True,
            ),
        ),
    )

    class Meta:
        verbose_name = _("asset")
        # What long lists are counted and sorted by; a list leaves out what is void.
        indexes = [
            models.Index(fields=["state"], condition=models.Q(voided_at=None), name="assets_asset_live_idx"),
            models.Index(fields=["name", "id"], condition=models.Q(voided_at=None), name="assets_asset_name_idx"),
            models.Index(
                fields=["last_verified_on", "id"], condition=models.Q(voided_at=None), name="assets_asset_verified_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_no} {self.name}"


class Assets(Register):
    """Information asset inventory."""

    code = "assets.asset"
    record = Asset
    prefix = "AST"
    title = _("Information asset inventory")
    one = _("asset")
    purpose = _(
        "Every asset in the five classes of the policy with owner, custodian, class, location and property number."
    )
    columns = (
        "asset_no",
        "name",
        "category",
        "classification",
        "owner",
        "custodian",
        "unit",
        "state",
        "last_verified_on",
    )
    search = ("asset_no", "name", "hostname", "serial_no", "property_no")
    filters = ("state", "category", "subtype", "classification", "unit", "important")
    sections = (
        (_("Asset"), ("asset_no", "name", "category", "subtype", "info_system")),
        (_("People in charge"), ("owner", "custodian", "unit")),
        (
            _("Security class"),
            (
                "confidentiality",
                "integrity",
                "availability",
                "classification",
                "classified_by",
                "classified_on",
                "handling",
            ),
        ),
        (_("Place"), ("secure_area", "property_no", "serial_no", "last_verified_on")),
        (_("Network"), ("hostname", "ip_address", "mac_address", "network_zone")),
        (
            _("Device"),
            ("brand", "restricted_product", "important", "has_storage", "boot_password", "maintenance_contract"),
        ),
        (
            _("Software and licences"),
            (
                "installed_version",
                "support_end_on",
                "license_basis",
                "license_count",
                "installed_count",
                "approved_for_mobile",
            ),
        ),
    )
    makers = ("it_manager", "system_admin", "general_affairs", "business_owner")
    key = ("asset_no",)
    dated = "classified_on"
    owner = "owner"
    keep = "P3Y"
    labels = ("property_no", "classification", "unit", "custodian")
    stays_open = ("last_verified_on",)
    settled = {"assets.asset_change": ("owner", "classification", "secure_area")}

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what is gone."""
        return records.in_state("draft", "active", "repair")

    def prepare(self, record: Any, actor: Actor) -> None:
        """The owner classifies, today, unless something else is said."""
        if record.classified_by_id is None:
            record.classified_by_id = record.owner_id
        record.classified_on = record.classified_on or clock.today()

    def validate(self, record: Any, lines: Any) -> None:
        """A class is not lower than the ratings and the data of the system demand (5.3.2, 5.3.3)."""
        if objection := too_low(record):
            raise ValidationError({"classification": objection})
        if record.license_count is not None and record.category != Asset.Category.SOFTWARE:
            raise ValidationError({"license_count": _now("Only software has licences.")})
