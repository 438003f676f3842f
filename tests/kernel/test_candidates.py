"""What a field may point to: few offered however many there are, and found by whatever people call it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast
from tests.grown import grown
from zhengan.kernel import candidates, cards, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.candidates import Candidates
from zhengan.kernel.register import register

pytestmark = pytest.mark.django_db

ASSETS = register("assets.asset")


@pytest.fixture
def assets(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(candidates, "OFFERED_AT_MOST", 5)
    return grown(ASSETS, 8, maker=cast.user("president"))


def test_of_many_the_first_are_offered_and_it_is_said_that_there_are_more(assets):
    found = Candidates(Actor.system())
    assert [no for no, _title in found.offered(ASSETS.record)] == sorted(one.no for one in assets)[:5]
    assert not found.offers_all(ASSETS.record)


def test_of_few_all_are_offered(cast: Cast, assets):
    make.supplier(cast)
    suppliers = register("suppliers.supplier").record
    assert [no for no, _title in Candidates(Actor.system()).offered(suppliers)] == [suppliers.objects.get().no]
    assert Candidates(Actor.system()).offers_all(suppliers)


def test_typing_finds_what_was_not_offered(assets):
    last = max(assets, key=lambda one: one.no)
    assert (last.no, str(last)) in Candidates(Actor.system()).matching(ASSETS.record, last.no)
    assert (last.no, str(last)) in Candidates(Actor.system()).matching(ASSETS.record, last.name)
    assert not Candidates(Actor.system()).matching(ASSETS.record, "查無此物")


def test_nobody_chooses_what_is_gone(cast: Cast):
    gone = make.asset(cast)
    with guard.writing():
        ASSETS.record.objects.filter(pk=gone.pk).update(state="disposed")
    assert not Candidates(Actor.system()).matching(ASSETS.record, gone.no)
    assert Candidates(Actor.system()).find(ASSETS.record, gone.no) is None
    assert Candidates(Actor.system(), past=True).find(ASSETS.record, gone.no) == gone


@pytest.mark.parametrize("most", [50, 0], ids=["one by one", "by an index of all"])
def test_a_row_is_found_by_number_key_and_text(assets, monkeypatch: pytest.MonkeyPatch, most: int):
    """One by one, or in a file that names many: what is meant is the same."""
    monkeypatch.setattr(candidates, "LOOKED_UP_AT_MOST", most)
    meant = assets[3]
    for text in (meant.no, f"{meant.no} {meant}", meant.asset_no, str(meant)):
        assert Candidates(Actor.system()).find(ASSETS.record, text) == meant
    assert Candidates(Actor.system()).find(ASSETS.record, "查無此物") is None


@pytest.mark.parametrize("most", [50, 0], ids=["one by one", "by an index of all"])
def test_what_could_mean_two_means_none(cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int):
    """Two people of one name are told apart by their numbers, and by nothing else."""
    monkeypatch.setattr(candidates, "LOOKED_UP_AT_MOST", most)
    people = register("organization.person")
    pair = grown(people, 2, maker=cast.user("president"))
    with guard.writing():
        people.record.objects.filter(pk__in=[one.pk for one in pair]).update(name="陳同名")
        for one in pair:
            one.refresh_from_db()
        cards.file(people, pair)
    assert str(pair[0]) == str(pair[1])
    assert Candidates(Actor.system()).find(people.record, str(pair[0])) is None
    assert Candidates(Actor.system()).find(people.record, pair[1].no) == pair[1]


def test_a_number_is_asked_for_once_however_many_there_are(assets):
    found = Candidates(Actor.system())
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            found.find(ASSETS.record, assets[0].no)
    assert len(asked) == 1
