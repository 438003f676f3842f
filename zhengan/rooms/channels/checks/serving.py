"""Services to customers over the net: the API and its clients, and the quality of ordering."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, together
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, online_ordering, reviewed, rule_rested_on, system_kinds_in_use
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both

CLIENT, METRIC = "channels.api_client", "channels.service_metric"
YEAR = Period("P1Y")


@check("9.8")
def api_service_has_rules(on: date, p: Any) -> list[Part]:
    """Where an API is offered to customers, rules are in force, and every client was approved, limited and reviewed."""
    offered = system_kinds_in_use("api", what=Both("客戶 API 服務", "API service for customers"))
    if not offered.population.exists():
        return [offered]
    criteria = lines(CLIENT, "criteria").filter(record=OuterRef("pk"))
    clients = records(CLIENT).active().annotate(_looked=Coalesce("reviewed_on", "approved_on"))
    none = _("No client of the API is active.")
    parts = (
        each(clients).must(
            Q(Exists(criteria))
            & ~Q(Exists(criteria.filter(met=False)))
            & Q(risk_notice_signed_on__lte=F("approved_on")),
            holds=_("All %(population)s clients of the API met every criterion and knew the risks when approved."),
            fails=_("%(exceptions)s of %(population)s clients of the API did not meet a criterion or know the risks."),
        ),
        each(clients)
        .must_not_be_past(
            "key_expires_on",
            on=on,
            holds=_("The keys of all %(population)s clients of the API are valid."),
            fails=_("The keys of %(exceptions)s of %(population)s clients of the API have run out."),
            soon=_("The keys of %(warnings)s of %(population)s clients of the API soon run out."),
        )
        .no_duty()
        .calm(),
        each(clients)
        .must_be_fresh(
            "stop_switch_tested_on",
            every=YEAR,
            on=on,
            holds=_("The stop switches of all %(population)s clients of the API were tested within 12 months."),
            fails=_("The stop switches of %(exceptions)s of %(population)s clients were not tested in 12 months."),
        )
        .calm(),
        each(clients)
        .must_be_fresh(
            "_looked",
            every=YEAR,
            on=on,
            holds=_("All %(population)s clients of the API were approved or reviewed within 12 months."),
            fails=_("%(exceptions)s of %(population)s clients of the API were not reviewed within 12 months."),
        )
        .calm(),
    )
    known = Status.MET if records(CLIENT).exists() else Status.NO_DATA
    ruled = (document_in_force("api_service", on=on), rule_rested_on("9.8", kind="exchange"))
    return [offered, *ruled, *(one.when_empty(known, none) for one in parts)]


@check("9.9")
def service_quality_has_a_standard(on: date, p: Any) -> list[Part]:
    """Where customers order over the internet, a standard is in force, measured in all dimensions, misses explained."""
    ordering = online_ordering()
    if not ordering.population.exists():
        return [ordering]
    every = p.period("service-metric-interval")
    spans = tuple(_spans(every, on))
    measured = records(METRIC).filter(period__gte=spans[-1][0], period__lt=f"{on:%Y-%m}")
    dimensions = [code for code, _label in measured.model.Dimension.choices]
    known = set(measured.order_by().values_list("period", "dimension").distinct())
    missing = [
        (first, dimension)
        for first, last in spans
        for dimension in dimensions
        if not any(first <= month <= last and of == dimension for month, of in known)
    ]
    return [
        ordering,
        document_in_force("service_quality", on=on),
        reviewed("service_quality", every=YEAR, on=on),
        together(
            measured,
            hold=not missing,
            holds=_("The last 12 months were measured in all dimensions every %(interval)s (%(population)s figures)."),
            fails=_("Of the last 12 months, %(missing)s measurements are missing (one every %(interval)s)."),
            missing=len(missing),
            interval=every,
        ).when_empty(Status.NO_DATA, _("Nothing was measured in the last 12 months.")),
        each(measured)
        .must(
            Q(ok=True) | ~Q(explanation=""),
            holds=_("All %(population)s figures of the last 12 months reach the standard, or are explained."),
            fails=_("%(exceptions)s of %(population)s figures of the last 12 months miss the standard unexplained."),
        )
        .when_empty(Status.NO_DATA, _("Nothing was measured in the last 12 months.")),
    ]


def _spans(every: Period, on: date) -> Iterator[tuple[str, str]]:
    """The spans of the 12 months before this one, newest first: first and last month of each, as `2026-03`."""
    months = max(1, every.months)
    last = 12 * on.year + on.month - 2
    for end in range(last, last - 12, -months):
        yield _month(max(end - months + 1, last - 11)), _month(end)


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
