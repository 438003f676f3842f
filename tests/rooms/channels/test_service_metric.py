"""Service quality: whether the standard was reached follows from the figures, and a miss is explained first."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused


@pytest.mark.parametrize(
    ("better", "target", "actual", "reached"),
    [
        ("at_least", "99.9", "99.9", True),
        ("at_least", "99.9", "99.899", False),
        ("at_most", "3", "3", True),
        ("at_most", "3", "3.001", False),
    ],
)
def test_the_figures_say_whether_the_standard_was_reached(cast, better, target, actual, reached):
    made = make.metric(cast, better=better, target=target, actual=actual)
    assert made.ok is reached
    with pytest.raises(ValidationError):
        make.metric(cast, ok=True)


def test_a_corrected_figure_is_judged_again(cast):
    made = make.metric(cast, actual="90")
    assert not made.ok
    assert acts.change(made, {"actual": "99.99"}, by=cast.actor("customer_service")).ok


def test_a_miss_is_accepted_only_once_it_is_explained(cast):
    made = make.metric(cast, actual="90")
    owner = cast.actor("business_owner")
    with pytest.raises(NotPossible):
        acts.move(made, "accepted", by=owner)
    with pytest.raises(ValidationError):
        acts.move(made, "explained", by=cast.actor("customer_service"))
    made = acts.move(made, "explained", by=cast.actor("it_manager"), values={"explanation": "線路中斷"})
    assert acts.move(made, "accepted", by=owner).state == "accepted"


def test_whoever_measured_does_not_accept(cast):
    made = make.metric(cast)
    with pytest.raises(Refused):
        acts.move(made, "accepted", by=replace(cast.actor("customer_service"), offices=frozenset({"business_owner"})))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"period": "2026-13"}, "period"), ({"period": "202610"}, "period"), ({"period": "2026-12"}, "period")],
)
def test_a_month_is_a_month_that_has_begun(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.metric(cast, **values)
    assert field in refused.value.message_dict


def test_the_standard_is_one_of_service_quality(cast):
    with pytest.raises(ValidationError) as refused:
        make.metric(cast, standard=make.document(cast, topic="api_service"))
    assert "standard" in refused.value.message_dict


def test_a_figure_of_a_month_is_entered_once(cast):
    made = make.metric(cast)
    with pytest.raises(ValidationError):
        make.metric(cast, info_system=made.info_system, standard=made.standard, metric=made.metric)


def test_the_database_refuses_an_unexplained_miss(cast):
    made = make.metric(cast, actual="90")
    for change in ("state = 'accepted'", "state = 'explained'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE channels_servicemetric SET {change} WHERE id = %s", [made.pk])  # noqa: S608
