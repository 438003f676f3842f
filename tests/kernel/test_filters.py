"""Filters of a list: what an address asks for, what is seen, and that nothing odd breaks it."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests import make
from tests.cast import Cast
from tests.samples import sample
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.filters import narrowed
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger.clock import TAIPEI

PEOPLE = register("organization.person")
INCIDENTS = register("incidents.incident")
FINDINGS = register("assurance.finding")


def names(cast: Cast, query: str, part: str = "hr") -> set[str]:
    return {one.name for one in narrowed(PEOPLE, cast.actor(part), QueryDict(query)).queryset}


def test_choices_rows_and_several_values(cast: Cast) -> None:
    assert names(cast, "kind=outsourced") == {"方志明"}
    assert names(cast, "kind=outsourced&kind=officer") == {"方志明", "黃國棟", "周文彬", "吳淑芬"}
    audit, compliance = cast.units["audit"], cast.units["compliance"]
    for query in (f"unit={audit.no}", f"unit={audit.pk}", "unit=A10"):
        assert names(cast, query) == {"郭素珍", "許家豪"}
    assert names(cast, f"unit={audit.no}&unit={compliance.no}") == {"郭素珍", "許家豪", "鄭淑惠"}
    assert names(cast, "state=left") == set()


def test_free_text_wants_every_word_somewhere(cast: Cast) -> None:
    assert names(cast, "q=a10 系統") == {"李志豪", "劉冠廷"}
    assert names(cast, f"q={cast.hr.no}") == {"楊惠君"}
    assert names(cast, "q=%25") == set()


def test_days_in_taipei(cast: Cast) -> None:
    late = make.incident(cast, discovered_at=datetime(2026, 3, 4, 23, 59, tzinfo=TAIPEI))
    early = make.incident(cast, discovered_at=datetime(2026, 3, 5, 0, 1, tzinfo=TAIPEI))

    def found(query: str) -> set[str]:
        return {one.no for one in narrowed(INCIDENTS, cast.actor("ciso"), QueryDict(query)).queryset}

    assert found("discovered_at_from=2026-03-05") == {early.no}
    assert found("discovered_at_to=115.3.4") == {late.no}
    assert found("discovered_at_from=115/3/4&discovered_at_to=2026/3/5") == {early.no, late.no}


def test_voided_records_are_hidden_unless_asked_for(cast: Cast) -> None:
    units = register("organization.unit")
    hr = cast.actor("hr")
    gone = make.made("organization.unit", {"code": "B1", "name": "舊", "kind": "branch"}, by=hr)
    acts.void(gone, by=hr, reason="錯")

    def count(query: str) -> int:
        return narrowed(units, hr, QueryDict(query)).queryset.count()

    live = len(cast.units)
    assert (count(""), count("voided=only"), count("voided=all"), count("voided=nonsense")) == (live, 1, live + 1, live)


def test_exactly_these_records(cast: Cast) -> None:
    assert names(cast, f"ids={cast.hr.no},{cast.ciso.pk}, ,{'9' * 30}") == {"楊惠君", "吳淑芬"}


def test_only_rows_that_are_also_in_another_query_set(cast: Cast) -> None:
    within = PEOPLE.record.objects.filter(staff_no__startswith="A4")
    found = narrowed(PEOPLE, cast.actor("hr"), QueryDict("q=稽核主管"), within=within)
    assert [one.name for one in found.queryset] == ["郭素珍"]


def test_people_see_what_they_may(cast: Cast) -> None:
    assert names(cast, "", part="employee") == {"曾雅文"}
    assert names(cast, "q=楊惠君", part="employee") == set()


def test_order(cast: Cast) -> None:
    def ordered(order: str) -> list[str]:
        return [one.staff_no for one in narrowed(PEOPLE, cast.actor("hr"), QueryDict(f"order={order}")).queryset]

    assert ordered("staff_no") == sorted(ordered(""))
    assert ordered("-staff_no") == sorted(ordered(""), reverse=True)
    assert ordered("unit,staff_no")[:2] == ["A401", "A402"]
    found = narrowed(PEOPLE, cast.actor("hr"), QueryDict("order=-name&q=a&page=3"))
    assert found.order == ("-name",)
    assert found.order_query("name") == "order=name&q=a"
    assert narrowed(PEOPLE, cast.actor("hr"), QueryDict("order=name")).order_query("name") == "order=-name"
    assert found.may_order("unit")
    assert not found.may_order("password")


def test_chips_say_what_narrows_the_list_and_how_to_take_it_away(cast: Cast) -> None:
    query = "kind=outsourced&kind=officer&unit=A10&q=a&page=2&order=name"
    found = narrowed(PEOPLE, cast.actor("hr"), QueryDict(query))
    said = {(chip.value, chip.remove_query) for chip in found.chips}
    kinds = dict(PEOPLE.record.Kind.choices)
    assert said == {
        ("a", "kind=outsourced&kind=officer&unit=A10&order=name"),
        (str(kinds["outsourced"]), "kind=officer&unit=A10&q=a&order=name"),
        (str(kinds["officer"]), "kind=outsourced&unit=A10&q=a&order=name"),
        ("稽核室", "kind=outsourced&kind=officer&q=a&order=name"),
    }
    assert found.query == "kind=outsourced&kind=officer&unit=A10&q=a"


def test_fields_for_the_face(cast: Cast) -> None:
    fields = {one.name: one for one in narrowed(PEOPLE, cast.actor("hr"), QueryDict("kind=officer")).fields}
    assert (fields["kind"].kind, fields["kind"].value, fields["kind"].declared) == ("choice", ("officer",), True)
    assert ("outsourced", str(PEOPLE.record.Kind.OUTSOURCED.label)) in fields["kind"].options()
    assert (cast.units["it"].no, "資訊部") in fields["unit"].options()
    assert (fields["joined_on"].kind, fields["joined_on"].names) == ("date", ("joined_on_from", "joined_on_to"))
    assert not fields["joined_on"].declared
    systems = {one.name: one for one in narrowed(register("assets.asset"), Actor.system(), QueryDict("")).fields}
    assert [value for value, _text in systems["important"].options()] == ["1", "0"]


def test_options_can_be_looked_for(cast: Cast) -> None:
    """Among more rows than are offered at once, the one meant is found by its words; the list itself stays as it is."""
    found = narrowed(PEOPLE, cast.actor("hr"), QueryDict("unit_find=稽核&kind_find=委外&kind=officer"))
    fields = {one.name: one for one in found.fields}
    assert fields["unit"].options() == [(cast.units["audit"].no, "稽核室")]
    assert [value for value, _text in fields["kind"].options()] == ["outsourced"]
    assert found.query == "kind=officer"
    assert {one.kind for one in found.queryset} == {"officer"}
    assert not found.problems
    nothing = narrowed(PEOPLE, cast.actor("hr"), QueryDict("unit_find=火星"))
    assert nothing.queryset.count() == len(cast.names)
    assert "火星" in nothing.problems[0]


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "unit=UNT-1", "unit=%00", "joined_on_from=20/1/1", "order=password", "order=user__password",
     "q=%00", "ids=%00"],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_and_left_out(cast: Cast, query: str) -> None:
    found = narrowed(PEOPLE, cast.actor("hr"), QueryDict(query))
    assert len(found.problems) == 1
    assert found.queryset.count() == len(cast.people)


def test_yes_no_and_several_in_one_field(cast: Cast) -> None:
    systems = register("assets.info_system")
    made = make.info_system(cast, internet_facing=True)
    other = make.info_system(cast, internet_facing=False)

    def found(query: str) -> set[str]:
        return {one.no for one in narrowed(systems, cast.actor("it_manager"), QueryDict(query)).queryset}

    assert found("internet_facing=1") == found("internet_facing=是") == {made.no}
    assert found("internet_facing=no") == {other.no}
    assert found("internet_facing=") == {made.no, other.no}
    problems = narrowed(systems, cast.actor("it_manager"), QueryDict("internet_facing=maybe")).problems
    assert len(problems) == 1


def test_confidential_fields_are_neither_filter_nor_search_nor_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = "discipline_on"
    monkeypatch.setattr(type(FINDINGS), "filters", (*FINDINGS.filters, hidden))
    monkeypatch.setattr(type(FINDINGS), "columns", (*FINDINGS.columns, hidden))
    monkeypatch.setattr(type(FINDINGS), "search", (*FINDINGS.search, "discipline"))
    make.finding(cast)
    seeing = narrowed(FINDINGS, cast.actor("chief_auditor"), QueryDict(f"order={hidden}"))
    blind = narrowed(FINDINGS, cast.actor("it_manager"), QueryDict(f"order={hidden}"))
    assert hidden in {field.name for field in seeing.fields}
    assert hidden not in {field.name for field in blind.fields}
    assert (seeing.problems, len(blind.problems)) == ((), 1)
    searched = re.compile(r'"discipline"\S* LIKE')
    assert not searched.search(str(narrowed(FINDINGS, cast.actor("it_manager"), QueryDict("q=x")).queryset.query))
    assert searched.search(str(narrowed(FINDINGS, cast.actor("ciso"), QueryDict("q=x")).queryset.query))


@pytest.mark.parametrize("one", registers(), ids=lambda one: one.code)
def test_every_register_can_be_asked_by_each_of_its_filters(one: Register, system: Actor) -> None:
    record = sample(one)
    found = narrowed(one, system, QueryDict(""))
    for field in found.fields:
        values = {
            "choice": [record.state],
            "row": [record.no],
            "yes_no": ["1"],
            "date": ["2026-01-01"],
            "number": ["1"],
        }
        texts = [value for value, _text in field.options()] or values.get(field.kind, ["x"])
        for name in field.names:
            narrow = narrowed(one, system, QueryDict(f"{name}={texts[0]}&q=x y"))
            assert narrow.problems == ()
            narrow.queryset.count()
    for name in found._sortable:
        assert record in narrowed(one, system, QueryDict(f"order=-{name}")).queryset


@pytest.mark.parametrize("one", registers(), ids=lambda one: one.code)
def test_a_list_needs_the_same_queries_for_more_rows(one: Register, system: Actor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            for record in narrowed(one, system, QueryDict("")).queryset:
                for column in one.columns:
                    value = getattr(record, column)
                    str(value() if callable(value) else value)
                str(record)
        return len(found)

    sample(one)
    few = queries()
    for _ in range(4):
        sample(one)
    assert queries() == few <= 4


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    some.dictionaries(
        some.sampled_from(["q", "ids", "state", "kind", "unit", "joined_on_from", "order", "voided", "page", "x"]),
        some.lists(some.text(max_size=12), max_size=3),
        max_size=4,
    )
)
def test_no_query_breaks_it(cast: Cast, asked: dict[str, list[str]]) -> None:
    params = QueryDict(mutable=True)
    for name, texts in asked.items():
        params.setlist(name, texts)
    found = narrowed(PEOPLE, cast.actor("hr"), params)
    assert found.queryset.count() <= len(cast.people)
    assert all(chip.label for chip in found.chips)
