"""People: what ends with their leaving."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, enabled_accounts
from zhengan.checks.reading import note


@check("4.2", waits_for=("personnel_change", "secure_area", "signing_token"))
def leavers_keep_no_account(on: date, p: Any) -> Part:
    """No enabled account belongs to a person who has left."""
    note(PERSON)
    return each(enabled_accounts().filter(person__isnull=False)).must_not(
        Q(person__left_on__lt=on) | Q(person__state="left"),
        holds=_("None of %(population)s enabled accounts belongs to a person who has left."),
        fails=_("%(exceptions)s of %(population)s enabled accounts belong to people who have left."),
    )
