"""What an approved change does to the inventory, and what has to be there before it is carried out."""

from typing import Any

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock


class ChangeKind(models.TextChoices):
    """What is to happen to an asset."""

    ADD = "add", _("Add to the inventory")
    UPDATE = "update", _("Change of entries")
    TRANSFER = "transfer", _("Transfer")
    TAKE_OUT = "take_out", _("Take out")
    REPAIR = "repair", _("Sending to repair")
    RETIRE = "retire", _("Taking out of use")
    RECLASSIFY = "reclassify", _("Change of class")


COMING_BACK = (ChangeKind.TAKE_OUT, ChangeKind.REPAIR)
LEAVING = (ChangeKind.REPAIR, ChangeKind.RETIRE)
_HANDS = ("new_custodian", "new_owner", "new_unit", "new_area")
# What a kind of change gives the asset: the fields of which one at least is filled.
GAINS = {
    ChangeKind.UPDATE: (*_HANDS, "new_classification"),
    ChangeKind.TRANSFER: _HANDS,
    ChangeKind.RECLASSIFY: ("new_classification",),
}
_FIELD = {
    "new_owner": "owner",
    "new_custodian": "custodian",
    "new_unit": "unit",
    "new_classification": "classification",
    "new_area": "secure_area",
}
# For what a check of the storage is made, by the kind of change that needs it.
CHECKED_FOR = {
    ChangeKind.REPAIR: ("repair",),
    ChangeKind.RETIRE: ("disposal", "reuse", "lease_return"),
}


def objection(change: Any) -> str | None:
    """Return why an approved change cannot be carried out yet, or None (5.1.4, 6.1.5)."""
    asset = change.asset
    if asset.state not in ("active", "repair") or (change.kind in LEAVING and asset.state != "active"):
        return _now("The asset is not in use: %(state)s.") % {"state": asset.state_label}
    if change.kind in LEAVING and asset.has_storage and not _storage_was_checked(change):
        return _now("Its storage has to be checked first, and the check approved (6.1.5).")
    return None


def applied(change: Any) -> None:
    """Carry out on the asset what was approved, as the software itself and with the number of the change."""
    by = Actor.system()
    why = f"{change.register.one} {change.no}"
    asset = change.asset
    if change.state == "closed":
        if change.kind == ChangeKind.REPAIR:
            acts.move(asset, "active", by=by, reason=why)
    elif change.kind in LEAVING:
        acts.move(asset, "repair" if change.kind == ChangeKind.REPAIR else "retired", by=by, reason=why)
    elif change.kind in GAINS:
        values = {_FIELD[name]: getattr(change, name) for name in _FIELD if getattr(change, name)}
        if "classification" in values:
            values |= {"classified_by": values.get("owner", asset.owner), "classified_on": clock.today()}
        acts.change(asset, values, by=by, reason=why)


def _storage_was_checked(change: Any) -> bool:
    """Whether the storage was checked for this: approved, and since it was last away."""
    made = (
        register("assets.sanitization")
        .record.objects.live()
        .in_state("approved", "executed", "witnessed")
        .filter(asset=change.asset, reason__in=CHECKED_FOR[change.kind])
    )
    earlier = type(change).objects.live().filter(asset=change.asset, kind=ChangeKind.REPAIR)
    back = earlier.aggregate(last=Max("returned_at"))["last"]
    since = Q(checked_on__gte=back.astimezone(clock.TAIPEI).date()) if back else Q()
    return bool(made.filter(since).exists())
