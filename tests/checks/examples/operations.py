"""Examples of the operations room: the log, settings, backups."""

from datetime import date

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import (
    ago,
    asset,
    at,
    calendar,
    change,
    contract,
    document,
    line,
    maintenance,
    office,
    page,
    person,
    row,
    setting,
)
from zhengan.checks import trading


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
def under_contract_and_checked_together() -> None:
    maintenance(asset(category="hardware", important=True, maintenance_contract=contract("maintenance").no))


@example("8.1.1", NOT_MET, exceptions=3)
def not_checked_together_or_not_by_it() -> None:
    one = asset(category="hardware", important=True, maintenance_contract=contract("maintenance").no)
    maintenance(one, joint_checker=person(unit_function="business"))
    maintenance(one, state="done", joint_checker=None, joint_checked_at=None)
    maintenance(one, engineer="")
    maintenance(one, state="opened", ended_at=None, joint_checker=None, joint_checked_at=None)


@example("8.1.1", NOT_MET, exceptions=3)
def not_under_contract() -> None:
    asset(category="hardware", important=True)
    for other in (contract("maintenance", state="expired"), contract("license")):
        asset(category="hardware", important=True, maintenance_contract=other.no)


@example("8.2.1", MET)
def set_by_an_administrator() -> None:
    administrator = person()
    office("system_admin", person=administrator)
    change(kind="os_rights", implementer=administrator, implemented_at=at(ago(9)))
    server = asset(category="hardware", subtype="server")
    setting(server, "password", changed_at=at(ago(3)))
    setting(server, "service", changed_at=at(ago(500)))


@example("8.2.1", NOT_MET, exceptions=2)
def changed_by_nobody_who_asked() -> None:
    administrator = person()
    office("system_admin", person=administrator)
    change(kind="os_rights", implementer=administrator, implemented_at=at(ago(9)))
    server = asset(category="hardware", subtype="server")
    setting(server, "password", changed_at=at(ago(1)))
    setting(server, "service", changed_at=at(ago(10)))


@example("8.2.1", NOT_MET, exceptions=1)
def set_by_somebody() -> None:
    office("system_admin", person=person())
    change(kind="os_rights")
