"""Releases of apps: new permissions need two agreements, and without a valid test nothing goes out (10.4.11)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock

OWN_TEST = {"kind": "mobile_app", "standard": "owasp_mobile"}


@pytest.fixture
def first(cast):
    """The first release, out since today, with the laboratory's test."""
    return make.app_release(cast)


def later(cast, first, **values):
    """The next version of the same app."""
    return make.app_release(
        cast, first.info_system, **{"tested": False, "state": "draft", "permissions": first.permissions, **values}
    )


def test_a_first_release_is_agreed_to_by_security_and_compliance_and_then_published(cast, first):
    assert (first.state, first.first_release, first.permissions_changed) == ("published", True, False)
    assert (first.security_agreed_by, first.compliance_agreed_by) == (cast.security_officer, cast.compliance)
    assert first.published_on == clock.today()


def test_a_first_release_does_not_go_out_without_them(cast):
    made = make.app_release(cast, state="draft")
    with pytest.raises(NotPossible, match="資安及法遵"):
        acts.move(made, "published", by=cast.actor("it_manager"))
    made = acts.move(made, "security_agreed", by=cast.actor("security_officer"))
    with pytest.raises(NotPossible):
        acts.move(made, "published", by=cast.actor("it_manager"))


def test_whether_permissions_changed_is_computed_from_the_last_version_and_not_typed(cast, first):
    same = later(cast, first, permissions=("CAMERA", "INTERNET"))
    assert (same.first_release, same.permissions_changed) == (False, False)
    assert later(cast, first, permissions=("INTERNET", "CAMERA", "LOCATION")).permissions_changed
    assert later(cast, first, permissions=("INTERNET",)).permissions_changed
    assert later(cast, first, platform="ios").first_release
    for name in ("permissions_changed", "first_release", "encryption_tested"):
        with pytest.raises(ValidationError):
            later(cast, first, **{name: False})


def test_a_new_permission_needs_both_agreements(cast, first):
    made = later(cast, first, permissions=("INTERNET", "CAMERA", "LOCATION"))
    with pytest.raises(NotPossible, match="資安及法遵"):
        acts.move(made, "published", by=cast.actor("it_manager"))
    made = acts.move(made, "security_agreed", by=cast.actor("security_officer"))
    made = acts.move(made, "compliance_agreed", by=cast.actor("compliance"))
    assert acts.move(made, "published", by=cast.actor("it_manager")).state == "published"


def test_a_plain_update_goes_out_at_the_word_of_one_other_person(cast, first):
    made = later(cast, first)
    with pytest.raises(Refused):
        acts.move(made, "published", by=replace(cast.actor("developer"), offices=frozenset({"it_manager"})))
    assert acts.move(made, "published", by=cast.actor("it_manager")).state == "published"


def test_what_was_out_when_it_was_written_is_not_what_counts_when_it_goes_out(cast, first):
    made = later(cast, first)
    between = later(cast, first, permissions=("INTERNET", "CAMERA", "LOCATION"))
    between = acts.move(between, "security_agreed", by=cast.actor("security_officer"))
    between = acts.move(between, "compliance_agreed", by=cast.actor("compliance"))
    acts.move(between, "published", by=cast.actor("it_manager"))
    with pytest.raises(NotPossible, match="資安及法遵"):
        acts.move(made, "published", by=cast.actor("it_manager"))


def test_what_was_agreed_to_is_not_changed_afterwards(cast, first):
    made = later(cast, first, permissions=("INTERNET", "CAMERA", "LOCATION"), state="compliance_agreed")
    for values in (
        {"permissions": ("INTERNET", "CONTACTS")},
        {"sha256": "c" * 64},
        {"major_items": ("trading",)},
        {"investor_facing": False},
    ):
        with pytest.raises(ValidationError):
            acts.change(made, values, by=cast.actor("developer"), reason="更換建置檔")


def test_nobody_agrees_twice_or_to_his_own(cast):
    made = make.app_release(cast, state="draft")
    developer = cast.actor("developer")
    with pytest.raises(Refused):
        acts.move(made, "security_agreed", by=replace(developer, offices=frozenset({"security_officer"})))
    made = acts.move(made, "security_agreed", by=cast.actor("security_officer"))
    both = replace(cast.actor("security_officer"), offices=frozenset({"compliance"}))
    with pytest.raises(Refused):
        acts.move(made, "compliance_agreed", by=both)


def test_security_agrees_only_when_the_duty_to_inform_was_assessed(cast):
    made = make.app_release(cast, state="draft", notice_duty_assessed=False)
    with pytest.raises(NotPossible, match="告知義務"):
        acts.move(made, "security_agreed", by=cast.actor("security_officer"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "fail"},
        {"state": "reported"},
        {"standard": "internal"},
        {"tested_on": -366},
        {"valid_until": -1, "tested_on": -20},
    ],
)
def test_without_a_valid_test_of_a_laboratory_it_stays_in(cast, wrong):
    app = make.info_system(cast, kind="mobile_app")
    days = {name: clock.today() + timedelta(days=value) for name, value in wrong.items() if isinstance(value, int)}
    make.security_test(cast, app, **{**make.LAB_TEST, "lab": make.laboratory(cast), **wrong, **days})
    made = make.app_release(cast, app, tested=False, state="compliance_agreed")
    with pytest.raises(NotPossible):
        acts.move(made, "published", by=cast.actor("it_manager"))


def test_a_laboratory_without_accreditation_does_not_count_for_investors(cast):
    app = make.info_system(cast, kind="mobile_app")
    make.security_test(cast, app, **{**make.LAB_TEST, "lab": make.laboratory(cast, taf_accredited=False)})
    made = make.app_release(cast, app, tested=False, state="compliance_agreed")
    with pytest.raises(NotPossible, match="認證實驗室"):
        acts.move(made, "published", by=cast.actor("it_manager"))
    inside = make.app_release(cast, app, tested=False, investor_facing=False)
    assert inside.state == "published"


def test_major_items_need_a_test_of_their_own(cast, first):
    made = later(cast, first, major_items=("trading",), state="compliance_agreed")
    with pytest.raises(NotPossible, match="OWASP Mobile"):
        acts.move(made, "published", by=cast.actor("it_manager"))
    make.security_test(cast, first.info_system, **OWN_TEST, mobile_app_release=made)
    assert acts.move(made, "published", by=cast.actor("it_manager")).state == "published"


def test_a_test_of_one_platform_says_nothing_of_the_other(cast, first):
    own = make.security_test(
        cast, first.info_system, **{**make.LAB_TEST, "lab": make.laboratory(cast)}, mobile_app_release=first
    )
    app = make.info_system(cast, kind="mobile_app")
    android = make.app_release(cast, app, tested=False, state="draft")
    make.security_test(cast, app, **{**make.LAB_TEST, "lab": make.laboratory(cast)}, mobile_app_release=android)
    ios = make.app_release(cast, app, platform="ios", tested=False, state="compliance_agreed")
    with pytest.raises(NotPossible):
        acts.move(ios, "published", by=cast.actor("it_manager"))
    assert own.state == "reviewed"


def test_a_release_takes_over_what_its_tests_have_shown(cast):
    app = make.info_system(cast, kind="mobile_app")
    make.security_test(
        cast, app, **{**make.LAB_TEST, "lab": make.laboratory(cast), "items_shown": ("encryption", "masking")}
    )
    made = make.app_release(cast, app, tested=False)
    assert (made.encryption_tested, made.masking_tested, made.root_warning_tested) == (True, True, False)


def test_it_is_listed_on_the_website_once_it_is_out(cast, first):
    with pytest.raises(ValidationError):
        acts.change(first, {"listed_on_site_on": clock.today() - timedelta(days=1)}, by=cast.actor("developer"))
    made = acts.change(first, {"listed_on_site_on": clock.today()}, by=cast.actor("developer"))
    assert made.listed_on_site_on == clock.today()


def test_a_form_that_posts_the_same_again_changes_nothing_that_is_settled(cast, first):
    field = type(first)._meta.get_field("major_items").formfield()
    posted = {"major_items": field.clean(["none"]), "listed_on_site_on": clock.today()}
    assert acts.change(first, posted, by=cast.actor("developer")).listed_on_site_on == clock.today()


def test_what_is_wrong_is_told_by_field(cast, first):
    for values, field in (
        ({"info_system": make.info_system(cast, kind="website")}, "info_system"),
        ({"major_items": ("none", "trading")}, "major_items"),
        ({"major_items": ()}, "major_items"),
        ({"permissions": ()}, "permissions"),
        ({"sha256": "x"}, "sha256"),
    ):
        with pytest.raises(ValidationError) as refused:
            later(cast, first, **values)
        assert field in refused.value.message_dict, values


def test_the_database_refuses_publication_without_agreement(cast, first):
    for change in (
        "security_agreed_on = NULL",
        "compliance_agreed_on = NULL",
        "compliance_agreed_by_id = security_agreed_by_id",
        "published_on = NULL",
        "checker_id = maker_id",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE development_mobileapprelease SET {change} WHERE id = %s", [first.pk])  # noqa: S608
