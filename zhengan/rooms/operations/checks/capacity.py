"""Capacity: every core system was assessed within a year, has room left or a plan, and stood a stress test."""

from datetime import date
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import core_systems, document_in_force
from zhengan.checks.reading import records

ASSESSMENT = "operations.capacity_assessment"
YEAR = Period("P1Y")


def assessments(**wanted: Any) -> Any:
    """Assessments that were approved."""
    return records(ASSESSMENT).in_state("approved").filter(**wanted)


@check("7.8", "8.7")
def capacity_suffices(on: date, p: Any) -> list[Part]:
    """Every core system was assessed within a year, and its last assessment leaves room, or has a plan not overdue."""
    allowed = p.percent("capacity-max-utilisation")
    newest = assessments(info_system=OuterRef("pk"), assessed_on__lte=on).order_by("-assessed_on", "-pk")
    used = newest.annotate(
        _used=ExpressionWrapper(
            F("peak") * 100 / F("capacity_limit"), output_field=DecimalField(max_digits=20, decimal_places=4)
        )
    )
    judged = core_systems().annotate(
        _conclusion=Subquery(newest.values("conclusion")[:1]),
        _plan_due_on=Subquery(newest.values("plan_due_on")[:1]),
        _used=Subquery(used.values("_used")[:1]),
    )
    return [
        each(core_systems()).must_recur(
            assessments(),
            by="info_system",
            done="assessed_on",
            every=YEAR,
            on=on,
            holds=_("The capacity of all %(population)s core systems was assessed within 12 months."),
            fails=_("The capacity of %(exceptions)s of %(population)s core systems was not assessed within 12 months."),
            soon=_("The capacity of %(warnings)s of %(population)s core systems must soon be assessed again."),
        ),
        each(judged.exclude(_conclusion=None)).must(
            Q(_conclusion="enough", _used__lte=allowed) | Q(_conclusion="expand", _plan_due_on__gte=on),
            holds=_("Of %(population)s core systems assessed, each has room left, or a plan that is not overdue."),
            fails=_(
                "%(exceptions)s of %(population)s core systems assessed have neither room left nor a plan in time."
            ),
        ),
    ]


@check("7.9", "8.8")
def capacity_and_safeguards_are_tested(on: date, p: Any) -> list[Part]:
    """A procedure is in force; each core system's safeguards were found sufficient and its stress test was passed."""
    every = p.period("stress-test-interval")
    return [
        document_in_force("capacity", on=on),
        each(core_systems()).must_recur(
            assessments(safeguards_ok=True),
            by="info_system",
            done="assessed_on",
            every=YEAR,
            on=on,
            holds=_("The safeguards of all %(population)s core systems were found sufficient within 12 months."),
            fails=_(
                "The safeguards of %(exceptions)s of %(population)s core systems were not found sufficient within 12 "
                "months."
            ),
            soon=_("The safeguards of %(warnings)s of %(population)s core systems must soon be assessed again."),
        ),
        each(core_systems()).must_recur(
            assessments(stress_ok="yes"),
            by="info_system",
            done="stress_tested_on",
            every=every,
            on=on,
            holds=_("All %(population)s core systems passed a stress test within %(interval)s."),
            fails=_("%(exceptions)s of %(population)s core systems passed no stress test within %(interval)s."),
            soon=_("%(warnings)s of %(population)s core systems must soon stand a stress test again."),
            interval=every,
        ),
    ]
