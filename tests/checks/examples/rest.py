"""Examples of the rooms with few checks: changes, incidents, running, perimeter, customers, suppliers, follow-up."""

from datetime import date

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    asset,
    at,
    calendar,
    change,
    document,
    finding,
    incident,
    line,
    notice,
    office,
    page,
    parameter,
    person,
    review,
    row,
    statement,
    system,
)
from zhengan.checks import trading

# -- development --------------------------------------------------------------------------------------------------


@example("8.4.1", MET)
def apart() -> None:
    system(test_environment="T1", production_environment="P1")


@example("8.4.1", NOT_MET, exceptions=1)
def together() -> None:
    system(test_environment="p1", production_environment="P1")


@example("8.4.1", NOT_APPLICABLE)
def no_tests() -> None:
    system()


@example("8.4.2", MET)
def documents_followed() -> None:
    change(documents_needed=True, documents_updated_on=ago(1), updated_documents=document("system_document"))
    change(documents_needed=True, implemented_at=at(ago(10)))


@example("8.4.2", NOT_MET, exceptions=3)
def documents_did_not_follow() -> None:
    change(documents_needed=True, documents_updated_on=ago(0), updated_documents=document("system_document"))
    change(documents_needed=True, documents_updated_on=ago(1))
    change(documents_needed=True)


for clause, kind in (("10.1.4", "security_program"), ("10.4.5", "application"), ("9.2.5", "firewall")):

    @example(clause, MET)
    def approved_before(kind: str = kind) -> None:
        change(kind=kind)
        change(kind=kind, state="draft", approver=None, approved_at=None, implementer=None, implemented_at=None)

    @example(clause, NOT_MET, exceptions=2)
    def approved_after_or_by_nobody(kind: str = kind) -> None:
        change(kind=kind, approved_at=at(ago(10)))
        change(kind=kind, approver=None, approved_at=None)


@example("10.4.6", MET)
def manual_in_force() -> None:
    one = system()
    document("system_document", doc_type="manual", info_system=one, effective_on=ago(5))
    change(info_system=one, documents_needed=True)


@example("10.4.6", MET)
def manual_for_all() -> None:
    system()
    document("system_document", doc_type="manual")


@example("10.4.6", NOT_MET, exceptions=1)
def manual_older_than_the_change() -> None:
    one = system()
    document("system_document", doc_type="manual", info_system=one, effective_on=ago(50))
    change(info_system=one, documents_needed=True)


@example("10.4.6", NOT_MET, exceptions=1)
def manual_overdue() -> None:
    document("system_document", doc_type="manual", info_system=system(), next_review_due=ago(1))


@example("10.4.7", MET)
def maintained() -> None:
    maintainer = person()
    office("maintainer", person=maintainer, subject_ref=system(maintainer=maintainer).no)


@example("10.4.7", NOT_MET, exceptions=1)
def maintained_without_appointment() -> None:
    maintainer = person()
    system(maintainer=maintainer)
    office("maintainer", person=maintainer, subject_ref="SYS-1999-0001")


for clause in ("10.4.11.1.a", "10.4.11.1.b", "10.4.11.1.c", "10.4.11.2.a", "10.4.11.2.b", "10.4.11.3.a"):

    @example(clause, MET)
    def with_an_app() -> None:
        system(kind="mobile_app")

    @example(clause, NOT_APPLICABLE)
    def without_an_app() -> None:
        system(kind="website")


# -- incidents ----------------------------------------------------------------------------------------------------


@example("2.1.4", MET)
def reporting_is_ruled() -> None:
    document("incident_reporting")


@example("2.1.4", NOT_MET, exceptions=1)
def reporting_rules_overdue() -> None:
    document("incident_reporting", next_review_due=ago(1))


@example("2.1.4.1", MET)
def reported_at_once() -> None:
    incident()
    incident(discovered_at=at(ago(0), 9), reported_at=at(ago(0), 9, 5), it_notified_at=None, state="reported")


@example("2.1.4.1", NOT_MET, exceptions=2)
def reported_late() -> None:
    incident(reported_at=at(ago(20), 10, 1))
    incident(it_notified_at=None)
    incident(discovered_at=at(ago(400)), reported_at=at(ago(390)))


@example("2.1.4.2", MET)
def handled() -> None:
    document("incident_reporting")
    incident()
    incident(state="false_alarm", contained_at=None, root_cause="")


@example("2.1.4.2", NOT_MET, exceptions=1)
def taken_up_late() -> None:
    document("incident_reporting")
    incident(acknowledged_at=at(ago(20), 9, 51))


@example("2.1.4.2", NOT_MET, exceptions=1)
def closed_without_lesson() -> None:
    document("incident_reporting")
    incident(lesson="")


@example("2.1.4.2", NOT_MET, exceptions=1)
def closed_without_a_step() -> None:
    document("incident_reporting")
    incident(procedure_steps=("report", "tell", "acknowledge"))


@example("2.1.4.2", NOT_MET, exceptions=1)
def contained_late() -> None:
    document("incident_reporting")
    incident(severity="s3", contained_at=at(ago(18), 9))
    incident(severity="s2", contained_at=at(ago(18), 9))


@example("2.1.4.2", NOT_MET, exceptions=1)
def open_for_too_long() -> None:
    document("incident_reporting")
    day = ago(40)
    incident(
        state="recovered",
        discovered_at=at(day),
        reported_at=at(day),
        acknowledged_at=at(day, 9, 5),
        contained_at=at(day, 12),
    )


@example("11.4", MET)
def told_in_time() -> None:
    document("incident_reporting")
    incident()


@example("11.4", NOT_MET, exceptions=1)
def supervisor_not_told() -> None:
    document("incident_reporting")
    incident(supervisor_notified_at=None)


# -- operations ---------------------------------------------------------------------------------------------------


@example("7.7.1", MET)
def by_the_procedure() -> None:
    document("operations")
    day = row("operations.operation_log", log_date=ago(3))
    line(day, "jobs", procedure=document("operations"), step_done=True)
    line(day, "jobs", procedure=document("operations"), step_done=False, note="主機維護停作")


@example("7.7.1", NOT_MET, exceptions=2)
def not_by_the_procedure() -> None:
    document("operations")
    day = row("operations.operation_log", log_date=ago(3))
    line(day, "jobs", procedure=document("operations"), step_done=False)
    line(day, "jobs", step_done=True)
    line(row("operations.operation_log", log_date=ago(60)), "jobs", step_done=False)


def log(first: date, *, skip: tuple[date, ...] = (), site: str = "總公司") -> None:
    calendar()
    for day in trading.trading_days(first, ago(1)):
        if day not in skip:
            page(day, site=site)


@example("7.7.2", MET)
def every_day_verified() -> None:
    log(ago(20))


@example("7.7.2", MET)
def yesterday_may_still_be_verified() -> None:
    log(ago(20), skip=(ago(1),))


@example("7.7.2", NOT_MET, exceptions=2)
def two_days_missing() -> None:
    log(ago(20), skip=(ago(10), ago(9)))


@example("7.7.2", NOT_MET, exceptions=1)
def verified_two_days_later() -> None:
    log(ago(20), skip=(ago(10),))
    page(ago(10), verified_at=at(ago(8), 9))


@example("7.7.2", MET)
def friday_verified_on_monday() -> None:
    log(ago(20), skip=(ago(7),))
    page(ago(7), verified_at=at(ago(4), 23))


@example("7.7.2", NOT_MET, exceptions=1)
def a_second_shift_not_verified() -> None:
    log(ago(20))
    page(ago(10), shift="night", state="submitted", supervisor=None, verified_at=None)


@example("7.7.2", NOT_MET, exceptions=1)
def a_second_site_begins_later_and_misses_a_day() -> None:
    log(ago(20))
    for day in trading.trading_days(ago(10), ago(1)):
        if day != ago(9):
            page(day, site="台中分公司")


@example("7.7.2", NO_DATA)
def no_calendar() -> None:
    page(ago(3), verified_at=at(ago(2)))


@example("8.1.1", MET)
def under_contract() -> None:
    asset(category="hardware", important=True, maintenance_contract="CON-2026-0001")


@example("8.1.1", NOT_MET, exceptions=1)
def not_under_contract() -> None:
    asset(category="hardware", important=True)


@example("8.2.1", MET)
def set_by_an_administrator() -> None:
    administrator = person()
    office("system_admin", person=administrator)
    change(kind="os_rights", implementer=administrator)


@example("8.2.1", NOT_MET, exceptions=1)
def set_by_somebody() -> None:
    office("system_admin", person=person())
    change(kind="os_rights")


@example("8.2.2", MET)
def backed_up() -> None:
    change(pre_backup="BKP-1", post_backup="BKP-2")


@example("8.2.2", NOT_MET, exceptions=1)
def backed_up_before_only() -> None:
    change(pre_backup="BKP-1")


# -- network ------------------------------------------------------------------------------------------------------


@example("9.1.6", MET)
def zone_named() -> None:
    system(holds_personal_data=True, network_zone="ZON-1")


@example("9.1.6", NOT_MET, exceptions=1)
def zone_not_named() -> None:
    system(holds_sensitive_data=True)


@example("9.2.2", MET)
def firewall_in_charge() -> None:
    office("firewall_admin", deputy=person())


@example("9.2.2", NOT_MET)
def firewall_without_deputy() -> None:
    office("firewall_admin")


@example("9.2.4", MET)
def exposed_in_a_zone() -> None:
    system(internet_facing=True, important=True, network_zone="ZON-1")


@example("9.2.4", NOT_MET, exceptions=1)
def exposed_in_no_zone() -> None:
    system(internet_facing=True, important=True)


@example("9.2.6", MET)
def rules_reviewed() -> None:
    review(subject="firewall")


@example("9.2.6", ATTENTION)
def rules_to_be_reviewed_soon() -> None:
    review(subject="firewall", completed_on=ago(350))


@example("9.2.6", NOT_MET)
def rules_not_wholly_reviewed() -> None:
    review(subject="firewall", decided_count=0)


# -- channels -----------------------------------------------------------------------------------------------------


@example("8.5.1", MET)
def posted_and_acknowledged() -> None:
    branch = row("organization.unit", kind="branch", state="active")
    notice(
        "regulation",
        {"recipient": person(unit=branch).no, "read_at": at(ago(39), 23)},
        channel=("board",),
        received_on=ago(40),
    )


@example("8.5.1", NOT_MET, exceptions=2)
def posted_late_or_not_at_all() -> None:
    notice("regulation", channel=("board",), received_on=ago(42))
    notice("regulation", channel=("email",), received_on=ago(40))


@example("8.5.1", NOT_MET, exceptions=1)
def a_branch_is_silent() -> None:
    branch = row("organization.unit", kind="branch", state="active")
    row("organization.unit", kind="branch", state="active")
    notice("regulation", {"recipient": branch.no, "signed_at": at(ago(39))}, channel=("board",), received_on=ago(40))


for clause in ("9.4", "9.5.2", "9.7.1", "9.7.2"):

    @example(clause, MET)
    def ordering() -> None:
        system(kind="online_trading")

    @example(clause, NOT_APPLICABLE)
    def no_ordering() -> None:
        system(kind="website")


for clause, topic, kind in (
    ("9.5.1", "certificate_delivery", "online_trading"),
    ("9.9", "service_quality", "mobile_app"),
    ("9.8", "api_service", "api"),
):

    @example(clause, MET)
    def offered_and_ruled(topic: str = topic, kind: str = kind) -> None:
        system(kind=kind)
        document(topic)

    @example(clause, NOT_MET)
    def offered_and_not_ruled(kind: str = kind) -> None:
        system(kind=kind)

    @example(clause, NOT_APPLICABLE)
    def not_offered() -> None:
        system(kind="website")


@example("9.6.8", MET)
def customers_warned() -> None:
    notice("phishing", audience=("customer",))


@example("9.6.8", NOT_MET)
def only_staff_warned() -> None:
    notice("phishing")


# -- suppliers ----------------------------------------------------------------------------------------------------


@example("10.4.10.5", MET)
def foreign_code() -> None:
    system(source_available=False)


@example("10.4.10.5", NOT_APPLICABLE)
def own_code() -> None:
    system(source_available=True)


@example("13.1.1", MET)
def cloud_ruled() -> None:
    system(built_by="cloud")
    document("cloud_use")


@example("13.1.1", NOT_MET)
def cloud_not_ruled() -> None:
    system(built_by="cloud")


@example("13.1.1", NO_DATA)
def no_cloud_and_not_stated() -> None:
    system()


@example("13.1.1", NOT_APPLICABLE)
def no_cloud_and_stated() -> None:
    system()
    statement("13.1.1", "not_applicable")


@example("13.1.2", MET)
def offered_cloud_ruled() -> None:
    system(offered_as_cloud=True)
    document("cloud_offer")


@example("13.1.2", NOT_MET)
def offered_cloud_not_ruled() -> None:
    system(offered_as_cloud=True)


@example("13.1.2", NOT_APPLICABLE)
def no_cloud_offered() -> None:
    system()


# -- continuity ---------------------------------------------------------------------------------------------------


@example("11.5", MET)
def standby_named() -> None:
    system(kind="host_link", standby="SYS-1")


@example("11.5", NOT_MET, exceptions=1)
def standby_not_named() -> None:
    system(kind="online_trading")


# -- assurance ----------------------------------------------------------------------------------------------------


@example("2.2.1", MET)
def disciplined() -> None:
    document("discipline")
    finding(kind="violation", made_at=at(ago(70)), discipline="warning", discipline_on=ago(60))
    finding(kind="violation", made_at=at(ago(50)))


@example("2.2.1", NOT_MET, exceptions=1)
def not_disciplined() -> None:
    document("discipline")
    finding(kind="violation", made_at=at(ago(70)))


@example("2.2.7", MET)
def tier_set() -> None:
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


@example("7.2.7", MET)
def personal_data_finding_in_time() -> None:
    finding(clause="7.2.7")


@example("7.2.7", NOT_MET, exceptions=1)
def personal_data_finding_overdue() -> None:
    finding(clause="7.2.7", due_on=ago(1))


@example("12.2", MET)
def followed_up() -> None:
    finding()
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
