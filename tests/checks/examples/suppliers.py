"""Examples of the suppliers room: contracts, code and cloud of others."""

from typing import Any

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    audit,
    contract,
    document,
    exception,
    policy_review,
    security_test,
    settings,
    statement,
    supplier,
    system,
)

CLOUD = ("selection", "audit_measures", "backup", "service_level", "recovery_time")
PERSONAL = ("confidentiality", "damages", "responsibility_split")
THINGS = ("service_promise", "update_years", "weakness_notice")


for clause in ("7.2.9", "8.1.2"):

    @example(clause, MET)
    def personal_data_under_contract() -> None:
        document("vendor_liability")
        contract("maintenance", *PERSONAL, personal_data=True, supplier=supplier(handles_personal_data=True))

    @example(clause, NOT_MET, exceptions=1)
    def damages_forgotten() -> None:
        document("vendor_liability")
        contract("maintenance", *PERSONAL[:1], personal_data=True)

    @example(clause, NOT_MET, exceptions=1)
    def personal_data_without_contract() -> None:
        document("vendor_liability")
        firm = supplier(handles_personal_data=True)
        contract("maintenance", *PERSONAL, personal_data=True)
        contract("maintenance", *PERSONAL, personal_data=True, supplier=firm, state="expired")


@example("8.5.7", MET)
def prices_from_a_listed_company() -> None:
    contract("market_data", supplier=supplier(exchange_contracted=True, evaluated_on=ago(100)))


@example("8.5.7", NOT_MET, exceptions=1)
def prices_from_somebody() -> None:
    contract("market_data", supplier=supplier(evaluated_on=ago(100)))


@example("8.5.7", NOT_MET, exceptions=1)
def list_not_looked_at() -> None:
    contract("market_data", supplier=supplier(exchange_contracted=True, evaluated_on=ago(400)))


@example("8.5.7", NOT_APPLICABLE)
def no_prices_shown() -> None:
    statement("8.5.7", "not_applicable")


@example("10.4.4", MET)
def outsourced_under_contract() -> None:
    firm = supplier("software", "outsourcer", risk_tier="high")
    contract("outsourcing", "security_agreement", "audit_right", supplier=firm)
    audit("supplier", supplier=firm)


@example("10.4.4", NOT_MET, exceptions=2)
def high_risk_not_audited() -> None:
    for reported_on in (ago(100), ago(740), None):
        firm = supplier("outsourcer", risk_tier="high")
        contract("outsourcing", "security_agreement", "audit_right", supplier=firm)
        audit("supplier", supplier=firm, reported_on=reported_on)


@example("10.4.4", NOT_MET, exceptions=3)
def outsourced_without_right_to_audit() -> None:
    contract("outsourcing", "security_agreement", supplier=supplier("outsourcer"))
    contract("outsourcing", "security_agreement", "audit_right", supplier=supplier("outsourcer"), state="expired")
    supplier("outsourcer")


@example("10.4.4", NOT_APPLICABLE)
def nothing_outsourced() -> None:
    supplier("hardware")


def answered(*terms: str, **values: Any) -> None:
    """A system without source under contract, whose maker stated something on the security of its code."""
    one = system(source_available=False)
    contract("license", *terms, info_system=one)
    points = {"items_expected": 4, "items_tested": 4}
    security_test(info_system=one, kind="supplier_statement", **{**points, **values})


@example("10.4.10.5", MET)
def foreign_code_answered_for() -> None:
    answered("code_security")


@example("10.4.10.5", NOT_MET, exceptions=1)
def foreign_code() -> None:
    answered()


@example("10.4.10.5", NOT_MET, exceptions=3)
def foreign_code_not_answered_for() -> None:
    answered("code_security", items_tested=3)
    answered("code_security", tested_on=ago(400))
    answered("code_security", result="fail")


@example("10.4.10.5", NOT_APPLICABLE)
def own_code() -> None:
    system(source_available=True)


@example("13.1.1", MET)
def cloud_ruled() -> None:
    contract("cloud_use", *CLOUD, info_system=system(built_by="cloud"))
    exception("cloud_gap", contract("cloud_use", *CLOUD[1:], info_system=system(built_by="cloud")).no)
    document("cloud_use")
    policy_review("cloud")


@example("13.1.1", NOT_MET)
def cloud_not_reviewed() -> None:
    contract("cloud_use", *CLOUD, info_system=system(built_by="cloud"))
    document("cloud_use")
    policy_review("cloud", reviewed_on=ago(370))


@example("13.1.1", NOT_MET, exceptions=1)
def cloud_without_backup() -> None:
    contract("cloud_use", *CLOUD[3:], info_system=system(built_by="cloud"))
    document("cloud_use")
    policy_review("cloud")


@example("13.1.1", NOT_MET)
def cloud_not_ruled() -> None:
    contract("cloud_use", *CLOUD, info_system=system(built_by="cloud"))


@example("13.1.1", NO_DATA)
def no_cloud_and_not_stated() -> None:
    system()


@example("13.1.1", NOT_APPLICABLE)
def no_cloud_and_stated() -> None:
    system()
    statement("13.1.1", "not_applicable")


@example("13.4.4", MET)
def things_with_promises() -> None:
    contract("iot", *THINGS)


@example("13.4.4", ATTENTION, exceptions=1)
def things_without_updates() -> None:
    contract("iot", THINGS[0])


@example("13.4.4", NO_DATA)
def no_contract_entered() -> None:
    system()


@example("13.4.4", NOT_APPLICABLE)
def no_things() -> None:
    contract("license")


@example("13.1.2", MET)
def offered_cloud_ruled() -> None:
    system(offered_as_cloud=True)
    document("cloud_offer")
    settings("assets.info_system", ("tls",))


@example("13.1.2", NOT_MET)
def offered_cloud_not_ruled() -> None:
    system(offered_as_cloud=True)


@example("13.1.2", NOT_APPLICABLE)
def no_cloud_offered() -> None:
    system()
