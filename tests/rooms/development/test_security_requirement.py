"""Security requirements: the least set by the facts of the system, approved by another, proven before acceptance."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.plain import lines_content
from zhengan.ledger import clock

LEAST = {"identity", "rights", "input", "log"}


def categories(made):
    return set(made.requirements.values_list("category", flat=True))


@pytest.mark.parametrize(
    ("facts", "besides"),
    [
        ({}, set()),
        ({"tier": "core"}, {"processing", "backup", "injection"}),
        ({"internet_facing": True}, {"injection"}),
        ({"holds_sensitive_data": True}, {"encryption", "integrity"}),
        ({"holds_personal_data": True}, {"privacy", "output"}),
        ({"kind": "mobile_app"}, {"mobile"}),
    ],
)
def test_the_facts_of_the_system_propose_the_least_set(cast, facts, besides):
    system = make.info_system(cast, **{"tier": "non_core", "kind": "other", **facts})
    assert categories(make.project(cast, system, state="draft")) == LEAST | besides


def test_what_lacks_a_category_is_not_submitted(cast):
    rows = [{"requirement": "登入驗證", "category": "identity"}]
    made = make.project(cast, state="draft", lines={"requirements": rows})
    with pytest.raises(NotPossible, match="輸入檢核"):
        acts.move(made, "submitted", by=cast.actor("developer"))


def test_what_is_not_adopted_says_why(cast):
    row = {"requirement": "單次密碼", "category": "identity", "adopted": False}
    with pytest.raises(ValidationError):
        make.project(cast, state="draft", lines={"requirements": [row]})
    made = make.project(cast, state="draft")
    made = acts.add_lines(made, "requirements", [row], by=cast.actor("developer"))
    with pytest.raises(NotPossible, match="理由"):
        acts.move(made, "submitted", by=cast.actor("developer"))


@pytest.mark.parametrize(("state", "target"), [("submitted", "approved"), ("approved", "verified")])
def test_whoever_analysed_neither_approves_nor_accepts(cast, state, target):
    made = make.project(cast, state=state)
    with pytest.raises(Refused):
        acts.move(made, target, by=replace(cast.actor("developer"), offices=frozenset({"security_officer"})))


def test_what_waits_for_approval_is_frozen(cast):
    made = make.project(cast, state="submitted")
    with pytest.raises(NotPossible):
        acts.change(made, {"project": "別的"}, by=cast.actor("developer"))
    back = acts.move(made, "draft", by=cast.actor("business_owner"), reason="補充傷害說明")
    assert acts.change(back, {"project": "別的"}, by=cast.actor("developer")).project == "別的"


def rows_of(made, **values):
    """All requirements as they are, with these values."""
    shown = lines_content(made)["requirements"]
    keys = made.requirements.order_by("pk").values_list("pk", flat=True)
    return {"requirements": [{**row, "id": key, **values} for key, row in zip(keys, shown, strict=True)]}


def test_results_of_tests_are_filled_in_after_approval_without_being_a_correction(cast):
    made = make.project(cast)
    developer = cast.actor("developer")
    with pytest.raises(NotPossible):
        acts.move(made, "verified", by=cast.actor("security_officer"))
    tested = rows_of(made, test_ref="SCT-2026-0001", test_ok=True)
    made = acts.change(made, {}, by=developer, lines=tested)
    made = acts.move(made, "verified", by=cast.actor("security_officer"))
    assert made.verifier == cast.security_officer


@pytest.mark.parametrize("values", [{"adopted": False, "reason": "無"}, {"category": "log"}, {"requirement": "較少"}])
def test_the_requirements_themselves_are_only_corrected_with_a_reason(cast, values):
    made = make.project(cast)
    developer = cast.actor("developer")
    with pytest.raises(NotPossible):
        acts.change(made, {}, by=developer, lines=rows_of(made, **values))
    fewer = rows_of(made)["requirements"][1:]
    with pytest.raises(NotPossible):
        acts.change(made, {}, by=developer, lines={"requirements": fewer})
    assert (
        acts.change(made, {}, by=developer, lines=rows_of(made, **values), reason="依審查意見更正").state == "approved"
    )


def test_a_test_that_was_passed_has_a_record(cast):
    made = make.project(cast)
    with pytest.raises(ValidationError):
        acts.change(made, {}, by=cast.actor("developer"), lines=rows_of(made, test_ok=True))


def test_what_is_wrong_is_told_by_field(cast):
    for values, field in (
        ({"asset_value": 4}, "asset_value"),
        ({"risk": ""}, "risk"),
        ({"harm_if_missing": ""}, "harm_if_missing"),
    ):
        with pytest.raises(ValidationError) as refused:
            make.project(cast, state="draft", **values)
        assert field in refused.value.message_dict


def test_the_database_refuses_acceptance_by_nobody_and_a_value_off_the_scale(cast):
    made = make.project(cast)
    for change in ("state = 'verified'", "asset_value = 9", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE development_securityrequirement SET {change} WHERE id = %s", [made.pk])  # noqa: S608


def test_a_new_system_is_not_released_before_its_requirements_are_approved(cast):
    system = make.info_system(cast, state="planned")
    change = make.change_request(cast, system, state="approved")
    made = make.release(cast, system, state="prepared", change_request=change)
    manager = cast.actor("it_manager")
    with pytest.raises(NotPossible, match="安全需求"):
        acts.move(made, "approved", by=manager)
    project = make.project(cast, system, kind="new", state="submitted")
    with pytest.raises(NotPossible, match="安全需求"):
        acts.move(made, "approved", by=manager)
    acts.move(project, "approved", by=cast.actor("security_officer"))
    assert acts.move(made, "approved", by=manager).state == "approved"
    assert made.made_at == clock.now()
