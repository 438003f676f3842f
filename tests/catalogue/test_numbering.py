"""However a person writes the number of a clause, it is understood; what is no number is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengan.catalogue import numbering


@pytest.mark.parametrize(
    "text",
    [
        "7.1.3.6",
        " 7.1.3.6 ",
        "７.１.３.６",
        "7-1-3-6",
        "07.01.03.06",
        "七、（一）3.(6)",
        "七（一）3.(6)",
        "七（一）3(6)",
        "七(一)3(6)",
        "七（一）３（６）",
        "七㈠3⑹",
        "七.1.3.6",
        "七一3(6)",
        "第七章（一）3（6）",
        "第七章第一節第3條第6款",
        "§7.1.3.6",
    ],
)
def test_common_ways_of_writing_one_number(text):
    assert numbering.written_id(text) == "7.1.3.6"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("十四", "14"),
        ("十、（四）11.(1)a.", "10.4.11.1.a"),
        ("10.4.11.1.A", "10.4.11.1.a"),
        ("二十", "20"),
        ("二十一", "21"),
        ("三、2.", "3.2"),
        ("0", "0"),
    ],
)
def test_numerals_and_letters(text, identifier):
    assert numbering.written_id(text) == identifier


@pytest.mark.parametrize("text", ["", "、（）", "密碼", "7.1以上", "7+1", "ä"])
def test_what_is_no_number(text):
    assert numbering.written_id(text) is None


@given(st.text())
def test_any_text_is_answered(text):
    found = numbering.written_id(text)
    assert found is None or set(found) <= set("0123456789.abcdefghijklmnopqrstuvwxyz")


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5))
def test_an_id_is_written_as_itself(numbers):
    identifier = ".".join(map(str, numbers))
    assert numbering.is_id(identifier)
    assert numbering.written_id(identifier) == identifier
    assert numbering.sort_key(identifier) == tuple(numbers)


@pytest.mark.parametrize("text", ["", "7.", ".7", "0.1", "7.a.1", "7.1.A", "7.01", "100", "七"])
def test_what_has_not_the_shape_of_an_id(text):
    assert not numbering.is_id(text)


def test_letters_sort_after_numbers_of_the_clause_above():
    ids = ["10.4.11.1.b", "10.4.9", "10.4.11.1", "10.4.11.1.a", "10.4.11.2", "9.9"]
    assert sorted(ids, key=numbering.sort_key) == [
        "9.9", "10.4.9", "10.4.11.1", "10.4.11.1.a", "10.4.11.1.b", "10.4.11.2",
    ]  # fmt: skip


def test_the_number_above():
    assert numbering.parent_id("7.1.3") == "7.1"
    assert numbering.parent_id("7") is None


@pytest.mark.parametrize(
    ("ref", "identifier", "cite"),
    [
        ("七、（一）3.(6)", "7.1.3.6", "七（一）3.(6)"),
        ("七、（三）6.", "7.3.6", "七（三）6"),
        ("七、（八）", "7.8", "七（八）"),
        ("三、2.", "3.2", "三、2"),
        ("十四、", "14", "十四"),
        ("十、（四）11.(3)b.", "10.4.11.3.b", "十（四）11.(3)b"),
    ],
)
def test_a_printed_number_its_id_and_its_short_form(ref, identifier, cite):
    assert numbering.ref_to_id(ref) == identifier
    assert numbering.cite(ref) == cite
    assert numbering.written_id(cite) == identifier


@pytest.mark.parametrize("ref", ["7.1", "七", "七、(一)", "七、（一）3", "十十、"])
def test_a_printed_number_written_otherwise_is_none(ref):
    assert numbering.ref_to_id(ref) is None
