"""Examples of reports: in time, by a rule, and as proof that processing was right."""

from typing import Any

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    at,
    calendar,
    document,
    inspection,
    obligation,
    person,
    project,
    report,
    rule,
    statement,
    system,
)
from zhengan.checks import trading


@example("7.5.1", MET)
def in_time_or_with_a_reason() -> None:
    calendar()
    report(1)
    report(1, produced_at=at(ago(1), 18), delivered_at=at(ago(1), 19), late_reason="批次重跑")
    report(40, state="late", produced_at=None, delivered_at=None)


@example("7.5.1", NOT_MET, exceptions=3)
def late_or_not_delivered_or_not_produced() -> None:
    calendar()
    report(1)
    report(2, produced_at=at(ago(2), 18))
    report(3, state="produced", delivered_at=None)
    report(4, state="late", produced_at=None, delivered_at=None)


@example("7.5.1", ATTENTION, exceptions=1)
def one_in_a_hundred() -> None:
    calendar()
    for _number in range(99):
        report(1)
    report(1, state="late", produced_at=None, delivered_at=None)


@example("7.5.1", NO_DATA)
def the_list_of_the_last_day_is_missing() -> None:
    calendar()
    report(5)


def ruled(**values: Any) -> None:
    document("report_control")
    rule(**{"object_type": "report", "classification": "sensitive", **values})


def used(**values: Any) -> None:
    report(3, **{"classification": "confidential", "used_by": person(), "action": "print", **values})


@example("7.5.2", MET)
def used_by_a_rule() -> None:
    ruled()
    used(access_rule="ACR-2026-0001")
    used(classification="general")


@example("7.5.2", NOT_MET, exceptions=2)
def used_without_a_rule() -> None:
    ruled()
    used(access_rule="ACR-2026-0001")
    used(used_by=None)
    used(state="due")


@example("7.5.2", NOT_MET)
def used_without_a_document_in_force() -> None:
    rule(object_type="report", classification="sensitive")
    used(access_rule="ACR-2026-0001")


@example("7.5.2", NOT_MET)
def no_rule_is_on_confidential_reports() -> None:
    ruled(classification="general")
    used(access_rule="ACR-2026-0001")


def reconciled(of: Any, first: int = 10, *, but: int = 0) -> None:
    for day in trading.trading_days(ago(first), ago(1)):
        if day != ago(but):
            report((ago(0) - day).days, info_system=of, reconciles=True)


@example("10.2.2", MET)
def reconciled_every_trading_day() -> None:
    calendar()
    document("data_verification")
    system(tier="non_core")
    for _number in range(2):
        one = system(tier="core")
        project("processing", info_system=one)
        reconciled(one)


@example("10.2.2", NOT_MET, exceptions=2)
def reconciled_but_not_tested() -> None:
    calendar()
    document("data_verification")
    for tested in (True, False):
        one = system(tier="core")
        project("processing" if tested else "input", info_system=one)
        reconciled(one)
    project("processing", state="submitted", info_system=(one := system(tier="core")))
    reconciled(one)


@example("10.2.2", NOT_MET, exceptions=3)
def reconciled_on_some_days_or_never() -> None:
    calendar()
    document("data_verification")
    cores = [system(tier="core") for _number in range(4)]
    for one in cores:
        project("processing", info_system=one)
    reconciled(cores[0])
    reconciled(cores[1], but=3)
    reconciled(cores[2], 4)


@example("10.2.2", NOT_MET)
def reconciled_without_a_procedure() -> None:
    calendar()
    reconciled(system(tier="core"))


@example("7.5.4", MET)
def reports_masked() -> None:
    obligation("7.5.4")
    inspection("masking", result="fail", inspected_on=ago(25))
    inspection("masking", inspected_on=ago(20))


@example("7.5.4", NOT_MET, exceptions=1)
def reports_not_masked() -> None:
    obligation("7.5.4")
    inspection("masking", inspected_on=ago(25))
    inspection("masking", result="partly", inspected_on=ago(20))


@example("7.5.4", NOT_MET)
def masking_not_sampled() -> None:
    obligation("7.5.4")
    inspection("masking", inspected_on=ago(40))


@example("7.5.4", NOT_APPLICABLE)
def no_reports_by_mail() -> None:
    statement("7.5.4", "not_applicable")
