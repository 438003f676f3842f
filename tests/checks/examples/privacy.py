"""Examples of personal data files: told of, confirmed, audited, in a safe zone, given out under contract."""

from tests.checks.examples import ATTENTION, MET, NOT_MET, example
from tests.checks.rows import ago, asset, audit, contract, data_file, document, finding, obligation, system, zone

PERSONAL = ("confidentiality", "damages", "responsibility_split")


def told_of(**values: object) -> None:
    """A system with personal data and its file, under rules."""
    document("personal_data")
    obligation("7.2.6")
    data_file(info_system=system(holds_personal_data=True), **values)


@example("7.2.6", MET)
def every_system_is_told_of() -> None:
    told_of()
    system(holds_personal_data=False)


@example("7.2.6", ATTENTION)
def soon_to_be_confirmed() -> None:
    told_of(confirmed_on=ago(350))


@example("7.2.6", NOT_MET, exceptions=3)
def told_of_nowhere_or_without_purpose_or_given_up() -> None:
    told_of()
    system(holds_personal_data=True)
    data_file(info_system=system(holds_personal_data=True), purpose="")
    data_file(info_system=system(holds_personal_data=True), state="disposed")


@example("7.2.6", NOT_MET, exceptions=1)
def not_confirmed() -> None:
    told_of(confirmed_on=ago(370))


@example("7.2.6", NOT_MET)
def without_rules() -> None:
    data_file(info_system=system(holds_personal_data=True))


@example("7.2.7", MET)
def audited() -> None:
    audit("personal_data")
    data_file(last_audited_on=ago(900))
    finding(clause="7.2.7", due_on=ago(-9))


@example("7.2.7", NOT_MET, exceptions=2)
def never_or_long_ago_audited() -> None:
    data_file(last_audited_on=None)
    data_file(last_audited_on=ago(1200))


@example("5.3.3", NOT_MET, exceptions=1)
def what_holds_a_file_is_classed_general() -> None:
    holder = system(holds_personal_data=False)
    data_file(info_system=holder)
    asset(info_system=holder, classification="general")


@example("9.1.6", NOT_MET, exceptions=2)
def files_lie_in_the_open() -> None:
    safe = zone("production", personal_data_allowed=True)
    system(holds_personal_data=True, network_zone=safe.code)
    data_file(network_zone=safe)
    data_file(network_zone=zone("dmz"))
    data_file(network_zone=zone("production", personal_data_allowed=False))


for clause in ("7.2.9", "8.1.2"):

    @example(clause, MET)
    def given_out_under_contract() -> None:
        document("vendor_liability")
        data_file(uses_vendor=True, contract=contract("maintenance", *PERSONAL, personal_data=True))
        data_file()

    @example(clause, NOT_MET, exceptions=3)
    def given_out_without_contract() -> None:
        document("vendor_liability")
        data_file(uses_vendor=True)
        data_file(cross_border=True, countries="JP", contract=contract("maintenance", *PERSONAL, state="expired"))
        data_file(uses_vendor=True, contract=contract("maintenance", *PERSONAL[:2]))

    @example(clause, NOT_MET)
    def duties_are_divided_by_no_document() -> None:
        data_file()
