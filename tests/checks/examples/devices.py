"""Examples of mobile devices and connected things."""

from datetime import date

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    asset,
    document,
    exception,
    mechanism,
    mobile,
    person,
    personnel_change,
    policy_review,
    setting,
    settings,
    thing,
    training,
    undertaking,
    weakness,
)


def rules(*, own: bool = False) -> None:
    points = tuple(f"13.3.{2 if own else 1}.{number}" for number in (1, 2, 3))
    document("mobile_own" if own else "mobile_company", covered_points=points)


@example("13.3.1", MET)
def company_rules() -> None:
    rules()
    mobile("company")


@example("13.3.1", NOT_APPLICABLE)
def no_company_device() -> None:
    mobile("own")


@example("13.3.1", NOT_MET)
def company_devices_without_rules() -> None:
    mobile("company")


@example("13.3.2", MET)
def own_rules() -> None:
    rules(own=True)
    mobile("own")


@example("13.3.2", NOT_APPLICABLE)
def no_own_device() -> None:
    mobile("company")
    mobile("own", state="rejected")


@example("13.3.2", NOT_MET)
def own_devices_without_rules() -> None:
    mobile("own")


@example("13.3.1.1", MET)
def company_devices_kept() -> None:
    rules()
    mobile("company")
    mobile("own", updated_on=None)


@example("13.3.1.1", NOT_MET, exceptions=1)
def company_device_not_updated() -> None:
    rules()
    mobile("company", updated_on=ago(91))


@example("13.3.1.1", NOT_MET, exceptions=1)
def company_device_not_seen() -> None:
    rules()
    mobile("company", last_seen_at=None)


@example("13.3.1.1", NOT_MET, exceptions=1)
def company_device_of_a_leaver() -> None:
    rules()
    mobile("company", holder=person(left_on=ago(1)))


@example("13.3.1.1", NOT_MET, exceptions=1)
def company_device_approved_by_its_holder() -> None:
    rules()
    holder = person()
    mobile("company", holder=holder, checker=holder.user)


@example("13.3.1.1", NOT_MET)
def company_devices_whose_life_is_not_ruled() -> None:
    document("mobile_company", covered_points=("13.3.1.2",))
    mobile("company")


@example("13.3.1.2", MET)
def devices_wiped() -> None:
    mobile("company", state="wiped", returned_on=ago(9), wiped_on=ago(8))
    mobile("company", returned_on=ago(90), wiped_on=ago(90), reset_on=ago(80), holder_changed_on=ago(80))


@example("13.3.1.2", MET)
def set_up_anew_after_its_holder_moved() -> None:
    holder = person()
    personnel_change("transfer", holder, days_ago=20)
    mobile("company", holder=holder, reset_on=ago(20), holder_changed_on=ago(20))


@example("13.3.1.2", NOT_MET, exceptions=2)
def as_it_was_though_its_holder_moved() -> None:
    for reset in (ago(30), None):
        holder = person()
        personnel_change("transfer", holder, days_ago=20)
        mobile("company", holder=holder, reset_on=reset)


@example("13.3.1.2", NOT_APPLICABLE)
def no_device_changed_hands() -> None:
    mobile("company")


@example("13.3.1.2", NOT_MET, exceptions=1)
def device_back_with_its_data() -> None:
    mobile("company", state="returned", returned_on=ago(9))


@example("13.3.1.2", NOT_MET, exceptions=1)
def device_handed_on_as_it_was() -> None:
    mobile("company", reset_on=ago(30), holder_changed_on=ago(20))


@example("13.3.1.3", MET)
def apps_admitted() -> None:
    asset(approved_for_mobile=True)
    mobile("company")


@example("13.3.1.3", NOT_MET)
def apps_not_listed() -> None:
    mobile("company")


@example("13.3.1.3", NOT_MET, exceptions=1)
def other_apps() -> None:
    asset(approved_for_mobile=True)
    mobile("company", unapproved_apps=2)


@example("13.3.2.1", MET)
def own_device_with_purpose() -> None:
    mobile("own")


@example("13.3.2.1", NOT_APPLICABLE)
def nobody_brings_his_own() -> None:
    mobile("company")


@example("13.3.2.1", NOT_MET, exceptions=1)
def own_device_without_purpose() -> None:
    mobile("own", purpose="")


@example("13.3.2.2", MET)
def own_device_with_agreement() -> None:
    agreed()


def agreed(**values: object) -> None:
    """An own device with the agreement that its holder signed."""
    holder = person()
    covered = {"covers_restrictions": True, "covers_liability": True}
    mobile("own", holder=holder, agreement=undertaking(holder, "byod", **covered, **values).no)


@example("13.3.2.2", NOT_MET, exceptions=3)
def agreement_of_somebody_else_or_ended_or_on_half() -> None:
    agreed(state="ended")
    mobile("own", agreement=undertaking(person(), "byod", covers_restrictions=True, covers_liability=True).no)
    holder = person()
    mobile("own", holder=holder, agreement=undertaking(holder, "byod", covers_restrictions=True).no)


@example("13.3.2.2", NOT_MET, exceptions=1)
def own_device_without_agreement() -> None:
    mobile("own", agreement="", state="applied")
    mobile("own", agreement="")


@example("13.3.2.3", MET)
def no_way_out() -> None:
    mobile("own")
    mechanism("internet_block")


@example("13.3.2.3", NOT_MET)
def nothing_blocks_the_way_out() -> None:
    mobile("own")


@example("13.3.2.3", NOT_MET, exceptions=1)
def a_way_out() -> None:
    mobile("own", hotspot_blocked=False)
    mechanism("internet_block")


@example("13.4", MET)
def things_ruled() -> None:
    document("iot", covered_points=tuple(f"13.4.{number}" for number in range(1, 7)))


@example("13.4", NOT_MET)
def things_ruled_in_part() -> None:
    document("iot", covered_points=("13.4.1",))


@example("13.4.1", MET)
def things_listed() -> None:
    policy_review("iot_inventory")
    thing()
    thing(state="retired", last_verified_on=date(2024, 1, 2))


@example("13.4.1", NOT_MET)
def list_of_things_not_reviewed() -> None:
    thing()


@example("13.4.1", NOT_MET, exceptions=1)
def things_not_verified() -> None:
    thing(last_verified_on=ago(400))


@example("13.4.2", MET)
def things_updated() -> None:
    thing()
    thing(exception=exception("iot_no_update").no, update_supported=False, updated_on=None)
    exception("iot_no_update", thing(known_weakness=True).no)


@example("13.4.2", NOT_MET, exceptions=1)
def things_not_updated() -> None:
    thing(updated_on=ago(400))


@example("13.4.2", NOT_MET, exceptions=1)
def things_with_a_weakness() -> None:
    thing(known_weakness=True)


@example("13.4.2", NOT_MET, exceptions=2)
def things_whose_exception_ran_out_or_is_another() -> None:
    thing(known_weakness=True, exception=exception("iot_no_update", valid_until=ago(1)).no)
    thing(known_weakness=True, exception=exception("baseline").no)


@example("13.4.2", NOT_MET, exceptions=1)
def things_in_which_a_weakness_was_found() -> None:
    weakness(info_system=None, iot_device=thing(), state="open")
    weakness(info_system=None, iot_device=thing())
    weakness(info_system=None, iot_device=thing(exception=exception("iot_no_update").no), state="assessed")


@example("13.4.3", MET)
def things_closed() -> None:
    thing()
    settings("assets.iot_device", ("service",))


@example("13.4.3", NOT_MET, exceptions=1)
def things_in_public() -> None:
    thing(public_ip=True)
    settings("assets.iot_device", ("service",))


@example("13.4.3", NOT_MET, exceptions=1)
def things_not_looked_at() -> None:
    thing(services_closed_on=None)
    settings("assets.iot_device", ("service",))


@example("13.4.3", NOT_MET, exceptions=1)
def a_port_too_many() -> None:
    setting(thing(), "service", state="failed")
    setting(thing(), "service")


@example("13.4.5", MET)
def things_with_label() -> None:
    thing()
    thing(security_label=False, label_missing_reason="無標章機型")


@example("13.4.5", ATTENTION)
def things_without_label() -> None:
    thing(security_label=False)


@example("13.4.5", NO_DATA)
def nothing_bought_yet() -> None:
    thing(state="retired", security_label=False)


@example("13.4.6", MET)
def keepers_trained() -> None:
    keeper = person()
    thing(custodian=keeper)
    training("iot", keeper)


@example("13.4.6", NOT_MET, exceptions=1)
def keepers_trained_in_something_else() -> None:
    keeper = person()
    thing(custodian=keeper)
    training("awareness", keeper)
