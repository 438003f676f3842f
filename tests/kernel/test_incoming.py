"""Incoming values: JSON, words and cells all pass the same fields, and odd ones are told by field."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import make
from tests.cast import Cast
from zhengan.kernel.actor import Actor
from zhengan.kernel.candidates import Candidates
from zhengan.kernel.incoming import Incoming, Reader, as_text, read_bool
from zhengan.kernel.register import register

TRAININGS = register("organization.training")
PEOPLE = register("organization.person")


def reader(code: str, name: str) -> Reader:
    return Reader(register(code).record._meta.get_field(name), Candidates(Actor.system()))


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (None, ()),
        ("", ()),
        (["policy", "Law"], ("policy", "law")),
        ("policy|law", ("policy", "law")),
        ("政策、法令", None),
        ("Policy, Law", ("policy", "law")),
    ],
)
def test_several_values(db: None, raw: Any, meant: Any) -> None:
    topics = reader("organization.training", "topics")
    if meant is None:
        labels = [label for label, code in topics.labels.items() if code in ("policy", "law") and not label.isascii()]
        raw, meant = "、".join(labels), ("policy", "law")
    assert set(topics.clean(raw)) == set(meant)


@pytest.mark.parametrize("raw", [{"a": 1}, ["moon"], "moon", ["\udcff"]])
def test_several_values_that_mean_nothing(db: None, raw: Any) -> None:
    with pytest.raises(ValidationError):
        reader("organization.training", "topics").clean(raw)


def test_another_record_by_any_of_its_names(cast: Cast) -> None:
    unit = reader("organization.person", "unit")
    it = cast.units["it"]
    for raw in (it.no, f"{it.no} 資訊部", "I10", "資訊部", {"no": it.no}, {"id": it.pk}, {"id": it.pk, "text": "x"}):
        assert unit.clean(raw) == it
    for raw in ("moon", {"id": 99999}, {"id": "x"}, {}, [it.no], 5, True):
        with pytest.raises(ValidationError):
            unit.clean(raw)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [(2, "2"), (2.0, "2"), ("2.50", "2.5"), (0.1 + 0.2, "0.3"), ("1,000.5", None), ("NaN", None), ("Infinity", None),
     ("1e9", None), ("two", None), (True, None), ([1], None), ({"a": 1}, None)],
)  # fmt: skip
def test_numbers_as_people_and_cells_write_them(db: None, raw: Any, meant: str | None) -> None:
    hours = reader("organization.training", "hours")
    if meant is not None:
        assert hours.clean(raw) == Decimal(meant)
        return
    with pytest.raises(ValidationError):
        hours.clean(raw)


def test_thousands(db: None) -> None:
    field = next(one for one in register("assets.asset").entries if one.name == "license_count")
    assert Reader(field, Candidates(Actor.system())).clean("1,234") == 1234


def test_durations_and_moments(db: None) -> None:
    rto = reader("assets.info_system", "rto")
    for raw in ("04:00:00", "PT4H", time(4), timedelta(hours=4)):
        assert rto.clean(raw) == timedelta(hours=4)
    assert rto.clean("") is None
    at = reader("incidents.incident", "discovered_at")
    assert at.clean("109.12.21 8:30") == at.clean("2020-12-21T00:30:00Z")


def test_yes_and_no() -> None:
    assert all(read_bool(raw) for raw in (True, "是", "Y", "1", 1, 1.0, "v"))
    assert not any(read_bool(raw) for raw in (False, None, "", "否", "n", 0))
    with pytest.raises(ValidationError):
        read_bool("perhaps")


def test_scalars_as_text(cast: Cast) -> None:
    told = {5.0: "5", 5.25: "5.25", 1e20: "1e+20", True: "true", "x": "x"}
    assert [as_text(raw) for raw in told] == list(told.values())
    assert as_text(None) == ""
    assert as_text(Decimal("1.50")) == "1.50"
    assert as_text(datetime(2026, 1, 2, 3, 4)) == "2026-01-02 03:04:00"  # noqa: DTZ001
    assert as_text(date(2026, 1, 2)) == "2026-01-02"
    assert as_text(cast.hr) == cast.hr.no


def test_of_a_new_record_everything_of_an_old_one_what_is_given(cast: Cast) -> None:
    incoming = Incoming(PEOPLE, cast.actor("hr"))
    with pytest.raises(ValidationError) as error:
        incoming.values({"name": "甲"}, new=True)
    assert {"staff_no", "unit", "joined_on"} <= set(error.value.message_dict)
    assert incoming.values({"name": " 甲 "}, new=False) == {"name": "甲"}
    with pytest.raises(ValidationError) as error:
        incoming.values({"user": 1, "state": "left", "name": "甲\udcff"}, new=False)
    assert set(error.value.message_dict) == {"user", "state", "name"}


def test_what_a_move_asks_for_is_all_required(cast: Cast) -> None:
    incoming = Incoming(PEOPLE, cast.actor("hr"), only={"left_on": True})
    assert set(incoming.readers) == {"left_on"}
    assert incoming.line_readers == {}
    with pytest.raises(ValidationError):
        incoming.values({"left_on": ""}, new=False)


def test_lines_in_odd_shapes(cast: Cast, system: Actor) -> None:
    incoming = Incoming(TRAININGS, system)
    for raw in ({"moon": []}, {"attendees": {}}, {"attendees": "x"}, {"attendees": [1]}, {"attendees": [{"id": True}]}):
        with pytest.raises(ValidationError):
            incoming.lines(raw)


def test_a_line_keeps_what_is_not_given(cast: Cast, system: Actor) -> None:
    course = make.training(cast, [cast.employee], state="planned")
    line = course.attendees.get()
    (found,) = Incoming(TRAININGS, system).lines({"attendees": [{"id": line.pk, "score": 5}]}, record=course)[
        "attendees"
    ]
    assert (found["person"], found["hours"], found["score"]) == (cast.employee, line.hours, 5)
