"""Examples of the access room: accounts, reviews, passwords."""

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    account,
    ago,
    asset,
    at,
    document,
    exception,
    issue,
    line,
    notice,
    person,
    personnel_change,
    request,
    review,
    rule,
    session,
    settings,
    system,
    training,
    undertaking,
)


@example("7", NOT_MET, exceptions=1)
def a_system_without_rules() -> None:
    one, other = system(), system()
    notice("document", {"read_at": at(ago(1))}, document=document("access_policy"))
    rule(info_system=one)
    rule(info_system=other, state="superseded")


@example("7", MET)
def each_system_has_a_policy() -> None:
    rule()
    notice("document", {"read_at": at(ago(1))}, document=document("access_policy", info_system=system()))


@example("7", NOT_MET, exceptions=1)
def a_system_has_none() -> None:
    rule()
    notice("document", {"read_at": at(ago(1))}, document=document("access_policy", info_system=system()))
    system()


@example("7", NOT_MET, exceptions=1)
def a_policy_nobody_read() -> None:
    rule()
    system()
    notice("document", {}, document=document("access_policy"))


@example("7.1.1", MET)
def accounts_of_people() -> None:
    account(person=person())
    shared, service = account(kind="shared", custodian=person()), account(kind="service", custodian=person())
    exception("shared_account", shared.no)
    exception("shared_account", service.info_system.no)
    account(enabled=False)


@example("7.1.1", NOT_MET, exceptions=2)
def accounts_of_nobody() -> None:
    account()
    account(person=person(state="left", left_on=ago(3)))
    account(person=person())


@example("7.1.1", NOT_MET, exceptions=1)
def a_shared_account_of_nobody() -> None:
    account(person=person())
    exception("shared_account", account(kind="service").no)


@example("7.1.1", NOT_MET, exceptions=3)
def shared_accounts_without_leave() -> None:
    account(person=person())
    account(kind="shared", custodian=person())
    exception("shared_account", account(kind="shared", custodian=person()).no, valid_until=ago(1))
    exception("shared_account", account(kind="shared", custodian=person()).no, state="submitted")


@example("7.1.2", MET)
def authenticated() -> None:
    account(imported_at=at(ago(9)))


@example("7.1.2", NOT_MET, exceptions=1)
def not_authenticated() -> None:
    account(auth_method="none")


@example("7.1.2", ATTENTION)
def imported_a_month_ago() -> None:
    account(imported_at=at(ago(30)))


@example("7.1.2", NOT_MET, exceptions=2)
def not_imported() -> None:
    account(imported_at=at(ago(36)))
    system()
    account()


@example("7.1.3.2", MET)
def left_yesterday() -> None:
    account(person=person(left_on=ago(1)))
    request("change")


@example("7.1.3.2", MET)
def rights_followed_who_moved() -> None:
    account(person=person())
    mover = person()
    request("change", person=mover, executed_at=at(ago(19), 12), approved_at=at(ago(20), 13))
    personnel_change("transfer", mover, days_ago=20)
    personnel_change("long_leave", person(), days_ago=0)


@example("8.3.4", NOT_MET, exceptions=2)
def rights_did_not_follow_who_moved() -> None:
    account(person=person())
    late, never = person(), person()
    request("change", person=late, executed_at=at(ago(18), 12), approved_at=at(ago(18), 9))
    personnel_change("transfer", late, days_ago=20)
    personnel_change("leave", never, days_ago=20)


@example("7.1.3.2", NOT_MET, exceptions=1)
def left_before() -> None:
    account(person=person(left_on=ago(2)))
    request("change")


@example("7.1.3.2", NOT_MET, exceptions=2)
def changes_carried_out_late() -> None:
    account(person=person())
    request("change")
    request("change", executed_at=at(ago(18)))
    request("disable", state="approved", executed_by=None, executed_at=None)


def outsider(**values: object) -> object:
    return person(kind="outsourced", contract_end_on=ago(-9), **values)


@example("7.1.3.4", MET)
def within_the_contract() -> None:
    one = outsider()
    account(person=one)
    request("outsourced", person=one, valid_until=ago(-9))


@example("7.1.3.4", NOT_MET, exceptions=1)
def after_the_contract() -> None:
    one, other = person(kind="outsourced", contract_end_on=ago(2)), outsider()
    for somebody in (one, other):
        account(person=somebody)
        request("outsourced", person=somebody, valid_until=somebody.contract_end_on)


@example("7.1.3.4", NOT_MET, exceptions=3)
def without_a_request_that_ends_with_the_contract() -> None:
    for values in ({"valid_until": ago(-10)}, {"state": "submitted"}, {"info_system": system()}):
        one = outsider()
        account(person=one)
        request("outsourced", person=one, **{"valid_until": ago(-9), **values})


@example("7.1.3.5", MET)
def on_site_and_trained() -> None:
    one = person(kind="outsourced", on_site=True)
    training("awareness", one)
    undertaking(one)


@example("7.1.3.5", NOT_MET, exceptions=1)
def on_site_and_nothing_signed() -> None:
    training("awareness", one := person(kind="outsourced", on_site=True))
    undertaking(one, state="issued", signed_on=None)


@example("7.1.3.5", NOT_MET, exceptions=1)
def on_site_in_the_network_of_the_house() -> None:
    one = person(kind="outsourced", on_site=True)
    training("awareness", one)
    undertaking(one)
    request("network", person=one, isolation="relay")
    request("network", person=one, isolation="vlan")


@example("7.1.3.5", NOT_MET, exceptions=1)
def on_site_and_untrained() -> None:
    trained, untrained = (person(kind="outsourced", on_site=True) for _number in range(2))
    training("awareness", trained)
    undertaking(trained)
    undertaking(untrained)


@example("7.1.3.5", NOT_APPLICABLE)
def nobody_on_site() -> None:
    person()


@example("7.1.3.6", MET)
def reviewed() -> None:
    one = system()
    review(info_system=one)
    account(info_system=one, last_login_on=ago(10))


@example("7.1.3.6", MET)
def idle_and_kept_with_reason() -> None:
    one = system()
    idle = account(info_system=one, last_login_on=ago(91))
    line(review(info_system=one), "lines", item_ref=idle.no, decision="keep", reason="年度結算用")
    account(info_system=one, kind="customer")


@example("7.1.3.6", NOT_MET, exceptions=3)
def three_systems_not_reviewed() -> None:
    review(info_system=system())
    review(info_system=system(), state="approved")
    review(info_system=system(), completed_on=ago(200), due_on=ago(200))
    review(info_system=system(), decided_count=0)


@example("7.1.3.6", NOT_MET, exceptions=2)
def idle_and_undecided() -> None:
    one = system()
    kept = account(info_system=one, last_login_on=ago(91))
    line(review(info_system=one), "lines", item_ref=kept.no, decision="keep")
    account(info_system=one, created_on=ago(100))


@example("7.1.3.6", ATTENTION)
def to_be_reviewed_soon() -> None:
    one = system()
    review(info_system=one, completed_on=ago(170), due_on=ago(165))
    account(info_system=one, last_login_on=ago(10))


@example("7.3.1", MET)
def first_password_changed() -> None:
    account(auth_method="password", created_on=ago(50), password_changed_on=ago(49), last_login_on=ago(1))
    account(auth_method="password", created_on=ago(50))
    issue("staff_initial", expires_on=ago(17), first_changed_at=at(ago(19)), state="activated")
    issue("staff_reset", expires_on=ago(17), state="expired")
    issue("staff_initial", expires_on=ago(0))
    settings("assets.info_system", ("password", "first_change"))


@example("7.3.1", NOT_MET, exceptions=1)
def a_password_handed_over_and_never_changed() -> None:
    account(auth_method="password", created_on=ago(50), password_changed_on=ago(49), last_login_on=ago(1))
    issue("staff_reset", expires_on=ago(17))
    settings("assets.info_system", ("password", "first_change"))


@example("7.3.1", NOT_MET, exceptions=2)
def first_password_kept() -> None:
    account(auth_method="password", created_on=ago(50), password_changed_on=ago(50), last_login_on=ago(1))
    account(auth_method="password", created_on=ago(50), last_login_on=ago(1))


GOOD_PASSWORDS = (("password", "length"), ("password", "mix"))


def reminder(days: int) -> None:
    notice("password", audience=("customer",), published_at=at(ago(days)))


@example("7.3.6", MET)
def passwords_renewed() -> None:
    account(auth_method="password", password_changed_on=ago(88))
    account(auth_method="password", kind="customer", password_changed_on=ago(400))
    reminder(20)
    settings("assets.info_system", *GOOD_PASSWORDS)


@example("7.3.6", NOT_MET, exceptions=1)
def a_password_too_old() -> None:
    account(auth_method="password", password_changed_on=ago(93))
    account(auth_method="password", password_changed_on=ago(30))
    reminder(20)
    settings("assets.info_system", *GOOD_PASSWORDS)


@example("7.3.6", ATTENTION)
def customers_to_be_reminded() -> None:
    account(auth_method="password", password_changed_on=ago(1))
    reminder(80)
    settings("assets.info_system", *GOOD_PASSWORDS)


@example("7.3.6", NOT_MET, exceptions=2)
def systems_that_take_any_password() -> None:
    account(auth_method="password", password_changed_on=ago(1))
    system()
    system(digits_only_input=True)
    reminder(20)
    settings("assets.info_system", ("password", "mix"))
    settings("assets.info_system", ("password", "length"), state="failed")


@example("7.3.6", NOT_MET)
def customers_not_reminded() -> None:
    account(auth_method="password", password_changed_on=ago(1))
    reminder(100)


@example("9.3.2", MET)
def network_passwords_renewed() -> None:
    account(info_system=system(kind="infrastructure"), auth_method="password", password_changed_on=ago(1))
    account(auth_method="password", password_changed_on=ago(400))
    settings("assets.info_system", *GOOD_PASSWORDS, ("password", "age"))


@example("9.3.2", NOT_MET, exceptions=1)
def a_network_password_too_old() -> None:
    account(info_system=system(kind="infrastructure"), auth_method="password", password_changed_on=ago(400))


@example("7.3.7", MET)
def no_default_names() -> None:
    account()
    account(default_name=True, enabled=False)
    exception("baseline", account(default_name=True).no)
    asset(category="hardware", subtype="server")
    settings("assets.info_system", ("default_account",), ("admin_access",))
    settings("assets.asset", ("default_account",), ("admin_access",))


@example("7.3.7", NOT_MET, exceptions=1)
def a_default_name() -> None:
    account(default_name=True)


@example("8.2.5", MET)
def second_factor() -> None:
    exposed = system(important=True, internet_facing=True)
    account(info_system=exposed, is_admin=True, mfa=True)
    session(info_system=exposed, is_admin=True)
    session(info_system=exposed, mfa=False)


@example("8.2.5", MET)
def no_administrator_from_outside() -> None:
    account(info_system=system(important=True, internet_facing=True), is_admin=True, mfa=True)
    session(mfa=False)


@example("8.2.5", NOT_MET, exceptions=1)
def a_session_without_second_factor() -> None:
    exposed = system(important=True, internet_facing=True)
    account(info_system=exposed, is_admin=True, mfa=True)
    session(info_system=exposed, is_admin=True, mfa=False)


@example("8.2.5", NOT_MET, exceptions=1)
def no_second_factor() -> None:
    account(info_system=system(important=True, internet_facing=True), is_admin=True)


@example("8.2.5", NO_DATA)
def nothing_exposed() -> None:
    account(info_system=system(important=True), is_admin=True)
