"""Privileged accounts: rules for their use, consent before each use, and no sign-in outside of it."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import DAY, Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

ACCOUNT, USE = "access.account", "access.privileged_use"


@check("8.2.3")
def privileged_accounts_are_used_with_consent(on: date, p: Any) -> list[Part]:
    """Rules are in force; every use had consent before and was looked at after; no sign-in lies outside of a use."""
    began = records(USE).filter(started_at__isnull=False)
    look_within = p.period("log-review-interval")
    nobody = _("No use of a privileged account is recorded.")
    return [
        document_in_force("privileged_account", on=on),
        each(began)
        .must(
            Q(approver__isnull=False, approved_at__lte=F("started_at")) & ~Q(approver=F("user")),
            holds=_("All %(population)s uses of privileged accounts had consent before, by another person."),
            fails=_("%(exceptions)s of %(population)s uses of privileged accounts had no consent before."),
        )
        .when_empty(Status.NO_DATA, nobody),
        each(began.filter(planned_to__date__lt=look_within.before(on)))
        .must(
            Q(state="reviewed"),
            holds=_("All %(population)s uses that ended more than %(within)s ago were looked at afterwards."),
            fails=_(
                "%(exceptions)s of %(population)s uses that ended more than %(within)s ago were not looked at "
                "afterwards."
            ),
            within=look_within,
        )
        .when_empty(Status.NO_DATA, nobody),
        _sign_ins_lie_inside(on),
    ]


def _sign_ins_lie_inside(on: date) -> Part:
    """The last sign-in of every privileged account lies inside a use; from the first use that is recorded on."""
    uses = records(USE).filter(started_at__isnull=False)
    first = uses.aggregate(first=Min("started_at"))["first"]
    since = first.astimezone(TAIPEI).date() if first else on + DAY
    inside = uses.annotate(
        _from=TruncDate("started_at", tzinfo=TAIPEI), _to=TruncDate("ended_at", tzinfo=TAIPEI)
    ).filter(
        Q(_to=None) | Q(_to__gte=OuterRef("last_login_on")),
        account=OuterRef("pk"),
        _from__lte=OuterRef("last_login_on"),
    )
    return (
        each(records(ACCOUNT).filter(kind="privileged", last_login_on__gte=since))
        .must(
            Q(Exists(inside)),
            holds=_("The last sign-ins of %(population)s privileged accounts lie inside a use with consent."),
            fails=_("The last sign-ins of %(exceptions)s of %(population)s privileged accounts lie outside any use."),
        )
        .when_empty(Status.NO_DATA, _("No sign-in of a privileged account came in since uses are recorded."))
    )
