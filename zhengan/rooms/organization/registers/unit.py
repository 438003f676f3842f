"""Units: departments and business places of the firm, with their heads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register


class Unit(Record):
    """One department or business place."""

    class Kind(models.TextChoices):
        HEADQUARTERS = "headquarters", _("Headquarters")
        BRANCH = "branch", _("Branch")

    code = models.CharField(_("unit code"), max_length=20, unique=True)
    name = models.CharField(_("name of the unit"), max_length=60)
    parent = link("self", _("part of"), optional=True)
    kind = models.CharField(_("kind of unit"), max_length=12, choices=Kind.choices, default=Kind.HEADQUARTERS)
    head = link("organization.Person", _("head"), optional=True)

    flow = Flow(
        initial="active",
        moves=(
            Move(source="active", target="retired", by=("hr",), reason=True),
            Move(source="retired", target="active", by=("hr",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("unit")

    def __str__(self) -> str:
        return self.name


class Units(Register):
    """Units."""

    code = "organization.unit"
    record = Unit
    prefix = "UNT"
    title = _("Units and business places")
    one = _("unit")
    purpose = _("Departments and business places of the firm, with their heads.")
    columns = ("code", "name", "kind", "parent", "head", "state")
    search = ("code", "name")
    filters = ("state", "kind")
    sections = ((_("The unit"), ("code", "name", "kind", "parent", "head")),)
    makers = ("hr",)
    is_named = True
    key = ("code",)
    owner = "head"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Only units that exist now."""
        return records.active()

    def validate(self, record: Any, lines: Any) -> None:
        """A unit is not part of itself, however far up."""
        above, seen = record.parent, {record.pk} - {None}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": _now("A unit cannot be part of itself.")})
            seen.add(above.pk)
            above = above.parent
