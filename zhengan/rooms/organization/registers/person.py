"""People: everyone who may hold a right, with unit, title, grade, supervisor and the dates that start and end their rights."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class Person(Record):
    """One person, and through it one account of this product."""

    class Kind(models.TextChoices):
        EMPLOYEE = "employee", _("Employee")
        TEMPORARY = "temporary", _("Temporary")
        OUTSOURCED = "outsourced", _("Outsourced")
        OFFICER = "officer", _("Officer")

    class UnitFunction(models.TextChoices):
        IT = "it", _("IT")
        BUSINESS = "business", _("Business")
        AUDIT = "audit", _("Audit")
        COMPLIANCE = "compliance", _("Compliance")
        SECURITY = "security", _("Security")
        SUPPORT = "support", _("Support")

    staff_no = models.CharField(_("staff number"), max_length=200)
    name = models.CharField(_("full name"), max_length=200)
    kind = models.CharField(_("status of the person"), max_length=12, choices=Kind.choices)
    unit = models.ForeignKey("organization.Unit", models.PROTECT, verbose_name=_("unit"), related_name="+")
    unit_function = models.CharField(_("unit function"), max_length=12, choices=UnitFunction.choices)
    job_title = models.CharField(_("job title"), max_length=200)
    grade = models.CharField(_("grade"), max_length=200)
    supervisor = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("supervisor"), related_name="+", null=True, blank=True)
    supplier = Reference(_("supplier"), blank=True)
    on_site = models.BooleanField(_("on site"), default=False)
    uses_it = models.BooleanField(_("uses information systems"), default=False)
    joined_on = models.DateField(_("joined on"))
    contract_end_on = models.DateField(_("contract end on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    flow = Flow(
        initial="active",
        moves=(
            Move(source="active", target="suspended", by=("hr",)),
            Move(source="suspended", target="active", by=("hr",)),
            Move(source="active", target="left", by=("hr",)),
            Move(source="suspended", target="left", by=("hr",)),
        ),
    )

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name


class People(Register):
    """People."""

    code = "organization.person"
    record = Person
    prefix = "PSN"
    title = _("People")
    one = _("person")
    purpose = _("Everyone who may hold a right, with unit, title, grade, supervisor and the dates that start and end their rights.")
    columns = ("no", "staff_no", "name", "unit", "job_title", "kind", "state", "joined_on", "left_on")
    search = ("staff_no", "name", "job_title")
    filters = ("state", "kind", "unit", "unit_function")
    makers = ("hr",)
    key = ("staff_no",)
    dated = "joined_on"
    keep_from = "left_on"
    keep = "P5Y"
