"""Deciding on rights: who may decide on which line, what needs a reason, and when a decision was carried out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import fill_lines
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock
from zhengan.rooms.access import snapshot


class Decision(models.TextChoices):
    """What becomes of a right."""

    KEEP = "keep", _("Keep")
    CHANGE = "change", _("Change")
    REVOKE = "revoke", _("Revoke")


def undecided(record: Any) -> str | None:
    """Object while lines wait for a decision."""
    left = record.item_count - record.decided_count
    return _now("%(left)d lines are not decided yet.") % {"left": left} if left else None


def not_carried_out(record: Any) -> str | None:
    """Object while the imported accounts do not show what was decided."""
    left = [row.item_ref for row in snapshot.outstanding(record)]
    return _now("Not yet seen in the imported accounts: %(items)s.") % {"items": "、".join(left[:10])} if left else None


def why_not(record: Any, row: Any, actor: Actor) -> str | None:
    """Return why the actor may not decide on this line: the named owner does, never on himself.

    His own rights are decided by the head of security or of IT, so that a campaign can be completed.
    """
    if record.state != "deciding":
        return _now("The campaign is not open for decisions.")
    me = actor.person.pk if actor.person else None
    if me is not None and row.holder_id == me:
        return _now("Nobody decides on his own account.")
    if me == record.decider_id or (row.holder_id == record.decider_id and actor.holds("ciso", "it_manager")):
        return None
    return _now("The named owner decides.")


def idle_limit() -> int:
    """Return the number of days without use after which a right counts as idle today."""
    return parameters(clock.today()).int("idle-account-days")


def decided(row: Any, values: Mapping[str, Any], actor: Actor, *, idle_limit: int) -> Mapping[str, Any]:
    """Return the line as decided; keeping an idle account, changing and revoking need a reason (7.1.3.6)."""
    decision = values.get("decision", row.decision)
    reason = values.get("reason", row.reason).strip()
    if decision == Decision.KEEP and not reason and (row.idle_days is None or row.idle_days > idle_limit):
        raise ValidationError(
            {"reason": _now("Unused for more than %(days)d days: say why it is kept (7.1.3.6).") % {"days": idle_limit}}
        )
    if decision in {Decision.CHANGE, Decision.REVOKE} and not reason:
        raise ValidationError({"reason": _now("Say why.")})
    return {"decision": decision, "reason": reason, "decided_by": actor.person if decision else None}


def demand_other_eyes(record: Any, actor: Actor) -> None:
    """Raise Refused where the actor decided on a line himself."""
    if record.lines.filter(decided_by=actor.person).exists():
        raise Refused(
            _now("Nobody approves his own work: you decided on lines of it."),
            register=record.register.code,
            record_no=record.no,
        )


@sweep("decisions_seen", every=timedelta(minutes=10))
def confirm_all() -> int:
    """Look, after an import and every now and then, which approved campaigns were carried out; returns how many."""
    approved = list(register("access.recertification").record.objects.live().in_state("approved"))
    for record in approved:
        confirm(record)
    return len(approved)


def confirm(record: Any) -> None:
    """Note on each line when its decision was first seen carried out; the last one completes the campaign."""
    left = {row.pk for row in snapshot.outstanding(record)}
    seen = record.lines.filter(decision__in=(Decision.CHANGE, Decision.REVOKE), executed_at=None).exclude(pk__in=left)
    given = {key: {"executed_at": clock.now()} for key in seen.values_list("pk", flat=True)}
    if given:
        fill_lines(record, "lines", given, by=Actor.system())
    if not left:
        acts.move(record, "executed", by=Actor.system())
