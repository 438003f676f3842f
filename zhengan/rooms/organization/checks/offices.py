"""Offices: who convenes, who is on the committee, who is dedicated to security, who audits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, there_is, together
from zhengan.checks.declare import check
from zhengan.checks.populations import (
    PERSON,
    document_in_force,
    enabled_accounts,
    in_office,
    is_here,
    people,
    reviewed,
    reviews,
)
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status

YEAR = Period("P1Y")
# What the title of a president ends with, and what the titles end with that are not his.
PRESIDENT = Q(person__job_title__endswith="總經理") | Q(person__job_title__iexact="president")
NOT_PRESIDENT = Q(person__job_title__endswith="副總經理") | Q(person__job_title__endswith="協理")


@check("2.1.2", besides=("committee_meeting",))
def committee_spans_departments(on: date, p: Any) -> list[Part]:
    """The committee spans three functions of the firm, IT and business among them, and the year's plan every area."""
    members = in_office(on, "committee_member", "convener")
    functions = set(members.values_list("person__unit_function", flat=True).order_by().distinct())
    # A year's plan takes effect in its first months; until then that of the year before speaks.
    aims = lines("assurance.security_plan", "areas").filter(
        record__fiscal_year__in=(on.year, on.year - 1), record__state__in=("approved", "evaluated", "closed")
    )
    wanted = {value for value, _label in aims.model._meta.get_field("area").flatchoices} - {"compliance", "emerging"}
    return [
        together(
            members,
            hold=len(functions) >= 3 and functions >= {"it", "business"},
            holds=_(
                "The %(population)s members of the committee come from %(functions)s functions, IT and business among "
                "them."
            ),
            fails=_(
                "The committee does not span at least three functions of the firm with IT and business among them."
            ),
            functions=len(functions),
        ),
        together(
            aims,
            hold=set(aims.order_by().values_list("area", flat=True).distinct()) >= wanted,
            holds=_("The yearly plan has an aim in every area."),
            fails=_("The yearly plan has no aim in some areas."),
        ).when_empty(Status.NOT_MET, _("There is no yearly plan.")),
    ]


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


@check("3.4")
def need_of_an_adviser_is_thought_over(on: date, p: Any) -> list[Part]:
    """People and skills were reviewed within a year; where they do not suffice, somebody was engaged or appointed."""
    done = reviews("manpower").filter(reviewed_on__lte=on).order_by("-reviewed_on", "-pk")
    newest = done.filter(pk__in=list(done.values_list("pk", flat=True)[:1]), conclusion="change")
    advisers = records("suppliers.contract").in_force().filter(kind="consulting")
    joined = in_office(on, "security_staff", "security_head").filter(from_on__gte=OuterRef("reviewed_on"))
    return [
        reviewed("manpower", every=YEAR, on=on).when_empty(
            Status.NO_DATA, _("Nobody has reviewed within a year whether people and skills suffice.")
        ),
        each(newest)
        .must(
            Q(Exists(advisers)) | Q(Exists(joined)),
            holds=_("People or skills did not suffice, and an adviser or more people were engaged."),
            fails=_("People or skills do not suffice, and neither an adviser nor more people were engaged."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("The last review found people and skills adequate.")),
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


@check("4.5")
def auditors_audit_it(on: date, p: Any) -> list[Part]:
    """There is an IT auditor, all of them belong to internal audit, and they lead the internal audits of a year."""
    holders = in_office(on, "it_auditor")
    led = (
        records("assurance.audit", PERSON)
        .in_state("reported", "closed")
        .filter(performed_by="internal", reported_on__gt=YEAR.before(on))
    )
    appointed = records("organization.appointment").filter(
        Q(to_on=None) | Q(to_on__gte=OuterRef("reported_on")),
        role="it_auditor",
        person=OuterRef("lead_auditor"),
        state__in=("in_force", "ended"),
        from_on__lte=OuterRef("reported_on"),
    )
    return [
        there_is(holders, holds=_("%(population)s IT auditors are appointed."), fails=_("No IT auditor is appointed.")),
        each(holders)
        .must(
            Q(person__unit_function="audit"),
            holds=_("All %(population)s IT auditors belong to internal audit."),
            fails=_("%(exceptions)s of %(population)s IT auditors do not belong to internal audit."),
        )
        .when_empty(Status.NOT_MET, _("No IT auditor is appointed.")),
        each(led)
        .must(
            Q(Exists(appointed)),
            holds=_("All %(population)s internal audits of 12 months were led by an appointed IT auditor."),
            fails=_("%(exceptions)s of %(population)s internal audits of 12 months were not led by an IT auditor."),
        )
        .when_empty(Status.NO_DATA, _("No internal audit was reported within 12 months.")),
    ]
