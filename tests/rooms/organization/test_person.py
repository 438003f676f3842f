"""People: an account each, and everything ends with leaving, the same minute."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests import make
from zhengan.identity.keeping import Session
from zhengan.identity.models import OfficeHeld, User
from zhengan.identity.offices import offices_of
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.register import register
from zhengan.ledger import clock

PEOPLE = register("organization.person")


def test_a_person_gets_an_account_without_a_password(cast):
    person = make.person(cast, staff_no="N777", name="新進同仁", email="new@broker.example")
    assert person.user.username == "n777"
    assert person.user.name == "新進同仁"
    assert person.user.email == "new@broker.example"
    assert not person.user.has_usable_password()


def test_a_person_takes_the_account_that_belongs_to_nobody(cast):
    waiting = User.objects.create(username="n778", name="?")
    assert make.person(cast, staff_no="N778", name="管理者").user == waiting
    waiting.refresh_from_db()
    assert waiting.name == "管理者"


@pytest.mark.parametrize("taken", ["A102", "a102", "System", "SVC-1"])
def test_a_login_is_never_shared(cast, taken):
    User.objects.create(username="svc-1", name="帳號匯出", password="!", answered_for_by=cast.user("hr"))
    with pytest.raises(ValidationError) as refused:
        make.person(cast, staff_no=taken)
    assert "staff_no" in refused.value.message_dict


def test_an_outsourced_person_needs_the_end_of_his_contract(cast):
    with pytest.raises(ValidationError) as refused:
        make.person(cast, kind="outsourced")
    assert "contract_end_on" in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"left_on": date(2020, 1, 1)}, "left_on"),
        ({"kind": "outsourced", "contract_end_on": date(2020, 1, 1)}, "contract_end_on"),
    ],
)
def test_dates_are_in_order(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.person(cast, joined_on=date(2021, 1, 1), **values)
    assert field in refused.value.message_dict


def test_leaving_ends_account_sessions_and_offices_the_same_minute(cast):
    browser = cast.client("system_admin")
    make.appointment(cast, "system_admin", cast.system_admin)
    assert browser.get(reverse("today")).status_code == 200
    left = acts.move(cast.system_admin, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    user = cast.user("system_admin")
    assert left.state == "left"
    assert not user.is_active
    assert offices_of(user, on=clock.today()) == frozenset()
    assert not OfficeHeld.objects.filter(user=user, to_on=None).exists()
    assert not Session.objects.filter(user=user).exists()
    assert browser.get(reverse("today")).status_code == 302
    assert register("organization.appointment").record.objects.get(person=left).state == "ended"


def test_other_sessions_go_on(cast):
    cast.client("system_admin")
    browser = cast.client("employee")
    acts.move(cast.system_admin, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    assert browser.get(reverse("today")).status_code == 200


def test_leaving_needs_a_day_that_has_come(cast):
    with pytest.raises(ValidationError) as refused:
        acts.move(cast.employee, "left", by=cast.actor("hr"))
    assert "left_on" in refused.value.message_dict
    with pytest.raises(ValidationError):
        acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today() + timedelta(days=1)})
    assert cast.user("employee").is_active


def test_a_day_entered_ahead_ends_all_by_itself_once_it_is_over(cast):
    acts.change(cast.employee, {"left_on": clock.today()}, by=cast.actor("hr"))
    assert carry_out(clock.today()) == 0
    assert carry_out(clock.today() + timedelta(days=1)) == 1
    assert not cast.user("employee").is_active


def test_the_rights_of_a_contractor_end_with_his_contract(cast):
    end = cast.contractor.contract_end_on
    carry_out(end)
    assert cast.user("contractor").is_active
    carry_out(end + timedelta(days=1))
    assert not cast.user("contractor").is_active


def test_suspension_can_be_taken_back(cast):
    person = acts.move(cast.operator, "suspended", by=cast.actor("hr"), reason="留職停薪")
    assert not cast.actor("operator").holds("operator")
    acts.move(person, "active", by=cast.actor("hr"), reason="復職")
    assert cast.actor("operator").holds("operator")


def test_nobody_comes_back_from_having_left(cast):
    person = acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    with pytest.raises(NotPossible):
        acts.move(person, "active", by=cast.actor("hr"))


def test_a_deputy_who_left_is_taken_off_the_appointment(cast):
    appointment = make.appointment(cast, "operator", cast.operator, deputy=cast.employee)
    acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    appointment.refresh_from_db()
    assert appointment.state == "in_force"
    assert appointment.deputy is None


def test_the_account_follows_a_new_name(cast):
    acts.change(cast.employee, {"name": "曾雅雯", "email": "new@broker.example"}, by=cast.actor("hr"))
    assert cast.user("employee").name == "曾雅雯"
    assert cast.user("employee").email == "new@broker.example"


def test_a_person_without_office_sees_himself_and_his_people(cast):
    acts.change(cast.customer_service, {"supervisor": cast.employee}, by=cast.actor("hr"))
    seen = PEOPLE.visible_to(PEOPLE.record.objects.all(), cast.actor("employee"))
    assert {one.name for one in seen} == {"曾雅文", "賴怡如"}


def test_work_is_not_given_to_somebody_who_left(cast):
    acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    assert cast.employee not in PEOPLE.choosable(PEOPLE.record.objects.live())
