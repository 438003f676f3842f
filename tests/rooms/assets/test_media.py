"""Media: lent, moved and returned between two people, each signing for himself; destroyed only once erased (7.6.4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


def lend(cast, medium, *, to="developer", by="system_admin"):
    values = {"receiver": getattr(cast, to), "to_place": "開發室", "handed_for": "資料回存"}
    return acts.move(
        medium, "lent", by=cast.actor(by), values=values | {"lent_until": clock.today() + timedelta(days=3)}
    )


def give_back(cast, medium, *, to="general_affairs", by="developer"):
    values = {"receiver": getattr(cast, to), "to_place": "異地庫房", "handed_for": "歸還"}
    return acts.move(medium, "in_transit", by=cast.actor(by), values=values)


def test_lent_and_returned_each_hand_over_has_two_people(cast):
    medium = lend(cast, make.medium(cast))
    medium = acts.sign(medium, by=cast.actor("developer"))
    medium = acts.sign(give_back(cast, medium), by=cast.actor("general_affairs"))
    medium = acts.move(medium, "stored", by=cast.actor("general_affairs"))
    hands = [(row.handed_by, row.received_by) for row in medium.movements.all()]
    assert hands == [
        (cast.operator, cast.general_affairs),
        (cast.system_admin, cast.developer),
        (cast.developer, cast.general_affairs),
    ]
    assert all(row.taken_over_at for row in medium.movements.all())
    assert (medium.storage, medium.lent_until) == ("異地庫房", None)


def test_nobody_hands_it_to_himself(cast):
    medium = make.medium(cast)
    with pytest.raises(ValidationError) as refused:
        lend(cast, medium, to="system_admin")
    assert "receiver" in refused.value.message_dict
    medium = acts.sign(lend(cast, medium), by=cast.actor("developer"))
    with pytest.raises(ValidationError):
        give_back(cast, medium, to="developer")


def test_only_the_receiver_signs_and_once(cast):
    medium = lend(cast, make.medium(cast))
    for name in ("system_admin", "general_affairs", "it_manager"):
        with pytest.raises((Refused, NotPossible)):
            acts.sign(medium, by=cast.actor(name))
    (row,) = medium.movements.filter(taken_over_at=None)
    with pytest.raises((Refused, ValidationError)):
        acts.fill_lines(medium, "movements", {row.pk: {"taken_over_at": clock.now()}}, by=cast.actor("system_admin"))
    acts.sign(medium, by=cast.actor("developer"))
    with pytest.raises(NotPossible):
        acts.sign(medium, by=cast.actor("developer"))


def test_nothing_goes_on_before_the_receiver_has_signed(cast):
    medium = make.medium(cast, state="in_transit")
    with pytest.raises(NotPossible):
        acts.move(medium, "stored", by=cast.actor("general_affairs"))
    lent = lend(cast, make.medium(cast))
    with pytest.raises(NotPossible):
        give_back(cast, lent)


def test_only_the_borrower_gives_it_back(cast):
    medium = acts.sign(lend(cast, make.medium(cast)), by=cast.actor("developer"))
    for name in ("system_admin", "general_affairs", "operator"):
        with pytest.raises(Refused):
            give_back(cast, medium, by=name)


def test_neither_who_labelled_nor_who_gave_puts_it_into_store(cast):
    medium = make.medium(cast, state="in_transit")
    acts.sign(medium, by=cast.actor("general_affairs"))
    medium.refresh_from_db()
    other = acts.move(medium, "stored", by=cast.actor("system_admin"))
    given = {"receiver": cast.general_affairs, "to_place": "機房", "handed_for": "盤點"}
    other = acts.sign(
        acts.move(other, "in_transit", by=cast.actor("system_admin"), values=given), by=cast.actor("general_affairs")
    )
    with pytest.raises(Refused):
        acts.move(other, "stored", by=cast.actor("system_admin"))


def test_hand_overs_are_not_typed(cast):
    medium = make.medium(cast)
    row = {"moved_at": clock.now(), "from_place": "甲", "to_place": "乙", "purpose": "x"}
    row |= {"handed_by": cast.operator, "received_by": cast.developer}
    with pytest.raises(NotPossible):
        acts.add_lines(medium, "movements", [row], by=cast.actor("operator"))


def test_the_database_refuses_one_person_on_both_sides(cast):
    medium = make.medium(cast)
    for statement in (
        "UPDATE assets_movement SET received_by_id = handed_by_id WHERE record_id = %s",
        "UPDATE assets_media SET receiver_id = giver_id WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [medium.pk])


def test_past_its_day_it_expires_and_is_destroyed_only_once_its_erasure_was_witnessed(cast):
    medium = make.medium(cast, keep_until=clock.today())
    assert medium.state == "stored"
    with clock.standing_at(clock.now() + timedelta(days=1)):
        carry_out(clock.today())
        medium.refresh_from_db()
        assert medium.state == "expired"
        make.sanitization(cast, medium=medium)
        with pytest.raises(NotPossible):
            acts.move(medium, "destroyed", by=cast.actor("system_admin"))
        make.sanitization(cast, medium=medium, state="witnessed")
        assert acts.move(medium, "destroyed", by=cast.actor("system_admin")).state == "destroyed"


@pytest.mark.parametrize("missing", ["content_name", "keep_until", "label_no"])
def test_no_medium_without_its_label(cast, missing):
    with pytest.raises(ValidationError) as refused:
        make.medium(cast, state="active", **{missing: None if missing == "keep_until" else ""})
    assert missing in refused.value.message_dict


def test_who_is_handed_a_medium_sees_it_and_nobody_else_without_office(cast):
    medium = lend(cast, make.medium(cast), to="employee")
    everything = medium.register.record.objects.live()
    assert medium.register.visible_to(everything, cast.actor("employee")).exists()
    assert not medium.register.visible_to(everything, cast.actor("customer_service")).exists()
