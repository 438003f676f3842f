"""People: everyone who may hold a right; through each of them, one account of this product."""

from typing import Any

from django.conf import settings
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
from zhengan.rooms.organization import leaving, outside, own_account

OUTSIDE = ("outsourced", "examiner")


class Person(Record):
    """One person, and through `user` one account of this product (policy 7.1.1: never shared)."""

    class Kind(models.TextChoices):
        EMPLOYEE = "employee", _("Employee")
        TEMPORARY = "temporary", _("Temporary")
        OUTSOURCED = "outsourced", _("Outsourced")
        OFFICER = "officer", _("Officer")
        EXAMINER = "examiner", _("External auditor")

    class UnitFunction(models.TextChoices):
        IT = "it", _("IT")
        BUSINESS = "business", _("Business")
        AUDIT = "audit", _("Audit")
        COMPLIANCE = "compliance", _("Compliance")
        SECURITY = "security", _("Security")
        SUPPORT = "support", _("Support")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="person", editable=False)
    staff_no = models.CharField(
        _("staff number"), max_length=20, unique=True, help_text=_("Also the login, in small letters.")
    )
    name = models.CharField(_("full name"), max_length=60)
    kind = models.CharField(_("status of the person"), max_length=12, choices=Kind.choices, default=Kind.EMPLOYEE)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Reminders and notices go there."))
    unit = link("organization.Unit", _("unit"))
    unit_function = models.CharField(_("unit function"), max_length=12, choices=UnitFunction.choices)
    job_title = models.CharField(_("job title"), max_length=60)
    grade = models.CharField(_("grade"), max_length=40, help_text=_("Yearly training hours are set by grade (4.4)."))
    supervisor = link("self", _("supervisor"), optional=True)
    supplier = Reference(_("supplier"), blank=True, help_text=_("Record number of the supplier."))
    on_site = models.BooleanField(_("on site"), default=False)
    uses_it = models.BooleanField(_("uses information systems"), default=True)
    joined_on = models.DateField(_("joined on"))
    contract_end_on = models.DateField(
        _("contract end on"), null=True, blank=True, help_text=_("The rights end with that day by themselves.")
    )
    scope_from_on = models.DateField(
        _("scope from"), null=True, blank=True, help_text=_("First day of the records that this person has to do with.")
    )
    scope_to_on = models.DateField(_("scope until"), null=True, blank=True)
    scope_chapters = models.CharField(
        _("scope: chapters"), max_length=60, blank=True, help_text=_("Chapters of the policy by number, e.g. 7 8 10.")
    )
    left_on = models.DateField(
        _("left on"), null=True, blank=True, help_text=_("A day ahead may be entered; everything ends with that day.")
    )

    flow = Flow(
        initial="active",
        moves=(
            Move(source="active", target="suspended", by=("hr",), reason=True),
            Move(source="suspended", target="active", by=("hr",), reason=True),
            Move(source="active", target="left", by=("hr",), asks=("left_on",), needs=("left_on",)),
            Move(source="suspended", target="left", by=("hr",), asks=("left_on",), needs=("left_on",)),
            # What ends by itself at the end of a day: the contract of an outsourced person, and employment.
            Move(source="active", target="suspended", by=("system",), on="contract_end_on", past=True),
            Move(source="active", target="left", by=("system",), on="left_on", past=True),
            Move(source="suspended", target="left", by=("system",), on="left_on", past=True),
        ),
    )

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=("outsourced", "examiner"))
                | (
                    models.Q(contract_end_on__isnull=False, scope_from_on__isnull=False, scope_to_on__isnull=False)
                    & ~models.Q(scope_chapters="")
                ),
                name="organization_person_outside_is_bounded",
            )
        ]

    @property
    def is_from_outside(self) -> bool:
        """Whether the person is no staff: rights have an end and a scope."""
        return self.kind in OUTSIDE

    def __str__(self) -> str:
        return self.name


class People(Register):
    """People."""

    code = "organization.person"
    record = Person
    prefix = "PSN"
    title = _("People")
    one = _("person")
    purpose = _(
        "Everyone who may hold a right, with unit, title, grade, supervisor and the dates that start and end their "
        "rights."
    )
    columns = ("no", "staff_no", "name", "unit", "job_title", "kind", "state", "joined_on", "left_on")
    search = ("staff_no", "name", "job_title")
    filters = ("state", "kind", "unit", "unit_function")
    sections = (
        (_("Person"), ("staff_no", "name", "kind", "email")),
        (_("Work"), ("unit", "unit_function", "job_title", "grade", "supervisor", "uses_it")),
        (
            _("From outside"),
            ("supplier", "on_site", "contract_end_on", "scope_from_on", "scope_to_on", "scope_chapters"),
        ),
        (_("Dates"), ("joined_on", "left_on")),
    )
    makers = ("hr",)
    personal = {"email": ("hr", "system_admin", "security_officer", "auditor", "chief_auditor")}
    is_named = True
    key = ("staff_no",)
    dated = "joined_on"
    keep_from = "left_on"
    keep = "P5Y"
    gone_state = "suspended"

    def own(self, records: RecordSet, actor: Actor) -> RecordSet:
        """A person without office sees himself and the people he supervises."""
        return records.filter(models.Q(user=actor.user) | models.Q(supervisor__user=actor.user))

    def choosable(self, records: RecordSet) -> RecordSet:
        """New work is not given to somebody who has left."""
        return records.in_state("active", "suspended")

    def validate(self, record: Any, lines: Any) -> None:
        """Dates in order; the rights of an outsourced person end with his contract (7.1.3.4)."""
        wrong: dict[str, str] = {}
        if record.is_from_outside:
            wrong |= outside.open_ends(record)
        if record.contract_end_on and record.contract_end_on < record.joined_on:
            wrong["contract_end_on"] = _now("The contract ends before the person joined.")
        if record.left_on and record.left_on < record.joined_on:
            wrong["left_on"] = _now("The person left before he joined.")
        if record.state == "left" and record.left_on and record.left_on > clock.today():
            wrong["left_on"] = _now("That day is still to come: enter it in the record, and all ends by itself.")
        if record.pk and record.supervisor_id == record.pk:
            wrong["supervisor"] = _now("Nobody is his own supervisor.")
        if wrong:
            raise ValidationError(wrong)

    def prepare(self, record: Any, actor: Actor) -> None:
        """Give the person an account, or take the one of that login that belongs to nobody yet."""
        record.user = own_account.for_somebody_new(record)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Let the account follow: its name, whether it may sign in, its sessions, the offices held."""
        own_account.follow(record)
        if record.state != "left" and leaving.has_moved(
            record, act
        ):  # suspended or not: he comes back into the new unit
            leaving.moved(record)
        if record.state == "left" and act.startswith("move:"):
            leaving.left(record)
        if act == "move:active-suspended" and record.is_from_outside and record.contract_end_on < clock.today():
            leaving.open_leaving(record, record.contract_end_on)
