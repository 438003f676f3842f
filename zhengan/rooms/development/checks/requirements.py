"""Security requirements: analysed before the design, approved by another, in proportion to the value."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import SYSTEM
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.rooms.development.checks.changes import changes_made
from zhengan.rooms.development.checks.proofs import REQUIREMENT

AGREED = ("approved", "verified")
BEFORE_DESIGN = Q(analysed_on__lte=F("design_started_on"))
NOTHING = _("No project is recorded; state every year that none ran.")


def projects(*kinds: str) -> Any:
    """Projects, of these kinds where any is named."""
    found = records(REQUIREMENT)
    return found.filter(kind__in=kinds) if kinds else found


def _agreed_in_time(on: date) -> Q:
    """Analysed before the design began, and approved unless that is still to come."""
    return BEFORE_DESIGN & (Q(state__in=AGREED) | Q(design_started_on__gt=on))


@check("10", unless_stated=True)
def projects_begin_with_an_analysis(on: date, p: Any) -> Part:
    """Every project, packages included, was analysed before its design began, and approved."""
    return (
        each(projects())
        .must(
            _agreed_in_time(on),
            holds=_("All %(population)s projects were analysed before their design began, and approved."),
            fails=_("%(exceptions)s of %(population)s projects began before they were analysed, or are not approved."),
        )
        .when_empty(Status.NO_DATA, NOTHING)
    )


@check("10.1.1", "10.4.1", unless_stated=True)
def new_functions_are_specified(on: date, p: Any) -> list[Part]:
    """Every new system or enhancement has requirements, analysed before and approved by another; so has each change."""
    agreed = projects().in_state(*AGREED).filter(info_system=OuterRef("info_system"))
    rows = lines(REQUIREMENT, "requirements").filter(record=OuterRef("pk"))
    return [
        each(projects("new", "enhancement"))
        .must(
            _agreed_in_time(on) & Q(Exists(rows)) & (Q(checker=None) | ~Q(checker=F("maker"))),
            holds=_("All %(population)s new systems and enhancements have requirements approved before their design."),
            fails=_("%(exceptions)s of %(population)s new systems and enhancements have none approved before design."),
        )
        .when_empty(Status.NO_DATA, NOTHING),
        each(changes_made(enhancement=True))
        .must(
            Q(Exists(agreed)),
            holds=_("All %(population)s enhancements that were made are of a system with approved requirements."),
            fails=_("%(exceptions)s of %(population)s enhancements made are of a system without such requirements."),
        )
        .when_empty(Status.NO_DATA, _("No enhancement was made.")),
    ]


@check("10.1.2")
def packages_are_analysed_as_well(on: date, p: Any) -> list[Part]:
    """Every requirement is met by the system or by hand, and every package was analysed before its contract."""
    began = projects().aggregate(first=Min("analysed_on"))["first"]
    bought = (
        records("suppliers.contract", SYSTEM)
        .exclude(state="draft")
        .filter(kind="license", info_system__built_by="package", signed_on__gte=began or on)
    )
    analysed = projects("package").filter(info_system=OuterRef("info_system"), analysed_on__lte=OuterRef("signed_on"))
    return [
        each(lines(REQUIREMENT, "requirements"))
        .must(
            Q(control__in=("automatic", "manual")),
            holds=_("Of all %(population)s requirements it is laid down whether the system or a person meets them."),
            fails=_("Of %(exceptions)s of %(population)s requirements it is not laid down how they are met."),
        )
        .when_empty(Status.NO_DATA, NOTHING),
        each(bought)
        .must(
            Q(Exists(analysed)),
            holds=_("All %(population)s packages bought since were analysed before their contract."),
            fails=_("%(exceptions)s of %(population)s packages bought since were not analysed before their contract."),
        )
        .when_empty(
            Status.MET if began else Status.NO_DATA,
            _("No package was bought since analyses are recorded.") if began else NOTHING,
        ),
    ]


@check("10.1.3", besides=("risk", "asset"))
def requirements_are_in_proportion(on: date, p: Any) -> list[Part]:
    """Every approved project says the value, the harm and the risk, and why a requirement is not adopted."""
    return [
        each(projects().in_state(*AGREED))
        .must(
            Q(asset_value__gt=0) & ~Q(harm_if_missing="") & ~Q(risk=""),
            holds=_("All %(population)s approved projects name the value of the asset, the harm and the risk."),
            fails=_("%(exceptions)s of %(population)s approved projects do not name the value, the harm or the risk."),
        )
        .when_empty(Status.NO_DATA, NOTHING),
        each(lines(REQUIREMENT, "requirements"))
        .must(
            Q(adopted=True) | ~Q(reason=""),
            holds=_("Of all %(population)s requirements each that is not adopted has its reason."),
            fails=_("Of %(population)s requirements, %(exceptions)s are not adopted without a reason."),
        )
        .when_empty(Status.NO_DATA, NOTHING),
    ]
