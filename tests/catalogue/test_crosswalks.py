"""A mapping names clauses and controls that exist and are in force, and says how they stand to each other."""

import re

import pytest

from zhengan.catalogue import CatalogueError, catalogue
from zhengan.catalogue.crosswalks import RELATIONS, Mapping, load_crosswalk
from zhengan.catalogue.frameworks import framework

BOOK = catalogue()
GOOD = """\
version: 5.2.0
mappings:
  - {clause: "7.3.6", control: ia-5.1, relation: intersects-with, note: 密碼長度}
  - {clause: "7.3.6", control: ia-5, relation: subset-of}
  - {clause: "9.2.1", control: sc-7, relation: subset-of}
"""


@pytest.fixture
def read(nist, tmp_path):
    def load(text):
        file = tmp_path / "nist.yaml"
        file.write_text(text, "utf-8")
        return load_crosswalk(file, book=BOOK, framework=framework(nist))

    return load


def test_a_crosswalk_is_read_and_asked_from_both_sides(read, nist):
    found = read(GOOD)
    assert (found.version, found.framework) == ("5.2.0", nist["catalog"]["uuid"])
    assert found.of_clause("7.3.6") == (
        Mapping(clause="7.3.6", control="ia-5.1", relation="intersects-with", note="密碼長度"),
        Mapping(clause="7.3.6", control="ia-5", relation="subset-of", note=None),
    )
    assert [one.clause for one in found.of_control("sc-7")] == ["9.2.1"]
    assert found.of_control("ac-1") == ()


def test_what_is_left_over_on_both_sides_is_known(read, nist):
    found = read(GOOD)
    clauses = found.unmapped_clauses(BOOK)
    assert "9.2.1" not in clauses
    assert "9.2.2" in clauses
    assert "1.1" not in clauses  # demands nothing
    controls = found.unmapped_controls(framework(nist))
    assert len(controls) == 1196 - 182 - 3
    assert "ac-25" not in controls  # withdrawn


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('clause: "9.2.1"', 'clause: "9.2.99"', r"nist.yaml:5: clause 9.2.99 and sc-7: there is no clause 9.2.99"),
        ("control: sc-7", "control: sc-777", r"nist.yaml:5: .*: there is no control sc-777"),
        ("control: sc-7", "control: ac-25", r"nist.yaml:5: .*: ac-25 is withdrawn \(replaced by ac-1\)"),
        ("relation: subset-of", "relation: alike", r"nist.yaml:4: .*relation: must be one of equal-to"),
        ("ia-5.1", "ia-5", r"nist.yaml:4: clause 7.3.6 and ia-5: stands twice"),
        ("version: 5.2.0", "version: 5.1.1", r"nist.yaml:1: is for version 5.1.1, the framework is 5.2.0"),
        ("version: 5.2.0\n", "", r"nist.yaml:1: crosswalk: the key 'version' is missing"),
        (", note: 密碼長度", ", notes: x", r"nist.yaml:3: .*unknown key 'notes'"),
        ('  - {clause: "9.2.1", control: sc-7, relation: subset-of}', "  - 3", r":2: mapping no. 3: must be a mapping"),
        (GOOD.partition("mappings:")[2], " 3\n", r"nist.yaml:2: mappings must be a list of rows"),
        (GOOD, "- a\n", r"nist.yaml:1: must be a mapping of version and mappings"),
        ("version: 5.2.0", "version: {", r"nist.yaml:\d+: is no YAML"),
    ],
)  # fmt: skip
def test_a_faulty_crosswalk_is_refused_with_file_and_line(read, old, new, said):
    assert old in GOOD
    with pytest.raises(CatalogueError) as caught:
        read(GOOD.replace(old, new, 1))
    assert any(re.search(said, problem) for problem in caught.value.problems), caught.value.problems


def test_a_withdrawn_control_that_went_nowhere(tmp_path):
    document = {
        "catalog": {
            "uuid": "a6a10c44-6e2f-4f7e-8b4c-2f9d8f6b4b10",
            "metadata": {"title": "Old", "version": "5.2.0"},
            "controls": [{"id": "ia-5", "title": "Gone", "props": [{"name": "status", "value": "Withdrawn"}]}],
        }
    }
    file = tmp_path / "old.yaml"
    file.write_text('version: 5.2.0\nmappings: [{clause: "7.3.6", control: ia-5, relation: equal-to}]\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"old.yaml:2: .*replaced by nothing"):
        load_crosswalk(file, book=BOOK, framework=framework(document))


def test_every_relation_is_told_in_both_tongues():
    assert all(zh and en for zh, en in RELATIONS.values())
