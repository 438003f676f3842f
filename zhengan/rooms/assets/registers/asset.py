"""Information asset inventory: every asset in the five classes of the policy with owner, custodian, class, location and property number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class Asset(Record):
    """One information asset."""

    class Category(models.TextChoices):
        SOFTWARE = "software", _("Software")
        HARDWARE = "hardware", _("Hardware")
        ELECTRONIC = "electronic", _("Electronic")
        DOCUMENT = "document", _("Document")
        PERSONNEL = "personnel", _("Personnel")

    class Classification(models.TextChoices):
        CONFIDENTIAL = "confidential", _("Confidential")
        SENSITIVE = "sensitive", _("Sensitive")
        GENERAL = "general", _("General")

    class LicenseBasis(models.TextChoices):
        PURCHASED = "purchased", _("Purchased")
        SUBSCRIPTION = "subscription", _("Subscription")
        OPEN_SOURCE = "open_source", _("Open source")
        FREE = "free", _("Free")
        IN_HOUSE = "in_house", _("In-house")

    asset_no = models.CharField(_("asset number"), max_length=200)
    name = models.CharField(_("asset name"), max_length=200)
    category = models.CharField(_("asset class"), max_length=12, choices=Category.choices)
    subtype = models.CharField(_("subtype"), max_length=200)
    owner = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("asset owner"), related_name="+")
    custodian = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("custodian"), related_name="+")
    unit = models.ForeignKey("organization.Unit", models.PROTECT, verbose_name=_("used by unit"), related_name="+")
    classification = models.CharField(_("security class"), max_length=12, choices=Classification.choices)
    confidentiality = models.PositiveIntegerField(_("confidentiality"))
    integrity = models.PositiveIntegerField(_("integrity"))
    availability = models.PositiveIntegerField(_("availability"))
    classified_by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("classified by"), related_name="+")
    classified_on = models.DateField(_("classified on"))
    handling = models.CharField(_("handling"), max_length=200, blank=True)
    info_system = models.ForeignKey("assets.InfoSystem", models.PROTECT, verbose_name=_("part of system"), related_name="+", null=True, blank=True)
    secure_area = Reference(_("secure area"), blank=True)
    property_no = models.CharField(_("property number"), max_length=200, blank=True)
    serial_no = models.CharField(_("serial number"), max_length=200, blank=True)
    hostname = models.CharField(_("hostname"), max_length=200, blank=True)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    mac_address = models.CharField(_("MAC address"), max_length=200, blank=True)
    network_zone = Reference(_("network zone"), blank=True)
    important = models.BooleanField(_("important equipment"), default=False)
    has_storage = models.BooleanField(_("has storage"), default=False)
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    restricted_product = models.BooleanField(_("restricted product"), default=False)
    version = models.CharField(_("installed version"), max_length=200, blank=True)
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
            Move(source="draft", target="active", by=("it_manager", "business_owner",), not_same_as=("maker",)),
            Move(source="active", target="repair", by=("system_admin",)),
            Move(source="repair", target="active", by=("system_admin",)),
            Move(source="active", target="retired", by=("business_owner", "it_manager",), not_same_as=("maker",)),
            Move(source="retired", target="disposed", by=("system",)),  # only when a witnessed sanitization exists
        ),
    )

    class Meta:
        verbose_name = _("asset")

    def __str__(self) -> str:
        return f"{self.asset_no} {self.name}"


class Assets(Register):
    """Information asset inventory."""

    code = "assets.asset"
    record = Asset
    prefix = "AST"
    title = _("Information asset inventory")
    one = _("asset")
    purpose = _("Every asset in the five classes of the policy with owner, custodian, class, location and property number.")
    columns = ("asset_no", "name", "category", "classification", "owner", "custodian", "unit", "state", "last_verified_on")
    search = ("asset_no", "name", "hostname", "serial_no", "property_no")
    filters = ("state", "category", "classification", "unit", "important")
    makers = ("it_manager", "system_admin", "general_affairs", "business_owner")
    key = ("asset_no",)
    dated = "classified_on"
    owner = "owner"
    keep = "P3Y"
