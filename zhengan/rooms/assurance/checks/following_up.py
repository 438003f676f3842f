"""Following up: breaches are disciplined, what was found is put right by somebody and proven right by another."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, start_of, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, open_findings_in_time
from zhengan.checks.reading import records
from zhengan.checks.status import Status

FINDING = "assurance.finding"
DISCIPLINE_WITHIN = timedelta(days=60)


def disciplined(*, on: date, **wanted: Any) -> Part:
    """Every breach found more than 60 days ago was decided upon."""
    breaches = records(FINDING).filter(kind="violation", made_at__lt=start_of(on - DISCIPLINE_WITHIN), **wanted)
    return (
        each(breaches)
        .must(
            ~Q(discipline="") & Q(discipline_on__isnull=False),
            holds=_("It was decided how to treat all %(population)s breaches found more than 60 days ago."),
            fails=_(
                "It was not decided how to treat %(exceptions)s of %(population)s breaches found more than 60 days ago."
            ),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No breach was found more than 60 days ago."))
    )


@check("2.2.1", waits_for=("audit",))
def breaches_are_disciplined(on: date, p: Any) -> list[Part]:
    """Rules of discipline are in force and every breach was decided upon within 60 days."""
    return [document_in_force("discipline", on=on), disciplined(on=on)]


@check("2.2.7", waits_for=("obligation",))
def tier_of_the_firm_is_set(on: date, p: Any) -> Part:
    """The firm has set its tier, from which the list of its tasks follows."""
    return there_is(
        records("policy.parameter").in_force().filter(key="firm-tier", effective_on__lte=on),
        holds=_("The tier of the firm is set."),
        fails=_("The tier of the firm is not set."),
    )


@check("6.1.6", waits_for=("exception",), besides=("undertaking",))
def misuse_is_disciplined(on: date, p: Any) -> Part:
    """Every misuse found was decided upon within 60 days."""
    part = disciplined(on=on, clause="6.1.6")
    return part.when_empty(Status.NO_DATA, _("No misuse of information facilities is recorded."))


@check("7.2.7", waits_for=("audit",))
def personal_data_files_are_audited(on: date, p: Any) -> list[Part]:
    """Every personal data file was audited within three intervals, and no finding on them is open past its day."""
    since = on
    for _interval in range(3):
        since = p.period("personal-data-audit-interval").before(since)
    return [
        each(records("privacy.personal_data_file").active()).must(
            Q(last_audited_on__range=(since, on)),
            holds=_("All %(population)s personal data files were audited within three intervals."),
            fails=_("%(exceptions)s of %(population)s personal data files were not audited within three intervals."),
        ),
        open_findings_in_time("7.2.7", on=on),
    ]


@check("12.2", waits_for=("audit",))
def findings_are_followed_up(on: date, p: Any) -> list[Part]:
    """Every finding has its improvement, none is open past its day, and whoever was to improve did not verify it."""
    found = records(FINDING).filter(kind__in=("deficiency", "suggestion", "violation"))
    none = _("No finding is recorded.")
    return [
        each(found)
        .must_not(
            Q(state__in=("open", "planned", "done"), due_on__lt=on),
            holds=_("None of %(population)s findings is open past its day."),
            fails=_("%(exceptions)s of %(population)s findings are open past their day."),
        )
        .when_empty(Status.NO_DATA, none),
        each(found.exclude(state__in=("open", "accepted")))
        .must(
            ~Q(improvement=""),
            holds=_("All %(population)s findings that are being put right state the improvement."),
            fails=_("%(exceptions)s of %(population)s findings that are being put right do not state the improvement."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No finding is being put right.")),
        each(found.in_state("verified", "closed"))
        .must(
            Q(verified_by__isnull=False, verified_on__isnull=False) & ~Q(verified_by=F("owner")),
            holds=_("All %(population)s findings that were put right were verified by another person."),
            fails=_(
                "%(exceptions)s of %(population)s findings that were put right were not verified by another person."
            ),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No finding has been put right yet.")),
    ]
