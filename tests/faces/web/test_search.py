"""Search: two Chinese characters are enough, and what a person may not see is never found."""

import pytest
from django.urls import reverse

from tests import make
from tests.cast import Cast
from zhengan.faces.web.views.search import marked
from zhengan.identity.models import User


def found(cast: Cast, name: str, text: str, **more: str) -> str:
    answer = cast.client(name).get(reverse("search"), {"q": text, **more})
    assert answer.status_code == 200
    return answer.text


def test_two_characters_find_a_record_by_its_name(cast: Cast):
    system = make.info_system(cast, name="網路下單系統")
    assert system.no in found(cast, "it_manager", "下單")
    assert system.no in found(cast, "it_manager", system.no.lower())
    assert system.no not in found(cast, "it_manager", "錄音")


def test_all_words_must_stand_there(cast: Cast):
    both = make.info_system(cast, name="網路下單系統", code="TRADE")
    other = make.info_system(cast, name="網路語音系統", code="VOICE")
    text = found(cast, "it_manager", "網路 TRADE")
    assert both.no in text
    assert other.no not in text


def test_registers_of_other_offices_are_not_searched(cast: Cast):
    system = make.info_system(cast, name="網路下單系統")
    make.finding(cast, description="機密缺失")
    assert system.no not in found(cast, "employee", "下單")
    assert "機密缺失" not in found(cast, "employee", "機密缺失").partition("<main")[2].partition("hits")[2]


def test_what_i_made_or_own_is_found_without_office(cast: Cast):
    incident = make.incident(cast, by="employee", description="釣魚郵件測試")
    assert incident.no in found(cast, "employee", "釣魚")
    assert incident.no not in found(cast, "customer_service", "釣魚")


@pytest.mark.parametrize("cited", ["7.3.6", "七（三）6", "七、（三）6.", "七(三)6"])
def test_a_citation_finds_its_clause_first(cast: Cast, cited: str):
    text = found(cast, "auditor", cited)
    first = text.partition('<ol class="hits"')[2]
    assert first.index("/policy/7.3.6/") == first.index("/policy/")


def test_words_of_clauses_parameters_and_registers_are_found(cast: Cast):
    text = found(cast, "auditor", "密碼")
    assert "<mark>密碼</mark>" in text
    assert "password-min-length" in text
    assert "8 字元" in text
    assert "/access/account/" in found(cast, "auditor", "帳號")


def test_english_finds_english(cast: Cast):
    User.objects.filter(pk=cast.user("auditor").pk).update(language="en")
    assert "/policy/7.3.6/" in found(cast, "auditor", "password quality") or "/policy/7.3" in found(
        cast, "auditor", "password"
    )


def test_a_kind_can_be_looked_at_alone(cast: Cast):
    everything = found(cast, "auditor", "密碼")
    alone = found(cast, "auditor", "密碼", kind="clauses")
    assert everything.count("/policy/") < alone.count("/policy/")
    assert "password-min-length" not in alone


def test_nothing_and_no_question(cast: Cast):
    assert "查無結果" in found(cast, "auditor", "這個字串不存在")
    assert "要找什麼" in found(cast, "auditor", "")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "%", "_", "\\", "'\"", "  ", "密" * 500, "\x00"])
def test_odd_questions_are_no_error_and_stay_text(cast: Cast, text: str):
    assert "<script>alert" not in found(cast, "auditor", text)


def test_a_wildcard_is_a_sign_like_any_other(cast: Cast):
    system = make.info_system(cast, name="網路下單系統")
    assert system.no not in found(cast, "it_manager", "%下_")


def test_suggestions_come_without_the_frame(cast: Cast):
    make.info_system(cast, name="網路下單系統")
    answer = cast.client("it_manager").get(reverse("search-suggest"), {"q": "下單"})
    assert "網路下單系統" in answer.text
    assert "<html" not in answer.text
    assert "/search/?q=" in answer.text
    assert not cast.client("it_manager").get(reverse("search-suggest"), {"q": " "}).text.strip()


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("應設定密碼", ["密碼"], "應設定<mark>密碼</mark>"),
        ("a<b>c", ["b"], "a&lt;<mark>b</mark>&gt;c"),
        ("Password PASSWORD", ["password"], "<mark>Password</mark> <mark>PASSWORD</mark>"),
        ("沒有", ["密碼"], "沒有"),
        ("", ["密碼"], ""),
    ],
)
def test_words_are_marked_and_the_rest_is_escaped(text, words, wanted):
    assert marked(text, words) == wanted


def test_queries_do_not_grow(cast: Cast, django_assert_max_num_queries):
    client = cast.client("it_manager")
    for number in range(6):
        make.info_system(cast, name=f"網路下單系統{number}")
    client.get(reverse("search"), {"q": "下單"})
    with django_assert_max_num_queries(9):
        client.get(reverse("search"), {"q": "下單"})
    with django_assert_max_num_queries(4):
        client.get(reverse("search-suggest"), {"q": "下單"})
