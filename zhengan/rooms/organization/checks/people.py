"""People: what they sign when they come, and what ends with their leaving."""

from datetime import date
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, at_least, each
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, enabled_accounts, people
from zhengan.checks.reading import lines, note, records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.organization.checklists import TAKEN_BACK


@check("4.1")
def everybody_has_signed_to_keep_secrets(on: date, p: Any) -> list[Part]:
    """Everybody signed the confidentiality text in force, and signed first within the time set after joining."""
    within = p.period("undertaking-within")
    signed = records("organization.undertaking", "policy.policy_document").filter(
        kind="confidentiality", signed_on__lte=on, person=OuterRef("pk")
    )
    took = ExpressionWrapper(F("signed_on") - F("person__joined_on"), output_field=DurationField())
    at_first = signed.in_state("signed", "ended").annotate(_took=took).filter(_took__lte=at_least(within))
    # Whoever has just come still has time.
    due = people(on).exclude(kind="examiner").filter(joined_on__lt=within.before(on))
    text = signed.in_state("signed").filter(document__state="in_force", document__voided_at=None)
    return [
        each(due).must(
            Q(Exists(text)),
            holds=_("All %(population)s people have signed the confidentiality undertaking in force."),
            fails=_(
                "%(exceptions)s of %(population)s people have not signed the confidentiality undertaking in force."
            ),
        ),
        each(due).must(
            Q(Exists(at_first)),
            holds=_("All %(population)s people signed it within %(within)s of joining."),
            fails=_("%(exceptions)s of %(population)s people did not sign it within %(within)s of joining."),
            within=within,
        ),
    ]


@check("4.2")
def leavers_keep_no_account_and_no_card(on: date, p: Any) -> list[Part]:
    """All was taken back by the last day, and no account, right to a door or token belongs to a person who has left."""
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
        each(records("organization.personnel_change").filter(kind="leave", effective_on__lt=on))
        .must(
            _taken_back(),
            holds=_("Of all %(population)s people who left, account, pass, card and ID were taken back in time."),
            fails=_("Of %(exceptions)s of %(population)s people who left, something was not taken back in time."),
        )
        .when_empty(Status.NO_DATA, _("No leaving is entered.")),
    ]


def _taken_back() -> Q:
    """A leaving of which the checklist is complete, with all that the policy names done by the last day."""
    rule = Q(state__in=("completed", "confirmed"))
    done = (
        lines("organization.personnel_change", "items")
        .annotate(_on=TruncDate("done_at", tzinfo=TAIPEI))
        .filter(record=OuterRef("pk"), required=True, _on__lte=OuterRef("effective_on"))
    )
    for item in TAKEN_BACK:
        rule &= Q(Exists(done.filter(item=item)))
    return rule
