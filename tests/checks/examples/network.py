"""Examples of the network room: zones and firewalls."""

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_MET, example
from tests.checks.rows import (
    ago,
    at,
    change,
    data_file,
    document,
    firewall_rule,
    line,
    mechanism,
    office,
    person,
    request,
    review,
    session,
    system,
    zone,
)


@example("9.1.5", MET)
def zones_apart() -> None:
    firewall_rule("internet", "dmz")
    firewall_rule("test", "production")
    firewall_rule("test", "production", any_any=True, action="deny")


@example("9.1.5", NOT_MET)
def no_zone_for_tests() -> None:
    firewall_rule("dmz", "production")
    zone("test", separated_by=())


@example("9.1.5", NOT_MET, exceptions=1)
def a_zone_not_confirmed() -> None:
    firewall_rule("test", "production")
    zone("dmz", confirmed_on=ago(400))


@example("9.1.5", NOT_MET, exceptions=2)
def zones_opened_to_each_other() -> None:
    zone("dmz")
    firewall_rule("production", "test", any_any=True)
    firewall_rule("internet", "production", any_any=True)
    firewall_rule("internet", "production", any_any=True, state="disabled")


@example("9.1.6", MET)
def in_a_safe_zone() -> None:
    data_file(network_zone=zone("production", code="ZP", personal_data_allowed=True))
    system(holds_personal_data=True, network_zone="ZP")
    system(holds_sensitive_data=True, network_zone=zone("test", personal_data_allowed=True).no)


@example("9.1.6", NOT_MET, exceptions=3)
def in_no_safe_zone() -> None:
    zone("production", code="ZP")
    zone("production", code="ZR", personal_data_allowed=True, state="retired")
    for place in ("ZP", "ZR", ""):
        system(holds_sensitive_data=True, network_zone=place)


@example("9.2.2", MET)
def firewall_in_charge() -> None:
    mechanism("firewall", custodian=office("firewall_admin", person=person()).person, deputy=person())


@example("9.2.2", NOT_MET, exceptions=3)
def firewall_without_custodian_or_deputy() -> None:
    officer = office("firewall_admin", person=person()).person
    mechanism("firewall", custodian=officer)
    mechanism("firewall", custodian=officer, deputy=person(state="left"))
    mechanism("firewall", custodian=person(), deputy=person())


@example("9.2.1", MET)
def a_firewall_before_the_internet() -> None:
    mechanism("firewall")
    mechanism("firewall", state="retired", test_ok=False)
    zone("internet")


@example("9.2.1", NOT_MET, exceptions=2)
def firewalls_that_do_not_work() -> None:
    mechanism("firewall")
    mechanism("firewall", last_verified_at=at(ago(3)))
    mechanism("firewall", test_ok=False, state="degraded")
    zone("internet")


@example("9.2.1", NOT_MET, exceptions=1)
def the_internet_is_not_kept_apart() -> None:
    mechanism("firewall")
    zone("internet", separated_by=("vlan",))


@example("9.1.8", MET)
def sessions_asked_for_and_reviewed() -> None:
    document("remote_access")
    session(started_at=at(ago(50)))
    session(state="explained", reviewed_by=None, reviewed_at=None)


@example("9.1.8", NOT_MET, exceptions=5)
def sessions_without_request_or_reason() -> None:
    document("remote_access")
    session(started_at=at(ago(50)))
    session(access_request=None)
    session(state="recorded", purpose="", reviewed_by=None, reviewed_at=None)
    session(
        access_request=request("remote", state="approved", approved_at=at(ago(1)), executed_by=None, executed_at=None)
    )
    session(access_request=request("remote", state="approved", approved_at=at(ago(50)), valid_until=ago(20)))
    session(access_request=request("create", state="approved", approved_at=at(ago(50))))


@example("9.1.8", NOT_MET, exceptions=1)
def sessions_not_reviewed() -> None:
    document("remote_access")
    session(started_at=at(ago(50)), state="explained", reviewed_by=None, reviewed_at=None)
    session(started_at=at(ago(50)))


@example("9.1.8", NO_DATA)
def no_session() -> None:
    document("remote_access")


@example("9.1.9", MET)
def devices_are_admitted() -> None:
    mechanism("nac")


@example("9.1.9", NOT_MET)
def every_device_is_admitted() -> None:
    mechanism("nac", state="retired")


@example("9.6.6", MET)
def mail_ruled_and_filtered() -> None:
    document("email_use")
    mechanism("mail_filter")


@example("9.6.6", NOT_MET, exceptions=1)
def mail_filtered_unseen() -> None:
    document("email_use")
    mechanism("mail_filter", detections_30d=None)


@example("9.6.6", NOT_MET)
def mail_not_filtered() -> None:
    document("email_use")


@example("9.6.7", MET)
def web_controlled() -> None:
    mechanism("web_control", zone("office"), zone("production"))
    zone("dmz")


@example("9.6.7", NOT_MET, exceptions=2)
def web_controlled_in_part() -> None:
    mechanism("web_control", zone("office"), zone("office"))
    zone("production")
    zone("office")


@example("10.2.4", MET)
def integrity_verified() -> None:
    system(tier="core")
    system(tier="non_core")
    mechanism("integrity")


@example("10.2.4", NOT_MET, exceptions=1)
def integrity_verified_elsewhere() -> None:
    mechanism("integrity", info_system=system(tier="core"))
    system(tier="core")


@example("9.2.4", MET)
def exposed_behind_a_firewall() -> None:
    rule = firewall_rule("internet", "dmz")
    system(internet_facing=True, important=True, network_zone=rule.to_zone.no)


@example("9.2.4", NOT_MET, exceptions=2)
def exposed_behind_nothing() -> None:
    firewall_rule("internet", "dmz")
    zone("dmz", code="ZV", separated_by=("vlan",))
    zone("office", code="ZO")
    for place in ("ZV", "ZO"):
        system(internet_facing=True, important=True, network_zone=place)


@example("9.2.4", NOT_MET, exceptions=2)
def let_in_too_widely() -> None:
    rule = firewall_rule("internet", "dmz")
    system(internet_facing=True, important=True, network_zone=rule.to_zone.no)
    firewall_rule("internet", "production", any_any=True)
    firewall_rule("internet", "dmz", change_request=None)


@example("9.2.5", MET)
def rules_approved_before() -> None:
    firewall_rule("office", "dmz", expires_on=ago(0))
    firewall_rule("office", "dmz", expires_on=ago(1), state="disabled")
    firewall_rule("office", "dmz", action="deny", change_request=None)


@example("9.2.5", NOT_MET, exceptions=4)
def rules_nobody_approved() -> None:
    somebody = person()
    firewall_rule("office", "dmz", change_request=None)
    firewall_rule("office", "dmz", change_request=change(kind="network"))
    firewall_rule("office", "dmz", change_request=change(kind="firewall", approver=None, implementer=None))
    firewall_rule("office", "dmz", first_seen_at=change(kind="firewall").approved_at.replace(hour=1))
    firewall_rule("office", "dmz", change_request=change(kind="firewall", implementer=somebody))


@example("9.2.5", NOT_MET, exceptions=1)
def a_temporary_rule_still_in_use() -> None:
    firewall_rule("office", "dmz", expires_on=ago(1))


@example("9.2.6", MET)
def rules_reviewed() -> None:
    firewall_rule("office", "dmz")
    review(subject="firewall")


@example("9.2.6", NOT_MET, exceptions=1)
def revoked_and_still_in_use() -> None:
    made = review(subject="firewall")
    line(made, "lines", item_ref=firewall_rule("office", "dmz").no, decision="revoke")
    line(made, "lines", item_ref=firewall_rule("office", "dmz").no, decision="keep")


@example("9.2.6", ATTENTION)
def rules_to_be_reviewed_soon() -> None:
    firewall_rule("office", "dmz")
    review(subject="firewall", completed_on=ago(350))


@example("9.2.6", NOT_MET)
def rules_not_wholly_reviewed() -> None:
    firewall_rule("office", "dmz")
    review(subject="firewall", decided_count=0)
