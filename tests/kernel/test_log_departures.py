"""The recurring departures: folder, witnesses and stamp as configured; the auditor's mail by a real server."""

from email.message import Message as Mail
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.kernel.conftest import Box
from tests.ledger.conftest import enter, read
from zhengan.kernel import integrity, log_departures, sweeps
from zhengan.ledger import keys, sequencer
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.models import Departure, LogKey

pytestmark = pytest.mark.django_db


def parts(mail: Mail) -> list[bytes]:
    found = mail.get_payload()
    assert isinstance(found, list)
    return [part.get_payload(decode=True) for part in found]  # type: ignore[union-attr,misc]


def test_the_auditors_get_what_they_need_to_prove_the_past(smtp: Box, cast: Cast, settings: Any) -> None:
    sequencer.step()
    assert log_departures.mail_auditors() == len({mail["To"] for mail in smtp.arrived}) > 0
    body, checkpoint, public = parts(smtp.arrived[0])
    believed = Trust(tuple(keys.verifiers())).open(checkpoint)
    assert str(believed.checkpoint.size) in body.decode()
    assert "請保存這封信" in body.decode()
    assert public.decode().split() == [str(key) for key in keys.verifiers()]
    smtp.arrived.clear()
    assert log_departures.mail_auditors() == 0  # nothing new
    assert smtp.arrived == []


@pytest.mark.parametrize("wrong", [False, True])
def test_the_mail_tells_what_the_last_verification_found(smtp: Box, settings: Any, wrong: bool) -> None:
    settings.LEDGER_MAIL = "audit@broker.example, "
    settings.LANGUAGE_CODE = "en"
    enter(3)
    if wrong:
        keys.signers()
        LogKey.objects.create(verifier="not ours", added_at=integrity.clock.now())
    run = integrity.verify(by="auditor")
    assert log_departures.mail_auditors() == 1
    body = parts(smtp.arrived[0])[0].decode()
    assert smtp.arrived[0]["To"] == "audit@broker.example"
    assert ("found 1 places that do not hold" if wrong else f"all {run.size} entries in order") in body


def test_without_a_mail_server_nothing_is_tried(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    assert log_departures.mail_auditors() == 0
    assert not Departure.objects.exists()


def test_a_mail_server_that_is_away_shows_and_is_tried_again(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.LEDGER_MAIL = "127.0.0.1", 9, "audit@broker.example"
    enter(1)
    sequencer.step()
    assert log_departures.mail_auditors() == 0
    assert Departure.objects.get().trouble


def test_the_sweeps_go_where_the_settings_say(settings: Any, tmp_path: Path) -> None:
    enter(1)
    sequencer.step()
    settings.LEDGER_DROP = ""
    settings.LEDGER_WITNESSES = f"{keys.verifiers()[0]}=http://127.0.0.1:9"
    assert [log_departures.drop(), log_departures.ask_witnesses(), log_departures.ask_for_stamp()] == [0, 1, 0]
    settings.LEDGER_DROP, settings.LEDGER_WITNESSES = tmp_path / "out", ""
    settings.LEDGER_TSA, settings.LEDGER_TSA_ROOTS = "http://127.0.0.1:9", tmp_path / "none.pem"
    assert [log_departures.drop(), log_departures.ask_witnesses(), log_departures.ask_for_stamp()] == [1, 0, 1]
    assert read(log_departures.newest()).size == 1
    assert {"ledger_drop", "ledger_witness", "ledger_stamp", "ledger_mail", "integrity"} <= set(sweeps._sweeps)
