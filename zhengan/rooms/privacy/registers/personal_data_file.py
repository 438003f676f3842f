"""Personal data files: each with purpose, basis, place, manager and recipients, confirmed once a year."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock


class PersonalDataFile(Record):
    """One file that holds personal data."""

    class Subject(models.TextChoices):
        CUSTOMER = "customer", _("Customers of the firm")
        INSIDER = "insider", _("Insiders")
        STAFF = "staff", _("Staff of the firm")
        OTHER = "other", _("Other")

    name = models.CharField(_("name of the file"), max_length=120)
    purpose = models.CharField(_("specific purpose"), max_length=200)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    subjects = Many(_("data subjects"), choices=Subject.choices)
    data_fields = Many(_("items of data"), help_text=_("One item per line."))
    info_system = link("assets.InfoSystem", _("system that holds it"), optional=True)
    network_zone = link("network.NetworkZone", _("zone where it is stored"))
    storage = models.CharField(_("place of storage"), max_length=120)
    manager = link("organization.Person", _("manager of the file"))
    retention_rule = models.CharField(_("how long it is kept"), max_length=120)
    recipients = models.CharField(_("given to"), max_length=200, blank=True)
    cross_border = models.BooleanField(_("sends data abroad"), default=False)
    countries = models.CharField(_("countries it is sent to"), max_length=120, blank=True)
    contract = link("suppliers.Contract", _("contract on duties"), optional=True)
    uses_vendor = models.BooleanField(_("handled by a vendor"), default=False)
    confirmed_on = models.DateField(_("confirmed on"), blank=True, help_text=_("Empty: today."))
    last_audited_on = models.DateField(_("last audited on"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="active", by=("business_owner", "compliance"), not_same_as=("maker",)),
            # A second person, but nothing was submitted: a file in use is not waiting to be given up.
            Move(
                source="active",
                target="disposed",
                by=("business_owner", "compliance"),
                not_same_as=("maker",),
                approval=False,
                reason=True,
            ),
        ),
    )

    class Meta:
        verbose_name = _("personal data file")
        constraints = [
            models.CheckConstraint(
                condition=Q(cross_border=False) | ~Q(countries=""), name="personaldatafile_abroad_says_where"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonalDataFiles(Register):
    """Personal data files."""

    code = "privacy.personal_data_file"
    record = PersonalDataFile
    prefix = "PDF"
    title = _("Personal data files")
    one = _("personal data file")
    purpose = _("Each file with personal data: purpose, basis, where it lies, who manages it, who receives it.")
    columns = ("no", "name", "subjects", "info_system", "manager", "cross_border", "confirmed_on", "state")
    search = ("name", "purpose", "storage")
    filters = ("state", "info_system", "network_zone", "manager", "cross_border", "uses_vendor", "confirmed_on")
    sections = (
        (_("Personal data file"), ("name", "purpose", "legal_basis", "subjects", "data_fields")),
        (_("Where it lies"), ("info_system", "network_zone", "storage", "manager", "retention_rule")),
        (_("Who receives it"), ("recipients", "cross_border", "countries", "uses_vendor", "contract")),
        (_("Confirmation and audit"), ("confirmed_on", "last_audited_on")),
    )
    makers = ("business_owner", "compliance", "security_officer", "it_manager", "hr", "auditor")
    dated = "confirmed_on"
    owner = "manager"
    keep = "P5Y"
    # The yearly confirmation and the audit are no corrections.
    stays_open = ("confirmed_on", "last_audited_on", "contract")

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what is gone."""
        return records.in_state("draft", "active")

    def prepare(self, record: Any, actor: Actor) -> None:
        """What is entered is confirmed today, unless something else is said."""
        record.confirmed_on = record.confirmed_on or clock.today()

    def validate(self, record: Any, lines: Any) -> None:
        """It lies in no zone open to outside (9.1.6); a vendor has a contract (7.2.9); no day is to come."""
        wrong: dict[str, Any] = {}
        if not record.network_zone.personal_data_allowed:
            wrong["network_zone"] = _now("Personal data may not lie in this zone (9.1.6).")
        if record.cross_border and not record.countries.strip():
            wrong["countries"] = _now("Say to which countries the data are sent.")
        if record.state == "active" and (record.uses_vendor or record.cross_border) and record.contract is None:
            wrong["contract"] = _now("Who handles it, or receives it abroad, is bound by a contract (7.2.9).")
        for name in ("confirmed_on", "last_audited_on"):
            if (day := getattr(record, name)) is not None and day > clock.today():
                wrong[name] = _now("That day is still to come.")
        if wrong:
            raise ValidationError(wrong)
