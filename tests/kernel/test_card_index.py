"""The index of cards: it finds what looking into every card would find, and follows each act."""

from collections.abc import Iterable
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cast import Cast
from tests.grown import grown
from zhengan.identity.models import User
from zhengan.kernel import acts, card_index, cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Card
from zhengan.kernel.register import register
from zhengan.ledger import clock

UNIT = "organization.unit"


def found(*words: str) -> list[str]:
    """The numbers of what the search finds; it must be what a look into every card finds."""
    numbers = [card.no for card in cards.search(Card.objects.all(), words, most=1000)]
    plain = Card.objects.all()
    for word in words:
        plain = plain.filter(Q(no__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word))
    assert set(numbers) == set(plain.values_list("no", flat=True))
    assert len(numbers) == len(set(numbers))
    return numbers


def unit(system: Actor, code: str, name: str) -> str:
    no: str = acts.create(register(UNIT), {"code": code, "name": name, "kind": "branch"}, by=system).no
    return no


WORDS = ("板橋", "橋", "板橋分公司", "B7-x", "b7-X", "7", "公司 ", "\u3000", "%", "_", "100%", "a_b", "'", '"', "\\")
COMMANDS = ("NOT", "a OR b", "grams:板", "板*", "(板", "^板", "板橋 AND", "-板", "{", "NEAR(板)", "+", '""')


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_whatever_it_is_made_of(system: Actor, word: str) -> None:
    no = unit(system, "B7-X", f"板橋分公司 \u3000{word}末")
    other = unit(system, "C8", "基隆")
    assert no in found(word)
    assert other not in found(word)


@pytest.mark.parametrize("word", COMMANDS)
def test_what_the_full_text_table_would_read_as_a_command_is_plain_text(system: Actor, word: str) -> None:
    plain = unit(system, "P1", "板橋分公司")
    with_it = unit(system, "P2", f"前{word}後")
    assert with_it in found(word)
    assert plain not in found(word)


def test_pairs_that_do_not_stand_together_are_no_word(system: Actor) -> None:
    """All pairs of the word are there, and the word is not."""
    apart = unit(system, "Q1", "甲乙 乙丙")
    assert apart not in found("甲乙丙")
    assert apart in found("甲乙", "乙丙")


def test_letter_case_does_not_matter(system: Actor) -> None:
    no = unit(system, "Kaohsiung", "Straße Éclair")
    for word in ("KAOHSIUNG", "kaoh", "STRA", "straße", "Éclair", "clair"):
        assert no in found(word)


def test_the_index_follows_every_act(system: Actor) -> None:
    no = unit(system, "R1", "原來的名稱")
    record = register(UNIT).record.objects.get(no=no)
    assert found("原來") == [no]
    acts.change(record, {"name": "後來的名稱"}, by=system)
    assert found("原來") == []
    assert found("後來") == [no]
    record = register(UNIT).record.objects.get(no=no)
    acts.void(record, reason="重複", by=system)
    assert found("後來") == [no]


def test_the_last_changed_come_first_and_voided_ones_last(system: Actor) -> None:
    first, second, third = (unit(system, f"S{number}", f"順序{number}") for number in range(3))
    acts.change(register(UNIT).record.objects.get(no=first), {"name": "順序又來"}, by=system)
    assert found("順序") == [first, third, second]
    acts.void(register(UNIT).record.objects.get(no=first), reason="重複", by=system)
    assert found("順序") == [third, second, first]
    assert [card.no for card in cards.search(Card.objects.all(), ["順序"], most=1)] == [third]


def test_many_at_once_and_all_anew(cast: Cast) -> None:
    """An import files hundreds at once, and cards made anew are found as before."""
    grown(register(UNIT), 1000, maker=User.objects.system())
    before = sorted(found("9001"))
    assert before
    cards.file_all()
    assert sorted(found("9001")) == before
    kept = register(UNIT)
    cards.take_away(kept, list(kept.record.objects.values_list("pk", flat=True)))
    assert not found("9001")


@pytest.mark.django_db(transaction=True)
def test_the_migration_indexes_what_is_there() -> None:
    system = Actor.system()
    no = unit(system, "T1", "遷移之前")
    later = unit(system, "T2", "遷移之後")
    acts.change(register(UNIT).record.objects.get(no=no), {"name": "遷移又改"}, by=system)
    migration = import_module("zhengan.kernel.migrations.0005_card_index")
    card_index.drop(connection)
    migration.make(apps, SimpleNamespace(connection=connection))
    assert found("遷移") == [no, later]
    assert unit(system, "T3", "遷移新增") == found("遷移")[0]


class Anything(TestCase):
    """Whatever is written and asked."""

    @given(st.lists(st.text("aAbß%_\"' 甲乙丙é\\-", min_size=1, max_size=8), min_size=1, max_size=3), st.data())
    def test_what_is_in_a_card_is_found(self, titles: list[str], data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(titles))
        start = data.draw(st.integers(0, len(said) - 1))
        word = said[start : data.draw(st.integers(start + 1, len(said)))]
        if not word.strip():
            return
        made = list(_filed(titles))
        numbers = {card.no for card in cards.search(Card.objects.all(), [word], most=1000)}
        assert {card.no for card in made if word in card.title} <= numbers


def _filed(titles: Iterable[str]) -> Iterable[Card]:
    maker = User.objects.system()
    for number, title in enumerate(titles):
        card = Card.objects.create(
            register=UNIT, record_id=900 + number, no=f"X-{number}", title=title, maker=maker, changed_at=clock.now()
        )
        card_index.put([(card.pk, card.no, card.title, card.text)])
        yield card
