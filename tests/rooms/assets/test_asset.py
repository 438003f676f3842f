"""Assets: classed by their owner and never lower than ratings and data demand; a second person puts them in and out."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


def test_the_owner_classifies_today_unless_something_else_is_said(cast):
    asset = make.asset(cast)
    assert asset.classified_by == cast.business_owner
    assert asset.classified_on == clock.today()
    assert make.asset(cast, classified_by=cast.ciso).classified_by == cast.ciso


def test_a_class_below_the_ratings_needs_a_reason(cast):
    low = {"classification": "general", "confidentiality": 2, "integrity": 1, "availability": 1}
    with pytest.raises(ValidationError) as refused:
        make.asset(cast, **low)
    assert "classification" in refused.value.message_dict
    assert make.asset(cast, remark="僅含公開資料，經資安處同意。", **low).classification == "general"


def test_personal_data_of_the_system_raise_the_class(cast):
    system = make.info_system(cast, holds_personal_data=True)
    ratings = {"confidentiality": 1, "integrity": 1, "availability": 1}
    with pytest.raises(ValidationError):
        make.asset(cast, info_system=system, classification="general", **ratings)
    make.asset(cast, info_system=system, classification="sensitive", **ratings)


def test_only_software_has_licences(cast):
    with pytest.raises(ValidationError) as refused:
        make.asset(cast, license_count=5)
    assert "license_count" in refused.value.message_dict


def test_the_yearly_verification_is_no_correction_but_a_new_custodian_is(cast):
    asset = make.asset(cast)
    by = cast.actor("system_admin")
    verified = acts.change(asset, {"last_verified_on": clock.today()}, by=by)
    assert verified.last_verified_on == clock.today()
    with pytest.raises(NotPossible):
        acts.change(asset, {"custodian": cast.ciso}, by=by)
    with pytest.raises(NotPossible):
        acts.change(asset, {"last_verified_on": date(2026, 1, 1), "custodian": cast.ciso}, by=by)


def test_who_entered_it_does_not_activate_it(cast):
    by = cast.actor("it_manager")
    asset = acts.create(
        register("assets.asset"),
        {
            "asset_no": "HW-X",
            "name": "主機",
            "category": "hardware",
            "owner": cast.business_owner,
            "custodian": cast.system_admin,
            "unit": cast.units["it"],
            "classification": "confidential",
            "confidentiality": 3,
            "integrity": 3,
            "availability": 3,
        },
        by=by,
    )
    with pytest.raises(Refused):
        acts.move(asset, "active", by=by)
    assert acts.move(asset, "active", by=cast.actor("business_owner")).state == "active"


def test_an_active_asset_does_not_wait_for_a_signature(cast):
    assert "active" not in register("assets.asset").flow.awaiting_approval
