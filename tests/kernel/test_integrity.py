"""Verifying the running system: clean where it is clean, an alarm where it is not, one at a time, with progress."""

import subprocess
import sys
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from tests import make
from tests.cast import Cast
from zhengan.identity.models import OfficeHeld
from zhengan.kernel import acts, evidence, integrity
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Evidence, Notification
from zhengan.ledger import clock, keys, sequencer
from zhengan.ledger.models import Entry, Verification
from zhengan.rooms.organization import effective

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offices_of_the_cast_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cast holds its offices without appointments; that this is found has a test of its own."""
    monkeypatch.setattr(integrity, "DERIVED", [])


def edit(statement: str, *values: Any) -> None:
    """Write around the program."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_acts_wrote_is_in_order(cast: Cast) -> None:
    system = make.info_system(cast)
    make.account(cast, system)
    make.recertification(cast, system)
    run = integrity.verify(by="a person")
    assert (run.count, run.troubles) == (0, [])
    assert run.ended_at is not None
    assert run.size == Entry.objects.count() > 0
    assert not Entry.objects.filter(act="integrity_alarm").exists()


def test_what_was_written_around_the_program_raises_the_alarm(cast: Cast) -> None:
    number = cast.auditor.no
    edit("UPDATE organization_person SET job_title = 'chairman' WHERE no = %s", number)
    run = integrity.verify(by="a person")
    assert [(one["code"], one["place"], one["detail"]) for one in run.troubles] == [
        ("record_changed", number, "job_title"),
        ("card_changed", number, "text"),
    ]
    assert Entry.objects.get(act="integrity_alarm").payload.body["first"]["place"] == number
    told = Notification.objects.filter(kind="incident")
    assert told.exists()
    assert all(number in one.title and one.mail for one in told)
    assert integrity.words(run.troubles[0])
    assert integrity.words({"code": "from a later version"})


def test_rights_that_no_record_gives_are_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "DERIVED", [effective.offices_not_given])
    make.appointment(cast, "security_staff", cast.auditor)
    OfficeHeld.objects.exclude(source__startswith="APT").delete()
    assert list(effective.offices_not_given()) == []
    user = cast.user("auditor")
    edit(
        "INSERT INTO identity_officeheld (user_id, office, from_on, source) VALUES (%s, 'ciso', %s, 'APT-2026-9999')",
        user.pk,
        clock.today(),
    )
    run = integrity.verify(by="a person")
    assert [(one["code"], one["place"]) for one in run.troubles] == [("office_not_given", f"{user.username} ciso")]


@pytest.fixture
def attached(cast: Cast, settings: Any, tmp_path: Any) -> Evidence:
    acts.attach(cast.auditor, _file(b"signed minutes"), by=Actor.system())
    return Evidence.objects.get()


def _file(content: bytes) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(content, name="minutes.pdf")


def test_evidence_files_are_read_again(attached: Evidence) -> None:
    run = integrity.verify(by="a person")
    assert (run.count, run.files) == (0, 1)


def test_an_evidence_file_that_was_changed_or_taken_away_is_found(attached: Evidence) -> None:
    from pathlib import Path

    from django.core.files.storage import storages

    store: Any = storages["evidence"]
    path = Path(store.path(evidence.path_of(attached.sha256)))
    path.chmod(0o600)
    path.write_bytes(b"signed Minutes")
    assert [one.code for one in integrity.evidence_files()] == ["evidence_changed"]
    path.unlink()
    assert [one.code for one in integrity.evidence_files()] == ["evidence_missing"]


def test_evidence_that_was_exchanged_or_forgotten_is_found(attached: Evidence) -> None:
    other = evidence.keep_bytes(b"another", name="other.pdf")
    other_sha = other.sha256
    edit("UPDATE kernel_evidence SET sha256 = %s WHERE id = %s", "x" * 64, other.pk)
    edit("UPDATE kernel_evidence SET sha256 = %s WHERE id = %s", other_sha, attached.pk)
    assert "evidence_exchanged" in {one.code for one in integrity.evidence_files()}


def test_a_run_watches_for_another_and_gives_up_the_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setattr(
        threading, "Thread", lambda **told: started.append(told) or type("T", (), {"start": lambda _self: None})()
    )
    first = integrity.start(by="one")
    assert integrity.start(by="two") == first
    with clock.standing_at(clock.now() + integrity.DEAD_AFTER + timedelta(seconds=1)):
        assert integrity.running() is None
    monkeypatch.setattr(integrity, "WARMING_UP", -1)
    assert integrity.verify_daily() == 0  # there was one today
    with clock.standing_at(clock.now() + integrity.EVERY + timedelta(seconds=1)):
        monkeypatch.setattr(integrity, "WARMING_UP", 1e9)
        assert integrity.verify_daily() == 0
        monkeypatch.setattr(integrity, "WARMING_UP", -1)
        assert integrity.verify_daily() == 1
    assert len(started) == 2


def test_the_background_run_ends_and_outlives_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "connection", SimpleNamespace(close=lambda: None))  # it is the test's own
    run = integrity.begin(by="one")
    integrity._in_background(run)
    assert Verification.objects.get(pk=run.pk).ended_at is not None

    def broken(**_told: Any) -> None:
        raise OSError("the disk is away")

    monkeypatch.setattr(integrity, "verify", broken)
    integrity._in_background(integrity.begin(by="two"))


def test_a_log_that_cannot_be_signed_is_verified_all_the_same(cast: Cast) -> None:
    keys.signers()
    keys.path_of("ed25519").chmod(0o644)
    run = integrity.verify(by="a person")
    assert [one["code"] for one in run.troubles] == ["key_unusable"]


def test_a_log_that_cannot_be_signed_raises_the_alarm_once(cast: Cast) -> None:
    assert integrity.watch_the_signing() == 0
    keys.signers()
    keys.path_of("ed25519").chmod(0o644)
    for _turn in range(2):
        with pytest.raises(keys.KeyTrouble):
            sequencer.step()
    assert [integrity.watch_the_signing(), integrity.watch_the_signing()] == [1, 0]
    assert "key_open" in Entry.objects.get(act="ledger_trouble").payload.body["trouble"]
    assert Notification.objects.filter(kind="incident", title__contains="軌跡").exists()


def test_no_more_than_some_are_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "KEPT", 3)
    edit("UPDATE organization_person SET job_title = 'x'")
    run = integrity.verify(by="a person")
    assert run.count > 3
    assert len(run.troubles) == 3


def test_the_command_line_reconciles_what_the_web_does() -> None:
    """Whatever higher floors add is there when Django is set up, not when a page happens to import it."""
    told = (
        "from zhengan.kernel import integrity, reconciling as r; "
        "print(len(r.BESIDE_CLAUSES), len(r.ALONE), len(integrity.DERIVED))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {told}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["2", "2", "2"]
