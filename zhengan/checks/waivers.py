"""Clauses that do not apply: asked for with a reason, approved by another person, for a year at most."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.models import NotApplicable
from zhengan.checks.reading import CLAUSES
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.reconciling import BESIDE_CLAUSES
from zhengan.kernel.state import rows_of
from zhengan.ledger import clock
from zhengan.ledger.append import Telling
from zhengan.ledger.core.canonical import Json

ASKERS = ("security_officer", "ciso", "compliance", "it_manager", "business_owner")
APPROVERS = ("ciso", "president", "compliance")
LONGEST = Period("P1Y")  # what does not apply may come to apply: it has to be thought over every year
BESIDE_CLAUSES[NotApplicable] = "clause"


def open_waivers(clause: str | None = None) -> Any:
    """Return the waivers not yet ended: asked for, or approved; newest first."""
    found = NotApplicable.objects.filter(ended_at=None).select_related("asked_by", "approved_by").order_by("-asked_at")
    return found if clause is None else found.filter(clause=clause)


def ask(clause: str, *, reason: str, valid_until: date, by: Actor) -> NotApplicable:
    """Ask that a clause (and all under it) be taken as not applicable. Raises UnknownClause, Refused, NotPossible."""
    catalogue().clause(clause)
    _demand(by, ASKERS, clause, "waiver_ask")
    if not reason.strip():
        raise NotPossible(_("Say why the clause does not apply."))
    if not clock.today() < valid_until <= LONGEST.after(clock.today()):
        raise NotPossible(_("A clause can be taken as not applicable for one year at most; then think it over again."))
    with transaction.atomic():
        if open_waivers(clause).filter(valid_until__gte=clock.today()).exists():
            raise NotPossible(_("This was already asked for."))
        made = NotApplicable.objects.create(
            clause=clause, reason=reason.strip(), asked_by=by.user, asked_at=clock.now(), valid_until=valid_until
        )
        _tell(made, "waiver_ask", {"reason": made.reason, "until": valid_until.isoformat()}, by=by)
    return made


def approve(waiver: NotApplicable, *, by: Actor) -> NotApplicable:
    """Approve that the clause does not apply; never the person who asked. Raises Refused, NotPossible."""
    _demand(by, APPROVERS, waiver.clause, "waiver_approve")
    with transaction.atomic():
        waiver = _locked(waiver)
        if waiver.asked_by_id == by.user.pk:
            raise Refused(
                _("Nobody approves his own work: you asked for this yourself."),
                register=CLAUSES,
                record_no=waiver.clause,
                act="waiver_approve",
            )
        if waiver.approved_at is not None:
            raise NotPossible(_("This is approved already."))
        if waiver.valid_until < clock.today():
            raise NotPossible(_("The time that was asked for is over. Ask again."))
        waiver.approved_by, waiver.approved_at = by.user, clock.now()
        waiver.save(update_fields=["approved_by", "approved_at"])
        _tell(waiver, "waiver_approve", {"reason": waiver.reason, "until": waiver.valid_until.isoformat()}, by=by)
    return waiver


def end(waiver: NotApplicable, *, by: Actor, reason: str) -> NotApplicable:
    """End a waiver, or turn down what was asked: the clause is judged again. Raises Refused, NotPossible."""
    _demand(by, (*APPROVERS, *ASKERS), waiver.clause, "waiver_end")
    if not reason.strip():
        raise NotPossible(_("Say why the clause applies."))
    with transaction.atomic():
        waiver = _locked(waiver)
        waiver.ended_at = clock.now()
        waiver.save(update_fields=["ended_at"])
        _tell(waiver, "waiver_end", {"reason": reason.strip()}, by=by)
    return waiver


def _demand(by: Actor, offices: tuple[str, ...], clause: str, act: str) -> None:
    if not (by.is_system or by.holds(*offices)):
        raise Refused(_("Your offices do not allow this."), register=CLAUSES, record_no=clause, act=act)


def _locked(waiver: NotApplicable) -> NotApplicable:
    fresh = NotApplicable.objects.select_for_update().get(pk=waiver.pk)
    if fresh.ended_at is not None:
        raise NotPossible(_("This has been ended already."))
    return fresh


def _tell(waiver: NotApplicable, act: str, body: dict[str, Json], *, by: Actor) -> None:
    """Enter the act under the clause; the checks are told that something about clauses changed."""
    told = body | {"rows": rows_of([waiver])}
    acts.tell([Telling(act=act, register=CLAUSES, record_no=waiver.clause, body=told)], by=by)
