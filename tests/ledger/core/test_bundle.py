"""The files of a bundle: each reads back, and what has another form is refused."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.ledger.core.making import Log, sample
from zhengan.ledger.core import bundle
from zhengan.ledger.core.bundle import BundleRefused, Manifest, Payload, Record, format_records, parse_records
from zhengan.ledger.core.canonical import canonical

D = "0" * 64
RECORD = Record(
    register="a.b", record=1, record_no="A-1", values={"x": 1}, rows={"lines": {"7": {"y": 2}}}, entries=(3, 4),
    evidence={D: "a.pdf"},
)  # fmt: skip


def test_places_are_told_by_their_index():
    for index in (0, 7, 10**17):
        assert bundle.index_of(bundle.entry_path(index)) == bundle.index_of(bundle.payload_path(index)) == index
    for path in ("entries/07.json", "entries/7", "entries/7.txt", "entries/-1.json", "entries/.json", "7.json"):
        with pytest.raises(BundleRefused):
            bundle.index_of(path)


def test_the_list_reads_back_without_what_is_proven_by_the_checkpoint():
    files = {"records.json": D, "checkpoint": D, "proofs/1.tlog-proof": D, "tile/0/000": D, "tiles.html": D}
    listed = Manifest(log="log", made_at="now", about={"clause": "7"}, files=files)
    assert Manifest.parse(bytes(listed)).files == {"records.json": D, "tiles.html": D}


GOOD = {"v": bundle.TAG, "log": "log", "made_at": "", "about": {}, "files": {"a/b": D}}


@pytest.mark.parametrize(
    "changes",
    [{"v": "2"}, {"log": 1}, {"files": []}, {"more": 1}, *({"files": {path: D}} for path in (
        "", "/a", "a//b", "../a", "a/./b", "a\\b", "c:a", "checkpoint", "proofs/x", "tile/x")),
     {"files": {"a": D[1:]}}, {"files": {"a": None}}],
    ids=str,
)  # fmt: skip
def test_a_list_of_another_form_is_refused(changes):
    assert Manifest.parse(canonical(GOOD)).log == "log"
    with pytest.raises(BundleRefused):
        Manifest.parse(canonical({**GOOD, **changes}))


def test_payloads():
    entry = Log()
    entry.act("create", body={"entries": [1], "bundle": D})
    payload = Payload.parse(bytes(entry.payloads[0]))
    assert payload == entry.payloads[0]
    assert payload.is_of(entry.entries[0])
    assert payload.disposes_of(entry.entries[0])
    assert payload.lists(D)
    assert not payload.lists("1" * 64)
    assert Payload.parse(bytes(Payload(disposed=3))) == Payload(disposed=3)
    for body in (None, [], {"entries": 1}, {"entries": [2]}):
        assert not Payload(body, bytes(16)).disposes_of(entry.entries[0])
        assert not Payload(body, bytes(16)).lists(D)


@pytest.mark.parametrize(
    "value",
    [{}, [], {"body": 1}, {"body": 1, "salt": ""}, {"body": 1, "salt": None}, {"body": 1, "salt": "0" * 31},
     {"body": 1, "salt": "0" * 33}, {"body": 1, "salt": "AB" * 16}, {"disposed": None}, {"disposed": True},
     {"disposed": 1, "body": 1, "salt": "0" * 32}],
    ids=str,
)  # fmt: skip
def test_a_payload_of_another_form_is_refused(value):
    with pytest.raises(BundleRefused):
        Payload.parse(canonical(value))


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_records_are_one_json_list_with_one_record_a_line(count):
    records = [RECORD] * count
    content = b"".join(format_records(records))
    assert len(json.loads(content)) == count
    assert len(content.splitlines()) == count + 2
    assert list(parse_records(io.BytesIO(content))) == records


@given(st.binary() | st.sampled_from([b"[\n", b"]\n", b",\n", b"[]", b"[\n\n]\n", b"[\n]\n]\n", b"[\n]"]))
def test_other_bytes_are_no_list_of_records(content):
    assume(content != b"".join(format_records([])))
    with pytest.raises(BundleRefused):
        list(parse_records(io.BytesIO(content)))


LINE = bytes(RECORD)


@pytest.mark.parametrize(
    "content",
    [LINE, b"[\n" + LINE, b"[\n" + LINE + b"\n", b"[\n" + LINE + b",\n]\n", b"[\n" + LINE + b"\n" + LINE + b"\n]\n",
     b"[\n" + LINE + b"\n]\n[\n", b"[\n" + LINE + b"\n]", b"[\n\n]\n"],
)  # fmt: skip
def test_a_list_that_is_not_ended_right_is_refused(content):
    with pytest.raises(BundleRefused):
        list(parse_records(io.BytesIO(content)))


def test_a_record_knows_its_entries():
    made = sample()
    record = made.records[0]
    assert all(record.has(made.log.entries[index]) for index in record.entries)
    assert not record.has(made.log.entries[0])


def test_all_texts_in_a_value_are_found():
    assert sorted(bundle.words_in({"k": ["a", {"l": "b"}, 1, None, True], "m": "c"})) == ["a", "b", "c"]


def test_rows_beside_a_record_are_what_its_payloads_told_last():
    rows: bundle.Rows = {}
    for body in (
        None,
        {"after": {"x": 1}},
        {"rows": {"lines": {"1": {"a": 1}, "2": {"a": 2}}, "kernel.comment": {"5": {"text": "?"}}}},
        {"rows": {"lines": {"1": {"a": 9}, "2": None, "3": {"a": 3}}, "kernel.comment": {"5": None}}},
    ):
        Payload(body, bytes(16)).tell_rows(rows)
    Payload(disposed=7).tell_rows(rows)
    assert rows == {"lines": {"1": {"a": 9}, "3": {"a": 3}}}
    record = replace(RECORD, rows=rows)
    assert record.other_row({"lines": {"1": {"a": 9}, "3": {"a": 3}}}) is None
    assert record.other_row({"lines": {"1": {"a": 9}}}) == ("lines", "3")
    assert record.other_row({}) == ("lines", "1")
    assert replace(record, rows={}).other_row({"kernel.comment": {"5": {}}}) == ("kernel.comment", "5")


@pytest.mark.parametrize("rows", [None, [], {"lines": []}, {"lines": None}], ids=str)
def test_rows_of_another_form_are_refused(rows):
    with pytest.raises(BundleRefused):
        Payload({"rows": rows}, bytes(16)).tell_rows({})
    with pytest.raises(BundleRefused):
        Record.parse(canonical({**json.loads(bytes(RECORD)), "rows": rows}))
