"""`zhengan ledger`: lists, verifies, signs, exchanges keys and sends, with exit codes that scripts can rely on."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cast import Cast
from tests.ledger.conftest import enter, read
from zhengan.faces.cli.main import run
from zhengan.kernel import integrity
from zhengan.ledger import apart, keys, sequencer
from zhengan.ledger.core.note import VerifierKey
from zhengan.ledger.models import Departure, Entry, Head

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offices_of_the_cast_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cast holds its offices without appointments, which verification would tell."""
    monkeypatch.setattr(integrity, "DERIVED", [])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_what_is_in_order_ends_with_0(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "verify"]) == 0
    assert "✓ 全部成立 ALL PROVEN" in said(capsys)


def test_a_bad_place_is_named_in_both_tongues_and_ends_with_1(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organization_person SET job_title = 'x' WHERE no = %s", [cast.auditor.no])
    assert run(["ledger", "verify"]) == 1
    told = said(capsys)
    assert f"✗ {cast.auditor.no}" in told
    assert "曾被繞過程式更動" in told
    assert "changed around the program" in told
    assert run(["ledger", "verify", "--json"]) == 1
    trouble, card = json.loads(said(capsys))["troubles"]
    assert (trouble["code"], trouble["place"], trouble["detail"]) == ("record_changed", cast.auditor.no, "job_title")
    assert trouble["sentence_zh"] != trouble["sentence_en"]
    assert (card["code"], card["place"]) == ("card_changed", cast.auditor.no)  # search still tells the old one


def test_a_checkpoint_seen_earlier_is_held_against_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    enter(3)
    assert run(["ledger", "checkpoint"]) == 0
    seen = tmp_path / "seen.txt"
    seen.write_text(said(capsys))
    assert read(seen.read_bytes()).size == 3
    enter(2)
    assert run(["ledger", "verify", "--seen", str(seen)]) == 0
    assert run(["ledger", "verify", "--seen", str(tmp_path / "none")]) == 1
    seen.write_text("no checkpoint")
    assert run(["ledger", "verify", "--seen", str(seen)]) == 1


def test_a_log_that_cannot_be_signed_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    enter(1)
    sequencer.step()
    apart.Path(apart.settings.LEDGER_APART).unlink()
    assert run(["ledger", "checkpoint"]) == 1
    assert "gone from its own place" in capsys.readouterr().err


def test_keys_are_shown_made_rotated_and_replaced_as_acts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "key", "show"]) == 0
    (first,) = said(capsys).split()
    assert VerifierKey.parse(first).name == keys.origin()
    assert run(["ledger", "key", "make", "--kind", "mldsa44"]) == 0
    assert run(["ledger", "key", "make", "--kind", "mldsa44"]) == 1
    assert run(["ledger", "key", "rotate", "--reason", "yearly"]) == 0
    assert run(["ledger", "key", "replace-lost", "--reason", "stolen"]) == 0
    acts = [entry.act for entry in Entry.objects.order_by("pk")]
    assert acts == ["key_make", "key_rotate", "key_replace"]
    rotated = Entry.objects.get(act="key_rotate").payload.body
    assert (rotated["reason"], rotated["statement"][:20]) == ("yearly", "zhengan key hand-ove")


def test_a_log_is_reopened_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    enter(2)
    sequencer.step()
    name = keys.origin()
    assert run(["ledger", "reopen", "--reason", " "]) == 1
    assert run(["ledger", "reopen", "--reason", "restored the backup of Friday"]) == 0
    assert keys.origin() == f"{name}/2"
    assert name in Entry.objects.get(act="key_reopen").payload.body["former"]
    assert run(["ledger", "verify"]) == 0


def test_checkpoints_are_sent_now(settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.LEDGER_DROP = tmp_path / "out"
    enter(2)
    assert run(["ledger", "send"]) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["checkpoint-000000000002.txt"]
    enter(1)
    settings.LEDGER_DROP = tmp_path / "out" / "checkpoint-000000000002.txt"
    assert run(["ledger", "send"]) == 1
    assert Departure.objects.exclude(trouble="").count() == 1
    assert Head.objects.get().size == 3
