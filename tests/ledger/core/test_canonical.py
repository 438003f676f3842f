"""The canonical form: the same payload always gives the same bytes, and another payload never does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengan.ledger.core.canonical import LARGEST, NotCanonical, canonical, digest

values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        (True, b"true"),
        (False, b"false"),
        (0, b"0"),
        (-7, b"-7"),
        ("é", '"é"'.encode()),
        ('a"\\\n\x0f', b'"a\\"\\\\\\n\\u000f"'),
        ([1, [], {}], b"[1,[],{}]"),
        ({"b": 1, "a": 2}, b'{"a":2,"b":1}'),
        # RFC 8785 section 3.2.3: keys are sorted by UTF-16 code units, so the emoji (a surrogate pair) comes before.
        ({"\ufb33": 1, "\U0001f600": 2, "ö": 3, "1": 4}, '{"1":4,"ö":3,"\U0001f600":2,"\ufb33":1}'.encode()),
    ],
)
def test_examples(value, expected):
    assert canonical(value) == expected


@given(values)
def test_it_reads_back_as_the_same_value(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(max_size=3), st.integers(-9, 9), min_size=2))
def test_the_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)


@pytest.mark.parametrize("value", [1.5, LARGEST + 1, {1: "a"}, {"a": object()}, "\ud800"])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_digest_depends_on_salt_and_content():
    assert digest({"a": 1}, b"x") != digest({"a": 1}, b"y")
    assert digest({"a": 1}, b"x") != digest({"a": 2}, b"x")
    # SHA-256 of the two bytes "{}", so that anybody can compute it.
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
