"""Cleaning: refuses and accepts exactly what Django's own check of the fields does, also the second time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import make
from tests.cast import Cast
from zhengan.kernel import cleaning
from zhengan.kernel.register import register

pytestmark = pytest.mark.django_db

# field of an information system, and a value that is or is not one
VALUES = (
    ("name", "下單系統"),
    ("name", ""),
    ("name", "名" * 61),
    ("tier", "core"),
    ("tier", "no such tier"),
    ("tier", None),
    ("url", "https://example.org/"),
    ("url", "no address"),
    ("url", ""),
    ("important", True),
    ("important", "maybe"),
    ("tier_reviewed_on", date(2026, 1, 1)),
    ("tier_reviewed_on", "2026-01-01"),
    ("tier_reviewed_on", "yesterday"),
    ("rto", timedelta(hours=2)),
    ("rto", None),
    ("rto", "soon"),
)


def outcome(check: Any, row: Any) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """What a check says of a row, and what it makes of its values."""
    try:
        check(row)
        errors: dict[str, list[str]] = {}
    except ValidationError as error:
        errors = error.message_dict
    return errors, {field.name: getattr(row, field.attname) for field in row._meta.fields}


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_is_what_full_clean_says(name: str, value: Any, cast: Cast) -> None:
    model = register("assets.info_system").record
    system = make.info_system(cast)

    def row() -> Any:
        found = model.objects.get(pk=system.pk)
        setattr(found, name, value)
        return found

    def theirs(found: Any) -> None:
        found.full_clean(validate_unique=False, validate_constraints=False)

    expected = outcome(theirs, row())
    assert outcome(cleaning.clean, row()) == expected
    assert outcome(cleaning.clean, row()) == expected


def test_a_foreign_key_that_is_demanded_must_be_there(cast: Cast) -> None:
    system = make.info_system(cast)
    system.business_owner_id = None
    with pytest.raises(ValidationError) as refused:
        cleaning.clean(system)
    assert set(refused.value.message_dict) == {"business_owner"}


def test_what_is_remembered_is_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "_MOST", 5)
    system = make.info_system(cast)
    for number in range(20):
        system.name = f"系統 {number}"
        cleaning.clean(system)
    assert len(cleaning._passed) <= 25


def test_the_rows_own_rule_is_asked(cast: Cast) -> None:
    """An attendee without hours has those of the course: what `clean` of the row fills in."""
    training = make.training(cast, [], state="planned", hours=3)
    line = register("organization.training").lines["attendees"](record=training, person=cast.employee)
    cleaning.clean(line, skip=("record",))
    assert line.hours == 3
