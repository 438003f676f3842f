"""Hand-overs of media: each between two people, of whom the one who receives signs for it himself (7.6.4)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Move
from zhengan.kernel.record import Line, RecordSet
from zhengan.ledger import clock

# What whoever hands something over says.
HANDED_OVER = ("receiver", "to_place", "handed_for")
_HANDING = ("in_transit", "lent")


def not_taken_over(record: Any) -> str | None:
    """Why the next step has to wait: somebody received it and has not signed."""
    if record.movements.filter(taken_over_at=None).exists():
        return _now("Whoever received it has still to sign for it (7.6.4).")
    return None


class Movement(Line):
    """One hand-over: given by one person, signed for by the other."""

    record = models.ForeignKey("assets.Media", models.CASCADE, related_name="movements")
    moved_at = models.DateTimeField(_("moved at"))
    from_place = models.CharField(_("from where"), max_length=120)
    to_place = models.CharField(_("to where"), max_length=120)
    handed_by = link("organization.Person", _("giver"))
    received_by = link("organization.Person", _("receiver"))
    purpose = models.CharField(_("what for"), max_length=120)
    taken_over_at = models.DateTimeField(_("signed for at"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [models.CheckConstraint(condition=~Q(handed_by=F("received_by")), name="movement_two_people")]

    def __str__(self) -> str:
        return f"{self.from_place} → {self.to_place}"


class HandedOver:
    """Part of a register: enters a hand-over at each move that is one, and has the receiver sign for it."""

    fills: ClassVar[Mapping[str, Any]] = {"movements": ()}

    def own(self, records: RecordSet, actor: Actor) -> RecordSet:
        """Who gave or received a medium sees it."""
        handed = Movement.objects.filter(Q(handed_by__user=actor.user) | Q(received_by__user=actor.user))
        return records.filter(Q(maker=actor.user) | Q(pk__in=handed.values("record")))

    def demand_two_people(self, record: Any, move: Move) -> None:
        """Raise ValidationError where somebody hands something over to himself."""
        if move.target in _HANDING and record.giver == record.receiver:
            raise ValidationError({"receiver": _now("A hand-over is between two people (7.6.4).")})

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Enter the hand-over, which the receiver has still to sign for."""
        if act.startswith("move:") and record.state in _HANDING:
            row = {
                "moved_at": clock.now(),
                "from_place": record.storage,
                "to_place": record.to_place,
                "handed_by": record.giver,
                "received_by": record.receiver,
                "purpose": record.handed_for,
            }
            acts.add_lines(record, "movements", [row], by=Actor.system())
            record.refresh_from_db()

    def to_sign(self, record: Any, actor: Actor) -> tuple[str, Line] | None:
        """The hand-over to this person that he has not signed for."""
        row = record.movements.filter(received_by__user=actor.user, taken_over_at=None).first()
        return None if row is None else ("movements", row)

    def why_not_fill(self, record: Any, row: Any, actor: Actor) -> str | None:
        """Only the receiver signs, and once."""
        if row.received_by.user_id != actor.user.pk:
            return _now("Everybody signs for himself alone.")
        return _now("You have signed this already.") if row.taken_over_at else None

    def filling(self, record: Any, row: Any, values: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """Signing says that it was taken over, at the server's time."""
        return {"taken_over_at": clock.now()}
