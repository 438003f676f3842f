"""Examples of the assurance room: following up."""

from datetime import date
from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    at,
    audit,
    data_file,
    document,
    exception,
    finding,
    line,
    obligation,
    parameter,
    person,
    policy_review,
    risk,
    row,
    security_plan,
    statement,
)

CHAPTERS = tuple(str(number) for number in range(1, 15))


@example("2.2.1", MET)
def disciplined() -> None:
    document("discipline")
    audit("annual_inspection", *CHAPTERS)
    finding(kind="violation", made_at=at(ago(70)), discipline="warning", discipline_on=ago(60))
    finding(kind="violation", made_at=at(ago(50)))


@example("2.2.1", NOT_MET, exceptions=1)
def not_disciplined() -> None:
    document("discipline")
    audit("annual_inspection", *CHAPTERS)
    finding(kind="violation", made_at=at(ago(70)))


@example("2.2.1", NOT_MET)
def inspection_left_a_chapter_out() -> None:
    document("discipline")
    audit("annual_inspection", *CHAPTERS[:6], *CHAPTERS[7:])


@example("2.2.1", NOT_MET)
def inspection_only_in_fieldwork() -> None:
    document("discipline")
    audit("annual_inspection", *CHAPTERS, state="fieldwork")


@example("12.1", MET)
def checked() -> None:
    audit("annual_inspection", *CHAPTERS, serves_both=True)


@example("12.1", NOT_MET)
def inspected_but_not_checked() -> None:
    audit("annual_inspection", *CHAPTERS)


@example("12.1", NOT_MET)
def checked_long_ago() -> None:
    audit("security_check", *CHAPTERS, reported_on=ago(370))


def tier_item(**values: Any) -> None:
    parameter("firm-tier", "2")
    obligation("2.2.7", kind="tier_item", tier="2", **values)


@example("2.2.7", MET)
def tier_set() -> None:
    tier_item(status="partly", due_on=ago(-10))
    obligation("2.2.7", kind="tier_item", tier="1", status="not_met", due_on=ago(1))


@example("2.2.7", NOT_MET, exceptions=1)
def item_of_the_tier_overdue() -> None:
    tier_item(status="partly", due_on=ago(1))


@example("2.2.7", NOT_MET, exceptions=1)
def item_of_the_tier_not_compared() -> None:
    tier_item(last_checked_on=ago(370))


@example("2.2.7", NO_DATA)
def items_of_the_tier_not_entered() -> None:
    parameter("firm-tier", "2")


@example("2.2.7", NOT_MET)
def tier_only_proposed() -> None:
    parameter("firm-tier", "2", state="approved")


@example("6.1.6", MET)
def misuse_decided() -> None:
    finding(kind="violation", clause="6.1.6", made_at=at(ago(70)), discipline="warning", discipline_on=ago(60))


@example("6.1.6", NOT_MET, exceptions=1)
def misuse_not_decided() -> None:
    finding(kind="violation", clause="6.1.6", made_at=at(ago(70)))


@example("6.1.6", MET)
def another_use_approved() -> None:
    exception("non_business_use")
    exception("non_business_use", state="draft", valid_from=ago(-5))
    exception("non_business_use", state="rejected")


@example("6.1.6", NOT_MET, exceptions=1)
def another_use_began_unapproved() -> None:
    exception("non_business_use")
    exception("non_business_use", state="submitted")


@example("7.2.7", MET)
def personal_data_finding_in_time() -> None:
    data_file(last_audited_on=ago(20))
    audit("personal_data")
    finding(clause="7.2.7")


@example("7.2.7", NOT_MET)
def personal_data_not_audited() -> None:
    audit("special")
    finding(clause="7.2.7")


@example("7.2.7", NOT_MET, exceptions=1)
def personal_data_finding_overdue() -> None:
    audit("personal_data")
    finding(clause="7.2.7", due_on=ago(1))


@example("12.2", MET)
def followed_up() -> None:
    broken = audit("security_check")
    line(broken, "tests", clause="9.1", result="not_met", suggestion="x", finding=finding())
    finding(state="verified", improvement="x", verified_by=person(), verified_on=ago(1), due_on=ago(9))


@example("12.2", NOT_MET, exceptions=1)
def overdue() -> None:
    finding(due_on=ago(1))
    finding(due_on=ago(0))


@example("12.2", NOT_MET, exceptions=1)
def no_improvement() -> None:
    finding(state="planned")


@example("12.2", NOT_MET, exceptions=1)
def verified_by_nobody() -> None:
    finding(state="closed", improvement="x")


SIGNERS = ("ciso", "chairperson", "president", "chief_auditor")


@example("2.2.6", MET)
def declared_in_time() -> None:
    people = {f"{office}_signed_by": person() for office in SIGNERS}
    times = {f"{office}_signed_at": at(date(2026, 3, 2)) for office in SIGNERS}
    days = {
        "board_passed_on": date(2026, 3, 20),
        "disclosed_on": date(2026, 3, 31),
        "disclosure_due": date(2026, 3, 31),
    }
    row("assurance.declaration", fiscal_year=2025, state="disclosed", **people, **times, **days)


@example("2.2.6", NOT_MET)
def declaration_not_signed() -> None:
    row("assurance.declaration", fiscal_year=2025, state="disclosed", board_passed_on=date(2026, 3, 20))


@example("12.2", NOT_MET, exceptions=1)
def breach_is_no_finding() -> None:
    finding()
    audit("security_check", "9.1", result="not_met")
    audit("security_check", "9.1", result="not_met", state="reported")


@example("12.2", NOT_MET, exceptions=1)
def audit_without_summary() -> None:
    finding()
    audit("security_check", summary="")


AREAS = ("policy", "organization", "people", "assets", "physical", "access", "operations", "network")
AREAS += ("development", "continuity")


@example("2.1.3", MET)
def planned_and_evaluated() -> None:
    security_plan(2025, *AREAS, evaluation="effective", state="closed")
    security_plan(2026, *AREAS)
    policy_review("plan_effectiveness")


@example("2.1.3", NOT_MET)
def effect_not_reviewed() -> None:
    security_plan(2026, *AREAS)


@example("2.1.3", NOT_MET)
def plan_not_approved() -> None:
    security_plan(2026, *AREAS, state="submitted")
    policy_review("plan_effectiveness")


@example("2.1.3", NOT_MET, exceptions=10)
def last_year_not_evaluated() -> None:
    security_plan(2025, *AREAS, evaluation="effective")
    security_plan(2026, *AREAS)
    policy_review("plan_effectiveness")


for number, one_area in enumerate(AREAS, start=1):

    @example(f"2.1.3.{number}", MET)
    def area_planned(area: str = one_area) -> None:
        security_plan(2025, area, evaluation="partly", state="evaluated")
        security_plan(2026, area)

    @example(f"2.1.3.{number}", NOT_MET)
    def another_area_planned(area: str = one_area) -> None:
        security_plan(2026, *(each for each in AREAS if each != area))

    @example(f"2.1.3.{number}", NOT_MET, exceptions=1)
    def area_not_evaluated(area: str = one_area) -> None:
        security_plan(2025, area, state="evaluated")
        security_plan(2026, area)


DANGERS = ("data_leak", "social_engineering", "malware")


@example("13.2.2", MET)
def social_media_assessed() -> None:
    for danger in DANGERS:
        risk("social_media", threat=danger)


@example("13.2.2", NOT_MET)
def a_danger_forgotten() -> None:
    for danger in DANGERS[:2]:
        risk("social_media", threat=danger)
    risk("social_media", threat=DANGERS[2], measures="")
    risk("social_media", threat=DANGERS[2], state="assessed")
    risk("social_media", threat=DANGERS[2], assessed_on=ago(370))


@example("13.2.2", NOT_APPLICABLE)
def social_media_blocked() -> None:
    statement("13.2.2", "not_applicable")
