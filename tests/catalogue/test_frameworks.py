"""Catalogs of others are read whole, however they are nested; what is none is refused with every reason.

The SP 800-53 read here is synthetic: NIST's structure and numbers, invented wording (see `nist` in conftest.py).
"""

import contextlib
import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscal_bindings import CatalogDocument

from zhengan.catalogue import CatalogueError
from zhengan.catalogue.frameworks import framework, read_framework

TINY = {
    "catalog": {
        "uuid": "a6a10c44-6e2f-4f7e-8b4c-2f9d8f6b4b10",
        "metadata": {"title": "Tiny", "version": "1"},
        "params": [{"id": "top", "label": "top label"}],
        "groups": [
            {
                "title": "Outer",
                "groups": [{"title": "Inner", "controls": [{"id": "i-1", "title": "Inside"}]}],
                "params": [{"id": "grp", "values": ["a", "b"]}],
            }
        ],
        "controls": [
            {
                "id": "t-1",
                "title": "Outside",
                "params": [
                    {"id": "own"},
                    {"id": "loop", "select": {"choice": ["{{ insert: param, loop }}"]}},
                    {"id": "one", "select": {"choice": ["x", "y"]}},
                ],
                "parts": [
                    {"name": "overview", "prose": "not the statement"},
                    {
                        "name": "statement",
                        "prose": "Keep {{ insert: param, top }}, {{grp}}, {{ insert: param, own }}, "
                        "{{ insert: param, loop }}, {{ insert: param, one }} and {{ insert: param, gone }}.",
                    },
                ],
            }
        ],
    }
}


def spoilt(change):
    document = copy.deepcopy(TINY)
    change(document["catalog"])
    return document


def test_the_synthetic_catalog_is_what_an_oscal_library_would_read(nist):
    CatalogDocument.model_validate(nist)


def test_all_of_sp_800_53_is_read(nist, tmp_path):
    file = tmp_path / "NIST_SP-800-53_rev5_catalog.json"
    file.write_text(json.dumps(nist), "utf-8")
    read = read_framework(file)
    controls = read.controls.values()
    assert (len({one.group for one in controls}), len(controls)) == (20, 1196)
    assert sum(one.parent is None for one in controls) == 324
    assert sum(one.withdrawn for one in controls) == 182
    assert (read.version, read.id) == ("5.2.0", "ea7c7688-79c5-463b-a91b-0650f2d98623")
    assert read.resources == {"27847491-5ce1-4f6a-a1e4-9e483782f0ef": "OMB A-130"}
    assert len(read.parameters) == 4 * (1196 - 182)


def test_an_enhancement_stands_below_its_control_with_its_printed_label(nist):
    read = framework(nist)
    one = read.controls["ac-2.1"]
    assert (one.label, one.parent, one.group) == ("AC-2(1)", "ac-2", "Access Control")
    assert one in read.children_of("ac-2")
    assert list(read.controls).index("ac-2") < list(read.controls).index("ac-2.1")
    assert one.references == ("OMB A-130",)


def test_the_statement_is_read_with_its_items_and_what_is_to_be_set(nist):
    assert framework(nist).controls["ac-1"].text == (
        "a. Tell [organization-defined personnel or roles]:\n"
        "  1. [Selection (one or more): organization-level; within [time period]] what holds; and"
    )


def test_a_withdrawn_control_says_where_it_went(nist):
    # The link leads to an item of a statement; what is wanted is the control.
    one = framework(nist).controls["ac-25"]
    assert one.withdrawn
    assert one.replaced_by == ("ac-1",)
    assert one.text == ""
    assert framework(nist).controls["ac-1"].replaced_by == ()


def test_groups_in_groups_controls_outside_and_all_sorts_of_parameters():
    read = framework(TINY)
    assert [(one.id, one.group, one.label) for one in read.controls.values()] == [
        ("i-1", "Inner", "i-1"),
        ("t-1", None, "t-1"),
    ]
    assert read.controls["t-1"].text == (
        "Keep [top label], a, b, [own], [Selection: [loop]], [Selection: x; y] and [gone]."
    )


def test_labels_that_all_carry_a_class_are_still_labels():
    document = spoilt(
        lambda catalog: catalog["controls"][0].update(
            props=[{"name": "label", "class": "zero-padded", "value": "T-01"}]
        )
    )
    assert framework(document).controls["t-1"].label == "T-01"


FAULTS = {
    "no catalog": ({"profile": {}}, "has no catalog: this is no OSCAL catalog"),
    "no object": ([], "has no catalog"),
    "no metadata": (spoilt(lambda c: c.pop("metadata")), "catalog: has no metadata"),
    "no title": (spoilt(lambda c: c["metadata"].pop("title")), "metadata: title is missing"),
    "no controls": (spoilt(lambda c: (c.pop("controls"), c.pop("groups"))), "catalog: holds no control"),
    "twice": (spoilt(lambda c: c["controls"].append(c["controls"][0])), "t-1: stands twice"),
    "no id": (spoilt(lambda c: c["controls"][0].pop("id")), "catalog/controls: id is missing"),
    "no control title": (spoilt(lambda c: c["controls"][0].pop("title")), "t-1: title is missing"),
    "controls no list": (spoilt(lambda c: c.update(controls={})), "catalog: controls must be a list of objects"),
    "links no objects": (
        spoilt(lambda c: c["controls"][0].update(links=["x"])),
        "t-1: links must be a list of objects",
    ),
    "group without title": (spoilt(lambda c: c["groups"][0].pop("title")), "catalog/groups: title is missing"),
    "param without id": (spoilt(lambda c: c["params"][0].pop("id")), "catalog/params: id is missing"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_catalog_is_refused_with_its_place(fault):
    document, said = FAULTS[fault]
    with pytest.raises(CatalogueError) as caught:
        framework(document, name="other.json")
    assert any(said in problem for problem in caught.value.problems), caught.value.problems
    assert all(problem.startswith("other.json: ") for problem in caught.value.problems)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_json_is_told(tmp_path, content):
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"x.json:1: cannot be read"):
        read_framework(file)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CatalogueError, match=r"x.json:1: cannot be read"):
        read_framework(tmp_path / "x.json")


def places(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    place=st.sampled_from(sorted(set(places(TINY)) - {()}, key=str)),
    junk=st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just({}), st.just([1])
    ),
)
def test_a_catalog_with_junk_anywhere_is_read_or_refused_never_a_crash(place, junk):
    document = copy.deepcopy(TINY)
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = junk
    with contextlib.suppress(CatalogueError):
        assert framework(document).controls
