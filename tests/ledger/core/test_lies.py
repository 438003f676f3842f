"""Bundles made by somebody inside who lies and enters his export in the log: the log itself contradicts him."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ledger.core import making
from tests.ledger.core.making import LOG, Bundle, sample
from zhengan.ledger.core import bundle

KEY = str(LOG.verifier)
LIES: list[Callable[[Bundle], str]] = []


def lie(one: Callable[[Bundle], str]) -> Callable[[Bundle], str]:
    """Something false to do to a bundle before it is written; returns what both verifiers must say."""
    LIES.append(one)
    return one


@lie
def lie_about_values(made):
    made.records[0] = replace(made.records[0], values={"text": "從未核定"})
    return "[record_changed] records.json, access.review AC-2026-0001"


@lie
def hide_values(made):
    made.records[0] = replace(made.records[0], values=None)
    return "[record_changed] records.json, access.review AC-2026-0001"


@lie
def invent_values_after_disposal(made):
    made.records[2] = replace(made.records[2], values={"name": "別人"})
    return "[record_changed] records.json, incidents.report IN-2026-0002"


@lie
def change_a_row(made):
    made.records[0] = replace(made.records[0], rows={"lines": {"1": {"decision": "revoke"}}})
    return "[row_changed] records.json, access.review AC-2026-0001, lines 1"


@lie
def add_a_row(made):
    made.records[0] = replace(made.records[0], rows={**made.records[0].rows, "kernel.attachment": {"3": {"name": ""}}})
    return "[row_changed] records.json, access.review AC-2026-0001, kernel.attachment 3"


@lie
def bring_back_a_row_that_was_taken_away(made):
    rows = {"lines": {**made.records[0].rows["lines"], "2": {"decision": ""}}}
    made.records[0] = replace(made.records[0], rows=rows)
    return "[row_changed] records.json, access.review AC-2026-0001, lines 2"


@lie
def leave_out_all_rows(made):
    made.records[0] = replace(made.records[0], rows={})
    return "[row_changed] records.json, access.review AC-2026-0001, lines 1"


@lie
def invent_rows_after_disposal(made):
    made.records[2] = replace(made.records[2], rows={"lines": {"7": {}}})
    return "[row_changed] records.json, incidents.report IN-2026-0002, lines 7"


@lie
def tell_rows_that_are_none(made):
    where = {"register": "access.review", "record": 1, "record_no": "AC-2026-0001"}
    strange = made.log.act("change", body={"rows": {"lines": ["?"]}}, **where)
    made.records[0] = replace(made.records[0], entries=(*made.records[0].entries, strange))
    return f"[unreadable] payloads/{strange}.json"


@lie
def leave_out_the_last_step(made):
    made.records[0] = replace(made.records[0], entries=made.records[0].entries[:1])
    return "[record_changed] records.json, access.review AC-2026-0001"


@lie
def give_the_acts_of_another_record(made):
    made.records[0] = replace(made.records[0], entries=made.records[1].entries)
    return f"[wrong_record] records.json, access.review AC-2026-0001, entries/{made.records[1].entries[0]}.json"


@lie
def turn_the_acts_round(made):
    made.records[0] = replace(made.records[0], entries=made.records[0].entries[::-1])
    return "[wrong_record] records.json, access.review AC-2026-0001, entries/40.json"


@lie
def name_the_record_otherwise(made):
    made.records[0] = replace(made.records[0], record_no="AC-2026-0009")
    return "[wrong_record] records.json, access.review AC-2026-0009, entries/40.json"


@lie
def give_another_payload(made):
    made.log.payloads[41] = replace(made.log.payloads[41], body={"values": {}})
    return "[payload_changed] payloads/41.json"


@lie
def give_another_salt(made):
    made.log.payloads[41] = replace(made.log.payloads[41], salt=bytes(16))
    return "[payload_changed] payloads/41.json"


@lie
def say_that_it_was_disposed_of_by_another_act(made):
    made.disposed[41] = made.records[1].entries[0]
    return "[not_disposed] payloads/41.json"


@lie
def say_that_it_was_disposed_of_with_others(made):
    made.disposed[41] = made.records[3].entries[0]
    return "[not_disposed] payloads/41.json"


@lie
def say_that_it_was_disposed_of_before(made):
    made.disposed[41] = 40
    return "[not_disposed] payloads/41.json"


@lie
def say_that_the_disposal_was_disposed_of(made):
    disposal = made.records[3].entries[0]
    made.disposed[disposal] = made.log.act("dispose", body={"entries": [made.log.entries[disposal].number]})
    return "[not_disposed] payloads/42.json"


@lie
def name_nothing_in_the_disposal(made):
    made.disposed[41] = made.log.act("dispose", body=["everything"])
    return "[not_disposed] payloads/41.json"


@lie
def give_evidence_that_no_act_names(made):
    content = b"written yesterday"
    sha256 = hashlib.sha256(content).hexdigest()
    made.evidence[sha256] = content
    made.records[0] = replace(made.records[0], evidence={sha256: "舊佐證.pdf"})
    return f"[evidence_unnamed] evidence/{sha256}"


@lie
def give_evidence_to_no_record(made):
    content = b"written yesterday"
    sha256 = hashlib.sha256(content).hexdigest()
    made.evidence[sha256] = content
    return f"[evidence_unnamed] evidence/{sha256}"


@lie
def give_other_evidence_under_the_name(made):
    (sha256,) = made.records[0].evidence
    made.evidence[sha256] = b"written yesterday"
    return f"[changed] evidence/{sha256}"


@lie
def leave_evidence_out(made):
    (sha256,) = made.records[0].evidence
    del made.evidence[sha256]
    return f"[missing] evidence/{sha256}"


@lie
def call_the_export_a_view(made):
    made.exported["act"] = "view"
    return "[not_this_export] bundle.json"


@lie
def list_something_else(made):
    made.exported["bundle"] = "0" * 64
    return "[not_this_export] bundle.json"


@lie
def write_strange_names(made):
    made.extra["payloads/one.json"] = b"?"
    return "[unreadable] payloads/one.json"


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("lie", LIES, ids=lambda one: one.__name__)
def test_each_lie_in_an_export_is_found(tmp_path, both, lie, whole):
    made = sample()
    found = lie(made)
    made.write(tmp_path / "lie", whole=whole)
    assert both(tmp_path / "lie", "--key", KEY) == (1, found)


@pytest.mark.parametrize(
    "line",
    [
        b"?",
        b"{}",
        b'{"entries":["1"],"evidence":{},"record":null,"record_no":"","register":"","rows":{},"values":null}',
        b'{"entries":[],"evidence":{"..":""},"record":null,"record_no":"","register":"","rows":{},"values":null}',
        b'{"entries":[],"evidence":[],"record":null,"record_no":"","register":"","rows":{},"values":null}',
        b'{"entries":1,"evidence":{},"record":null,"record_no":"","register":"","rows":{},"values":null}',
        b'{"entries":[],"evidence":{},"record":null,"record_no":"","register":"","rows":{},"values":[]}',
        b'{"entries":[],"evidence":{},"record":null,"record_no":"","register":"","rows":[],"values":null}',
        b'{"entries":[],"evidence":{},"record":null,"record_no":"","register":"","rows":{"lines":1},"values":null}',
    ],
)
def test_a_record_that_is_none_is_named_by_its_line(tmp_path, both, monkeypatch, line):
    made = sample()
    monkeypatch.setattr(
        bundle, "format_records", lambda _records: [b"[\n" + bytes(made.records[0]) + b",\n", line, b"\n]\n"]
    )
    made.write(tmp_path / "bundle", whole=False)
    assert both(tmp_path / "bundle", "--key", KEY) == (1, "[unreadable] records.json, 3")


def test_a_payload_that_was_lost_is_missed(tmp_path, both, monkeypatch):
    for whole in (False, True):
        made = sample()
        monkeypatch.setattr(
            bundle, "payload_path", lambda index: "elsewhere" if index == 41 else f"payloads/{index}.json"
        )
        made.write(tmp_path / str(whole), whole=whole)
        monkeypatch.undo()
        assert both(tmp_path / str(whole), "--key", KEY) == (1, "[missing] payloads/41.json")


def test_a_list_of_another_log_is_refused(tmp_path, both, monkeypatch):
    made = sample()
    monkeypatch.setattr(making, "Manifest", lambda **values: bundle.Manifest(**{**values, "log": "other.example"}))
    made.write(tmp_path / "bundle", whole=False)
    assert both(tmp_path / "bundle", "--key", KEY) == (1, "[not_this_export] bundle.json")
