"""Server times against the order of the tree: what writers side by side may do, and what nobody may."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.ledger.conftest import AT, WHO
from zhengan.ledger import sequencer
from zhengan.ledger.append import Telling, append
from zhengan.ledger.models import Departure
from zhengan.ledger.times import APART
from zhengan.ledger.verification import verify_tree

pytestmark = pytest.mark.django_db
BEGINNING = AT - timedelta(days=1)


def enter_at(*minutes: float) -> list[int]:
    """Enter acts at these minutes after the beginning, in this order; returns their numbers."""
    with transaction.atomic():
        made = [append([Telling(act="view")], by=WHO, at=BEGINNING + timedelta(minutes=one))[0].pk for one in minutes]
    sequencer.step()
    return made


def found() -> list[tuple[str, int | None]]:
    return [(one.code, one.entry) for one in verify_tree()]


def test_a_long_act_is_placed_after_shorter_ones_that_began_later() -> None:
    enter_at(20, 20 - APART.total_seconds() / 60, 21)
    assert found() == []


def test_the_first_that_runs_back_further_is_named_first_and_does_not_hide_the_next() -> None:
    _one, second, _third, fourth = enter_at(60, 20, 61, 30)
    assert found() == [("entry_backdated", second), ("entry_backdated", fourth)]


def test_an_entry_that_is_ahead_does_not_make_the_others_late() -> None:
    _one, second, _third = enter_at(1, 60 * 24 * 365, 2)
    assert found() == [("entry_ahead", second)]


def test_what_was_stamped_is_not_of_a_later_time() -> None:
    _one, second, _third = enter_at(0, 60, 61)
    stamped = BEGINNING + timedelta(minutes=10)
    Departure.objects.create(kind="stamp", place="tsa", size=2, note=b"", at=stamped, stated_at=stamped)
    assert found() == [("entry_ahead", second)]


def test_a_stamp_of_the_past_bounds_only_what_it_covers() -> None:
    enter_at(0, 1, 60)
    stamped = BEGINNING + timedelta(minutes=10)
    Departure.objects.create(kind="stamp", place="tsa", size=2, note=b"", at=stamped, stated_at=stamped)
    assert found() == []


def test_what_a_witness_did_not_see_cannot_be_older_than_its_look() -> None:
    """The last act may be long past; the witness saw the log without this one all the same."""
    enter_at(0, 1)
    seen = BEGINNING + timedelta(minutes=600)
    Departure.objects.create(kind="witness", place="w", size=2, note=b"", at=seen, stated_at=seen)
    (third,) = enter_at(30)
    assert found() == [("entry_backdated", third)]
