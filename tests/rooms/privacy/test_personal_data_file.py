"""Personal data files: in no open zone, given out under contract alone, taken into use and given up by a second."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests import make
from zhengan.kernel import acts, guard
from zhengan.kernel.errors import Refused
from zhengan.ledger import clock

TERMS = ("confidentiality", "damages", "responsibility_split", "security_agreement", "audit_right")


@pytest.mark.parametrize("kind", ["dmz", "internet", "guest"])
def test_no_file_lies_where_strangers_reach(cast, kind):
    """Such a zone cannot even be marked as fit for personal data (9.1.6)."""
    with pytest.raises(ValidationError) as refused:
        make.data_file(cast, network_zone=make.network_zone(cast, kind=kind, personal_data_allowed=False))
    assert "network_zone" in refused.value.message_dict


def test_nobody_takes_into_use_what_he_entered(cast):
    file = make.data_file(cast, state="draft")
    with pytest.raises(Refused):
        acts.move(file, "active", by=cast.actor("business_owner"))
    assert acts.move(file, "active", by=cast.actor("compliance")).state == "active"


@pytest.mark.parametrize("given", [{"uses_vendor": True}, {"cross_border": True, "countries": "日本"}])
def test_what_others_handle_is_not_used_without_a_contract(cast, given):
    file = make.data_file(cast, state="draft", **given)
    with pytest.raises(ValidationError) as refused:
        acts.move(file, "active", by=cast.actor("compliance"))
    assert "contract" in refused.value.message_dict
    contract = make.contract(cast, *TERMS, personal_data=True)
    file.refresh_from_db()
    file = acts.change(file, {"contract": contract}, by=cast.actor("business_owner"))
    file = acts.move(file, "active", by=cast.actor("compliance"))
    with pytest.raises(ValidationError):
        acts.change(file, {"contract": None}, by=cast.actor("business_owner"))


def test_what_leaves_the_country_says_where_to(cast):
    with pytest.raises(ValidationError):
        make.data_file(cast, cross_border=True)
    file = make.data_file(cast, state="draft")
    file.cross_border = True
    with pytest.raises(IntegrityError), guard.writing():
        file.save()


def test_the_yearly_confirmation_is_no_correction(cast):
    file = make.data_file(cast, confirmed_on=clock.today() - timedelta(days=360))
    file = acts.change(file, {"confirmed_on": clock.today()}, by=cast.actor("business_owner"))
    assert (file.confirmed_on, file.state) == (clock.today(), "active")


@pytest.mark.parametrize("name", ["confirmed_on", "last_audited_on"])
def test_no_day_is_to_come(cast, name):
    with pytest.raises(ValidationError):
        make.data_file(cast, **{name: clock.today() + timedelta(days=1)})


def test_it_is_given_up_by_a_second_person_with_a_reason(cast):
    file = make.data_file(cast)
    with pytest.raises(Refused):
        acts.move(file, "disposed", by=cast.actor("business_owner"), reason="業務終止")
    assert acts.move(file, "disposed", by=cast.actor("compliance"), reason="業務終止").state == "disposed"
