"""Examples of the organization room: offices, leavers, training."""

from datetime import date

from tests.checks.examples import ATTENTION, MET, NOT_MET, example
from tests.checks.rows import (
    account,
    ago,
    area,
    at,
    drill,
    finding,
    line,
    notice,
    office,
    parameter,
    person,
    president,
    training,
)

TOPICS = ("policy", "law", "procedure", "proper_use")


def committee(*functions: str) -> None:
    for function in functions:
        office("committee_member", person=person(unit_function=function))


@example("2.1.2", MET)
def three_functions() -> None:
    committee("it", "business", "security")


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


@example("3.2", MET)
def resolutions_in_time() -> None:
    finding(kind="resolution")


@example("3.2", NOT_MET, exceptions=1)
def a_resolution_overdue() -> None:
    finding(kind="resolution", due_on=ago(1))


@example("4.2", MET)
def accounts_of_people_who_are_here() -> None:
    account(person=person())
    account(person=(leaver := person(state="left", left_on=ago(9))), enabled=False)
    line(area(), "permissions", person=person())
    line(area(), "permissions", person=leaver, revoked_on=ago(9))


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
    security(15, 15)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", NOT_MET)
def security_has_no_head() -> None:
    somebody = person()
    office("security_staff", person=somebody)
    training("professional", somebody, hours=15)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", ATTENTION, exceptions=2)
def tests_not_passed() -> None:
    security(15, 15, passed=False)
    training("awareness", person(uses_it=True), hours=3)


@example("3.3", ATTENTION, exceptions=1)
def users_behind() -> None:
    security(15, 15)
    training("awareness", person(uses_it=True), hours=3)
    person(uses_it=True)
    person(uses_it=True, joined_on=ago(20))


@example("4.5", MET)
def auditors_of_internal_audit() -> None:
    office("it_auditor", person=person(unit_function="audit"))


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
        line(drill("social_engineering", held_on=ago(200)), "participants", person=reader, outcome=outcome)
    last = drill("social_engineering")
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
