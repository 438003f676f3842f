"""What is exported is OSCAL to a reader that is not ours, holds the whole policy, and is the same every time."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from oscal_bindings import CatalogDocument, ComponentDefinitionDocument

from zhengan.catalogue import UnknownClause, catalogue, load
from zhengan.catalogue.errors import UnknownStatus
from zhengan.catalogue.frameworks import framework
from zhengan.catalogue.oscal import control_id, export_catalog, export_components, stable_uuid

BOOK = catalogue()
CATALOG = export_catalog(BOOK)["catalog"]
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STATUSES = {"7.1.3.6": "met", "7.1.3.5": "not_met", "13.4.4": "attention", "9.8": "not_applicable", "7": "no_data"}


def props(row, name):
    return [prop["value"] for prop in row.get("props", []) if prop["name"] == name]


def requirements(**given):
    document = export_components(BOOK, made_at=NOON, **given)["component-definition"]
    rows = document["components"][0]["control-implementations"][0]["implemented-requirements"]
    return {row["control-id"]: row for row in rows}


def test_another_library_reads_the_catalog():
    # A dict, not text: only so does the library refuse keys that are spelt its own way.
    document = CatalogDocument.model_validate(json.loads(json.dumps(export_catalog(BOOK))))
    assert [group.title for group in document.catalog.groups] == [chapter.title for chapter in BOOK.chapters]
    assert document.catalog.metadata.version == "2020-12-21"
    assert len(document.catalog.params) == 72


def test_another_library_reads_the_component_definition():
    document = ComponentDefinitionDocument.model_validate(export_components(BOOK, made_at=NOON, statuses=STATUSES))
    assert document.component_definition.components[0].title == "證安 Zhengan"


def test_the_tiny_policy_without_english_and_text_file_is_oscal_too(small):
    folder = small("meta.yaml", ", translations: 5", "", without="english.yaml")
    book = load(folder)
    exported = export_catalog(book)
    CatalogDocument.model_validate(exported)
    ComponentDefinitionDocument.model_validate(export_components(book, made_at=NOON))
    rlink = exported["catalog"]["back-matter"]["resources"][0]["rlinks"][0]
    assert "hashes" not in rlink
    control = exported["catalog"]["groups"][0]["controls"][0]
    assert [part["name"] for part in control["parts"]] == ["statement", "assessment-objective"]


def test_every_clause_is_there_under_its_number_with_its_words():
    read = framework({"catalog": CATALOG})
    below = [clause for clause in BOOK.clauses.values() if clause.parent]
    leads = [clause for clause in BOOK.chapters if clause.force != "none"]
    assert [chapter.id for chapter in leads] == ["7", "10", "11", "14"]
    assert set(read.controls) == {f"clause-{clause.id}" for clause in below + leads}
    for clause in below + leads:
        control = read.controls[control_id(BOOK, clause.id)]
        assert (control.title, control.label) == (clause.title, clause.cite)
        # Only an empty line ends a paragraph in the Markdown of OSCAL.
        assert control.text.split("\n\n") == clause.text.split("\n")
        assert control.group == BOOK.clause(clause.chapter).title
        above = BOOK.clauses[clause.parent].depth > 1 if clause.parent else False
        assert control.parent == (f"clause-{clause.parent}" if above else None)


def test_all_ids_are_different_and_all_links_lead_somewhere():
    ids, hrefs, inserted = [], [], []

    def walk(value):
        if isinstance(value, dict):
            ids.extend(value[key] for key in ("id", "uuid") if key in value)
            hrefs.extend([value["href"]] if "rel" in value else [])
            inserted.extend(
                line.split("param, ")[1] for line in value.get("prose", "").split(" }}") if "param, " in line
            )
            list(map(walk, value.values()))
        elif isinstance(value, list):
            list(map(walk, value))

    walk({key: value for key, value in CATALOG.items() if key != "metadata"})
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in hrefs} <= set(ids)
    assert sum(href.startswith("#") for href in hrefs) == sum(
        len(clause.see) + bool(clause.same_as) for clause in BOOK.clauses.values()
    )
    assert len(inserted) == sum(len(clause.parameters) for clause in BOOK.clauses.values())
    assert set(inserted) == set(BOOK.parameters)


def test_a_link_to_a_chapter_without_demand_leads_to_its_group(small):
    folder = small("clauses/02-second.yaml", "force: shall", "force: none")
    first = folder / "clauses" / "01-first.yaml"
    first.write_text(first.read_text("utf-8").replace('see: ["1.1"]', 'see: ["2", "2.1"]'), "utf-8")
    group = export_catalog(load(folder))["catalog"]["groups"][0]
    assert [link["href"] for link in group["controls"][2]["links"]] == ["#chapter-2", "#clause-2.1"]


def test_parameters_carry_their_default_and_the_limit_that_the_policy_fixes():
    params = {param["id"]: param for param in CATALOG["params"]}
    password = params["password-min-length"]
    assert password["values"] == ["8"]
    assert password["constraints"][0]["description"].startswith(">= 6 (7.3.6: 長度 6 個字元(含)以上")
    assert props(password, "unit") == ["int"]
    assert props(password, "measure") == ["characters"]
    assert "values" not in params["firm-tier"]
    assert params["tls-min-version"]["guidelines"][0]["prose"].startswith("SSL")


def test_what_a_clause_is_stands_in_its_props():
    control = CATALOG["groups"][6]["controls"][1]["controls"][2]["controls"][5]
    assert control["id"] == "clause-7.1.3.6"
    assert props(control, "label") == ["七（一）3.(6)"]
    assert props(control, "sort-id") == ["07.01.03.06"]
    assert props(control, "period") == ["P6M"]
    assert props(control, "evidence") == list(BOOK.clause("7.1.3.6").evidence)
    assert props(CATALOG["groups"][6]["controls"][4]["controls"][2], "retention") == ["P3Y"]


def test_the_text_of_the_policy_is_named_with_its_hash():
    rlink = CATALOG["back-matter"]["resources"][0]["rlinks"][0]
    assert rlink["hashes"][0]["value"] == sha256((BOOK.folder / "policy.md").read_bytes()).hexdigest()


def test_the_export_is_the_same_every_time_and_its_uuids_are_of_version_5(small):
    assert export_catalog(BOOK) == export_catalog(load(BOOK.folder))
    assert UUID(CATALOG["uuid"]).version == 5
    assert export_catalog(load(small()))["catalog"]["uuid"] != CATALOG["uuid"]
    # Pinned: a UUID that changes with a new version of ours would break whoever stored it.
    assert stable_uuid("component", "x") == "1e19ac83-c150-58d9-982b-642ff9658de1"
    assert stable_uuid("a", "b") != stable_uuid("ab")


def test_each_clause_says_how_it_is_carried_out():
    rows = requirements()
    assert len(rows) == 313 - 10
    row = rows["clause-7.1.3.6"]
    assert row["description"] == BOOK.clause("7.1.3.6").does
    assert row["responsible-roles"] == [{"role-id": BOOK.clause("7.1.3.6").owner}]
    assert "props" not in row
    assert rows["clause-9.8"]["remarks"] == BOOK.clause("9.8").enforce


def test_nothing_unproved_is_called_implemented():
    rows = requirements(statuses=STATUSES)
    told = {key: (props(rows[key], "verdict"), props(rows[key], "implementation-status")) for key in rows}
    assert told["clause-7.1.3.6"] == (["met"], ["implemented"])
    assert told["clause-13.4.4"] == (["attention"], ["partial"])
    assert told["clause-9.8"] == (["not_applicable"], ["not-applicable"])
    assert told["clause-7.1.3.5"] == (["not_met"], [])
    assert told["clause-7"] == (["no_data"], [])
    assert told["clause-7.1.3.4"] == ([], [])


def test_a_verdict_on_nothing_or_of_no_kind_is_refused():
    with pytest.raises(UnknownClause):
        export_components(BOOK, made_at=NOON, statuses={"7.1.3.99": "met"})
    with pytest.raises(UnknownStatus) as caught:
        export_components(BOOK, made_at=NOON, statuses={"7": "fine"})
    assert "fine" in caught.value.zh


def test_a_report_of_another_time_or_result_is_another_document():
    one = export_components(BOOK, made_at=NOON, statuses=STATUSES)["component-definition"]
    other = export_components(BOOK, made_at=NOON, statuses={})["component-definition"]
    assert one["uuid"] != other["uuid"]
    assert one["components"][0]["uuid"] == other["components"][0]["uuid"]
    assert one["metadata"]["last-modified"] == "2026-06-01T12:00:00+00:00"
    assert (
        export_components(BOOK, made_at=NOON, catalog_href="x.json")["component-definition"]["components"][0][
            "control-implementations"
        ][0]["source"]
        == "x.json"
    )


def test_a_chapter_without_demand_is_a_group_only():
    assert control_id(BOOK, "1") == "chapter-1"
    assert control_id(BOOK, "7") == "clause-7"
    with pytest.raises(UnknownClause):
        control_id(BOOK, "99")
