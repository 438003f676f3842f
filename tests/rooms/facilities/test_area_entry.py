"""Entries: nobody in without authorisation, nobody out without the time, nobody inside at closing time unnoticed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.facilities.closing import report_open_visits

ENTRIES = register("facilities.area_entry")


@pytest.mark.parametrize("kind", ["engineer", "visitor", "staff"])
@pytest.mark.parametrize("name", ["operator", "general_affairs", "it_manager"])
def test_without_authorisation_nobody_is_let_in(cast, kind, name):
    stay = make.entry(cast, visitor_kind=kind)
    with pytest.raises((Refused, NotPossible)):
        acts.move(stay, "inside", by=cast.actor(name))
    stay.refresh_from_db()
    assert stay.state == "booked"


def test_not_even_the_software_lets_in_who_holds_no_card(cast):
    stay = make.entry(cast)
    for target in ("inside", "left"):
        with pytest.raises(NotPossible):
            acts.move(stay, target, by=Actor.system())


@pytest.mark.parametrize("missing", ["summoned_by", "escort", "supplier"])
def test_an_engineer_is_not_authorised_without_summons_escort_and_firm(cast, missing):
    stay = make.entry(cast, **{missing: None})
    with pytest.raises(NotPossible):
        acts.move(stay, "authorised", by=cast.actor("it_manager"))


def test_neither_who_booked_nor_who_summoned_authorises(cast):
    stay = make.entry(cast)
    with pytest.raises(Refused):
        acts.move(stay, "authorised", by=cast.actor("system_admin"))
    assert acts.move(stay, "authorised", by=cast.actor("general_affairs")).authorised_by == cast.general_affairs


def test_the_database_refuses_who_was_not_authorised(cast):
    stay = make.entry(cast, state="inside")
    for change in ("authorised_by_id = NULL", "authorised_by_id = summoned_by_id", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE facilities_areaentry SET {change} WHERE id = %s", [stay.pk])  # noqa: S608


def test_who_is_let_in_enters_now(cast):
    assert make.entry(cast, state="inside").entered_at == clock.now()


def test_a_visit_is_not_closed_without_leaving_time(cast):
    stay = make.entry(cast, state="inside")
    with pytest.raises(ValidationError) as refused:
        acts.move(stay, "left", by=cast.actor("operator"))
    assert "left_at" in refused.value.message_dict
    assert acts.move(stay, "left", by=cast.actor("operator"), values={"left_at": clock.now()}).state == "left"


def test_the_database_refuses_a_closed_visit_without_leaving_time(cast):
    stay = make.entry(cast, state="inside")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE facilities_areaentry SET state = 'left' WHERE id = %s", [stay.pk])


@pytest.mark.parametrize("hours", [-1, 1], ids=["before entering", "still to come"])
def test_the_leaving_time_is_possible(cast, hours):
    stay = make.entry(cast, state="inside")
    values = {"left_at": clock.now() + timedelta(hours=hours)}
    with pytest.raises(ValidationError):
        acts.move(stay, "left", by=cast.actor("operator"), values=values)


def test_who_is_inside_at_closing_time_is_reported_once_a_day(cast):
    stay = make.entry(cast, state="inside")
    other = make.entry(cast, state="inside", area=stay.area, supplier=stay.supplier)
    acts.move(other, "left", by=cast.actor("operator"), values={"left_at": clock.now()})
    noon = clock.now().astimezone(clock.TAIPEI).replace(hour=12, minute=0)

    def told():
        return set(Notification.objects.filter(register=ENTRIES.code).values_list("record_no", "user__person__name"))

    with clock.standing_at(noon.replace(hour=18, minute=59)):
        assert report_open_visits() == 0
    assert told() == set()
    for _ in range(2):
        with clock.standing_at(noon.replace(hour=19, minute=1)):
            report_open_visits()
    people = {cast.general_affairs.name, cast.it_manager.name, cast.developer.name}
    assert told() == {(stay.no, name) for name in people}
    assert Notification.objects.filter(register=ENTRIES.code, mail=True).count() == 3
    with clock.standing_at(noon.replace(hour=19, minute=1) + timedelta(days=1)):
        assert report_open_visits() == 1


@pytest.mark.parametrize(("left", "state"), [(None, "inside"), (1, "left")])
def test_the_log_of_the_door_brings_card_holders_in_and_out(cast, left, state):
    came = clock.now() - timedelta(hours=2)
    row = {
        "area": make.area(cast),
        "visitor_name": cast.operator.name,
        "visitor_kind": "permitted",
        "person": cast.operator,
        "badge_no": "C1",
        "purpose": "巡檢",
        "entered_at": came,
        "left_at": came + timedelta(hours=left) if left else None,
    }
    (stay,) = acts.create_many(ENTRIES, [(row, {})], by=cast.actor("system_admin"))
    assert stay.state == state
    (engineer,) = acts.create_many(ENTRIES, [(row | {"visitor_kind": "engineer"}, {})], by=cast.actor("system_admin"))
    assert engineer.state == "booked"
