"""Examples of the organization room: offices, leavers, training."""

from datetime import date

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_MET, example
from tests.checks.rows import (
    account,
    ago,
    area,
    at,
    audit,
    contract,
    drill,
    finding,
    line,
    meeting,
    notice,
    obligation,
    office,
    parameter,
    person,
    personnel_change,
    policy_review,
    president,
    security_plan,
    training,
    undertaking,
)

TOPICS = ("policy", "law", "procedure", "proper_use")

AREAS = ("policy", "organization", "people", "assets", "physical", "access", "operations", "network")
AREAS += ("development", "continuity")


def committee(*functions: str) -> None:
    for function in functions:
        office("committee_member", person=person(unit_function=function))


@example("2.1.2", MET)
def three_functions() -> None:
    committee("it", "business", "security")
    security_plan(2026, *AREAS)


@example("2.1.2", NOT_MET)
def plan_without_the_network() -> None:
    committee("it", "business", "security")
    security_plan(2026, *(area for area in AREAS if area != "network"))


@example("2.1.2", NOT_MET)
def two_functions() -> None:
    committee("it", "business", "it")


@example("2.1.2", NOT_MET)
def three_functions_without_business() -> None:
    committee("it", "audit", "security")


@example("3.1", MET)
def president_convenes() -> None:
    office("convener", person=president())
    committee("it")


@example("3.1", NOT_MET, exceptions=1)
def deputy_president_convenes() -> None:
    office("convener", person=person(job_title="副總經理"))
    committee("it")


@example("3.1", NOT_MET)
def two_convene() -> None:
    office("convener", person=president())
    office("convener", person=president())
    committee("it")


@example("3.1", NOT_MET, exceptions=1)
def a_member_has_left() -> None:
    office("convener", person=president())
    committee("it")
    office("committee_member", person=person(left_on=ago(1)))


@example("3.1", NOT_MET)
def nobody_is_a_member() -> None:
    office("convener", person=president())


DUTIES = ("construction", "policy", "responsibility", "audit")


@example("3.2", MET)
def met_in_time_and_heeded() -> None:
    meeting(*DUTIES[:2], "risk")
    meeting(*DUTIES[2:], kind="special", held_on=ago(300))
    finding(kind="resolution")


@example("3.2", ATTENTION)
def soon_to_meet() -> None:
    meeting(*DUTIES, held_on=ago(170))


@example("3.2", NOT_MET)
def met_long_ago() -> None:
    meeting(*DUTIES, held_on=ago(200))
    meeting(*DUTIES, kind="special")


@example("3.2", NOT_MET)
def minutes_not_approved() -> None:
    meeting(*DUTIES, state="minuted")


@example("3.2", NOT_MET)
def a_duty_never_spoken_of() -> None:
    meeting(*DUTIES[1:])
    meeting(DUTIES[0], held_on=ago(400))


@example("3.2", NOT_MET, exceptions=1)
def a_resolution_overdue() -> None:
    meeting(*DUTIES)
    finding(kind="resolution", due_on=ago(1))


@example("4.1", MET)
def everybody_has_signed() -> None:
    undertaking(person())
    undertaking(person(kind="outsourced"))
    newcomer = person(joined_on=ago(3))
    undertaking(newcomer, state="issued", signed_on=None)
    long_here = person()
    undertaking(long_here, state="ended", text="superseded")
    undertaking(long_here, signed_on=ago(30))


@example("4.1", NOT_MET, exceptions=3)
def not_signed_or_an_old_text_or_not_by_the_person() -> None:
    person(joined_on=ago(9))
    undertaking(somebody := person(), state="issued", signed_on=None)
    undertaking(somebody, "acceptable_use")
    undertaking(person(), text="superseded")


@example("4.1", NOT_MET, exceptions=1)
def signed_late() -> None:
    undertaking(person(joined_on=ago(40)), signed_on=ago(32))
    undertaking(person(joined_on=ago(40)), signed_on=ago(33))


TAKEN_BACK = ("account_disabled", "pass_returned", "card_returned", "id_returned")


def nothing_left_behind() -> None:
    """Accounts, doors and a leaver of whom all was taken back."""
    account(person=person())
    line(area(), "permissions", person=person())
    personnel_change("leave", person(state="left", left_on=ago(10)), *TAKEN_BACK)


@example("4.2", MET)
def all_was_taken_back() -> None:
    nothing_left_behind()
    personnel_change("leave", person(left_on=ago(-5)), state="in_progress", days_ago=-5)


@example("4.2", NOT_MET, exceptions=3)
def taken_back_late_or_in_part_or_not_yet() -> None:
    nothing_left_behind()
    gone = person(state="left", left_on=ago(10))
    personnel_change("leave", gone, *TAKEN_BACK, late=1)
    personnel_change("leave", gone, *TAKEN_BACK[1:])
    personnel_change("leave", gone, *TAKEN_BACK, state="in_progress")


@example("4.2", MET)
def accounts_of_people_who_are_here() -> None:
    account(person=person())
    account(person=(leaver := person(state="left", left_on=ago(9))), enabled=False)
    line(area(), "permissions", person=person())
    line(area(), "permissions", person=leaver, revoked_on=ago(9))
    personnel_change("leave", leaver, *TAKEN_BACK)


@example("4.2", NOT_MET, exceptions=1)
def an_account_of_a_leaver() -> None:
    account(person=person())
    account(person=person(state="left", left_on=ago(9)))
    line(area(), "permissions", person=person())


@example("4.2", NOT_MET, exceptions=1)
def a_card_of_a_leaver() -> None:
    account(person=person())
    line(area(), "permissions", person=person())
    line(area(), "permissions", person=person(state="left", left_on=ago(9)))


@example("4.3", MET)
def all_aware() -> None:
    training("awareness", person(), topics=TOPICS)


@example("4.3", NOT_MET, exceptions=1)
def one_not_aware() -> None:
    training("awareness", person(), topics=TOPICS)
    person()
    person(kind="outsourced")


@example("4.3", NOT_MET)
def a_topic_missing() -> None:
    training("awareness", person(), topics=TOPICS[1:])


@example("4.3", NOT_MET, exceptions=1)
def aware_last_year() -> None:
    somebody = person()
    training("awareness", somebody, topics=TOPICS, held_on=ago(370))


@example("4.3", NOT_MET, exceptions=1)
def course_not_confirmed() -> None:
    training("awareness", person(), topics=TOPICS, state="held")


@example("4.4", MET)
def hours_reached() -> None:
    parameter("grade-hours", "3")
    training("awareness", person(), hours=3)


@example("4.4", MET)
def hours_planned() -> None:
    parameter("grade-hours", "3")
    training("awareness", person(), hours=3, state="planned", held_on=ago(-10))


@example("4.4", ATTENTION, exceptions=1)
def hours_behind() -> None:
    parameter("grade-hours", "3", scope="head")
    training("awareness", person(grade="head"), hours=2)


@example("4.4", NOT_MET, exceptions=1)
def hours_not_set_for_a_grade() -> None:
    parameter("grade-hours", "3", scope="head")
    training("awareness", person(grade="head"), person(grade="staff"), hours=3)


@example("4.4", NOT_MET, exceptions=1)
def hours_of_last_year_missed() -> None:
    parameter("grade-hours", "3")
    diligent, idle = person(), person()
    training("awareness", diligent, hours=3, held_on=date(2025, 1, 10))
    training("awareness", diligent, idle, person(joined_on=ago(200)), hours=3)
    training("awareness", idle, hours=2, held_on=date(2025, 6, 10))


def security(*hours: int, passed: bool = True) -> None:
    for role, each in zip(("security_staff", "security_head"), hours, strict=True):
        somebody = person()
        office(role, person=somebody)
        training("professional", somebody, hours=each, passed=passed)


@example("3.3", MET)
def all_trained() -> None:
    obligation("3.3", kind="tier_item", demands=2, owner=person(uses_it=False))
    security(15, 15)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", NOT_MET)
def security_has_no_head() -> None:
    somebody = person()
    office("security_staff", person=somebody)
    training("professional", somebody, hours=15)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", NOT_MET, exceptions=1)
def too_few_for_the_tier() -> None:
    obligation("3.3", kind="tier_item", demands=3, owner=person(uses_it=False))
    security(15, 15)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", ATTENTION, exceptions=2)
def tests_not_passed() -> None:
    obligation("3.3", kind="tier_item", demands=2, owner=person(uses_it=False))
    security(15, 15, passed=False)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", ATTENTION, exceptions=1)
def users_behind() -> None:
    obligation("3.3", kind="tier_item", demands=2, owner=person(uses_it=False))
    security(15, 15)
    training("awareness", person(uses_it=True), hours=3)
    person(uses_it=True)
    person(uses_it=True, joined_on=ago(20))


@example("4.5", MET)
def auditors_of_internal_audit() -> None:
    somebody = person(unit_function="audit")
    office("it_auditor", person=somebody)
    audit("security_check", lead_auditor=somebody)
    audit("supplier", performed_by="external")


@example("4.5", NOT_MET, exceptions=1)
def an_audit_led_by_another() -> None:
    office("it_auditor", person=person(unit_function="audit"))
    audit("security_check")


@example("4.5", NOT_MET, exceptions=1)
def an_auditor_of_it() -> None:
    office("it_auditor", person=person(unit_function="audit"))
    office("it_auditor", person=person(unit_function="it"))


@example("9.6.4", MET)
def all_warned() -> None:
    reader = person(uses_it=True)
    notice("phishing", {"recipient": reader.no, "read_at": at(ago(9))})
    training("awareness", person(uses_it=True))
    person(uses_it=False)
    mailed("clean", "reported", *("clean",) * 8, "clicked")


def mailed(*outcomes: str) -> None:
    """The last exercise, beside one in which everybody clicked long ago; whoever was absent does not count."""
    reader = person(uses_it=False)
    for outcome in ("clicked", "absent"):
        line(
            drill("social_engineering", leader=reader, held_on=ago(200)), "participants", person=reader, outcome=outcome
        )
    last = drill("social_engineering", leader=reader)
    for outcome in (*outcomes, "absent"):
        line(last, "participants", person=reader, outcome=outcome)


@example("9.6.4", NOT_MET)
def one_in_ten_fell_for_the_mail() -> None:
    training("awareness", person(uses_it=True))
    mailed(*("clean",) * 9, "opened")


@example("9.6.4", NOT_MET, exceptions=1)
def one_not_warned() -> None:
    training("awareness", person(uses_it=True))
    notice("phishing", {"recipient": person(uses_it=True).no, "delivered_at": at(ago(9))})


@example("3.4", MET)
def people_and_skills_suffice() -> None:
    policy_review("manpower")


@example("3.4", MET)
def an_adviser_was_engaged() -> None:
    policy_review("manpower", conclusion="change")
    contract("consulting")


@example("3.4", MET)
def somebody_joined() -> None:
    policy_review("manpower", conclusion="change", reviewed_on=ago(100))
    office("security_staff", from_on=ago(50))


@example("3.4", NO_DATA)
def people_and_skills_not_reviewed() -> None:
    policy_review("manpower", reviewed_on=ago(370))
