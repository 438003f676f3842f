"""A faulty policy is refused with every fault named by file, line and clause, and never half loaded."""

import re

import pytest

from zhengan.catalogue import CatalogueError, load
from zhengan.catalogue.source import Row
from zhengan.catalogue.validate import Entry

FIRST, SECOND = "clauses/01-first.yaml", "clauses/02-second.yaml"

# file, what is replaced, by what, and what is said. A line number is asked for where it is the point.
FAULTS = {
    "unknown key": (FIRST, "  title: 標題", "  titel: 標題", r"clauses/01-first.yaml:3: clause 1: unknown key 'titel'"),
    "missing key": (FIRST, "  title: 標題\n", "", r"clauses/01-first.yaml:1: clause 1: the key 'title' is missing"),
    "key twice": (FIRST, "  title: 標題", "  ref: 一、", r"clauses/01-first.yaml:3: the key 'ref' stands twice"),
    "empty text": (FIRST, "text: 應定期檢討。", "text: null", r"01-first.yaml:21: clause 1.1: text must not be empty"),
    "no text": (FIRST, "text: 應定期檢討。", "text: [a]", r"clause 1.1: text: must be text"),
    "bad id": (FIRST, 'id: "1.2"', "id: x", r"clause x: id: must look like 7.1.3.6, not 'x'"),
    "id twice": (FIRST, 'id: "1.2"', 'id: "1.1"', r"clause 1.1: stands already in clauses/01-first.yaml:17"),
    "out of order": (FIRST, 'id: "1.1"', 'id: "1.3"', r"clause 1.2: stands out of order"),
    "gap": (FIRST, 'id: "1.2"', 'id: "1.3"', r"clause 1.3: a number is left out before it"),
    "no parent": (SECOND, 'id: "2"', 'id: "3"', r"clause 2.1: its parent 2 does not stand before it|out of order"),
    "orphan": (SECOND, 'id: "2.1"', 'id: "2.4.1"', r"clause 2.4.1: its parent 2.4 does not stand before it"),
    "wrong file": (SECOND, 'id: "2.1"', 'id: "1.3"', r"clause 1.3: (stands out of order|belongs in the file of)"),
    "bad ref": (FIRST, "ref: 一、1.", "ref: 1-1", r"clause 1.1: ref: '1-1' is not written like"),
    "other ref": (FIRST, "ref: 一、1.", "ref: 一、4.", r"clause 1.1: ref: 一、4. is 1.4; say misnumbered"),
    "needless misnumbered": (
        FIRST,
        "ref: 一、1.",
        "ref: 一、1.\n  misnumbered: true",
        r"clause 1.1: ref: 一、1. is 1.1$",
    ),
    "no flag": (FIRST, "ref: 一、1.", "ref: 一、1.\n  misnumbered: 3", r"misnumbered: must be true or false"),
    "unknown kind": (FIRST, "kind: [duty]", "kind: [dutty]", r"clause 1.1: kind: 'dutty' is not known"),
    "no kind": (FIRST, "kind: [duty]", "kind: []", r"clause 1.1: kind: must not be empty"),
    "no list": (FIRST, "kind: [duty]", "kind: duty", r"clause 1.1: kind: must be a list"),
    "same twice": (FIRST, "kind: [duty]", "kind: [duty, duty]", r"clause 1.1: kind: holds the same entry twice"),
    "heading without children": (FIRST, "kind: [duty]", "kind: [heading]", r"clause 1.1: kind: heading is for"),
    "children without heading": (FIRST, "kind: [heading]", "kind: [rule]", r"clause 1: kind: heading is for"),
    "unknown force": (FIRST, "force: shall", "force: must", r"clause 1: force: 'must' is not known"),
    "unknown owner": (FIRST, "owner: ciso", "owner: cio", r"01-first.yaml:8: clause 1: owner: 'cio' is not known"),
    "unknown room": (FIRST, "room: policy", "room: cellar", r"clause 1: room: 'cellar' is not known"),
    "unknown register": (FIRST, "[review]", "[revue]", r"clause 1: evidence: 'revue' is not known"),
    "unknown see": (FIRST, 'see: ["1.1"]', 'see: ["9"]', r"clause 1.2: see: '9' is not known"),
    "see itself": (FIRST, 'see: ["1.1"]', 'see: ["1.2"]', r"clause 1.2: see: must not name the clause itself"),
    "unknown same": (SECOND, 'same_as: "1.2"', 'same_as: "9"', r"clause 2.1: same_as: '9' is not known"),
    "same as itself": (
        SECOND,
        'same_as: "1.2"',
        'same_as: "2.1"',
        r"clause 2.1: same_as: must not name the clause itself",
    ),
    "same as a later one": (FIRST, 'see: ["1.1"]', 'same_as: "2.1"', r"clause 1.2: same_as: 2.1 stands later"),
    "bad period": (FIRST, "period: P1Y", "period: yearly", r"clause 1.1: period: 'yearly' is no period"),
    "bad source": (
        FIRST,
        "period_source: default",
        "period_source: ours",
        r"must be one of policy, default, not 'ours'",
    ),
    "source without period": (FIRST, "period: P1Y", "period: null", r"period_source: stands where a period stands"),
    "period of its own": (FIRST, "period: P1Y", "period: P6M", r"clause 1.1: period: P6M is not the value of any"),
    "unknown parameter": (FIRST, "[review-interval]", "[gone]", r"clause 1.1: parameters: 'gone' is not known"),
    "parameter not back": (
        FIRST,
        "parameters: [review-interval]",
        "note: x",
        r"parameter review-interval: clauses: 1.1 does not name it",
    ),
    "clause not back": (
        "parameters.yaml",
        'clauses: ["1.2"]',
        'clauses: ["1.1"]',
        r"clause 1.2: parameters: password-min-length does not name",
    ),
    "parameter's clause": (
        "parameters.yaml",
        'clauses: ["1.2"]',
        'clauses: ["9"]',
        r"parameter password-min-length: clauses: '9' is not known",
    ),
    "parameter twice": (
        "parameters.yaml",
        "key: password-min-length",
        "key: review-interval",
        r"parameters.yaml:7: parameter review-interval: stands already in parameters.yaml:1",
    ),
    "unknown unit": ("parameters.yaml", "unit: int", "unit: number", r"unit: must be one of duration, int"),
    "no such value": (
        "parameters.yaml",
        '"8"',
        '"many"',
        r"parameter password-min-length: value: 'many' is not a whole number",
    ),
    "no such duration": (
        "parameters.yaml",
        '"P1Y"',
        '"1 year"',
        r"parameter review-interval: value: '1 year' is not a length of time",
    ),
    "no such limit": (
        "parameters.yaml",
        '"6"',
        '"six"',
        r"parameter password-min-length: limit: 'six' is not a whole number",
    ),
    "softer": ("parameters.yaml", '"8"', '"5"', r"parameters.yaml:13: .*value: 5 is softer than the limit >= 6"),
    "operator": ("parameters.yaml", '">="', '"=="', r"limit: op: must be one of >=, <=, not '=='"),
    "limit no mapping": (
        "parameters.yaml",
        '  value: "P1Y"',
        '  value: "P1Y"\n  limit: 3',
        r"review-interval: limit: must be a mapping",
    ),
    "unprinted words": (
        "parameters.yaml",
        "六位元以上",
        "七位元以上",
        r"limit: '七位元以上' does not stand in the text of 1.2",
    ),
    "limit's clause": ("parameters.yaml", '"1.2": 六', '"9": 六', r"limit: '9' is not known"),
    "no words": (
        "parameters.yaml",
        'printed:\n      "1.2": 六位元以上',
        "printed: 六",
        r"limit: printed: must name clauses and their words",
    ),
    "one tongue": ("parameters.yaml", "  measure_en: characters\n", "", r"measure: must stand in both tongues"),
    "topic's clause": ("topics.yaml", '["1.1"]', '["8"]', r"topics.yaml:1: topic rules: clauses: '8' is not known"),
    "term's clause": ("contract_terms.yaml", '["1.1"]', '["8"]', r"contract term no. 1: clauses: '8' is not known"),
    "nothing to lift": (
        "contract_terms.yaml",
        "block",
        "warn",
        r"contract term no. 1: unless: only a block can be lifted",
    ),
    "register's room": ("registers.yaml", "room: policy", "room: x", r"register review: room: 'x' is not known"),
    "role twice": (
        "roles.yaml",
        "- {",
        "- {code: ciso, title: a, title_en: b}\n- {",
        r"roles.yaml:2: role ciso: stands already",
    ),
    "row no mapping": ("roles.yaml", "- {", "- 3\n- {", r"role no. 1: must be a mapping"),
    "no rows": ("roles.yaml", "- {", "{", r"role: must be a list of rows"),
    "no row at all": (
        "roles.yaml",
        "- {code: ciso, title: 資安長, title_en: Head of security}",
        "[]",
        r"role: must be a list of rows",
    ),
    "row without name": ("roles.yaml", "code: ciso, ", "", r"role no. 1: the key 'code' is missing"),
    "no yaml": ("roles.yaml", "- {", "- {{", r"roles.yaml:\d+: is no YAML: "),
    "empty file": (
        "topics.yaml",
        '- {code: rules, title: 要點, title_en: Rules, clauses: ["1.1"]}',
        "",
        r"topic: must be a list",
    ),
    "meta no mapping": ("meta.yaml", "document: 小政策", "- a\n#", r"meta.yaml:\d+: is no YAML|must be a mapping"),
    "meta missing": ("meta.yaml", "approved_by: 總經理\n", "", r"meta.yaml:1: meta: the key 'approved_by' is missing"),
    "bad date": ("meta.yaml", '"2005-05-20"', '"20 May"', r"revisions no. 1: date: must be a date such as 2020-12-21"),
    "dates backwards": ("meta.yaml", '"2005-05-20"', '"2025-05-20"', r"meta: revisions: must go from the oldest"),
    "edition": (
        "meta.yaml",
        'edition: "2020-12-21"',
        'edition: "2020-12-22"',
        r"meta: edition: is none of the revisions",
    ),
    "no revisions": ("meta.yaml", "revisions:", "revision:", r"meta: the key 'revisions' is missing"),
    "count of clauses": ("meta.yaml", "clauses: 5", "clauses: 6", r"meta.yaml:8: counts: clauses: 6 stated, 5 found"),
    "count of leaves": ("meta.yaml", "leaves: 3", "leaves: 4", r"counts: leaves: 4 stated, 3 found"),
    "count of parameters": ("meta.yaml", "parameters: 2", "parameters: 3", r"counts: parameters: 3 stated, 2 found"),
    "count of translations": (
        "meta.yaml",
        "translations: 5",
        "translations: 4",
        r"counts: translations: 4 stated, 5 found",
    ),
    "no count": ("meta.yaml", "leaves: 3", "leaves: many", r"counts: leaves: must be a whole number"),
    "counts no mapping": (
        "meta.yaml",
        "counts: {clauses: 5, leaves: 3, parameters: 2, translations: 5}",
        "counts: 5",
        r"must be a mapping",
    ),
    "no translation": (
        "english.yaml",
        '"2.1": {text_en: English of 2.1, asks: 調閱, asks_en: Show}\n',
        "",
        r"english.yaml:1: clause 2.1: the key 'text_en' is missing",
    ),
    "translation empty": (
        "english.yaml",
        "text_en: English of 1.1, ",
        "",
        r"english.yaml:2: clause 1.1: the key 'text_en' is missing",
    ),
    "translation of nothing": ("english.yaml", '"2.1"', '"2.9"', r"english.yaml:5: clause 2.9: is not known"),
    "translation no mapping": (
        "english.yaml",
        '"1": {text_en: English of 1, asks: 調閱, asks_en: Show}',
        '"1": x',
        r"english.yaml:1: clause 1: must be a mapping",
    ),
    "asks in one tongue": ("english.yaml", ", asks_en: Show}", "}", r"clause 1: asks: must stand in both tongues"),
    "english no mapping": ("english.yaml", '"1": {', '- {"1": {', r"english.yaml:\d+: (must be a mapping|is no YAML)"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place(small, fault):
    file, old, new, said = FAULTS[fault]
    with pytest.raises(CatalogueError) as caught:
        load(small(file, old, new))
    assert any(re.search(said, problem) for problem in caught.value.problems), caught.value.problems
    assert all(re.match(r"[\w./-]+:\d+: ", problem) for problem in caught.value.problems)


def test_the_tiny_policy_itself_is_without_fault(small):
    book = load(small())
    assert [clause.id for clause in book.clauses.values()] == ["1", "1.1", "1.2", "2", "2.1"]


def test_all_faults_are_told_together_in_the_order_of_the_files(small):
    folder = small(FIRST, "owner: ciso", "owner: cio")
    (folder / "roles.yaml").write_text("- {code: ciso, title: 資安長}\n", "utf-8")
    (folder / "rooms.yaml").unlink()
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    assert caught.value.problems == (
        "clauses/01-first.yaml:8: clause 1: owner: 'cio' is not known",
        "roles.yaml:1: role ciso: the key 'title_en' is missing",
        "rooms.yaml:1: this file is missing",
    )
    assert str(caught.value) == "\n".join(caught.value.problems)


def test_a_faulty_row_still_counts_as_known(small):
    """A role with a missing title is one problem, not one for each clause it owns."""
    with pytest.raises(CatalogueError) as caught:
        load(small("roles.yaml", "title: 資安長, ", ""))
    assert caught.value.problems == ("roles.yaml:1: role ciso: the key 'title' is missing",)


def test_an_id_that_stands_twice_is_one_problem(small):
    folder = small("meta.yaml", "clauses: 5, leaves: 3", "clauses: 6, leaves: 4")
    second = folder / SECOND
    text = second.read_text("utf-8")
    second.write_text(text + '- id: "2.1"' + text.partition('- id: "2.1"')[2], "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    assert caught.value.problems == (
        "clauses/02-second.yaml:34: clause 2.1: stands already in clauses/02-second.yaml:17",
    )


def test_of_clauses_in_disorder_the_one_that_steps_back_is_named(small):
    folder = small()
    first = folder / FIRST
    head, one, two = first.read_text("utf-8").partition('- id: "1.2"')[0].rpartition('- id: "1.1"')
    rest = first.read_text("utf-8").partition('- id: "1.2"')[2]
    first.write_text(head + '- id: "1.2"' + rest + one + two, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    assert [problem.partition(": ")[2] for problem in caught.value.problems] == [
        "clause 1.2: a number is left out before it",
        "clause 1.1: stands out of order",
    ]


def test_a_policy_without_clauses_is_refused(small):
    folder = small(without=FIRST)
    (folder / SECOND).unlink()
    with pytest.raises(CatalogueError, match="clauses:1: this folder holds no file of clauses"):
        load(folder)


def test_bytes_that_are_no_utf8_are_told(small):
    folder = small()
    (folder / "roles.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CatalogueError, match=r"roles.yaml:1: cannot be read"):
        load(folder)


def test_control_characters_are_told(small):
    folder = small()
    (folder / "roles.yaml").write_bytes(b"- {code: \x00}")
    with pytest.raises(CatalogueError, match=r"roles.yaml:\d+: is no YAML"):
        load(folder)


def test_an_edition_without_english_may_say_so(small):
    folder = small("meta.yaml", ", translations: 5", "", without="english.yaml")
    assert load(folder).clause("1.1").text_en is None


def test_a_parameter_may_have_no_value_yet(small):
    folder = small("parameters.yaml", '"8"', "null")
    assert load(folder).parameter("password-min-length").value is None


def test_an_entry_that_was_faulty_is_never_taken_for_a_right_one():
    with pytest.raises(LookupError):
        Entry(row=Row(file="a.yaml", line=1), name="clause 1", code="1", values=None).sure()
