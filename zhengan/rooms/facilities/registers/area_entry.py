"""Entries and visits: who entered an area, when in and out, why, on whose summons and under whose eyes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

OUT = _("Record going out")
_CARD_HOLDER = Q(visitor_kind="permitted")


def _nobody_answers_for_it(record: Any) -> str | None:
    """An engineer comes because he was summoned, for a firm, and is escorted (6.2.2.2); a visitor has an escort."""
    engineer = record.visitor_kind == AreaEntry.VisitorKind.ENGINEER
    if engineer and None in (record.summoned_by, record.supplier, record.escort):
        return _now("An engineer needs a firm, somebody who summoned him and an escort (6.2.2.2).")
    if record.visitor_kind == AreaEntry.VisitorKind.VISITOR and record.escort is None:
        return _now("A visitor needs an escort.")
    return None


def _no_card_holder(record: Any) -> str | None:
    if record.visitor_kind != AreaEntry.VisitorKind.PERMITTED:
        return _now("Only card holders enter by the door alone; everybody else is authorised first (6.2.2.2).")
    return None


class AreaEntry(Record):
    """One person's stay in one area."""

    class VisitorKind(models.TextChoices):
        PERMITTED = "permitted", _("Permitted staff")
        STAFF = "staff", _("Other staff")
        ENGINEER = "engineer", _("Engineer of a firm")
        VISITOR = "visitor", _("Visitor")

    area = link("facilities.SecureArea", _("area"))
    visitor_name = models.CharField(_("name of who enters"), max_length=60)
    visitor_kind = models.CharField(_("who it is"), max_length=12, choices=VisitorKind.choices)
    person = link("organization.Person", _("person"), optional=True)
    supplier = link("suppliers.Supplier", _("supplier firm"), optional=True)
    badge_no = models.CharField(_("badge number"), max_length=40)
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True, help_text=_("Empty: when let in."))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    purpose = models.CharField(_("purpose of the visit"), max_length=200)
    summoned_by = link("organization.Person", _("summoned by"), optional=True)
    authorised_by = link("organization.Person", _("authorised by"), optional=True)
    escort = link("organization.Person", _("escort"), optional=True)
    restrictions = models.CharField(_("restrictions"), max_length=200, blank=True)
    maintenance = Reference(_("maintenance record"), blank=True)

    flow = Flow(
        initial="booked",
        moves=(
            Move(
                source="booked",
                target="authorised",
                by=("general_affairs", "it_manager", "system_admin"),
                not_same_as=("maker", "summoned_by"),
                stamp={"authorised_by": "person"},
                when=_nobody_answers_for_it,
            ),
            Move(source="authorised", target="inside", by=("operator", "general_affairs"), asks=("entered_at",)),
            Move(
                source="inside",
                target="left",
                by=("operator", "general_affairs"),
                asks=("left_at",),
                needs=("left_at",),
                label=OUT,
            ),
            # What the door system tells of card holders.
            Move(source="booked", target="inside", by=("system",), where=_CARD_HOLDER, when=_no_card_holder),
            Move(source="booked", target="left", by=("system",), where=_CARD_HOLDER, when=_no_card_holder, label=OUT),
            Move(
                source="inside",
                target="left",
                by=("system",),
                where=_CARD_HOLDER,
                when=_no_card_holder,
                needs=("left_at",),
                label=OUT,
            ),
            Move(source="left", target="checked", by=("it_manager", "security_officer")),
        ),
    )

    class Meta:
        verbose_name = _("entry")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("left", "checked")) | Q(left_at__isnull=False), name="areaentry_left_when"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("entered_at")), name="areaentry_in_before_out"
            ),
            models.CheckConstraint(
                condition=Q(state="booked") | _CARD_HOLDER | Q(authorised_by__isnull=False),
                name="areaentry_authorised",
            ),
        ]
        indexes = [models.Index(fields=["area", "entered_at"], name="facilities_entry_area_idx")]

    def __str__(self) -> str:
        return f"{self.visitor_name} {self.purpose}"


class AreaEntries(Register):
    """Entries and visits."""

    code = "facilities.area_entry"
    record = AreaEntry
    prefix = "ENT"
    title = _("Entries and visits")
    one = _("entry")
    purpose = _("Who entered a restricted area, when in and out, why, on whose summons and under whose eyes.")
    columns = ("no", "area", "visitor_name", "visitor_kind", "entered_at", "left_at", "escort", "state")
    search = ("visitor_name", "badge_no", "purpose")
    filters = ("state", "area", "visitor_kind", "entered_at")
    sections = (
        (_("Person entering"), ("visitor_name", "visitor_kind", "person", "supplier", "badge_no")),
        (_("Where and when"), ("area", "entered_at", "left_at")),
        (_("Why"), ("purpose", "summoned_by", "authorised_by", "escort", "restrictions", "maintenance")),
    )
    makers = ("operator", "general_affairs", "it_manager", "system_admin")
    dated = "entered_at"
    owner = "escort"
    keep = "P3Y"
    stays_open = ("maintenance",)

    def validate(self, record: Any, lines: Any) -> None:
        """Times in order, none to come."""
        wrong: dict[str, Any] = {}
        for name in ("entered_at", "left_at"):
            if (moment := getattr(record, name)) is not None and moment > clock.now():
                wrong[name] = _now("That time is still to come.")
        if record.left_at is not None and (record.entered_at is None or record.left_at < record.entered_at):
            wrong["left_at"] = _now("Nobody leaves before he has entered.")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Who is let in without another time enters now."""
        if move.target == "inside" and record.entered_at is None:
            record.entered_at = clock.now()

    def import_row(self, record: Any, actor: Actor) -> None:
        """Follow the door: a card holder who went in is inside, and has left once it says so."""
        if record.visitor_kind == AreaEntry.VisitorKind.PERMITTED and record.entered_at and record.state != "checked":
            record.state = "left" if record.left_at else "inside"
