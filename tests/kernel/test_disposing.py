"""Disposal: past its term, asked by one and approved by another; what it leaves behind still proves everything else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.kernel import acts, evidence, integrity
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Attachment, Card, Comment, Disposal, Evidence, Submission
from zhengan.kernel.register import register
from zhengan.ledger import clock, sequencer
from zhengan.ledger.models import Entry, Payload

pytestmark = pytest.mark.django_db
LATER = clock.datetime(2040, 1, 1, tzinfo=clock.TAIPEI)


@pytest.fixture(autouse=True)
def _offices_of_the_cast_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cast holds its offices without appointments, which verification would tell."""
    monkeypatch.setattr(integrity, "DERIVED", [])


@pytest.fixture
def record(cast: Cast) -> Any:
    """A training that was held and confirmed, with lines, evidence and a remark, long ago by the time of the test."""
    made = make.training(cast, [cast.employee])
    acts.attach(made, ContentFile(b"names and signatures", name="sheet.pdf"), by=Actor.system())
    acts.comment(by=Actor.system(), text="簽到表已附", record=made)
    return type(made).objects.get(pk=made.pk)


@pytest.fixture
def officer(cast: Cast) -> Actor:
    """Somebody who may change trainings."""
    return Actor(
        user=cast.user("hr"), offices=frozenset({"hr", "security_officer"}), via="web", proved_at=NOW.replace(year=2050)
    )


@pytest.fixture
def approver(cast: Cast) -> Actor:
    """Somebody who may approve a disposal."""
    return Actor(user=cast.user("ciso"), offices=frozenset({"ciso"}), via="web", proved_at=NOW.replace(year=2050))


def path_of(file: Evidence) -> Path:
    store: Any = storages["evidence"]
    return Path(store.path(evidence.path_of(file.sha256)))


def test_what_is_disposed_of_is_gone_and_everything_else_is_proven(
    record: Any, officer: Actor, approver: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    other = acts.attach(make_other(officer), ContentFile(b"kept", name="other.pdf"), by=Actor.system()).evidence
    file, no = Evidence.objects.get(name="sheet.pdf"), record.no
    before = sequencer.step()
    assert before > 0
    with clock.standing_at(LATER):
        asked = acts.ask_disposal([record], by=officer, reason="保存期限屆滿")
        with django_capture_on_commit_callbacks(execute=True):
            entry = acts.approve_disposal(asked, by=approver)
    told = Entry.objects.filter(record_no=no)
    assert told.exists()
    assert set(Payload.objects.filter(entry__in=told).values_list("disposed_by", flat=True)) == {entry.pk}
    assert not type(record).objects.filter(pk=record.pk).exists()
    for table in (Attachment, Comment, Submission, Card):
        assert not table._default_manager.filter(register=record.register.code, record_id=record.pk).exists()
    assert not path_of(file).exists()
    assert path_of(other).exists()
    with clock.standing_at(LATER):
        run = integrity.verify(by="auditor")
    assert run.troubles == []


def make_other(officer: Actor) -> Any:
    return acts.create(
        register("organization.unit"), {"code": "ZZ", "name": "另一單位", "kind": "branch"}, by=Actor.system()
    )


def test_a_file_that_another_record_shows_stays(
    record: Any, officer: Actor, approver: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    acts.attach(make_other(officer), ContentFile(b"names and signatures", name="copy.pdf"), by=Actor.system())
    with clock.standing_at(LATER), django_capture_on_commit_callbacks(execute=True):
        acts.approve_disposal(acts.ask_disposal([record], by=officer, reason="期滿"), by=approver)
    assert path_of(Evidence.objects.get()).exists()
    with clock.standing_at(LATER):
        assert integrity.verify(by="auditor").troubles == []


def test_nothing_goes_before_its_term(record: Any, officer: Actor, approver: Actor) -> None:
    with pytest.raises(NotPossible, match=record.no):
        acts.ask_disposal([record], by=officer, reason="太早")
    assert list(acts.due(record.register)) == []
    with clock.standing_at(LATER):
        assert list(acts.due(record.register)) == [record]
        asked = acts.ask_disposal([record], by=officer, reason="期滿")
    with pytest.raises(NotPossible, match=record.no):
        acts.approve_disposal(asked, by=approver)


@pytest.mark.parametrize("whole", [True, False])
def test_a_hold_keeps_a_record_and_a_register(record: Any, officer: Actor, approver: Actor, whole: bool) -> None:
    with clock.standing_at(LATER):
        held = acts.hold(record.register, by=approver, reason="訴訟中", record_no="" if whole else record.no)
        assert list(acts.due(record.register)) == []
        with pytest.raises(NotPossible, match=record.no):
            acts.ask_disposal([record], by=officer, reason="期滿")
        acts.lift(held, by=approver, reason="訴訟終結")
        assert list(acts.due(record.register)) == [record]
    assert list(Entry.objects.filter(act__startswith="hold").values_list("act", flat=True)) == ["hold", "hold_lift"]


def test_nobody_approves_what_he_asked_for(record: Any, officer: Actor) -> None:
    both = Actor(user=officer.user, offices=officer.offices | {"ciso"}, via="web", proved_at=NOW.replace(year=2050))
    with clock.standing_at(LATER):
        asked = acts.ask_disposal([record], by=both, reason="期滿")
        with pytest.raises(Refused):
            acts.approve_disposal(asked, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database says the same
        Disposal.objects.update(approved_by=both.user)


def test_offices_decide(cast: Cast, record: Any, officer: Actor, approver: Actor) -> None:
    nobody = Actor(user=cast.user("employee"), offices=frozenset(), via="web")
    with clock.standing_at(LATER):
        for refused in (
            lambda: acts.ask_disposal([record], by=nobody, reason="x"),
            lambda: acts.hold(record.register, by=nobody, reason="x"),
        ):
            with pytest.raises(Refused):
                refused()
        asked = acts.ask_disposal([record], by=officer, reason="期滿")
        with pytest.raises(Refused):
            acts.approve_disposal(asked, by=nobody)
        with pytest.raises(Refused):
            acts.refuse_disposal(asked, by=nobody, reason="x")


def test_what_was_decided_is_not_decided_again(record: Any, officer: Actor, approver: Actor) -> None:
    with clock.standing_at(LATER):
        asked = acts.ask_disposal([record], by=officer, reason="期滿")
        acts.refuse_disposal(asked, by=approver, reason="仍需要")
        with pytest.raises(NotPossible):
            acts.approve_disposal(asked, by=approver)
        first, second = (acts.ask_disposal([record], by=officer, reason="期滿") for _ in range(2))
        acts.approve_disposal(first, by=approver)
        with pytest.raises(NotPossible):
            acts.approve_disposal(second, by=approver)


def test_what_others_point_to_stays(cast: Cast, approver: Actor) -> None:
    person = cast.employee
    make.training(cast, [person])
    with clock.standing_at(LATER):
        from zhengan.kernel import guard

        with guard.writing():
            type(person).objects.filter(pk=person.pk).update(retain_until=LATER.date() - timedelta(days=400))
        person.refresh_from_db()
        asked = acts.ask_disposal([person], by=Actor.system(), reason="期滿")
        with pytest.raises(NotPossible):
            acts.approve_disposal(asked, by=approver)
    assert type(person).objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(record: Any, officer: Actor, approver: Actor, reason: str) -> None:
    with clock.standing_at(LATER):
        with pytest.raises(NotPossible):
            acts.ask_disposal([record], by=officer, reason=reason)
        with pytest.raises(NotPossible):
            acts.hold(record.register, by=approver, reason=reason)
        with pytest.raises(NotPossible):
            acts.ask_disposal([], by=officer, reason="期滿")
