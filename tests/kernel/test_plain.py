"""What a record says, as JSON that has one form for ever: the ledger commits to it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from tests import make
from tests.cast import Cast
from zhengan.kernel import acts
from zhengan.kernel.plain import plain
from zhengan.kernel.state import Before
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None), (True, True), (0, 0), ("", ""),
        (datetime(2026, 11, 20, 1, 30, tzinfo=clock.TAIPEI), "2026-11-19T17:30:00+00:00"),
        (datetime(2026, 11, 20, tzinfo=UTC), "2026-11-20T00:00:00+00:00"),
        (date(2026, 11, 20), "2026-11-20"), (time(8, 30), "08:30:00"), (timedelta(hours=4), "PT14400S"),
        (Decimal("2.50"), "2.5"), (Decimal(100), "100"), (Decimal("0.00"), "0"),
        (("a", date(2026, 1, 1)), ["a", "2026-01-01"]), ({1: Decimal("1.0")}, {"1": "1"}),
        (gettext_lazy("Saved."), "已儲存。"),
    ],
)  # fmt: skip
def test_a_value_has_one_form(value: Any, said: Any) -> None:
    assert plain(value) == said


def test_a_row_is_told_by_key_number_and_text(cast: Cast) -> None:
    unit = cast.units["it"]
    assert plain(unit) == {"id": unit.pk, "text": f"{unit.no} {unit}"}
    assert plain(cast.user("hr")) == {"id": cast.user("hr").pk, "text": str(cast.user("hr"))}


def test_a_change_tells_both_rows_though_the_old_one_was_never_looked_at(cast: Cast) -> None:
    """Who read the trail would else see a key where a name stood."""
    person = type(cast.employee).objects.get(pk=cast.employee.pk)  # nothing fetched along
    before = Before.of(person, person.register.fields)
    person.unit = cast.units["audit"]
    assert before.touched(person) == ["unit"]
    assert before.difference(person) == {
        "before": {"unit": plain(cast.units["brokerage"])},
        "after": {"unit": plain(cast.units["audit"])},
    }


def test_what_was_empty_and_is_filled_in_is_told(cast: Cast) -> None:
    unit = cast.units["it"]
    acts.change(unit, {"parent": cast.units["board"]}, by=cast.actor("hr"))
    body = Entry.objects.get(act="change", record_no=unit.no).payload.body
    assert (body["before"], body["after"]) == ({"parent": None}, {"parent": plain(cast.units["board"])})


def test_the_same_amount_written_otherwise_is_no_change(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="planned")
    before = Before.of(course, course.register.fields)
    course.hours = Decimal("3.00")
    assert before.difference(course) == {"before": {}, "after": {}}
