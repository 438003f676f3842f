"""Examples of the access room: what is used, handed over, ruled, kept in custody and entered."""

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    account,
    ago,
    at,
    document,
    issue,
    line,
    log_source,
    office,
    person,
    request,
    row,
    rule,
    sealed,
    settings,
    system,
    use,
)


def signed_in_within_a_use(**values: object) -> None:
    document("privileged_account")
    use(account=account(kind="privileged", last_login_on=ago(20)), **values)
    account(kind="privileged", last_login_on=ago(60))  # from the time before uses were recorded


@example("8.2.3", MET)
def used_with_consent() -> None:
    signed_in_within_a_use()


@example("8.2.3", NOT_MET, exceptions=1)
def used_without_anybody_looking_afterwards() -> None:
    signed_in_within_a_use(state="ended")


@example("8.2.3", NOT_MET, exceptions=1)
def used_without_a_slip() -> None:
    signed_in_within_a_use()
    account(kind="privileged", last_login_on=ago(19))


@example("8.2.3", NO_DATA)
def no_use_is_recorded() -> None:
    document("privileged_account")
    account(kind="privileged", last_login_on=ago(19))


@example("8.2.3", NOT_MET)
def used_without_rules() -> None:
    use(account=account(kind="privileged", last_login_on=ago(20)))


@example("7.3.3", MET)
def resets_with_an_identity() -> None:
    document("password_reset")
    issue("staff_reset")
    issue("customer_reset")


@example("7.3.3", NOT_MET, exceptions=2)
def resets_by_nobody() -> None:
    document("password_reset")
    issue("staff_reset")
    issue("staff_reset", identity_checked_by=None)
    issue("customer_reset", state="expired", identity_checked_by=None)
    issue("slip_general", identity_checked_by=None)


@example("7.3.3", NOT_MET)
def resets_without_a_procedure() -> None:
    issue("staff_reset")


@example("7.3.4", MET)
def passwords_at_random() -> None:
    issue("staff_initial")
    issue("certificate", random=False)
    settings("assets.info_system", ("password", "random"))


@example("7.3.4", NOT_MET, exceptions=1)
def a_password_that_somebody_thought_of() -> None:
    issue("staff_initial")
    issue("slip_general", random=False)
    settings("assets.info_system", ("password", "random"))


@example("7.3.8", MET)
def slips_by_mail() -> None:
    issue("slip_custom")


@example("7.3.8", NO_DATA)
def perhaps_on_paper() -> None:
    issue("certificate")


BOTH_LEGS = {
    "otp_sent_at": at(ago(20)),
    "otp_phone_registered": True,
    "slip_sent_at": at(ago(20)),
    "slip_encrypted": True,
    "slip_email_registered": True,
}


@example("7.3.8.1", MET)
def slips_with_both_legs() -> None:
    sealed(log_source(info_system=issue("slip_general", **BOTH_LEGS).info_system))


@example("7.3.8.1", NOT_MET, exceptions=1)
def slips_of_which_no_log_is_sealed() -> None:
    sealed(log_source(info_system=issue("slip_general", **BOTH_LEGS).info_system), state="collected")


@example("7.3.8.1", NOT_MET, exceptions=5)
def slips_lame_of_a_leg() -> None:
    sends = log_source(info_system=issue("slip_general", **BOTH_LEGS).info_system).info_system
    sealed(log_source(info_system=sends))
    for name in BOTH_LEGS:
        issue("slip_general", **{**BOTH_LEGS, name: None if name.endswith("_at") else False}, info_system=sends)


@example("7.3.8.1", NOT_APPLICABLE)
def slips_in_the_other_way_alone() -> None:
    issue("slip_custom")


@example("7.3.8.2", MET)
def custom_slips_by_the_procedure() -> None:
    issue("slip_custom", procedure=document("custom_password_slip"))


@example("7.3.8.2", NOT_MET, exceptions=2)
def custom_slips_by_another_procedure_or_to_somebody() -> None:
    procedure = document("custom_password_slip")
    issue("slip_custom", procedure=document("password_reset"))
    issue("slip_custom", procedure=procedure, identity_checked_by=None)


@example("7.3.8.2", NOT_MET)
def custom_slips_by_a_procedure_of_the_past() -> None:
    issue("slip_custom", procedure=document("custom_password_slip", state="superseded"))


@example("7.3.8.2", NOT_APPLICABLE)
def no_custom_slips() -> None:
    issue("slip_general")


@example("9.5.1", MET)
def certificates_to_their_owners() -> None:
    system(kind="online_trading")
    document("certificate_delivery")
    issue("certificate")


@example("9.5.1", NOT_MET)
def certificates_without_a_procedure() -> None:
    issue("certificate", info_system=system(kind="online_trading"))


@example("9.5.1", NOT_APPLICABLE)
def no_ordering_over_the_internet() -> None:
    system(kind="website")


@example("3.5", MET)
def nobody_holds_both() -> None:
    document("duties_split")
    rule(kind="conflict", business_role="operator", other_role="trader")
    office("operator", person=person())
    account(person=person(), roles=("trader",))


@example("3.5", NOT_MET, exceptions=2)
def somebody_holds_both() -> None:
    document("duties_split")
    rule(kind="conflict", business_role="operator", other_role="trader")
    rule(kind="conflict", business_role="maker", other_role="checker", state="superseded")
    one, other, third = person(), person(), person()
    office("operator", person=one)
    account(person=one, roles=("reader", "trader"))
    account(person=other, roles=("trader",))
    account(person=other, roles=("operator",))
    account(person=third, roles=("maker", "checker"))


@example("3.5", NO_DATA)
def no_rule_on_conflicts() -> None:
    document("duties_split")


@example("7.1.3.1", MET)
def programs_have_rules() -> None:
    system()
    rule(object_type="program", document=document("program_access"))


@example("7.1.3.1", NOT_MET, exceptions=1)
def programs_have_rules_without_a_description() -> None:
    system()
    document("program_access")
    rule(object_type="program")


@example("7.1.3.3", MET)
def rights_by_rule_or_request() -> None:
    one = system()
    rule(info_system=one)
    rule(business_role="reader")
    account(info_system=one, roles=("trader", "reader"))
    account(info_system=one, roles=("operator",), access_request=request("change").no)
    account(info_system=one, roles=("unknown",), kind="customer")


@example("7.1.3.3", NOT_MET, exceptions=3)
def rights_beyond_the_rules() -> None:
    one = system()
    rule(info_system=one)
    rule(business_role="operator", state="draft")
    account(info_system=one, roles=("trader",))
    account(info_system=one, roles=("trader", "operator"))
    account(info_system=one, roles=("operator",), access_request=request("change", state="rejected").no)
    account(roles=("trader",))


def token(**values: object) -> object:
    custodian = person()
    office("token_custodian", person=custodian)
    given = {
        "state": "in_custody",
        "custodian": custodian,
        "storage": "safe",
        "procedure": document("token_custody"),
        "last_stocktaken_on": ago(100),
        "valid_until": ago(-200),
    }
    return row("access.signing_token", **{**given, **values})


@example("7.2.4", MET)
def tokens_in_custody() -> None:
    one = token()
    line(one, "uses", used_at=at(ago(1)))
    line(one, "uses", used_at=at(ago(9)), returned_at=at(ago(9), 12))
    token(state="revoked", valid_until=ago(9))


@example("7.2.4", NOT_MET)
def tokens_not_as_they_should_be() -> None:
    line(token(), "uses", used_at=at(ago(2)))
    token(custodian=person())
    token(last_stocktaken_on=ago(400))
    token(valid_until=ago(1))


@example("7.2.4", ATTENTION)
def a_token_that_runs_out() -> None:
    line(token(valid_until=ago(-20)), "uses", used_at=at(ago(9)), returned_at=at(ago(9), 12))


def entered(**values: object) -> object:
    given = {
        "state": "closed",
        "category": "important",
        "action": "update",
        "before": "1",
        "after_change": "2",
        "approver": person(),
        "approved_at": at(ago(9), 9),
        "executed_by": person(),
        "executor_title": "x",
        "executed_at": at(ago(9), 11),
    }
    return row("access.data_change", **{**given, **values})


UNAPPROVED = {"state": "draft", "approver": None, "approved_at": None}


@example("7.2.1", MET)
def approved_before_entry() -> None:
    entered()
    entered(**UNAPPROVED, executed_at=None)  # asked for, not entered yet


@example("7.2.1", NOT_MET, exceptions=1)
def entered_unasked() -> None:
    entered()
    entered(**UNAPPROVED)


@example("7.2.2", MET)
def told_by_whom() -> None:
    entered()


@example("7.2.2", NOT_MET, exceptions=2)
def not_told_by_whom() -> None:
    entered(executor_title="")
    entered(after_change="", category="personal")


@example("7.2.8", MET)
def personal_data_approved() -> None:
    entered(category="personal", action="correct")


@example("7.2.8", NOT_MET, exceptions=2)
def personal_data_changed_by_whim() -> None:
    entered(category="personal", action="cancel", before="")
    entered(category="personal", **UNAPPROVED)
