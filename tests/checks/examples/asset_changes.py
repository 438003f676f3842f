"""Examples of changes of assets, of what is erased before it leaves, and of media."""

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    asset,
    asset_change,
    at,
    document,
    inspection,
    line,
    medium,
    person,
    sanitization,
)


@example("5.1.4", MET)
def changes_asked_for() -> None:
    document("asset_change")
    asset_change("transfer", asset())
    asset_change("repair", asset(state="repair"))
    asset_change("retire", asset(state="retired"))


@example("5.1.4", NO_DATA)
def no_change_yet() -> None:
    document("asset_change")
    asset()


@example("5.1.4", NOT_MET)
def no_procedure_on_changes() -> None:
    asset_change("transfer", asset())


@example("5.1.4", NOT_MET, exceptions=1)
def put_aside_without_asking() -> None:
    document("asset_change")
    asset_change("transfer", asset(state="retired"))


@example("5.1.4", NOT_MET, exceptions=1)
def entered_before_it_was_approved() -> None:
    document("asset_change")
    asset_change("transfer", asset(), checked_at=at(ago(19)))


@example("6.1.5", MET)
def storage_checked() -> None:
    device, other = asset(has_storage=True), asset(has_storage=True)
    sanitization("repair", asset=device, state="executed")
    asset_change("repair", device)
    sanitization("disposal", asset=other)
    asset_change("retire", other)
    asset_change("repair", asset())


@example("6.1.5", NOT_APPLICABLE)
def nothing_with_storage_left() -> None:
    asset_change("repair", asset())


@example("6.1.5", NOT_MET, exceptions=1)
def storage_checked_too_late() -> None:
    device = asset(has_storage=True)
    sanitization("repair", asset=device, checked_on=ago(19))
    asset_change("repair", device)


@example("6.1.5", NOT_MET, exceptions=1)
def storage_checked_for_something_else() -> None:
    device = asset(has_storage=True)
    sanitization("repair", asset=device)
    asset_change("retire", device)


@example("6.1.7", MET)
def disposed_before_a_witness() -> None:
    document("disposal")
    sanitization("disposal", asset=asset(state="disposed", has_storage=True))
    asset(state="disposed")


@example("6.1.7", NOT_MET)
def no_procedure_on_disposal() -> None:
    sanitization("disposal", asset=asset(state="disposed", has_storage=True))


@example("6.1.7", NOT_MET, exceptions=1)
def disposed_with_its_data() -> None:
    document("disposal")
    asset(state="disposed", has_storage=True)


@example("6.1.7", NOT_MET, exceptions=1)
def disposed_before_the_witness_came() -> None:
    document("disposal")
    sanitization("disposal", asset=asset(state="disposed", has_storage=True), state="executed")


@example("6.2.5", MET)
def taken_out_with_permission() -> None:
    asset_change("take_out", asset())
    asset_change("take_out", asset(), state="closed", return_due=ago(5), returned_at=at(ago(3)))


@example("6.2.5", NOT_APPLICABLE)
def nothing_taken_out() -> None:
    asset_change("transfer", asset())


@example("6.2.5", NOT_MET, exceptions=1)
def not_back_in_time() -> None:
    asset_change("take_out", asset(), return_due=ago(1))


@example("6.2.5", NOT_MET, exceptions=1)
def permitted_by_who_asked() -> None:
    asker = person()
    asset_change("take_out", asset(), requested_by=asker, checker=asker.user)


@example("6.2.4.3", MET)
def media_locked_away() -> None:
    medium()
    medium(classification="general", locked=False)
    inspection("clear_desk", unit=person().unit)


@example("6.2.4.3", NOT_MET, exceptions=1)
def media_lying_open() -> None:
    medium(locked=False)
    inspection("clear_desk", unit=person().unit)


@example("6.2.4.3", NOT_MET, exceptions=1)
def desks_not_clear() -> None:
    medium()
    unit = person().unit
    inspection("clear_desk", unit=unit, inspected_on=ago(90))
    inspection("clear_desk", unit=unit, result="partly")


@example("6.2.4.3", NO_DATA)
def desks_not_looked_at() -> None:
    medium()


@example("7.6.2", MET)
def media_safe() -> None:
    medium()
    medium(fireproof_room=False, fireproof=True, quakeproof=True)
    medium(fireproof_room=False, site="other_site")


@example("7.6.2", NOT_APPLICABLE)
def all_media_elsewhere() -> None:
    medium(site="other_site")


@example("7.6.2", NOT_MET, exceptions=1)
def media_that_a_quake_breaks() -> None:
    medium(fireproof_room=False, fireproof=True)


@example("7.6.3", MET)
def media_labelled() -> None:
    medium()
    inspection("media_stock", result="partly", inspected_on=ago(90))
    inspection("media_stock")


@example("7.6.3", NOT_MET, exceptions=1)
def media_without_name() -> None:
    medium(content_name="")
    inspection("media_stock")


@example("7.6.3", NOT_MET, exceptions=1)
def labels_not_right() -> None:
    medium()
    inspection("media_stock", result="fail")


@example("7.6.4", MET)
def media_handled_well() -> None:
    document("media_handling")
    line(medium(), "movements", handed_by=person(), received_by=person(), taken_over_at=at(ago(3)))
    sanitization("disposal", medium=medium(state="destroyed"))


@example("7.6.4", NOT_MET)
def media_without_procedure() -> None:
    medium()


@example("7.6.4", NOT_MET, exceptions=1)
def media_open_and_plain() -> None:
    document("media_handling")
    medium(locked=False)


@example("7.6.4", NOT_MET, exceptions=1)
def hand_over_nobody_signed_for() -> None:
    document("media_handling")
    line(medium(), "movements", handed_by=person(), received_by=person())


@example("7.6.4", NOT_MET, exceptions=1)
def media_destroyed_by_nobody_knows_whom() -> None:
    document("media_handling")
    medium()
    medium(state="destroyed")
