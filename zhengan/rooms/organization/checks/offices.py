"""Offices: who convenes, who is on the committee, who is dedicated to security, who audits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, there_is, together
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, document_in_force, enabled_accounts, in_office, is_here, people
from zhengan.checks.reading import records
from zhengan.checks.status import Status

# What the title of a president ends with, and what the titles end with that are not his.
PRESIDENT = Q(person__job_title__endswith="總經理") | Q(person__job_title__iexact="president")
NOT_PRESIDENT = Q(person__job_title__endswith="副總經理") | Q(person__job_title__endswith="協理")


@check("2.1.2", waits_for=("security_plan",), besides=("committee_meeting",))
def committee_spans_departments(on: date, p: Any) -> Part:
    """The committee's members come from at least three functions of the firm, IT and business among them."""
    members = in_office(on, "committee_member", "convener")
    functions = set(members.values_list("person__unit_function", flat=True).order_by().distinct())
    return together(
        members,
        hold=len(functions) >= 3 and functions >= {"it", "business"},
        holds=_(
            "The %(population)s members of the committee come from %(functions)s functions, IT and business among them."
        ),
        fails=_("The committee does not span at least three functions of the firm with IT and business among them."),
        functions=len(functions),
    )


@check("3.1", besides=("committee_meeting",))
def president_convenes_the_committee(on: date, p: Any) -> list[Part]:
    """Exactly one convener, who is the president; and members who are all still with the firm."""
    conveners = in_office(on, "convener")
    members = (
        records("organization.appointment", PERSON)
        .in_force()
        .filter(Q(to_on=None) | Q(to_on__gte=on), role="committee_member", from_on__lte=on)
    )
    return [
        together(
            conveners,
            hold=conveners.count() == 1,
            holds=_("There is one convener."),
            fails=_("There are %(population)s conveners; there must be exactly one."),
        ).when_empty(Status.NOT_MET, _("No convener is appointed.")),
        each(conveners)
        .must(
            PRESIDENT & ~NOT_PRESIDENT,
            holds=_("The convener is the president."),
            fails=_("The convener is not the president."),
        )
        .when_empty(Status.NOT_MET, _("No convener is appointed.")),
        each(members)
        .must(
            is_here(on, "person__"),
            holds=_("All %(population)s members of the committee are with the firm."),
            fails=_("%(exceptions)s of %(population)s members of the committee have left."),
        )
        .when_empty(Status.NOT_MET, _("The committee has no members.")),
    ]


@check("3.5")
def it_and_business_duties_are_split(on: date, p: Any) -> list[Part]:
    """A document that divides the duties is in force, and nobody here holds two that rules keep apart."""
    conflicts = records("access.access_rule").in_force().filter(kind="conflict")
    pairs = sorted(set(conflicts.values_list("business_role", "other_role")))
    somebody = people(on) if pairs else people(on).none()
    return [
        document_in_force("duties_split", on=on),
        each(somebody)
        .must_not(
            _holds_both(pairs, on=on),
            holds=_("None of %(population)s people holds two of the %(pairs)s pairs of duties that rules keep apart."),
            fails=_("%(exceptions)s of %(population)s people hold two duties that rules keep apart."),
            pairs=len(pairs),
        )
        .when_empty(Status.NO_DATA, _("No rule names duties in conflict.")),
    ]


def _holds_both(pairs: Sequence[tuple[str, str]], *, on: date) -> Q:
    """A person with both roles of one of the pairs, each by an appointment or by an enabled account."""
    found = Q(pk=None)
    for one, other in pairs:
        found |= _holds(one, on=on) & _holds(other, on=on)
    return found


def _holds(role: str, *, on: date) -> Q:
    offices = in_office(on, role).filter(person=OuterRef("pk"))
    accounts = enabled_accounts().filter(person=OuterRef("pk"), roles__has=role)
    return Q(Exists(offices)) | Q(Exists(accounts))


@check("4.5", waits_for=("audit",))
def auditors_audit_it(on: date, p: Any) -> list[Part]:
    """There is an IT auditor, and every one of them belongs to internal audit."""
    holders = in_office(on, "it_auditor")
    return [
        there_is(holders, holds=_("%(population)s IT auditors are appointed."), fails=_("No IT auditor is appointed.")),
        each(holders)
        .must(
            Q(person__unit_function="audit"),
            holds=_("All %(population)s IT auditors belong to internal audit."),
            fails=_("%(exceptions)s of %(population)s IT auditors do not belong to internal audit."),
        )
        .when_empty(Status.NOT_MET, _("No IT auditor is appointed.")),
    ]
