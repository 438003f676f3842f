"""Security tests: a report reviewed by another person, and laboratories that are what they are said to be."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def lab_test(cast, *, state="reviewed", **values):
    system = make.info_system(cast, kind="mobile_app")
    return make.security_test(cast, system, state=state, **{**make.LAB_TEST, "lab": make.laboratory(cast), **values})


def test_a_test_goes_from_plan_to_review(cast):
    made = make.security_test(cast, state="closed")
    assert (made.state, made.reviewer, made.reviewed_on) == ("closed", cast.security_officer, clock.today())


def test_only_whoever_is_in_charge_says_what_came_out(cast):
    made = make.security_test(cast, state="planned")
    for other in ("security_officer", "it_manager", "developer"):
        with pytest.raises(Refused):
            acts.move(made, "tested", by=cast.actor(other))


@pytest.mark.parametrize("empty", [{"tested_on": None}, {"result": ""}])
def test_without_day_or_result_nothing_was_tested(cast, empty):
    made = make.security_test(cast, state="planned", **empty)
    with pytest.raises(ValidationError) as refused:
        acts.move(made, "tested", by=cast.actor("system_admin"))
    assert set(empty) <= set(refused.value.message_dict)


def test_without_a_report_there_is_nothing_to_review(cast):
    made = make.security_test(cast, state="tested", report=None)
    with pytest.raises(ValidationError):
        acts.move(made, "reported", by=cast.actor("system_admin"))


@pytest.mark.parametrize("name", ["system_admin", "developer"])
def test_neither_maker_nor_tester_reviews_the_report(cast, name):
    made = make.security_test(cast, state="tested", tester=cast.people["system_admin"])
    if name == "developer":
        made = make.security_test(cast, state="planned", tester=cast.developer)
        made = acts.move(made, "tested", by=cast.actor("developer"))
    made = acts.move(made, "reported", by=cast.actor(name))
    with pytest.raises(Refused):
        acts.move(made, "reviewed", by=replace(cast.actor(name), offices=frozenset({"security_officer"})))


def test_a_report_under_review_is_frozen_until_it_is_sent_back(cast):
    made = make.security_test(cast, state="reported")
    with pytest.raises(NotPossible):
        acts.change(made, {"result": "fail"}, by=cast.actor("system_admin"))
    officer = cast.actor("security_officer")
    with pytest.raises(NotPossible):
        acts.move(made, "tested", by=officer)
    assert acts.move(made, "tested", by=officer, reason="缺少附件").state == "tested"


@pytest.mark.parametrize("gap", [{"items_expected": None}, {"items_tested": None}, {"review_note": " "}])
def test_the_review_of_a_laboratory_compares_items(cast, gap):
    made = lab_test(cast, state="reported", **gap)
    with pytest.raises(NotPossible):
        acts.move(made, "reviewed", by=cast.actor("security_officer"))


def test_whether_a_laboratory_is_accredited_is_not_typed_but_kept_as_it_was(cast):
    lab = make.laboratory(cast)
    made = lab_test(cast, lab=lab)
    assert made.lab_accredited
    acts.change(lab, {"taf_accredited": False}, by=cast.actor("general_affairs"), reason="認證到期")
    made.refresh_from_db()
    assert made.lab_accredited
    assert not lab_test(cast, lab=lab).lab_accredited
    with pytest.raises(ValidationError):
        make.security_test(cast, state="planned", lab_accredited=True)


def test_what_is_wrong_is_told_by_field(cast):
    app = make.info_system(cast, kind="mobile_app")
    release = make.app_release(cast, state="draft", tested=False)
    shop = make.supplier(cast)
    tomorrow = clock.today() + timedelta(days=1)
    for values, field in (
        ({"performed_by": "lab"}, "lab"),
        ({"lab": make.laboratory(cast)}, "lab"),
        ({"performed_by": "lab", "lab": shop}, "lab"),
        ({"kind": "mobile_app", "mobile_app_release": release}, "mobile_app_release"),
        ({"items_shown": ("masking",)}, "items_shown"),
        ({"tested_on": tomorrow}, "tested_on"),
        ({"valid_until": clock.today() - timedelta(days=1)}, "valid_until"),
        ({"items_expected": 3, "items_tested": 4}, "items_tested"),
    ):
        with pytest.raises(ValidationError) as refused:
            make.security_test(cast, app, state="planned", **values)
        assert field in refused.value.message_dict, values


def test_the_database_refuses_a_review_by_nobody_or_by_the_tester(cast):
    made = lab_test(cast)
    for change in (
        "reviewer_id = NULL",
        "reviewer_id = tester_id",
        "checker_id = maker_id",
        "report_id = NULL",
        "lab_id = NULL",
        "result = ''",
        "items_tested = 31",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE development_securitytest SET {change} WHERE id = %s", [made.pk])  # noqa: S608
