"""Evidence archive: sealed in a chain, never changed, not destroyed before its day or while a dispute is open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.turning import turn
from zhengan.ledger import clock
from zhengan.rooms.logs.sealing import seal_of

YEARS = timedelta(days=3 * 366 + 1)


def destroy(cast, record, office="security_officer"):
    by = replace(cast.actor(office), proved_at=clock.now())
    return acts.move(record, "destroyed", by=by, reason="期限屆滿")


def test_each_batch_takes_in_the_seal_of_the_one_before(cast):
    source = make.log_source(cast)
    yesterday = clock.now() - timedelta(days=1)
    first = make.batch(
        cast, source=source, covers_from=yesterday - timedelta(days=1), covers_to=yesterday, state="collected"
    )
    second = make.batch(cast, source=source)
    other = make.batch(cast)
    first.refresh_from_db()
    assert (first.state, first.previous_hash) == ("sealed", "")
    assert second.previous_hash == first.seal == seal_of(first)
    assert other.previous_hash == ""


@pytest.mark.parametrize(
    ("name", "value"), [("sha256", "a" * 64), ("size", 1), ("file_name", "other.log"), ("covers_from", None)]
)
def test_what_is_sealed_is_not_changed(cast, name, value):
    record = make.batch(cast)
    with pytest.raises(ValidationError):
        acts.change(record, {name: value or record.covers_from - timedelta(days=1)}, by=cast.actor("system_admin"))
    seen = {"verified_at": clock.now(), "intact": True, "second_copy": "異地"}
    assert acts.change(record, seen, by=cast.actor("system_admin")).intact


@pytest.mark.parametrize("name", ["seal", "previous_hash", "kept_until"])
def test_nobody_types_a_seal_or_a_shorter_day(cast, name):
    with pytest.raises(ValidationError):
        make.batch(cast, **{name: clock.today() if name == "kept_until" else "a" * 64})


def test_it_is_kept_as_long_as_its_log_asks_for_and_never_less_than_three_years(cast):
    assert make.batch(cast).kept_until == clock.today().replace(year=clock.today().year + 3)
    longer = make.log_source(cast, retention_months=60)
    record = make.batch(cast, source=longer)
    assert record.kept_until == clock.today().replace(year=clock.today().year + 5)
    assert record.retain_until > record.kept_until


def test_nothing_is_destroyed_before_its_day_or_under_hold(cast):
    record, held = make.batch(cast), make.batch(cast)
    acts.change(held, {"hold": True}, by=cast.actor("system_admin"))
    with pytest.raises((NotPossible, Refused)):
        destroy(cast, record)
    with pytest.raises((NotPossible, Refused)):
        acts.move(record, "expired", by=Actor.system())
    with clock.standing_at(clock.now() + YEARS):
        turn(clock.now())
        record.refresh_from_db()
        held.refresh_from_db()
        assert (record.state, held.state) == ("expired", "sealed")
        dispute = {"by": cast.actor("ciso"), "reason": "訴訟"}
        with pytest.raises(NotPossible):
            acts.move(record, "sealed", values={"hold": False}, **dispute)
        seal = acts.move(record, "sealed", values={"hold": True}, **dispute).seal
        assert (seal, turn(clock.now())) == (record.seal, 0)
        acts.change(record, {"hold": False}, by=cast.actor("system_admin"))
        assert turn(clock.now()) == 1
        maker = replace(cast.actor("system_admin"), offices=frozenset({"security_officer"}), proved_at=clock.now())
        with pytest.raises(Refused):
            acts.move(record, "destroyed", by=maker, reason="期限屆滿")
        record.refresh_from_db()
        assert destroy(cast, record).state == "destroyed"


def test_a_copy_is_released_to_somebody_named(cast):
    record = make.batch(cast)
    with pytest.raises(NotPossible):
        acts.move(record, "released", by=cast.actor("ciso"))
    line = {"at": clock.now(), "from_person": cast.operator, "to_person": cast.employee, "purpose": "檢察官調取"}
    record = acts.change(record, {}, by=cast.actor("system_admin"), lines={"custody": [line]})
    record = acts.move(record, "released", by=cast.actor("ciso"))
    with pytest.raises(ValidationError):
        acts.change(record, {}, by=cast.actor("system_admin"), lines={"custody": []})
    step = record.custody.get()
    changed = line | {"id": step.pk, "purpose": "其他"}
    with pytest.raises(ValidationError):
        acts.change(record, {}, by=cast.actor("system_admin"), lines={"custody": [changed]})
    more = [line | {"id": step.pk}, line | {"from_person": cast.employee, "to_person": cast.operator}]
    assert acts.change(record, {}, by=cast.actor("system_admin"), lines={"custody": more}).custody.count() == 2


def test_it_is_of_something_once_and_not_of_the_future(cast):
    first = make.batch(cast)
    with pytest.raises(ValidationError):
        make.batch(cast, sha256=first.sha256)
    with pytest.raises(ValidationError):
        make.batch(cast, log_source=None)
    assert make.batch(cast, log_source=None, kind="config").state == "sealed"
    for wrong in ({"covers_to": clock.now() + timedelta(hours=1)}, {"covers_from": clock.now()}):
        with pytest.raises(ValidationError):
            make.batch(cast, **wrong)


@pytest.mark.parametrize("change", ["seal = ''", "kept_until = NULL", "covers_to = '2000-01-01'"])
def test_the_database_refuses_what_is_not_sealed(cast, change):
    record = make.batch(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE logs_evidencearchive SET {change} WHERE id = %s", [record.pk])  # noqa: S608
