"""Appointments: who holds each named security duty, with deputy, since when; the rights in this product follow."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue
from zhengan.identity import offices
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock
from zhengan.rooms.organization.duties import OFFICES, Duty, conflict


class Appointment(Record):
    """One office held by one person, with a deputy; what the product lets people do follows from it."""

    Role = Duty

    role = models.CharField(_("office"), max_length=24, choices=Duty.choices)
    person = link("organization.Person", _("holder"))
    deputy = link("organization.Person", _("deputy"), optional=True)
    deputy_acts = models.BooleanField(
        _("deputy acts now"),
        default=False,
        help_text=_("While this is ticked the deputy has the same rights as the holder; otherwise none."),
    )
    subject_ref = Reference(_("for"), blank=True, help_text=_("Record number of the system, device or plan."))
    from_on = models.DateField(_("from on"))
    to_on = models.DateField(_("to on"), null=True, blank=True, help_text=_("The last day; empty: until further."))
    appointed_by = link("organization.Person", _("appointed by"), optional=True)
    document = EvidenceField(_("letter of appointment"), null=True, blank=True)

    flow = Flow(
        initial="proposed",
        moves=(
            Move(
                source="proposed",
                target="in_force",
                by=("president", "ciso", "it_manager", "chief_auditor"),
                not_same_as=("person", "deputy"),
                stamp={"appointed_by": "person"},
                label=_("Appoint"),
                proof=True,
            ),
            Move(source="in_force", target="ended", by=("ciso", "it_manager", "hr"), reason=True),
            Move(source="in_force", target="ended", by=("system",), asks=("to_on",), on="to_on", past=True),
        ),
    )

    class Meta:
        verbose_name = _("appointment")

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"


class Appointments(Register):
    """Appointments."""

    code = "organization.appointment"
    record = Appointment
    prefix = "APT"
    title = _("Appointments")
    one = _("appointment")
    purpose = _("Who holds each named security duty, with deputy, since when.")
    columns = ("no", "role", "person", "deputy", "subject_ref", "from_on", "to_on", "state")
    search = ("person__name", "deputy__name", "subject_ref")
    filters = ("state", "role")
    sections = (
        (_("Office"), ("role", "subject_ref")),
        (_("People"), ("person", "deputy", "deputy_acts")),
        (_("Term"), ("from_on", "to_on", "appointed_by", "document")),
    )
    makers = ("hr", "ciso", "it_manager", "security_officer")
    dated = "from_on"
    due = "to_on"
    owner = "person"
    keep_from = "to_on"
    keep = "P5Y"
    stays_open = ("deputy_acts",)

    def validate(self, record: Any, lines: Any) -> None:
        """Dates and people in order; conflicting duties are refused (3.5, 4.5, 10.3.1)."""
        wrong: dict[str, Any] = {}
        if record.to_on and record.to_on < record.from_on:
            wrong["to_on"] = _now("The last day lies before the first.")
        if record.deputy_id and record.deputy_id == record.person_id:
            wrong["deputy"] = _now("Nobody is his own deputy.")
        if record.deputy_acts and not record.deputy_id:
            wrong["deputy_acts"] = _now("There is no deputy.")
        if record.state != "ended":
            for name in ("person", "deputy"):
                objection = self._objection(record, getattr(record, name))
                if objection:
                    wrong[name] = objection
        if wrong:
            raise ValidationError(wrong)

    def _objection(self, record: Any, person: Any) -> str | None:
        """Say why this person cannot hold this office beside what he holds or deputises."""
        if person is None:
            return None
        if record.role == Duty.IT_AUDITOR and person.unit_function != "audit":
            return _now("Only somebody of internal audit can be IT auditor (%(cite)s).") % {"cite": _cite("4.5")}
        others = Appointment.objects.live().in_force().exclude(pk=record.pk)
        for other in others.filter(models.Q(person=person) | models.Q(deputy=person)):
            clause = conflict(record.role, other.role)
            if clause:
                return _now("%(person)s holds “%(other)s”, which cannot go together with “%(this)s” (%(cite)s).") % {
                    "person": person,
                    "other": other.get_role_display(),
                    "this": record.get_role_display(),
                    "cite": _cite(clause),
                }
            if _kept_apart_by_rule(record.role, other.role):
                return _now("%(person)s holds “%(other)s”, which a rule keeps apart from “%(this)s” (%(cite)s).") % {
                    "person": person,
                    "other": other.get_role_display(),
                    "this": record.get_role_display(),
                    "cite": _cite("3.5"),
                }
        return None

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Ended by a person it ends today; by the software, on the day it says."""
        if move.target == "ended" and not actor.is_system:
            record.to_on = clock.today()

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Let the offices follow the appointment, in the same transaction: given, lent to the deputy, or ended."""
        if record.is_void or record.state != "in_force":
            offices.withdraw(record.no, to_on=clock.today() - timedelta(days=1))
            return
        entitled = [record.person] + ([record.deputy] if record.deputy_acts else [])
        offices.keep_to(
            record.no, users=[person.user for person in entitled], last_on=clock.today() - timedelta(days=1)
        )
        for person in entitled:
            for office in OFFICES[Duty(record.role)]:
                offices.grant(person.user, office, from_on=record.from_on, to_on=record.to_on, source=record.no)


def _kept_apart_by_rule(one: str, other: str) -> bool:
    """Whether an access rule in force names the two offices as in conflict."""
    rules = register("access.access_rule").record.objects.live().in_force().filter(kind="conflict")
    pair = models.Q(business_role=one, other_role=other) | models.Q(business_role=other, other_role=one)
    return bool(rules.filter(pair).exists())


def _cite(clause: str) -> str:
    return catalogue().clause(clause).cite
