"""Changes: approved before they are made, by somebody else, and followed by their documents."""

from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks import trading
from zhengan.checks.algebra import DAY, Part, at_least, each, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import (
    core_systems,
    document_in_force,
    documents,
    in_office,
    is_here,
    systems,
)
from zhengan.checks.reading import note, records
from zhengan.checks.settings import settings_in_order
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.development.checks.proofs import has_tested

CHANGE, DOCUMENT = "development.change_request", "policy.policy_document"
MONTH = Period("P1M")
DONE = ("implemented", "verified", "closed")


def changes_made(**wanted: Any) -> QuerySet[Any]:
    """Changes that were carried out and not rolled back."""
    return records(CHANGE).in_state(*DONE).filter(**wanted)


def approved_by_another(change: str = "", *, before: str = "implemented_at") -> Q:
    """A change (reached by a foreign key, when `change` ends in __) approved by neither requester nor implementer.

    `before` is the time of the row judged that the approval must precede.
    """
    return (
        Q(**{f"{change}approver__isnull": False, f"{change}approved_at__lt": F(before)})
        & ~Q(**{f"{change}approver": F(f"{change}requester")})
        & (Q(**{f"{change}implementer": None}) | ~Q(**{f"{change}approver": F(f"{change}implementer")}))
    )


@check("8.4.1", "10.4.8.1")
def test_and_production_lie_apart(on: date, p: Any) -> list[Part]:
    """No system has its tests where its production is, there is a zone for tests, and both were found apart."""
    running = systems()
    tested = running.exclude(test_environment="")
    apart = (
        each(tested)
        .must_not(
            Q(test_environment__iexact=F("production_environment")),
            holds=_("None of %(population)s systems with a test environment has it where production is."),
            fails=_("%(exceptions)s of %(population)s systems with a test environment have it where production is."),
        )
        .when_empty(
            Status.NOT_APPLICABLE if running.exists() else Status.NO_DATA,
            _("No system in use has a test environment of its own."),
        )
    )
    zone = there_is(
        records("network.network_zone").active().filter(kind="test"),
        holds=_("%(population)s zones for tests are in use."),
        fails=_("No zone for tests is in use."),
    )
    return [apart, zone, *settings_in_order("8.4.1", on=on, p=p)] if tested.exists() else [apart]


@check("8.4.2", "10.4.8.2")
def documents_follow_changes(on: date, p: Any) -> Part:
    """Every change that called for it was followed by a newer version of its documents within the time set."""
    within = p.period("document-update-within")
    # A time and a length make a time; the day of that is what a day can be compared with on both engines.
    waiting_since = TruncDate(
        ExpressionWrapper(F("implemented_at") + at_least(within), output_field=DateTimeField()), tzinfo=TAIPEI
    )
    note(DOCUMENT)
    called_for = (
        changes_made(documents_needed=True, implemented_at__isnull=False)
        .exclude(state="implemented")
        .annotate(_until=waiting_since)
    )
    done = Q(documents_updated_on__lte=F("_until")) & Q(updated_documents__isnull=False)
    return (
        each(called_for)
        .must(
            done | Q(documents_updated_on=None, _until__gte=on),
            holds=_(
                "The documents of all %(population)s changes that called for it were brought up to date within "
                "%(within)s, or still have time."
            ),
            fails=_(
                "The documents of %(exceptions)s of %(population)s changes that called for it were not brought up to "
                "date within %(within)s."
            ),
            within=within,
        )
        .when_empty(Status.NO_DATA, _("No verified change called for an update of documents."))
    )


@check("10.2.2")
def processing_is_verified_by_a_procedure(on: date, p: Any) -> list[Part]:
    """A procedure is in force; the processing of each core system was tested, and reconciled on each trading day."""
    produced = (
        records("operations.report_run")
        .filter(reconciles=True, produced_at__isnull=False)
        .annotate(_day=TruncDate("due_at", tzinfo=TAIPEI))
    )
    began = produced.aggregate(first=Min("_day"))["first"]
    days = trading.days(max(MONTH.before(on), began or on), on - DAY)
    reconciled = (
        produced.filter(info_system=OuterRef("pk"), _day__in=days.values("day"))
        .order_by()
        .values("info_system")
        .annotate(_count=Count("_day", distinct=True))
        .values("_count")
    )
    concerned = core_systems().annotate(_days=Subquery(reconciled))
    return [
        document_in_force("data_verification", on=on),
        each(core_systems()).must(
            has_tested("processing"),
            holds=_("The processing of all %(population)s core systems passed the test of its requirement."),
            fails=_("The processing of %(exceptions)s of %(population)s core systems has no requirement tested."),
        ),
        each(concerned if began else concerned.none())
        .must(
            Q(_days__gte=days.count()),
            holds=_("All %(population)s core systems were reconciled by a report on every trading day."),
            fails=_("%(exceptions)s of %(population)s core systems were not reconciled by a report every trading day."),
        )
        .when_empty(Status.NO_DATA, _("No report that reconciles the processing is entered.")),
    ]


@check("10.4.6", besides=("review",))
def manuals_are_maintained(on: date, p: Any) -> list[Part]:
    """Every system in use has a manual in force, newer than its last change that called for one, not due for review."""
    manuals = documents("system_document", on).filter(doc_type="manual")
    own = manuals.filter(Q(info_system=OuterRef("pk")) | Q(info_system=None))
    last_change = (
        changes_made(documents_needed=True, info_system=OuterRef("pk"), updated_documents=None)
        .order_by()
        .values("info_system")
        .annotate(_last=Max(TruncDate("implemented_at", tzinfo=TAIPEI)))
        .values("_last")
    )
    judged = systems().annotate(_changed=Subquery(last_change))
    newer = own.filter(effective_on__gte=OuterRef("_changed"))
    return [
        each(judged).must(
            Q(_changed=None) & Q(Exists(own)) | Q(Exists(newer)),
            holds=_(
                "All %(population)s systems in use have a manual in force that is newer than their last change "
                "calling for one."
            ),
            fails=_(
                "%(exceptions)s of %(population)s systems in use have no manual in force, or only one older than "
                "their last change calling for one."
            ),
        ),
        each(manuals)
        .must_not_be_past(
            "next_review_due",
            on=on,
            holds=_("None of %(population)s manuals is past its review date."),
            fails=_("%(exceptions)s of %(population)s manuals are past their review date."),
            soon=_("%(warnings)s of %(population)s manuals are due for review within 30 days."),
        )
        .no_duty()
        .when_empty(Status.NOT_MET, _("No manual is in force.")),
    ]


@check("10.4.7")
def every_system_has_a_maintainer(on: date, p: Any) -> Part:
    """Every system in use has a maintainer who is here and appointed for it."""
    appointed = in_office(on, "maintainer").filter(person=OuterRef("maintainer"), subject_ref=OuterRef("no"))
    note("organization.person")
    return each(systems()).must(
        is_here(on, "maintainer__") & Q(Exists(appointed)),
        holds=_("All %(population)s systems in use have a maintainer appointed for them."),
        fails=_("%(exceptions)s of %(population)s systems in use have no maintainer appointed for them."),
    )
