"""Appointments: offices come from them, end with them, and conflicting ones are refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.catalogue import catalogue
from zhengan.identity.offices import offices_of
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.organization.duties import CONFLICTS, OFFICES, Duty, conflict, conflicting_pairs


def held(cast, name, on=None):
    return offices_of(cast.user(name), on=on or clock.today()) - {"all_staff"}


def test_every_duty_says_which_offices_it_gives():
    assert set(OFFICES) == set(Duty)
    assert {office for given in OFFICES.values() for office in given} <= set(catalogue().roles)


def test_every_office_but_all_staff_can_be_given_by_some_duty():
    given = {office for offices in OFFICES.values() for office in offices}
    assert set(catalogue().roles) - given == {"all_staff"}


@pytest.mark.parametrize("duty", [duty for duty in Duty if OFFICES[duty] and duty != Duty.IT_AUDITOR])
def test_an_appointment_gives_its_offices(cast, duty):
    make.appointment(cast, duty, cast.employee)
    assert held(cast, "employee") == set(OFFICES[duty])


def test_a_proposed_appointment_gives_nothing(cast):
    make.appointment(cast, "operator", cast.employee, state="proposed")
    assert held(cast, "employee") == set()


def test_an_office_begins_and_ends_with_its_days(cast):
    make.appointment(cast, "operator", cast.employee, from_on=date(2026, 12, 1), to_on=date(2026, 12, 31))
    assert held(cast, "employee") == set()
    assert held(cast, "employee", date(2026, 12, 1)) == {"operator"}
    assert held(cast, "employee", date(2026, 12, 31)) == {"operator"}
    assert held(cast, "employee", date(2027, 1, 1)) == set()


def test_ending_takes_the_office_away_the_same_minute(cast):
    appointment = make.appointment(cast, "system_admin", cast.employee)
    actor = cast.actor("employee")
    assert actor.holds("system_admin")
    ended = acts.move(appointment, "ended", by=cast.actor("hr"), reason="調職")
    assert ended.to_on == clock.today()
    assert not cast.actor("employee").holds("system_admin")


def test_the_sweep_ends_it_when_its_last_day_is_over(cast):
    appointment = make.appointment(cast, "operator", cast.employee, to_on=clock.today())
    assert carry_out(clock.today()) == 0
    assert carry_out(clock.today() + timedelta(days=1)) == 1
    appointment.refresh_from_db()
    assert (appointment.state, appointment.to_on) == ("ended", clock.today())


def test_voiding_takes_the_office_away(cast):
    appointment = make.appointment(cast, "operator", cast.employee)
    acts.void(appointment, by=cast.actor("hr"), reason="誤植")
    assert held(cast, "employee") == set()


def test_the_deputy_has_the_office_only_while_he_acts(cast):
    appointment = make.appointment(cast, "operator", cast.operator, deputy=cast.employee)
    assert held(cast, "employee") == set()
    acts.change(appointment, {"deputy_acts": True}, by=cast.actor("it_manager"))
    assert held(cast, "employee") == {"operator"}
    acts.change(appointment, {"deputy_acts": False}, by=cast.actor("it_manager"))
    assert held(cast, "employee") == set()
    assert held(cast, "operator") == {"operator"}


def test_a_corrected_holder_hands_the_office_over(cast):
    appointment = make.appointment(cast, "firewall_admin", cast.employee)
    acts.change(appointment, {"person": cast.customer_service}, by=cast.actor("it_manager"), reason="誤植")
    assert held(cast, "employee") == set()
    assert "network_admin" in held(cast, "customer_service")


@pytest.mark.parametrize("name", ["person", "deputy"])
def test_nobody_appoints_himself(cast, name):
    values = {name: cast.ciso} | ({"deputy": None} if name == "person" else {"person": cast.employee})
    proposed = acts.create(
        register("organization.appointment"),
        {"role": "plan_owner", "from_on": clock.today()} | values,
        by=cast.actor("hr"),
    )
    with pytest.raises(Refused):
        acts.move(proposed, "in_force", by=cast.actor("ciso"))


@pytest.mark.parametrize("column", ["person_id", "deputy_id"])
def test_the_database_refuses_that_somebody_appointed_himself(cast, column):
    appointment = make.appointment(cast, "plan_owner", cast.employee, deputy=cast.customer_service)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE organization_appointment SET appointed_by_id = {column} WHERE id = %s",  # noqa: S608
            [appointment.pk],
        )


def test_an_auditor_comes_from_audit(cast):
    with pytest.raises(ValidationError) as refused:
        make.appointment(cast, "it_auditor", cast.employee)
    assert "person" in refused.value.message_dict
    make.appointment(cast, "it_auditor", cast.auditor)


def test_the_table_of_conflicts_names_clauses_and_different_duties():
    for one, other, clause in conflicting_pairs():
        assert one != other
        assert catalogue().clause(clause).text
        assert conflict(one, other) == conflict(other, one)
    assert len({clause for _left, _right, clause in CONFLICTS}) == len(CONFLICTS)


@pytest.mark.parametrize(
    ("first", "second", "clause"),
    [
        ("it_auditor", "system_admin", "4.5"),
        ("it_auditor", "maintainer", "4.5"),
        ("it_auditor", "operator", "4.5"),
        ("it_auditor", "ciso", "4.5"),
        ("it_auditor", "firewall_admin", "4.5"),
        ("chief_auditor", "hr", "4.5"),
        ("maintainer", "release_manager", "10.3.1"),
        ("unit_head", "system_admin", "3.5"),
        ("operator", "operations_supervisor", "7.7.2"),
    ],
)
def test_conflicting_duties_are_refused_with_the_clause(cast, first, second, clause):
    make.appointment(cast, first, cast.auditor)
    with pytest.raises(ValidationError) as refused:
        make.appointment(cast, second, cast.auditor)
    assert catalogue().clause(clause).cite in refused.value.message_dict["person"][0]


def test_a_deputy_must_not_have_a_conflicting_duty_either(cast):
    make.appointment(cast, "maintainer", cast.employee)
    with pytest.raises(ValidationError) as refused:
        make.appointment(cast, "release_manager", cast.operator, deputy=cast.employee)
    assert "deputy" in refused.value.message_dict


def test_an_ended_duty_no_longer_conflicts(cast):
    first = make.appointment(cast, "maintainer", cast.employee)
    acts.move(first, "ended", by=cast.actor("hr"), reason="調職")
    make.appointment(cast, "release_manager", cast.employee)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"to_on": date(2025, 1, 1)}, "to_on"), ({"deputy_acts": True}, "deputy_acts")],
)
def test_what_makes_no_sense_is_refused_by_field(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.appointment(cast, "operator", cast.employee, **values)
    assert field in refused.value.message_dict


def test_nobody_is_his_own_deputy(cast):
    with pytest.raises(ValidationError):
        make.appointment(cast, "operator", cast.employee, deputy=cast.employee)


def test_other_corrections_in_force_need_a_reason(cast):
    appointment = make.appointment(cast, "operator", cast.employee)
    with pytest.raises(NotPossible):
        acts.change(appointment, {"from_on": date(2026, 2, 1)}, by=cast.actor("hr"))
