"""Training: hours come from the course, somebody else confirms, and everybody sees his own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

TRAININGS = register("organization.training")


def held(cast, *rows, **values):
    standard = {
        "title": "資安宣導",
        "kind": "awareness",
        "provider": "講師",
        "held_on": clock.today() - timedelta(days=3),
        "hours": Decimal(3),
    }
    return acts.create(TRAININGS, standard | values, by=cast.actor("hr"), lines={"attendees": rows})


def test_who_attended_has_the_hours_of_the_course(cast):
    training = held(cast, {"person": cast.employee}, {"person": cast.operator, "hours": Decimal("1.5")})
    assert [row.hours for row in training.attendees.all()] == [Decimal(3), Decimal("1.5")]


@pytest.mark.parametrize("hours", ["0", "-1", "3.5"])
def test_nobody_attends_more_than_the_course_or_nothing(cast, hours):
    with pytest.raises(ValidationError):
        held(cast, {"person": cast.employee, "hours": Decimal(hours)})


def test_nobody_attends_twice(cast):
    with pytest.raises(ValidationError):
        held(cast, {"person": cast.employee}, {"person": cast.employee})


def test_a_course_without_length_is_refused(cast):
    with pytest.raises(ValidationError) as refused:
        held(cast, hours=Decimal(0))
    assert "hours" in refused.value.message_dict


def test_without_attendance_nothing_was_held(cast):
    with pytest.raises(NotPossible):
        acts.move(held(cast), "held", by=cast.actor("hr"))


def test_a_course_to_come_was_not_held(cast):
    training = held(cast, {"person": cast.employee}, held_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotPossible):
        acts.move(training, "held", by=cast.actor("hr"))


def test_somebody_else_in_human_resources_confirms(cast):
    training = acts.move(held(cast, {"person": cast.employee}), "held", by=cast.actor("hr"))
    with pytest.raises(Refused):
        acts.move(training, "confirmed", by=cast.actor("hr"))
    assert acts.move(training, "confirmed", by=cast.actor("other_hr")).state == "confirmed"


def test_the_database_refuses_a_checker_who_made_it(cast):
    training = make.training(cast, [cast.employee])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organization_training SET checker_id = maker_id WHERE id = %s", [training.pk])


def test_everybody_sees_the_courses_he_attended(cast):
    mine = make.training(cast, [cast.employee, cast.operator])
    make.training(cast, [cast.operator])
    seen = TRAININGS.visible_to(TRAININGS.record.objects.all(), cast.actor("employee"))
    assert list(seen) == [mine]
