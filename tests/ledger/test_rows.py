"""Rows in and out by key: what the quick way writes and reads is what Django's own way writes and reads."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast
from zhengan.kernel import guard
from zhengan.kernel.models import Counter
from zhengan.kernel.register import register
from zhengan.ledger import clock, rows
from zhengan.ledger.models import Entry, Payload

pytestmark = pytest.mark.django_db


def entry(act: str) -> Entry:
    return Entry(at=clock.now(), actor_name="林雅婷", via="web", act=act, digest="0" * 64)


def test_keys_come_back_and_rows_are_those_of_the_orm() -> None:
    made = [entry("one"), entry("two")]
    rows.insert(made, keys=True)
    by_django = entry("three")
    by_django.save()
    assert [one.act for one in Entry.objects.filter(pk__in=[one.pk for one in made]).order_by("pk")] == ["one", "two"]
    ours, theirs = Entry.objects.get(pk=made[0].pk), Entry.objects.get(pk=by_django.pk)
    for field in Entry._meta.concrete_fields:
        if field.name not in ("id", "act"):
            assert getattr(ours, field.attname) == getattr(theirs, field.attname)


def test_json_bytes_and_nothing_survive() -> None:
    made = [entry("one")]
    rows.insert(made, keys=True)
    body = {"文": ["中", 1, None, True, {"a": "|'\""}]}
    rows.insert([Payload(entry_id=made[0].pk, salt=b"\x00\xff", body=body)])
    kept = Payload.objects.get(pk=made[0].pk)
    assert (bytes(kept.salt), kept.body) == (b"\x00\xff", body)


def test_what_is_fetched_is_what_the_orm_reads(cast: Cast) -> None:
    """Every kind of column: texts, numbers, days, times, lengths of time, several values, addresses."""
    make.info_system(cast, rto=timedelta(hours=2), rpo=timedelta(minutes=15), internet_facing=True)
    make.asset(cast, ip_address="10.1.2.3")
    make.notice(cast, audience=("staff", "customer"))
    make.training(cast, [cast.employee], hours=Decimal("1.5"))
    for code in ("assets.info_system", "assets.asset", "policy.notice", "organization.training", "organization.person"):
        model = register(code).record
        theirs = list(model.objects.order_by("pk"))
        ours = rows.fetch(model, "id", [one.pk for one in reversed(theirs)])
        assert [one.pk for one in ours] == [one.pk for one in theirs]
        for one, other in zip(ours, theirs, strict=True):
            for field in model._meta.concrete_fields:
                assert getattr(one, field.attname) == getattr(other, field.attname), field
                assert type(getattr(one, field.attname)) is type(getattr(other, field.attname)), field
            assert not one._state.adding


def test_child_rows_are_fetched_by_their_record(cast: Cast) -> None:
    training = make.training(cast, [cast.employee, cast.operator])
    make.training(cast, [cast.hr])
    found = rows.fetch(register("organization.training").lines["attendees"], "record", [training.pk])
    assert [one.person_id for one in found] == [cast.employee.pk, cast.operator.pk]


def test_a_row_that_is_there_is_renewed() -> None:
    Counter.objects.create(register="a.b", year=2026, last=3)
    rows.insert([Counter(register="a.b", year=2026, last=9)], renew=["last"], by=("register", "year"))
    assert list(Counter.objects.filter(register="a.b").values_list("last", flat=True)) == [9]


def test_constraints_hold() -> None:
    rows.insert([Counter(register="a.b", year=2026, last=1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([Counter(register="a.b", year=2026, last=2)])


def test_more_rows_than_fit_into_a_statement_take_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PARAMETERS", 9)
    with CaptureQueriesContext(connection) as asked:
        rows.insert([Counter(register="a.b", year=year, last=1) for year in range(2000, 2007)])
    assert len(asked) == 3
    assert Counter.objects.filter(register="a.b").count() == 7
    assert len(rows.fetch(Counter, "year", list(range(2000, 2020)))) == 7


def test_records_are_guarded(cast: Cast) -> None:
    asset = make.asset(cast)
    with pytest.raises(guard.WrittenOutsideAct):
        type(asset).objects.put([asset], renew=["name"])


def test_nothing_is_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        rows.insert([])
        assert rows.fetch(Counter, "id", []) == []
    assert len(asked) == 0
