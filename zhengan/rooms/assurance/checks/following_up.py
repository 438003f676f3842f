"""Following up: breaches are disciplined, what was found is put right by somebody and proven right by another."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, start_of, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, open_findings_in_time
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.rooms.assurance.checks.auditing import (
    AUDIT,
    AUDITS,
    YEAR,
    audited_in_time,
    audits,
    every_clause_was_tested,
)

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


@check("2.2.1")
def breaches_are_disciplined(on: date, p: Any) -> list[Part]:
    """A yearly inspection tested every clause, rules of discipline are in force, every breach was decided upon."""
    inspections = audits("annual_inspection")
    return [
        audited_in_time(inspections, every=YEAR, on=on),
        every_clause_was_tested(inspections, on=on),
        document_in_force("discipline", on=on),
        disciplined(on=on),
    ]


@check("2.2.7")
def duties_of_the_tier_are_done(on: date, p: Any) -> list[Part]:
    """The tier is set, and every item that it demands was compared within the interval set and met by its day."""
    every = p.period("tier-check-interval")
    tiers = records("policy.parameter").in_force().filter(key="firm-tier", effective_on__lte=on)
    items = records("policy.obligation").in_force().filter(kind="tier_item")
    items = items.filter(Q(tier="") | Q(tier__in=tiers.values("value")))
    nothing = _("The duties of the firm's tier are not entered.")
    return [
        there_is(tiers, holds=_("The tier of the firm is set."), fails=_("The tier of the firm is not set.")),
        each(items)
        .must_be_fresh(
            "last_checked_on",
            every=every,
            on=on,
            holds=_("All %(population)s duties of the tier were compared within %(interval)s."),
            fails=_("%(exceptions)s of %(population)s duties of the tier were not compared within %(interval)s."),
            soon=_("%(warnings)s of %(population)s duties of the tier must soon be compared (every %(interval)s)."),
            interval=every,
        )
        .when_empty(Status.NO_DATA, nothing),
        each(items)
        .must_not(
            Q(status__in=("not_met", "partly")) & (Q(due_on=None) | Q(due_on__lt=on)),
            holds=_("None of %(population)s duties of the tier is past its day."),
            fails=_("%(exceptions)s of %(population)s duties of the tier are not met and past their day."),
        )
        .when_empty(Status.NO_DATA, nothing),
    ]


@check("6.1.6", besides=("undertaking",))
def other_uses_are_approved_and_misuse_disciplined(on: date, p: Any) -> list[Part]:
    """No use for other purposes began before it was approved, and every misuse found was decided upon."""
    uses = records("assurance.exception").exclude(state="rejected").filter(kind="non_business_use", valid_from__lte=on)
    none_found = _("No misuse of information facilities is recorded.")
    return [
        each(uses)
        .must_not(
            Q(state__in=("draft", "submitted")),
            holds=_(
                "All %(population)s uses for other than business were approved, with somebody responsible and an end."
            ),
            fails=_("%(exceptions)s of %(population)s uses for other than business began without approval."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No use for other than business was asked for.")),
        disciplined(on=on, clause="6.1.6").asking_when_empty(
            lambda: (Status.NOT_APPLICABLE if uses.exists() else Status.NO_DATA, none_found)
        ),
    ]


@check("7.2.7")
def personal_data_files_are_audited(on: date, p: Any) -> list[Part]:
    """Personal data was audited within the interval, each file within three; no finding is open past its day."""
    every = p.period("personal-data-audit-interval")
    since = on
    for _interval in range(3):
        since = every.before(since)
    return [
        audited_in_time(audits("personal_data"), every=every, on=on),
        each(records("privacy.personal_data_file").active()).must(
            Q(last_audited_on__range=(since, on)),
            holds=_("All %(population)s personal data files were audited within three intervals."),
            fails=_("%(exceptions)s of %(population)s personal data files were not audited within three intervals."),
        ),
        open_findings_in_time("7.2.7", on=on),
    ]


@check("12.2")
def findings_are_followed_up(on: date, p: Any) -> list[Part]:
    """Every breach an audit found is followed up as a finding, improved in time, and verified by another person."""
    found = records(FINDING).filter(kind__in=("deficiency", "suggestion", "violation"))
    none = _("No finding is recorded.")
    reported = audits(*AUDITS)
    broken = lines(AUDIT, "tests").filter(record__in=reported.filter(state="closed"), result="not_met")
    return [
        each(reported)
        .must(
            ~Q(summary="") & ~Q(scope=""),
            holds=_("All %(population)s audits have a summary and a scope."),
            fails=_("%(exceptions)s of %(population)s audits have no summary or no scope."),
        )
        .when_empty(Status.NO_DATA, _("No audit was reported.")),
        each(broken)
        .must(
            Q(finding__isnull=False) & ~Q(suggestion=""),
            holds=_("All %(population)s breaches that audits found are findings, with an improvement suggested."),
            fails=_(
                "%(exceptions)s of %(population)s breaches that audits found are no finding, or without suggestion."
            ),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No accepted audit found a breach.")),
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
