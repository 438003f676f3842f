"""Joiners, movers, leavers: what must be given, changed, taken back and wiped, each by a named person at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.identity.offices import holders
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.notifying import notify
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock
from zhengan.rooms.organization.checklists import DONE_BY, ITEMS, TAKEN_BACK, ChangeKind, Item


def _not_all_done(record: Any) -> str | None:
    """Nothing is complete while a line that applies is open (4.2)."""
    left = [str(row) for row in record.items.filter(required=True, done_at=None)]
    return _now("Still to be done: %(items)s.") % {"items": ", ".join(left)} if left else None


class PersonnelChange(Record):
    """One joining, transfer, long leave, leaving or end of an engagement."""

    Kind = ChangeKind

    person = link("organization.Person", _("whom it is about"))
    kind = models.CharField(_("kind of change"), max_length=12, choices=ChangeKind.choices)
    notified_at = models.DateTimeField(_("told at"), null=True, blank=True)
    effective_on = models.DateField(_("takes effect on"))
    from_unit = link("organization.Unit", _("former unit"), optional=True)
    to_unit = link("organization.Unit", _("new unit"), optional=True)

    flow = Flow(
        initial="notified",
        moves=(
            Move(source="notified", target="in_progress", by=("system",)),
            Move(source="in_progress", target="completed", by=("hr",), when=_not_all_done),
            Move(
                source="completed",
                target="confirmed",
                by=("security_officer", "auditor"),
                not_same_as=("maker", "person"),
                when=_not_all_done,
            ),
            Move(
                source="completed",
                target="in_progress",
                by=("security_officer", "auditor"),
                reason=True,
                label=_("Send back"),
            ),
        ),
    )

    class Meta:
        verbose_name = _("personnel change")
        indexes = [models.Index(fields=["person", "kind"], name="organization_change_person_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person}"


class ChangeItem(Line):
    """One thing to be done, by whom and when it was."""

    record = models.ForeignKey(PersonnelChange, models.CASCADE, related_name="items")
    item = models.CharField(_("checklist item"), max_length=24, choices=Item.choices)
    required = models.BooleanField(_("applies"), default=True)
    done_by = link("organization.Person", _("carried out by"), optional=True)
    done_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    evidence = models.CharField(_("proof"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")

    def __str__(self) -> str:
        return str(self.get_item_display())


class PersonnelChanges(Register):
    """Joiners, movers, leavers."""

    code = "organization.personnel_change"
    record = PersonnelChange
    prefix = "JML"
    title = _("Joiners, movers, leavers")
    one = _("personnel change")
    purpose = _("What is given, changed, taken back and wiped when somebody joins, moves or leaves; line by line.")
    columns = ("no", "person", "kind", "effective_on", "from_unit", "to_unit", "state")
    search = ("person__name", "person__staff_no")
    filters = ("state", "kind", "effective_on")
    sections = (
        (_("Change"), ("person", "kind", "effective_on", "notified_at")),
        (_("Units concerned"), ("from_unit", "to_unit")),
    )
    makers = ("hr",)
    key = ("person", "kind", "effective_on")
    dated = "effective_on"
    due = "effective_on"
    keep = "P5Y"
    computed = ("notified_at",)
    fills: ClassVar[Mapping[str, Sequence[str]]] = {"items": ("evidence", "required")}

    def prepare(self, record: Any, actor: Actor) -> None:
        """Who is concerned is told when it is entered; somebody who moves comes from where he is."""
        record.notified_at = clock.now()
        if record.kind == ChangeKind.TRANSFER and record.from_unit is None and record.person.unit != record.to_unit:
            record.from_unit = record.person.unit

    def validate(self, record: Any, lines: Any) -> None:
        """Who moves moves somewhere."""
        if record.kind == ChangeKind.TRANSFER and record.to_unit is None:
            raise ValidationError({"to_unit": _now("Say to which unit.")})

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The checklist follows from the kind."""
        return {"items": [{"item": item.value} for item in ITEMS[ChangeKind(record.kind)]]}

    def why_not_fill(self, record: Any, row: Any, actor: Actor) -> str | None:
        """Each line is done by the offices that have the thing in hand, while the change is in progress."""
        if record.state != "in_progress":
            return _now("This checklist is complete.")
        return None if actor.holds(*DONE_BY[Item(row.item)]) else _now("Your offices do not do this.")

    def filling(self, record: Any, row: Any, values: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """What is filled in is done, by whoever fills it in and now; or it does not apply, for a reason."""
        applies = values.get("required", row.required)
        if not (values.get("evidence", row.evidence) or "").strip():
            raise ValidationError({"evidence": _now("Say what shows it, or why it does not apply.")})
        if not applies:
            if record.kind in (ChangeKind.LEAVE, ChangeKind.CONTRACT_END) and row.item in TAKEN_BACK:
                raise ValidationError({"required": _now("Nobody leaves without this (4.2).")})
            return {**values, "done_by": None, "done_at": None}
        if row.item == Item.UNDERTAKING_SIGNED and not _has_signed(record.person):
            raise ValidationError({"evidence": _now("No signed undertaking of this person is here (4.1).")})
        return {**values, "done_by": actor.person, "done_at": clock.now()}

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Begin: tell the offices; the last day of who leaves stands in his record, and his account ends with it."""
        if act not in ("create", "import"):
            return
        if record.kind == ChangeKind.LEAVE and record.person.left_on is None:
            acts.change(record.person, {"left_on": record.effective_on}, by=Actor.system(), reason=record.no)
        acts.move(record, "in_progress", by=Actor.system())
        record.refresh_from_db()
        told = {office for row in record.items.all() for office in DONE_BY[Item(row.item)]}
        notify(
            {user for office in told for user in holders(office, on=clock.today())},
            _("%(what)s on %(day)s: see what is yours on the checklist"),
            about=record,
            what=record,
            day=record.effective_on,
        )


def _has_signed(person: Any) -> bool:
    """Whether the person has signed to keep secrets."""
    signed = register("organization.undertaking").record.objects.live().in_state("signed")
    return bool(signed.filter(person=person, kind="confidentiality").exists())
