"""Examples of the development room: real data in tests."""

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, at, data_copy, person, statement, system, zone

STILL_THERE = {"state": "copied", "deleter": None, "deleted_at": None, "verified_by": None}


@example("10.3.3", MET)
def masked_or_agreed() -> None:
    data_copy()
    data_copy(masked=False, exception="EXC-2026-0001", agreed_by=person())
    data_copy(personal_data=False, masked=False, approver=None, approved_at=None)


@example("10.3.3", NOT_MET, exceptions=3)
def bare_or_not_approved() -> None:
    data_copy(masked=False, agreed_by=person())
    data_copy(approver=None, approved_at=None)
    data_copy(approved_at=at(ago(19)))


@example("10.3.3", NO_DATA)
def nothing_copied_nor_stated() -> None:
    data_copy(state="submitted")


@example("10.3.3", NOT_APPLICABLE)
def stated_that_none_is_copied() -> None:
    statement("10.3.3", "not_applicable")


@example("10.3.3", NOT_MET, exceptions=2)
def not_in_a_zone_for_tests() -> None:
    data_copy(network_zone="營運區")
    data_copy(network_zone=zone("production").no)
    data_copy()


@example("10.3.4", MET)
def deleted_in_time() -> None:
    data_copy()
    data_copy(deleted_at=at(ago(9), 18))
    data_copy(test_ends_on=ago(-5), **STILL_THERE)
    data_copy(test_ends_on=ago(1), **STILL_THERE)
    data_copy(test_ends_on=ago(1), state="deleted", deleted_at=at(ago(1)), verified_by=None)


@example("10.3.4", MET)
def still_in_test() -> None:
    data_copy(test_ends_on=ago(-5), **STILL_THERE)


@example("10.3.4", NOT_MET, exceptions=3)
def deleted_late_or_not_confirmed() -> None:
    data_copy(deleted_at=at(ago(8)))
    data_copy(state="deleted", verified_by=None)
    data_copy(test_ends_on=ago(2), **STILL_THERE)


@example("10.3.5", MET)
def copies_told() -> None:
    data_copy()


@example("10.3.5", NOT_MET, exceptions=2)
def copies_not_told() -> None:
    data_copy(rows=0)
    data_copy(copied_by=None)


for clause in ("10.3.4", "10.3.5"):

    @example(clause, NOT_APPLICABLE)
    def nothing_copied() -> None:
        system()
