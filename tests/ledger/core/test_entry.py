"""Entries: one byte string for one act, for ever, and no other bytes for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengan.ledger.core.canonical import LARGEST, NotCanonical, canonical, digest
from zhengan.ledger.core.entry import TAG, Entry, EntryRefused, commitment, read_json

D = "0123456789abcdef" * 4
ENTRY = Entry(number=7, at="2026-11-19T23:59:59.999999Z", act="create", payload=D)
# The bytes of version 1. They are in the trees of firms: this test may never be changed, only added to.
VERSION_1 = (
    '{"act":"move","actor":17,"address":"10.0.0.7","after":"' + "b" * 64 + '","at":"2026-11-19T02:00:00.000000Z",'
    '"before":"' + "a" * 64 + '","happened":"2026-11-18","name":"王小明","number":42,"payload":"' + D + '","record":3,'
    '"record_no":"AC-2026-0003","register":"access.review","request":"r-1","v":"zhengan.entry/1","via":"web"}'
).encode()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
moments = st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0"))
days = st.dates().map(str)
entries = st.builds(
    Entry,
    number=st.integers(0, LARGEST),
    at=moments,
    happened=st.just("") | moments | days,
    actor=st.none() | st.integers(-5, LARGEST),
    name=texts, via=texts, address=texts, request=texts, act=texts.filter(bool), register=texts,
    record=st.none() | st.integers(0, LARGEST),
    record_no=texts,
    before=st.none() | digests, after=st.none() | digests, payload=digests,
)  # fmt: skip


def test_the_bytes_of_version_1_for_ever():
    entry = Entry(
        number=42, at="2026-11-19T02:00:00.000000Z", happened="2026-11-18", actor=17, name="王小明", via="web",
        address="10.0.0.7", request="r-1", act="move", register="access.review", record=3, record_no="AC-2026-0003",
        before="a" * 64, after="b" * 64, payload=D,
    )  # fmt: skip
    assert bytes(entry) == VERSION_1
    assert Entry.parse(VERSION_1) == entry


@given(entries)
def test_it_reads_back(entry):
    assert Entry.parse(bytes(entry)) == entry


@pytest.mark.parametrize(
    "changes",
    [
        {"number": -1}, {"number": True}, {"number": "7"}, {"act": ""}, {"act": None}, {"actor": "7"}, {"record": 1.5},
        {"name": 7}, {"payload": None}, {"payload": D[:-1]}, {"payload": D.upper()}, {"before": ""},
        {"after": "x" * 64},
        {"at": ""}, {"at": "2026-11-19"}, {"at": "2026-11-19T24:00:00.000000Z"}, {"at": "2026-02-29T00:00:00.000000Z"},
        {"at": "2026-11-19T23:59:60.000000Z"}, {"at": "2026-11-19T23:59:59Z"}, {"at": "2026-11-19 23:59:59.000000Z"},
        {"at": "2026-11-19T23:59:59.000000+08:00"}, {"at": "0000-01-01T00:00:00.000000Z"},
        {"happened": "2026-11-31"}, {"happened": "2026-13-01"}, {"happened": "2026-11-00"}, {"happened": "昨天"},
        {"happened": "2026-11-19T23:59"}, {"happened": "２０26-11-19"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_entry_is_refused(changes):
    with pytest.raises(EntryRefused):
        replace(ENTRY, **changes)


def test_leap_days_are_days():
    assert replace(ENTRY, at="2028-02-29T00:00:00.000000Z", happened="2024-02-29")


@pytest.mark.parametrize("changes", [{"name": "\ud800"}, {"number": LARGEST + 1}, {"name": "證" * 22_000}], ids=str)
def test_what_has_no_bytes_is_refused(changes):
    with pytest.raises(EntryRefused):
        bytes(replace(ENTRY, **changes))


def test_the_longest_entry():
    room = 65_535 - len(bytes(ENTRY))
    longest = replace(ENTRY, name="x" * room)
    assert Entry.parse(bytes(longest)) == longest
    with pytest.raises(EntryRefused):
        Entry.parse(bytes(longest).replace(b"x", b"xx", 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{}",
        b"[]",
        b"7",
        b"[" * 100_000,
        VERSION_1 + b" ",
        VERSION_1.replace(b":42", b": 42"),
        VERSION_1.replace(b":42", b":42.0"),
        VERSION_1.replace(b":42", b":true"),
        VERSION_1.replace(b'{"act"', b'{"act":"move","act"'),
        VERSION_1.replace(b"entry/1", b"entry/2"),
        VERSION_1.replace(b'"via"', b'"vib"'),
        VERSION_1.replace(b',"via":"web"', b""),
        VERSION_1.replace("王".encode(), b"\\u738b"),
    ],
)
def test_other_bytes_are_refused(content):
    with pytest.raises(EntryRefused):
        Entry.parse(content)


def test_a_commitment_is_the_salted_digest_and_needs_a_salt():
    assert commitment({"a": 1}, bytes(16)) == digest({"a": 1}, bytes(16))
    with pytest.raises(EntryRefused):
        commitment({"a": 1}, bytes(15))
    with pytest.raises(NotCanonical):
        commitment({"a": 1.5}, bytes(16))


def test_json_must_be_canonical():
    assert read_json(canonical({"b": [1, None], "a": TAG})) == {"b": [1, None], "a": TAG}
    with pytest.raises(EntryRefused):
        read_json(b'{"b":1,"a":2}')
