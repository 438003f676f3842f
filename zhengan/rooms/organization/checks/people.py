"""People: what ends with their leaving."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, enabled_accounts
from zhengan.checks.reading import lines, note, records
from zhengan.checks.status import Status


@check("4.2", waits_for=("personnel_change",))
def leavers_keep_no_account_and_no_card(on: date, p: Any) -> list[Part]:
    """No enabled account, and no right to a door, belongs to a person who has left."""
    note(PERSON)
    gone = Q(person__left_on__lt=on) | Q(person__state="left")
    return [
        each(enabled_accounts().filter(person__isnull=False)).must_not(
            gone,
            holds=_("None of %(population)s enabled accounts belongs to a person who has left."),
            fails=_("%(exceptions)s of %(population)s enabled accounts belong to people who have left."),
        ),
        each(lines("facilities.secure_area", "permissions").filter(revoked_on=None))
        .must_not(
            gone,
            holds=_("None of %(population)s rights to a door belongs to a person who has left."),
            fails=_("%(exceptions)s of %(population)s rights to a door belong to people who have left."),
        )
        .when_empty(Status.NO_DATA, _("No right to a door is entered.")),
        each(records("access.signing_token").in_state("in_custody", "lent"))
        .must_not(
            Q(custodian__left_on__lt=on) | Q(custodian__state="left"),
            holds=_("None of %(population)s signing tokens is kept by a person who has left."),
            fails=_("%(exceptions)s of %(population)s signing tokens are kept by people who have left."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No signing token is entered.")),
    ]
