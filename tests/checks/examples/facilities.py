"""Examples of the facilities room: areas, entries, inspections."""

from typing import Any

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    ago,
    area,
    asset,
    at,
    calendar,
    entry,
    finding,
    inspection,
    line,
    maintenance,
    person,
    review,
    risk,
    row,
    statement,
    system,
)
from zhengan.kernel import evidence

DANGERS = ("flood", "fire", "quake", "man_made", "neighbours")
SUPPLIED = {"smoke_detector": True, "gas_extinguisher": True, "air_conditioning": True, "ups": True, "generator": True}


@example("6.1.1", MET)
def in_an_area() -> None:
    asset(category="hardware", secure_area=area().no)
    asset(category="hardware", subtype="portable")


@example("6.1.1", NOT_MET, exceptions=2)
def in_no_area_or_one_given_up() -> None:
    asset(category="hardware", subtype="server")
    asset(category="hardware", subtype="server", secure_area=area(state="retired").no)


@example("6.1.2", MET)
def numbered_and_guarded() -> None:
    asset(category="hardware", property_no="A1", secure_area=area(door_system=True).no)
    other = area(anti_theft="鐵捲門")
    asset(category="hardware", property_no="A2", secure_area=other.no)
    inspection("machine_room", subject_ref=other.no, inspected_on=ago(30))


@example("6.1.2", NOT_MET, exceptions=1)
def not_numbered() -> None:
    asset(category="hardware")


@example("6.1.2", NOT_MET, exceptions=2)
def not_guarded() -> None:
    for failed in (True, False):
        open_area = area(anti_theft="鐵捲門")
        asset(category="hardware", property_no="A1", secure_area=open_area.no)
        inspection("machine_room", subject_ref=open_area.no, inspected_on=ago(60))
        if failed:
            inspection("machine_room", subject_ref=open_area.no, inspected_on=ago(30), result="partly")
        else:
            inspection("machine_room", subject_ref=open_area.no, inspected_on=ago(30), result="fail")


def looked_after(kind: str = "machine_room", *, inspected: int = 10, next_due: int = -40, **values: Any) -> Any:
    """A room with all provisions, inspected and with its equipment serviced."""
    room = area(kind=kind, **{**SUPPLIED, **values})
    inspection("fire_power", subject_ref=room.no, inspected_on=ago(inspected))
    maintenance(asset(secure_area=room.no), next_due_on=ago(next_due))
    return room


for clause in ("6.1.3", "6.2.3.2"):

    @example(clause, MET)
    def supplied_inspected_and_serviced() -> None:
        looked_after()

    @example(clause, NOT_MET, exceptions=1)
    def no_generator() -> None:
        looked_after("media_store", generator=False)

    @example(clause, NOT_MET, exceptions=2)
    def inspected_late_or_with_a_failed_line() -> None:
        looked_after(inspected=40)
        room = looked_after(inspected=40)
        inspection("fire_power", subject_ref=room.no, inspected_on=ago(10), result="partly")

    @example(clause, NOT_MET, exceptions=3)
    def serviced_too_long_ago_or_not_closed_or_never() -> None:
        looked_after(next_due=1)
        for work in ({"state": "done"}, {"kind": "repair"}):
            room = area(kind="machine_room", **SUPPLIED)
            inspection("fire_power", subject_ref=room.no, inspected_on=ago(10))
            maintenance(asset(secure_area=room.no), **work)

    @example(clause, ATTENTION)
    def soon_to_be_serviced() -> None:
        looked_after(next_due=-10)


@example("6.2.1.1", MET)
def drawn_and_stated() -> None:
    area(boundary="隔間牆", door_system=True, restricted=True, floor_plan=_plan())
    statement("6.2.1.1", "fails", attested_on=ago(60))
    statement("6.2.1.1", "holds")


@example("6.2.1.1", NOT_MET)
def drawn_and_stated_to_fail() -> None:
    area(boundary="隔間牆", floor_plan=_plan())
    statement("6.2.1.1", "fails")


@example("6.2.1.1", NOT_MET, exceptions=2)
def not_drawn_or_no_door() -> None:
    area(boundary="隔間牆")
    area(boundary="隔間牆", restricted=True, floor_plan=_plan())
    statement("6.2.1.1", "holds")


@example("6.2.1.1", NO_DATA)
def stated_long_ago() -> None:
    area(boundary="隔間牆", floor_plan=_plan())
    statement("6.2.1.1", "holds", attested_on=ago(400), valid_until=ago(1))


@example("6.2.1.2", MET)
def protected_as_the_equipment_asks() -> None:
    for level, classification in (("high", "confidential"), ("medium", "sensitive"), ("low", "general")):
        place = area(level=level)
        risk("facility", place.no)
        asset(category="hardware", classification=classification, secure_area=place.no)


@example("6.2.1.2", NOT_MET, exceptions=2)
def risk_of_areas_not_assessed() -> None:
    risk("facility", area(level="high").no, assessed_on=ago(370))
    risk("facility", area(level="high").no, state="assessed")


@example("6.2.1.2", NOT_MET, exceptions=2)
def protected_too_little() -> None:
    asset(category="hardware", classification="confidential", secure_area=area(level="medium").no)
    asset(category="hardware", classification="sensitive", secure_area=area(level="low").no)


@example("6.2.2.1", MET)
def everybody_known() -> None:
    calendar()
    room = area(restricted=True, door_system=True)
    line(room, "permissions", person=person(), card_no="C1", granted_on=ago(90))
    for days in range(1, 40):
        entry(room, days, visitor_kind="permitted", badge_no="C1", source="import", authorised_by=None)


@example("6.2.2.1", NOT_MET, exceptions=1)
def still_inside() -> None:
    everybody_known()
    entry(area(restricted=True, door_system=True), 3, state="inside", left_at=None)


@example("6.2.2.1", NOT_MET, exceptions=3)
def by_no_right() -> None:
    everybody_known()
    room = area(restricted=True, door_system=True)
    line(room, "permissions", person=person(), card_no="C2", granted_on=ago(90), revoked_on=ago(5))
    line(room, "permissions", person=person(), card_no="C3", granted_on=ago(90), valid_until=ago(5))
    for card in ("C2", "C3", "C9"):
        entry(room, 4, visitor_kind="permitted", badge_no=card, authorised_by=None)
    for card in ("C2", "C3"):
        entry(room, 6, visitor_kind="permitted", badge_no=card, authorised_by=None)


@example("6.2.2.1", NOT_MET, exceptions=1)
def a_day_without_log() -> None:
    calendar()
    room = area(restricted=True, door_system=True)
    line(room, "permissions", person=person(), card_no="C1", granted_on=ago(90))
    for days in (1, 3, 4):  # the 20th is a Friday: two days ago was a trading day
        entry(room, days, visitor_kind="permitted", badge_no="C1", source="import", authorised_by=None)


@example("6.2.2.1", NOT_MET, exceptions=1)
def a_restricted_area_without_door_system() -> None:
    everybody_known()
    area(restricted=True)


@example("6.2.2.2", MET)
def summoned_and_watched() -> None:
    entry(area(), 5, visitor_kind="engineer", **_watched())


@example("6.2.2.2", MET)
def what_they_did_today_may_still_be_recorded() -> None:
    entry(area(), 0, visitor_kind="engineer", **{**_watched(), "maintenance": "", "checked_at": at(ago(1))})


@example("6.2.2.2", NOT_MET, exceptions=2)
def what_they_did_is_not_recorded() -> None:
    for no in ("", "MNT-2026-99999"):
        entry(area(), 1, visitor_kind="engineer", **{**_watched(), "maintenance": no, "checked_at": at(ago(2))})


@example("6.2.2.2", NOT_MET, exceptions=4)
def not_summoned_or_not_watched() -> None:
    for missing in ("summoned_by", "escort", "supplier"):
        entry(area(), 5, visitor_kind="engineer", **{**_watched(), missing: None})
    entry(area(), 5, visitor_kind="engineer", **{**_watched(), "checked_at": at(ago(5), 18)})


@example("6.2.3.1", MET)
def site_thought_over() -> None:
    risk("facility", area(kind="machine_room", site_risks_considered=DANGERS).no)
    statement("6.2.3.1", "holds")


@example("6.2.3.1", NOT_MET, exceptions=1)
def site_not_assessed() -> None:
    area(kind="machine_room", site_risks_considered=DANGERS)
    statement("6.2.3.1", "holds")


@example("6.2.3.1", NOT_MET, exceptions=1)
def flood_not_thought_of() -> None:
    area(kind="machine_room", site_risks_considered=DANGERS[1:])
    statement("6.2.3.1", "holds")


@example("6.2.3.3", MET)
def watched_and_badged() -> None:
    room = area(kind="machine_room", cctv=True)
    inspection("machine_room", subject_ref=room.no)
    entry(room, 3, badge_no="V1")


@example("6.2.3.3", NOT_MET, exceptions=2)
def cameras_never_looked_at() -> None:
    entry(area(kind="machine_room", cctv=True), 3, badge_no="V1")
    room = area(kind="machine_room")
    inspection("machine_room", subject_ref=room.no)


@example("6.2.3.3", NOT_MET, exceptions=1)
def without_badge() -> None:
    room = area(kind="machine_room", cctv=True)
    inspection("machine_room", subject_ref=room.no)
    entry(room, 3, badge_no="")


@example("6.2.3.4", MET)
def doors_reviewed() -> None:
    made = review(subject="door", completed_on=ago(60))
    leaver = person()
    line(made, "lines", item_ref="ACC-1", holder=leaver, decision="revoke")
    line(area(kind="machine_room"), "permissions", person=leaver, granted_on=ago(300), revoked_on=ago(50))


@example("6.2.3.4", ATTENTION)
def doors_to_be_reviewed_soon() -> None:
    review(subject="door", completed_on=ago(170))


@example("6.2.3.4", NOT_MET)
def doors_reviewed_too_long_ago() -> None:
    review(subject="door", completed_on=ago(190))


@example("6.2.3.4", NOT_MET, exceptions=1)
def a_right_not_withdrawn() -> None:
    made = review(subject="door", completed_on=ago(60))
    leaver = person()
    line(made, "lines", item_ref="ACC-1", holder=leaver, decision="revoke")
    line(area(kind="machine_room"), "permissions", person=leaver, granted_on=ago(300))


@example("1.2", MET)
def units_check_themselves() -> None:
    head = person()
    inspection("department", unit=head.unit, inspector=head, inspected_on=ago(300))
    row("organization.unit", state="active")


@example("1.2", NOT_MET, exceptions=2)
def units_do_not_check_themselves() -> None:
    head = person()
    person()
    inspection("department", unit=head.unit, inspector=head, inspected_on=ago(400))


for clause in ("7.2.3", "10.2.3"):

    @example(clause, MET)
    def encrypted() -> None:
        inspection("encryption", subject_ref=system(holds_sensitive_data=True).no)

    @example(clause, NOT_MET, exceptions=2)
    def not_encrypted() -> None:
        system(holds_sensitive_data=True)
        inspection("encryption", subject_ref=system(holds_sensitive_data=True).no, result="fail")

    @example(clause, NOT_APPLICABLE)
    def nothing_sensitive() -> None:
        system()


@example("8.5.5", MET)
def reading_room_in_order() -> None:
    room = area(kind="reading_room")
    inspection("reading_room", subject_ref=room.no)
    asset(category="hardware", subtype="pc", secure_area=room.no)


@example("8.5.5", NOT_MET, exceptions=1)
def a_terminal_in_the_reading_room() -> None:
    room = area(kind="reading_room")
    inspection("reading_room", subject_ref=room.no)
    asset(category="hardware", subtype="trading_terminal", secure_area=room.no)


@example("8.5.5", NOT_APPLICABLE)
def no_reading_room() -> None:
    area(kind="office")


@example("9.1.1", MET)
def network_assessed() -> None:
    made = inspection("network_security", inspected_on=ago(5))
    line(made, "lines", ok=True)
    line(made, "lines", ok=False, finding=finding())


@example("9.1.1", NOT_MET)
def network_assessed_too_long_ago() -> None:
    line(inspection("network_security", inspected_on=ago(50)), "lines", ok=True)


@example("9.1.1", NOT_MET, exceptions=1)
def a_failed_line_without_finding() -> None:
    line(inspection("network_security", inspected_on=ago(5)), "lines", ok=False)


@example("9.7.1", MET)
def order_functions_checked() -> None:
    made = inspection("order_functions", subject_ref=system(kind="online_trading").no, inspected_on=ago(5))
    line(made, "lines", ok=True)


@example("9.7.1", NOT_MET, exceptions=1)
def an_order_system_not_checked() -> None:
    order_functions_checked()
    system(kind="mobile_app")


@example("9.7.1", NOT_APPLICABLE)
def no_order_system() -> None:
    system(kind="website")


def _plan() -> object:
    return evidence.keep_bytes(b"plan", name="plan.pdf")


def _watched() -> dict[str, object]:
    firm = row("suppliers.supplier", state="active")
    work = maintenance(asset())
    return {
        "summoned_by": person(),
        "escort": person(),
        "supplier": firm,
        "checked_at": at(ago(6)),
        "maintenance": work.no,
    }


@example("6.2.4.2", MET)
def computers_locked() -> None:
    asset(subtype="portable", boot_password=True)
    asset(subtype="pc", classification="general")


@example("6.2.4.2", NOT_MET, exceptions=2)
def computers_open() -> None:
    asset(subtype="portable")
    asset(subtype="pc", classification="sensitive")
