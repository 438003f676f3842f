"""The policy page: the firm's whole text with a verdict beside every clause, narrowed by address, fast."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.catalogue import catalogue
from zhengan.checks.models import ClauseVerdict, Snapshot
from zhengan.checks.verdicts import current
from zhengan.faces.web.clause_words import ORDER, SHORT_OFFICES, bar_parts, status_of, tally
from zhengan.identity.models import User


@pytest.fixture
def page(cast: Cast):
    """The page as the head of security sees it."""
    client = cast.client("ciso")
    return lambda query="": client.get(reverse("policy") + query)


def rows(text: str) -> set[str]:
    """The clauses (not the chapters) on the page."""
    return set(re.findall(r'<div class="clause[^"]*" id="c([0-9a-z.]+)"', text))


def test_every_clause_stands_there_verbatim_with_its_number_and_verdict(page):
    text = page().text
    chapters = {one.id for one in catalogue().chapters}
    assert rows(text) == set(catalogue().clauses) - chapters
    for clause in catalogue().clauses.values():
        assert clause.text.partition("\n")[0].replace("&", "&amp;").replace('"', "&quot;") in text.replace(
            "&#x27;", "'"
        ), clause.id
    assert text.count('class="chip v-') >= len(catalogue().clauses)


def test_english_offers_the_chinese_text(cast: Cast):
    User.objects.filter(pk=cast.user("ciso").pk).update(language="en")
    client = cast.client("ciso")
    clause = catalogue().clause("7.1.3.6")
    plain = client.get(reverse("policy")).text
    assert clause.text not in plain
    assert "Unofficial translation" in plain
    both = client.get(reverse("policy") + "?text=both").text
    assert clause.text in both
    assert str(clause.text_en)[:60] in both


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        ("?chapter=7", lambda clause, _v: clause.chapter == "7"),
        ("?owner=hr", lambda clause, _v: clause.owner == "hr"),
        ("?room=network", lambda clause, _v: clause.room == "network"),
        ("?status=not_met", lambda _c, status: status == "not_met"),
        ("?status=open", lambda _c, status: status in ("not_met", "attention", "no_data")),
    ],
)
def test_the_address_narrows(page, query, keeps):
    verdicts = current()
    shown = rows(page(query).text)
    for clause in catalogue().clauses.values():
        if clause.is_leaf and clause.parent:
            assert (clause.id in shown) == keeps(clause, status_of(verdicts[clause.id])), clause.id


def test_my_clauses_are_those_of_my_offices(cast: Cast):
    shown = rows(cast.client("hr").get(reverse("policy") + "?owner=me").text)
    leaves = {one.id for one in catalogue().clauses.values() if one.is_leaf and one.parent}
    owners = {"hr", "all_staff"}
    assert shown & leaves == {one for one in leaves if catalogue().clause(one).owner in owners}


def test_words_of_the_text_and_citations_are_found(page):
    assert "7.3.6" in rows(page("?q=優質密碼").text)
    assert rows(page("?q=優質密碼").text) < set(catalogue().clauses)
    assert "7.1.3.6" in rows(page("?q=七（一）3.(6)").text)


def test_nothing_found_says_what_to_do(page):
    answer = page("?q=這個字串不存在")
    assert answer.status_code == 200
    assert not rows(answer.text)
    assert "整份政策" in answer.text


@pytest.mark.parametrize("query", ["?status=nonsense", "?chapter=99", "?owner=<script>", "?text=x", "?q=" + "x" * 5000])
def test_odd_addresses_are_no_error(page, query):
    answer = page(query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_the_verdict_is_never_older_than_the_last_act(cast: Cast, page):
    page()
    make.info_system(cast)
    text = page().text
    sentence = ClauseVerdict.objects.get(clause="7.1.3.6").sentence_zh
    assert current()["7.1.3.6"].sentence_zh == sentence
    assert sentence in text


def test_the_trend_begins_with_two_points(page):
    assert "trend" not in page().text
    Snapshot.objects.bulk_create(
        [
            Snapshot(day=NOW.date() - timedelta(days=7), clause=one.clause, status=one.status)
            for one in current().values()
        ]
    )
    assert 'class="trend"' in page().text


def test_it_costs_the_same_queries_with_any_number_of_records(cast: Cast, page, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(9):
        page()
    for _ in range(5):
        make.info_system(cast)
    page()
    with django_assert_max_num_queries(9):
        page()


def test_the_counts_leave_out_headings_and_add_up(cast: Cast):
    verdicts = current()
    counts = tally(verdicts.values())
    assert sum(counts.values()) == sum(one.kind != "rollup" for one in verdicts.values())
    assert 200 < sum(counts.values()) < len(catalogue().clauses)


@pytest.mark.parametrize("counts", [{"met": 1}, {"met": 1, "not_met": 1, "no_data": 1}, dict.fromkeys(ORDER, 7), {}])
def test_the_parts_of_a_bar_fill_it_exactly(counts):
    parts = bar_parts(counts)
    assert sum(part["share"] for part in parts) == (1000 if counts else 0)
    for before, after in pairwise(parts):
        assert after["offset"] == before["offset"] + before["share"]


def test_every_office_has_a_short_name():
    assert set(SHORT_OFFICES) == set(catalogue().roles)


def test_it_prints_as_a_document(cast: Cast):
    text = cast.client("employee").get(reverse("policy-print")).text
    assert catalogue().clause("7.1.3.6").text in text
    assert "109年12月21日修訂" in text
