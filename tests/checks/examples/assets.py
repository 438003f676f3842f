"""Examples of the room of assets: the inventory and what it shows."""

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    asset,
    contract,
    exception,
    inspection,
    mechanism,
    office,
    person,
    policy_review,
    report,
    statement,
    system,
)

CLASSES = ("software", "hardware", "electronic", "document", "personnel")
NAMED = ("database", "manual", "os", "application", "tool", "server", "firewall", "storage")


@example("5.1.1", MET)
def all_five_classes() -> None:
    for category in CLASSES:
        asset(category=category)


@example("5.1.1", NOT_MET)
def a_class_empty() -> None:
    for category in CLASSES[1:]:
        asset(category=category)
    asset(category="software", state="retired")


@example("5.1.2", MET)
def classified_by_owners() -> None:
    owner = person()
    asset(owner=owner, classified_by=owner)
    asset(classified_by=owner, info_system=system(business_owner=owner))


@example("5.1.2", NOT_MET, exceptions=1)
def classified_by_somebody() -> None:
    asset(owner=person(), classified_by=person())


@example("5.1.3", MET)
def handled() -> None:
    asset(classification="sensitive", handling="鎖存")
    asset(classification="general")
    report(1, classification="sensitive", access_rule="ACR-2026-0001")
    report(1)


@example("5.1.3", NOT_MET, exceptions=1)
def reports_without_a_rule() -> None:
    asset(classification="sensitive", handling="鎖存")
    report(1, classification="sensitive")


@example("5.1.3", NOT_MET, exceptions=1)
def not_handled() -> None:
    asset(classification="sensitive", handling="鎖存")
    asset(classification="confidential")


@example("5.2.1", MET)
def systems_entered() -> None:
    asset(info_system=system())


@example("5.2.1", NOT_MET, exceptions=1)
def a_system_without_assets() -> None:
    asset(info_system=system())
    system()
    system(state="planned")


@example("5.2.1", NOT_MET, exceptions=1)
def an_owner_has_left() -> None:
    asset(info_system=system())
    asset(owner=person(state="left", left_on=ago(2)))


@example("5.2.2", MET)
def all_kinds_entered() -> None:
    for subtype in NAMED:
        asset(subtype=subtype, handling="鎖存")


@example("5.2.2", NOT_MET)
def a_kind_missing() -> None:
    for subtype in NAMED[1:]:
        asset(subtype=subtype, handling="鎖存")


@example("5.2.2", MET)
def a_kind_missing_and_stated() -> None:
    for subtype in NAMED[1:]:
        asset(subtype=subtype, handling="鎖存")
    statement("5.2.2", "not_applicable")


@example("5.2.2", NOT_MET, exceptions=1)
def one_without_handling() -> None:
    for subtype in NAMED:
        asset(subtype=subtype, handling="" if subtype == "os" else "鎖存")


@example("5.2.3", MET)
def verified() -> None:
    policy_review("asset_inventory")
    asset(last_verified_on=ago(100))


@example("5.2.3", ATTENTION)
def to_be_verified_soon() -> None:
    policy_review("asset_inventory")
    asset(last_verified_on=ago(100))
    asset(last_verified_on=ago(350))


@example("5.2.3", NOT_MET, exceptions=2)
def not_verified() -> None:
    policy_review("asset_inventory")
    asset(last_verified_on=ago(100))
    asset(last_verified_on=ago(370))
    asset()


@example("5.3.2", MET)
def classed_as_rated() -> None:
    asset(confidentiality=3, classification="confidential")
    asset(integrity=2, classification="sensitive")
    asset(classification="general")
    asset(availability=3, classification="general", remark="公開資料")


@example("5.3.2", NOT_MET, exceptions=2)
def classed_too_low() -> None:
    asset(confidentiality=3, classification="sensitive")
    asset(integrity=2, classification="general")


@example("5.3.3", MET)
def personal_data_classed() -> None:
    asset(info_system=system(holds_personal_data=True), classification="sensitive")
    asset(classification="general")


@example("5.3.3", NO_DATA)
def no_personal_data() -> None:
    asset(info_system=system(holds_personal_data=False), classification="general")


@example("5.3.3", NOT_MET, exceptions=1)
def personal_data_general() -> None:
    asset(info_system=system(holds_personal_data=True), classification="general")


@example("5.3.5", MET)
def tiered() -> None:
    policy_review("system_tier")
    system(tier_reviewed_on=ago(100))


@example("5.3.5", ATTENTION)
def tiered_long_ago() -> None:
    policy_review("system_tier")
    system(tier_reviewed_on=ago(340))


@example("5.3.5", NOT_MET)
def list_not_reviewed() -> None:
    system(tier_reviewed_on=ago(100))
    policy_review("system_tier", state="submitted")


@example("5.3.5", NOT_MET, exceptions=1)
def tiered_too_long_ago() -> None:
    system(tier_reviewed_on=ago(366))


@example("5.3.5", NOT_MET, exceptions=1)
def tiered_without_reason() -> None:
    system(tier_reviewed_on=ago(100), tier_reason="")


@example("9.1.4", MET)
def in_charge() -> None:
    custodian = person()
    office("host_custodian", person=custodian)
    asset(category="hardware", important=True, custodian=custodian)
    asset(category="hardware", important=False)


@example("9.1.4", NOT_MET, exceptions=1)
def in_charge_of_somebody_not_appointed() -> None:
    office("host_custodian")
    asset(category="hardware", important=True)


@example("9.1.4", NOT_MET, exceptions=1)
def in_charge_of_a_leaver() -> None:
    custodian = person(left_on=ago(1))
    office("host_custodian", person=custodian)
    asset(category="software", important=True, custodian=custodian)


@example("9.2.7", MET)
def trading_is_clean() -> None:
    asset(info_system=system(kind="online_trading"))
    asset(restricted_product=True)
    mechanism("firewall")
    excepted = asset(info_system=system(kind="host_link"), restricted_product=True)
    exception("restricted_product", excepted.no)


@example("9.2.7", NOT_MET, exceptions=1)
def trading_on_a_restricted_product() -> None:
    asset(info_system=system(kind="host_link"), restricted_product=True)
    mechanism("firewall")


@example("9.2.7", NOT_MET, exceptions=1)
def trading_behind_a_restricted_product() -> None:
    asset(info_system=system(kind="host_link"))
    mechanism("firewall", restricted_product=True)
    mechanism("waf", restricted_product=True, info_system=system(kind="website"))


@example("10.4.3", MET)
def licensed() -> None:
    asset(category="software", license_basis="purchased", license_count=5, installed_count=5)
    asset(category="software", license_basis="open_source")
    inspection("license", inspected_on=ago(300))


@example("10.4.3", NOT_MET)
def licences_inspected_long_ago() -> None:
    asset(category="software", license_basis="open_source")
    inspection("license", inspected_on=ago(400))


@example("10.4.3", NOT_MET, exceptions=1)
def licences_exceeded() -> None:
    inspection("license")
    asset(category="software", license_basis="purchased", license_count=5, installed_count=6)


@example("10.4.3", NOT_MET, exceptions=1)
def licence_unknown() -> None:
    inspection("license")
    asset(category="software")


@example("5.3.4", MET)
def classes_compared() -> None:
    policy_review("classification", subject_ref=contract("outsourcing", personal_data=True).no)
    contract("maintenance", personal_data=True)


@example("5.3.4", NOT_MET, exceptions=1)
def classes_not_compared() -> None:
    policy_review("classification")
    contract("cloud_use", personal_data=True)


@example("5.3.4", NOT_APPLICABLE)
def no_foreign_classes() -> None:
    statement("5.3.4", "not_applicable")


@example("5.2.3", NOT_MET)
def inventory_not_reviewed() -> None:
    asset(last_verified_on=ago(100))
    policy_review("asset_inventory", reviewed_on=ago(370))
